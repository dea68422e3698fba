"""Classes that people sign in to: called, signed in to, ticked, closed; and hours beside a mentor."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cstrain.curriculum import queries
from cstrain.curriculum.actions.steps import attend
from cstrain.curriculum.models import Enrolment, Meeting, MeetingPerson, ShadowHours
from cstrain.curriculum.queries.board import AWAY_STATES
from cstrain.curriculum.rules.meetings import CAME, Presence, arrival, is_code
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person


@dataclass(frozen=True)
class Called:
    """A class as it is called: what, when, for which team and batch, who is expected (ids)."""

    title: str
    starts_at: datetime
    team_id: str | None
    cohort_id: str | None
    people: tuple[str, ...]


@db.deed
def call_meeting(said: Called, *, by: str, at: datetime) -> Meeting:
    """A class with its list of people. Refusal ``nobody_expected``."""
    if not said.people:
        raise Refusal("nobody_expected")
    session = db.database.session
    made = Meeting(
        title=said.title,
        starts_at=said.starts_at,
        team_id=said.team_id,
        cohort_id=said.cohort_id,
        secret=secrets.token_hex(32),
        made_by=by,
        made_at=at,
    )
    session.add(made)
    session.flush()
    session.add_all(
        [MeetingPerson(meeting_id=made.id, person_id=person_id) for person_id in dict.fromkeys(said.people)]
    )
    session.flush()
    return made


def _open(meeting_id: str) -> Meeting:
    row = db.lock(Meeting, meeting_id)
    if row is None:
        raise NotYours
    if row.closed_at is not None:
        raise Refusal("meeting_is_closed")
    return row


def _line(meeting_id: str, person_id: str) -> MeetingPerson:
    rows = select(MeetingPerson).where(MeetingPerson.meeting_id == meeting_id, MeetingPerson.person_id == person_id)
    found = db.database.session.scalar(rows)
    if found is None:
        raise NotYours
    return found


@db.deed
def sign_in_to(meeting_id: str, person_id: str, code: str, *, at: datetime) -> MeetingPerson:
    """With the code that stands on the screen: in time or late, and a training day. Twice is once.

    Refusals ``meeting_is_closed``, ``meeting_code_is_over``; 404 for whoever is not on the list.
    """
    line, meeting = _line(meeting_id, person_id), _open(meeting_id)
    if not is_code(meeting.secret, code, at):
        raise Refusal("meeting_code_is_over")
    if Presence(line.state) not in CAME:
        line.state, line.how, line.came_at, line.by = arrival(meeting.starts_at, at).value, "code", at, person_id
        _count(person_id, at)
    return line


def _count(person_id: str, at: datetime) -> None:
    """Whoever comes has a training day, if they are in a course that has begun and are not away."""
    enrolment = queries.active_enrolment(person_id)
    today = queries.work_day_of(person_id, at)
    if enrolment is None or today < enrolment.start_on or queries.absence_on(enrolment.id, today) is not None:
        return
    if db.database.session.get_one(Person, person_id).state not in AWAY_STATES:
        attend(enrolment, at)


@db.deed
def tick_presence(meeting_id: str, states: Mapping[str, Presence], *, by: str, at: datetime) -> int:
    """The list as the trainer ticks it, by person; how many lines changed. Nobody ticks themselves (``own_presence``)."""
    meeting = _open(meeting_id)
    changed = 0
    for person_id, state in states.items():
        line = _line(meeting.id, person_id)
        if line.state == state.value:
            continue
        if person_id == by:
            raise Refusal("own_presence")
        came = Presence(line.state) in CAME
        line.state, line.how, line.by = state.value, "ticked", by
        line.left_at = at if state is Presence.LEFT else None
        if state in CAME and not came:
            line.came_at = at
            _count(person_id, at)
        changed += 1
    return changed


@db.deed
def close_meeting(meeting_id: str, *, at: datetime) -> Meeting:
    """Over: whoever has not come was absent."""
    meeting = _open(meeting_id)
    rows = select(MeetingPerson).where(MeetingPerson.meeting_id == meeting_id)
    for line in db.database.session.scalars(rows.where(MeetingPerson.state == Presence.EXPECTED.value)):
        line.state = Presence.ABSENT.value
    meeting.closed_at = at
    return meeting


@db.deed
def log_hours(enrolment_id: str, *, on: date, minutes: int, note: str, by: str, at: datetime) -> ShadowHours:
    """跟岗 on a day, as the named mentor or trainer says, or a deputy. Refusals ``not_the_named_coach``, ``hours_ahead``."""
    enrolment = db.lock(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotYours
    if by == enrolment.person_id or queries.standpoint(enrolment, by, on) is None:
        raise Refusal("not_the_named_coach")
    if on > queries.work_day_of(enrolment.person_id, at):
        raise Refusal("hours_ahead")
    made = ShadowHours(enrolment_id=enrolment_id, on_day=on, minutes=minutes, note=note, by=by, at=at)
    db.database.session.add(made)
    db.database.session.flush()
    return made
