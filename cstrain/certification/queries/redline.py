"""Red-line events: of one person, and what awaits a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from cstrain.certification.models import RedLine
from cstrain.kit import db
from cstrain.people.models import Person
from cstrain.people.queries import holders
from cstrain.people.rules import May
from cstrain.records import queries as records


def red_line(event_id: str) -> RedLine | None:
    return db.database.session.get(RedLine, event_id)


def red_lines_of(person_id: str) -> list[RedLine]:
    """Every event about a person, newest first."""
    rows = select(RedLine).where(RedLine.person_id == person_id).order_by(RedLine.on.desc(), RedLine.reported_at.desc())
    return list(db.database.session.scalars(rows))


def red_line_list(scope: Select[Any]) -> Select[Any]:
    """Events of the people in ``scope``, those that await somebody first."""
    ids = scope.with_only_columns(Person.id).order_by(None)
    query = select(RedLine).where(RedLine.person_id.in_(ids))
    return query.order_by(RedLine.settled_at.is_not(None), RedLine.on.desc(), RedLine.id)


def told_of(event: RedLine) -> str:
    """What happened: from the table until it is confirmed, from the record afterwards; "" once erased."""
    if event.entry_seq is None:
        return event.told
    return _private(event.person_id, event.entry_seq, "text")


def settlement_of(event: RedLine) -> str:
    """What was done about it; "" while nothing was, and once erased."""
    return _private(event.person_id, event.settled_seq, "reason") if event.settled_seq else ""


def _private(person_id: str, seq: int, name: str) -> str:
    entry = records.entry(person_id, seq)
    return str(records.private(entry).get(name, "")) if entry else ""


def second_people(person: Person, reporter_id: str, at: datetime) -> list[Person]:
    """Who may be asked to confirm: people with a duty towards the team, neither the reporter nor the person."""
    found: dict[str, Person] = {}
    for may in (May.RED_LINE, May.COUNTERSIGN, May.QUALITY_KEEP):
        found |= {each.id: each for each in holders(may, person.team_id, at)}
    return [each for each in found.values() if each.id not in (reporter_id, person.id)]
