"""Who looks after whom: named mentors and trainers, their deputies, what awaits their confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from cstrain.curriculum.models import Coach, Enrolment
from cstrain.curriculum.queries.board import Board, ShownStep, boards
from cstrain.curriculum.rules import ATTENDED, Standing
from cstrain.kit import clock, db
from cstrain.people import queries as people
from cstrain.people.models import Person
from cstrain.people.rules import ALL_TEAMS, May, Period, local_date

ROLES = ("mentor", "trainer")
MAY = {"mentor": May.CONFIRM, "trainer": May.ENROL}  # what somebody must hold for the person's team to be named
OPEN = (Standing.OPEN, Standing.RUNNING, Standing.AGAIN)


def coaches(enrolment_id: str) -> list[Coach]:
    """Everybody who was ever named, oldest first."""
    rows = select(Coach).where(Coach.enrolment_id == enrolment_id)
    return list(db.database.session.scalars(rows.order_by(Coach.from_on, Coach.id)))


def named_on(enrolment_id: str, day: date) -> dict[str, str]:
    """Role → the person named for it on this day; of several the one named last."""
    return named_many([enrolment_id], day).get(enrolment_id, {})


def named_many(enrolment_ids: Iterable[str], day: date) -> dict[str, dict[str, str]]:
    """Per enrolment, role → person named on this day. One query."""
    rows = select(Coach).where(Coach.enrolment_id.in_(list(enrolment_ids))).order_by(Coach.from_on, Coach.id)
    found: dict[str, dict[str, str]] = {}
    for coach in db.database.session.scalars(rows):
        if Period(coach.from_on, coach.until_on).holds(day):
            found.setdefault(coach.enrolment_id, {})[coach.role] = coach.person_id
    return found


def signer(one: Enrolment, role: str, day: date) -> str | None:
    """Who signs in this role on that day: whoever is named, else who was named last."""
    named = named_on(one.id, day).get(role)
    if named is not None:
        return named
    before = [coach.person_id for coach in coaches(one.id) if coach.role == role]
    return before[-1] if before else None


def may_coach(role: str, person: Person, team_id: str | None, day: date) -> bool:
    """Whether somebody holds what the role asks for, for this team, on that day."""
    held = people.permissions(people.grants_in_force(person.id, day)).get(MAY[role], frozenset())
    return person.disabled_at is None and (ALL_TEAMS in held or (team_id is not None and team_id in held))


def possible_coaches(role: str, team_id: str | None, at: datetime) -> list[Person]:
    """Who may be named for the role in this team."""
    return people.holders(MAY[role], team_id, at)


@dataclass(frozen=True)
class Standpoint:
    """In which role somebody may confirm for an enrolment, and for whom they stand in (None: for themselves)."""

    role: str
    deputy_of: str | None = None


def standpoint(one: Enrolment, person_id: str, day: date) -> Standpoint | None:
    """mentor or trainer, when this person is named for the enrolment on that day, or is the deputy of who is."""
    named = named_on(one.id, day)
    for role in ROLES:
        if named.get(role) == person_id:
            return Standpoint(role)
    team_id = db.database.session.scalar(select(Person.team_id).where(Person.id == one.person_id))
    principal = people.deputy_for(person_id, May.CONFIRM, team_id, day)
    if principal is None or person_id == one.person_id:
        return None
    return next((Standpoint(role, principal.id) for role in ROLES if named.get(role) == principal.id), None)


@dataclass(frozen=True)
class Awaiting:
    """A step that a coach may confirm now."""

    board: Board
    shown: ShownStep
    standpoint: Standpoint


def to_confirm(person_id: str, at: datetime) -> list[Awaiting]:
    """Offline steps, classes and shadowing that are open and that this person may confirm; constant queries."""
    today = local_date(at, clock.zone())
    principals = {grant.deputy_of_id for grant in people.grants_in_force(person_id, today) if grant.deputy_of_id}
    rows = select(Enrolment).join(Coach, Coach.enrolment_id == Enrolment.id)
    rows = rows.where(Enrolment.state == "active", Coach.person_id.in_([person_id, *sorted(principals)]), _holds(today))
    mine = list(db.database.session.scalars(rows.order_by(Enrolment.start_on, Enrolment.id)).unique())
    named = named_many([one.id for one in mine], today)
    found = boards(mine, at)
    return [
        Awaiting(found[one.id], shown, place)
        for one in mine
        if (place := _place(named.get(one.id, {}), person_id, principals)) is not None and one.person_id != person_id
        for shown in found[one.id].steps
        if shown.step.kind in ATTENDED and shown.standing in OPEN
    ]


def _place(named: dict[str, str], person_id: str, principals: set[str]) -> Standpoint | None:
    own = next((Standpoint(role) for role in ROLES if named.get(role) == person_id), None)
    return own or next((Standpoint(role, named[role]) for role in ROLES if named.get(role) in principals), None)


def _holds(day: date) -> ColumnElement[bool]:
    return and_(Coach.from_on <= day, or_(Coach.until_on.is_(None), Coach.until_on >= day))
