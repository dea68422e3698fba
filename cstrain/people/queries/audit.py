"""The audit trail as a list: by table, person and period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from cstrain.kit import clock, db
from cstrain.kit.db import AuditRow
from cstrain.people.models import Store, Team
from cstrain.people.queries.people import named
from cstrain.people.rules import end_of, start_of


@dataclass(frozen=True)
class AuditFilter:
    """Table name, id of the person who acted, row, first and last day; "" and None: all."""

    table: str = ""
    actor: str = ""
    row: str = ""
    first: date | None = None
    last: date | None = None


def audit_rows(shown: AuditFilter) -> Select[Any]:
    """The rows the filter shows, newest first."""
    query = select(AuditRow)
    for column, value in ((AuditRow.table, shown.table), (AuditRow.actor, shown.actor), (AuditRow.row, shown.row)):
        if value:
            query = query.where(column == value)
    if shown.first:
        query = query.where(AuditRow.at >= start_of(shown.first, clock.zone()))
    if shown.last:
        query = query.where(AuditRow.at < end_of(shown.last, clock.zone()))
    return query.order_by(AuditRow.id.desc())


def spoken_names(ids: Iterable[str]) -> dict[str, str]:
    """What ids stand for, as people say it: 周敏（A001）, 售前接待组. Ids of other things are left out."""
    wanted = set(ids)
    session = db.database.session
    found = {person.id: f"{person.name}（{person.employee_no}）" for person in named(wanted).values()}
    found |= {team.id: team.name for team in session.scalars(select(Team).where(Team.id.in_(wanted)))}
    return found | {store.id: store.name for store in session.scalars(select(Store).where(Store.id.in_(wanted)))}


def ids_in(rows: Iterable[AuditRow]) -> set[str]:
    """Everything in ``rows`` that may be the id of a person, team or store."""
    found: set[str] = set()
    for row in rows:
        values = [row.actor, row.row, *row.old.values(), *row.new.values()]
        found |= {value for value in values if isinstance(value, str) and len(value) == 16}
    return found


def audit_tables() -> list[str]:
    """The regulated tables there are, by name: what can be filtered by, whether changed yet or not."""
    marked = (mapper.class_ for mapper in db.Base.registry.mappers)
    return sorted(
        each.__tablename__ for each in marked if not (each.__noted__ or each.__appended__ or each.__derived__)
    )
