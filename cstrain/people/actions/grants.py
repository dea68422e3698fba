"""Roles are granted and ended; both end the person's sessions, so that no page shows what was true before."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.actions.sessions import end_sessions
from cstrain.people.models import Grant, Person, Team
from cstrain.people.queries.grants import grants_in_force, is_last_administrator
from cstrain.people.rules import Role, local_date


@db.deed
def grant_role(
    person: Person | str,
    role: Role | str,
    *,
    team: Team | str | None,
    from_on: date,
    until_on: date | None = None,
    deputy_of: Person | str | None = None,
    by: str,
    at: datetime,
) -> Grant:
    """Give a role for a team (None: all teams) from a day until the end of a day; as a deputy only with an end."""
    person_id = person if isinstance(person, str) else person.id
    team_id = team if isinstance(team, str) or team is None else team.id
    deputy_id = deputy_of if isinstance(deputy_of, str) or deputy_of is None else deputy_of.id
    row = db.lock(Person, person_id)
    if row is None:
        raise NotYours
    if row.disabled_at is not None:
        raise Refusal("account_is_shut", name=row.name)
    if until_on is not None and until_on < from_on:
        raise Refusal("period_is_backwards")
    if deputy_id is not None:
        _require_deputy(person_id, deputy_id, Role(role), team_id, (from_on, until_on))
    made = Grant(
        person_id=person_id,
        role=Role(role).value,
        team_id=team_id,
        from_on=from_on,
        until_on=until_on,
        deputy_of_id=deputy_id,
        given_by=by,
        given_at=at,
    )
    db.database.session.add(made)
    end_sessions(person_id, why="grants", at=at)
    db.database.session.flush()
    return made


def _require_deputy(
    person_id: str, deputy_id: str, role: Role, team_id: str | None, period: tuple[date, date | None]
) -> None:
    """One stands in for somebody else, who holds the role for that team, and for a time that ends."""
    if deputy_id == person_id:
        raise Refusal("deputy_of_oneself")
    if period[1] is None:
        raise Refusal("deputy_needs_end")
    own = [each for each in grants_in_force(deputy_id, period[0]) if each.deputy_of_id is None]
    if not any(each.role == role.value and each.team_id in (None, team_id) for each in own):
        raise Refusal("deputy_of_no_role")


@db.deed
def end_grant(grant: Grant | str, *, by: str, at: datetime) -> None:
    """End a grant now. The last administrator of all teams stays."""
    row = db.lock(Grant, grant if isinstance(grant, str) else grant.id)
    if row is None:
        raise NotYours
    if row.ended_at is not None:
        return
    today = local_date(at, clock.zone())
    if row.role == Role.ADMINISTRATOR.value and row.team_id is None and is_last_administrator(row.person_id, today):
        raise Refusal("last_administrator")
    row.ended_at, row.ended_by = at, by
    end_sessions(row.person_id, why="grants", at=at)


def end_grants(person_id: str, *, by: str, at: datetime) -> None:
    """End all grants of a person; the last administrator of all teams stays."""
    if is_last_administrator(person_id, local_date(at, clock.zone())):
        raise Refusal("last_administrator")
    rows = select(Grant).where(Grant.person_id == person_id, Grant.ended_at.is_(None))
    for row in db.database.session.scalars(rows):
        row.ended_at, row.ended_by = at, by
