"""Enrolment: the plan is frozen and written into the record; moving to another version, ending, declaring void."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cstrain.curriculum import queries
from cstrain.curriculum.actions.layout import Laying, lay_out
from cstrain.curriculum.models import Coach, Cohort, Enrolment
from cstrain.curriculum.queries import LaidOut
from cstrain.curriculum.queries.coaching import ROLES
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.people.rules import PersonState, local_date
from cstrain.records import actions as records
from cstrain.records import queries as facts

EVERY_DAY = "1234567"


@dataclass(frozen=True)
class Choice:
    """What an enrolment is made with: the course, the day it starts, who looks after the person, the batch by id.

    ``workdays``: the person's working days as digits, 1 Monday … 7 Sunday.
    """

    course_key: str
    start_on: date
    mentor_id: str | None = None
    trainer_id: str | None = None
    cohort_id: str | None = None
    workdays: str = EVERY_DAY

    @property
    def coaches(self) -> dict[str, str]:
        named = {"mentor": self.mentor_id, "trainer": self.trainer_id}
        return {role: person_id for role, person_id in named.items() if person_id}


@db.deed
def keep_cohort(name: str, course_key: str, start_on: date) -> Cohort:
    """The batch of that name, made when there is none."""
    found = db.database.session.scalar(select(Cohort).where(Cohort.name == name))
    if found is None:
        found = Cohort(name=name, course_key=course_key, start_on=start_on)
        db.database.session.add(found)
        db.database.session.flush()
    return found


@db.deed
def enrol(person_id: str, choice: Choice, *, by: str, at: datetime) -> Enrolment:
    """Enrol a person; steps of the post done before in the same major version are kept.

    Refusals: ``already_enrolled``, ``has_left``, ``mentor_missing``, ``trainer_missing``, ``coach_is_trainee``,
    ``coach_has_no_role``, ``no_workdays``.
    """
    person = db.lock(Person, person_id)
    if person is None:
        raise NotYours
    if person.state == PersonState.LEFT:
        raise Refusal("has_left", name=person.name)
    if queries.active_enrolment(person_id) is not None:
        raise Refusal("already_enrolled", name=person.name)
    laid = queries.course(choice.course_key)
    require_workdays(choice.workdays)
    _require_coaches(person, laid, choice, at)
    enrolment = _row(person, laid, choice, at)
    enrolment.enrolled_by = by
    db.database.session.add(enrolment)
    db.database.session.flush()
    for role, coach_id in choice.coaches.items():
        named = Coach(enrolment_id=enrolment.id, person_id=coach_id, role=role, from_on=choice.start_on)
        db.database.session.add(named)
    db.database.session.flush()
    lay_out(enrolment, laid, Laying("enrolled", 1, by, at))
    told = {"course": enrolment.course_name, "start": choice.start_on.isoformat()}
    people.tell(person_id, "enrolled", f"enrolled:{enrolment.id}", facts=told, link="/course", at=at)
    return enrolment


def _row(person: Person, laid: LaidOut, choice: Choice, at: datetime) -> Enrolment:
    return Enrolment(
        person_id=person.id,
        course_key=laid.course.key,
        course_name=laid.course.name,
        course_version_id=laid.version.id,
        post=laid.version.material.post,
        post_name=laid.course.post_name,
        gate_key=laid.course.gate,
        days=laid.course.days,
        start_on=choice.start_on,
        workdays=choice.workdays,
        cohort_id=choice.cohort_id,
        enrolled_at=at,
        enrolled_by="",
    )


def require_workdays(workdays: str) -> None:
    """At least one day of the week, each once."""
    if not workdays or set(workdays) - set(EVERY_DAY) or len(set(workdays)) != len(workdays):
        raise Refusal("no_workdays")


def _require_coaches(person: Person, laid: LaidOut, choice: Choice, at: datetime) -> None:
    asked = {role for step in laid.course.steps for role in step.spec.signers}
    for role in ROLES:
        if role in asked and role not in choice.coaches:
            raise Refusal(f"{role}_missing")
    for role, coach_id in choice.coaches.items():
        require_coach(person, role, coach_id, local_date(at, clock.zone()))


def require_coach(person: Person, role: str, coach_id: str, day: date) -> None:
    """Refuse a coach who is the person, or who does not hold the role for the person's team."""
    coach = db.database.session.get(Person, coach_id)
    if coach is None:
        raise NotYours
    if coach.id == person.id:
        raise Refusal("coach_is_trainee", name=person.name)
    if not queries.may_coach(role, coach, person.team_id, day):
        raise Refusal("coach_has_no_role", name=coach.name, whose=person.name)


def held(enrolment_id: str) -> Enrolment:
    """The enrolment, read afresh and held until the commit."""
    enrolment = db.lock(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotYours
    return enrolment


def held_running(enrolment_id: str) -> Enrolment:
    """Likewise, refused when it has ended."""
    enrolment = held(enrolment_id)
    if enrolment.state != "active":
        raise Refusal("enrolment_has_ended")
    return enrolment


@db.deed
def move_enrolment(enrolment_id: str, *, by: str, at: datetime, course_key: str = "") -> Enrolment:
    """Move on purpose to the newest version of the course, or to another variant of the post.

    Refusals: ``nothing_to_move``, ``other_post``, ``enrolment_has_ended``, ``own_enrolment``.
    """
    enrolment = held_running(enrolment_id)
    if enrolment.person_id == by:
        raise Refusal("own_enrolment")
    laid = queries.course(course_key or enrolment.course_key)
    if laid.version.material.post != enrolment.post:
        raise Refusal("other_post")
    if laid.course.key == enrolment.course_key and not queries.moves(enrolment, laid):
        raise Refusal("nothing_to_move")
    generation = max(step.generation for step in queries.plan(enrolment.id)) + 1
    enrolment.course_key, enrolment.course_name = laid.course.key, laid.course.name
    enrolment.course_version_id = laid.version.id
    enrolment.days, enrolment.gate_key = laid.course.days, laid.course.gate
    lay_out(enrolment, laid, Laying("moved", generation, by, at))
    return enrolment


@db.deed
def void_enrolment(enrolment_id: str, *, reason: str, by: str, at: datetime) -> Enrolment:
    """A wrong enrolment: declared void with a reason; everything stays readable. Refusal ``own_enrolment``."""
    enrolment = held_running(enrolment_id)
    if enrolment.person_id == by:
        raise Refusal("own_enrolment")
    subject = f"enrolment:{enrolment_id}"
    for entry in facts.facts_of([enrolment.person_id], ["enrolled", "moved"], subject)[enrolment.person_id]:
        if entry.subject == subject:
            records.void(entry, reason=reason, by=by, at=at)
    enrolment.state, enrolment.ended_at = "voided", at
    return enrolment


@db.deed
def end_enrolment(enrolment_id: str, state: str, *, at: datetime) -> Enrolment:
    """``finished`` when the gate was passed, ``ended`` when the person left; one that has ended stays as it is."""
    enrolment = held(enrolment_id)
    if enrolment.state == "active":
        enrolment.state, enrolment.ended_at = state, at
    return enrolment


def end_left(at: datetime) -> int:
    """End the enrolments of people who have left, each in a write of its own: a re-hire is enrolled anew. How many."""
    left = queries.enrolments_of_left()
    for enrolment_id in left:
        with db.transaction(at=at, by="janitor", why="curriculum: has left"):
            end_enrolment(enrolment_id, "ended", at=at)
    return len(left)
