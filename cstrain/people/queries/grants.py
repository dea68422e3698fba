"""Who may do what: grants in force, their holders, deputies, and the people in one's scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, or_, select

from cstrain.kit import clock, db
from cstrain.people.models import Grant, Person
from cstrain.people.rules import ALL_TEAMS, ROLE_MAY, May, Role, local_date, may_of


class Scoped(Protocol):
    """Whoever asks: for each permission the teams it covers."""

    @property
    def may(self) -> Mapping[May, frozenset[str]]: ...


def holds(on: Any) -> ColumnElement[bool]:
    """The grant holds on that day (a date, or the parameter that will be one)."""
    return and_(Grant.ended_at.is_(None), Grant.from_on <= on, or_(Grant.until_on.is_(None), Grant.until_on >= on))


def grants_in_force(person_id: str, on: date) -> list[Grant]:
    """The person's grants of one day."""
    return list(db.database.session.scalars(select(Grant).where(Grant.person_id == person_id, holds(on))))


def grants_of(person_id: str) -> list[Grant]:
    """All grants the person ever had, newest first."""
    rows = select(Grant).where(Grant.person_id == person_id).order_by(Grant.from_on.desc(), Grant.id)
    return list(db.database.session.scalars(rows))


def permissions(grants: Iterable[Grant]) -> Mapping[May, frozenset[str]]:
    """Each permission with the teams it covers."""
    return permissions_of(tuple((grant.role, grant.team_id) for grant in grants))


@lru_cache(maxsize=512)
def permissions_of(held: tuple[tuple[str, str | None], ...]) -> Mapping[May, frozenset[str]]:
    """The same for (role, team) of each grant; None: all teams."""
    found: dict[May, frozenset[str]] = {May.LEARN: frozenset({ALL_TEAMS})}
    for role, team_id in held:
        team = frozenset({team_id or ALL_TEAMS})
        for may in may_of([Role(role)]) - {May.LEARN}:
            found[may] = found.get(may, frozenset()) | team
    return MappingProxyType(found)


def _giving(may: May) -> list[str]:
    return [role.value for role in Role if may in ROLE_MAY[role]]


def _covering(team_id: str | None) -> ColumnElement[bool]:
    return Grant.team_id.is_(None) if team_id is None else or_(Grant.team_id.is_(None), Grant.team_id == team_id)


def holders(may: May, team_id: str | None, at: datetime) -> list[Person]:
    """Who may do it for the team on the day of ``at``, deputies included; ``None``: for all teams. By number."""
    rows = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role.in_(_giving(may)), _covering(team_id), holds(local_date(at, clock.zone())))
        .where(Person.disabled_at.is_(None))
        .order_by(Person.folded_no)
    )
    return list(db.database.session.scalars(rows).unique())


def deputy_for(person_id: str, may: May, team_id: str | None, on: date) -> Person | None:
    """For whom this person acts as deputy (shown as 代…); None when a grant of their own covers it, or none does."""
    rows = select(Grant).where(
        Grant.person_id == person_id, Grant.role.in_(_giving(may)), _covering(team_id), holds(on)
    )
    grants = list(db.database.session.scalars(rows))
    if not grants or any(grant.deputy_of_id is None for grant in grants):
        return None
    return db.database.session.get(Person, grants[0].deputy_of_id)


def mine(asked: Scoped, may: May) -> Select[Any]:
    """A select of the persons in whose teams ``asked`` may do ``may``."""
    teams = asked.may.get(may, frozenset())
    query = select(Person)
    return query if ALL_TEAMS in teams else query.where(Person.team_id.in_(teams))


def is_last_administrator(person_id: str, on: date) -> bool:
    """True when this person alone administers all teams: without them nobody could give anybody a role any more."""
    holding = select(Grant.person_id).join(Person, Person.id == Grant.person_id)
    holding = holding.where(Grant.role == Role.ADMINISTRATOR.value, Grant.team_id.is_(None), holds(on))
    holding = holding.where(Grant.until_on.is_(None), Person.disabled_at.is_(None))
    return set(db.database.session.scalars(holding)) == {person_id}
