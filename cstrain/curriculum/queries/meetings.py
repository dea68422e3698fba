"""Classes and who came; hours beside a mentor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from cstrain.curriculum.models import Coach, Enrolment, Meeting, MeetingPerson, ShadowHours
from cstrain.curriculum.queries.coaching import named_many
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.people import queries as people
from cstrain.people.models import Person
from cstrain.people.queries import Scoped
from cstrain.people.rules import ALL_TEAMS, May, PersonState, local_date


def in_scope(asked: Scoped, person_id: str) -> Select[Any]:
    """Meetings of one's teams, and those one has called, the latest first."""
    rows = select(Meeting).order_by(Meeting.starts_at.desc(), Meeting.id)
    teams = asked.may.get(May.ENROL, frozenset())
    return rows if ALL_TEAMS in teams else rows.where(or_(Meeting.team_id.in_(teams), Meeting.made_by == person_id))


def meeting(meeting_id: str, asked: Scoped, person_id: str) -> Meeting:
    """One of them; else 404."""
    found = db.database.session.scalar(in_scope(asked, person_id).where(Meeting.id == meeting_id))
    if found is None:
        raise NotYours
    return found  # type: ignore[no-any-return]


def own_meeting(meeting_id: str, person_id: str) -> tuple[Meeting, MeetingPerson]:
    """A meeting on whose list the person stands; else 404."""
    rows = select(Meeting, MeetingPerson).join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
    found = db.database.session.execute(
        rows.where(Meeting.id == meeting_id, MeetingPerson.person_id == person_id)
    ).first()
    if found is None:
        raise NotYours
    return found[0], found[1]


def own_open(person_id: str, at: datetime) -> list[tuple[Meeting, MeetingPerson]]:
    """Classes of today that the person may sign in to."""
    rows = select(Meeting, MeetingPerson).join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
    rows = rows.where(MeetingPerson.person_id == person_id, Meeting.closed_at.is_(None))
    near = Meeting.starts_at.between(at - timedelta(hours=12), at + timedelta(hours=12))
    return [(row[0], row[1]) for row in db.database.session.execute(rows.where(near).order_by(Meeting.starts_at))]


def people_of(meeting_id: str) -> list[MeetingPerson]:
    """The list, by number."""
    rows = select(MeetingPerson).join(Person, Person.id == MeetingPerson.person_id)
    rows = rows.where(MeetingPerson.meeting_id == meeting_id).order_by(Person.folded_no)
    return list(db.database.session.scalars(rows))


def counted(meeting_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """Per meeting how many stand in each state. One query."""
    rows = select(MeetingPerson.meeting_id, MeetingPerson.state, func.count())
    rows = rows.where(MeetingPerson.meeting_id.in_(list(meeting_ids)))
    found: dict[str, dict[str, int]] = {}
    for meeting_id, state, count in db.database.session.execute(
        rows.group_by(MeetingPerson.meeting_id, MeetingPerson.state)
    ):
        found.setdefault(meeting_id, {})[state] = count
    return found


def callable_people(asked: Scoped, team_id: str, cohort_id: str) -> list[str]:
    """Ids of those who are here: of a batch, or of a team."""
    rows = people.mine(asked, May.ENROL).where(Person.state != PersonState.LEFT.value, Person.disabled_at.is_(None))
    if cohort_id:
        held = select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id, Enrolment.state == "active")
        rows = rows.where(Person.id.in_(held))
    if team_id:
        rows = rows.where(Person.team_id == team_id)
    return list(db.database.session.scalars(rows.with_only_columns(Person.id).order_by(Person.folded_no)))


@dataclass(frozen=True)
class Beside:
    """Somebody who sits beside a mentor: the enrolment, the person, minutes logged in all."""

    enrolment: Enrolment
    person: Person
    minutes: int


def beside(coach_id: str, at: datetime) -> list[Beside]:
    """The running enrolments for which this person is named today, or is the deputy of who is."""
    today = local_date(at, clock.zone())
    deputies = {grant.deputy_of_id for grant in people.grants_in_force(coach_id, today) if grant.deputy_of_id}
    named = {coach_id, *deputies}
    rows = select(Enrolment, Person).join(Person, Person.id == Enrolment.person_id)
    rows = rows.join(Coach, Coach.enrolment_id == Enrolment.id)
    rows = rows.where(Enrolment.state == "active", Coach.person_id.in_(named), Enrolment.person_id != coach_id)
    found = {row[0].id: (row[0], row[1]) for row in db.database.session.execute(rows.order_by(Person.folded_no))}
    holding = named_many(list(found), today)
    minutes = minutes_of(found)
    return [
        Beside(one, person, minutes.get(key, 0))
        for key, (one, person) in found.items()
        if named & set(holding.get(key, {}).values())
    ]


def minutes_of(enrolment_ids: Iterable[str]) -> dict[str, int]:
    """Per enrolment the minutes logged in all."""
    rows = select(ShadowHours.enrolment_id, func.sum(ShadowHours.minutes))
    rows = rows.where(ShadowHours.enrolment_id.in_(list(enrolment_ids))).group_by(ShadowHours.enrolment_id)
    return {row[0]: row[1] for row in db.database.session.execute(rows)}


def hours_logged(coach_id: str, since: date) -> list[ShadowHours]:
    """What this person logged since a day, newest first."""
    rows = select(ShadowHours).where(ShadowHours.by == coach_id, ShadowHours.on_day >= since)
    return list(db.database.session.scalars(rows.order_by(ShadowHours.on_day.desc(), ShadowHours.id.desc())))
