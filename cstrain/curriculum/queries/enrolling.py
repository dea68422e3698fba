"""Who can be enrolled in what, by whom; the sheet of enrolments judged against what is known now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from cstrain.curriculum.models import Cohort, Enrolment
from cstrain.curriculum.queries.coaching import MAY
from cstrain.curriculum.queries.material import courses, document, lay_out, live
from cstrain.curriculum.rules.sheet import (
    COACHES,
    MOST_PEOPLE,
    CoachKnown,
    CourseKnown,
    Ground,
    Plan,
    Trainee,
    plan,
    title_faults,
)
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.kit.text import folded_number
from cstrain.people import queries as people
from cstrain.people.models import FormerNumber, Person
from cstrain.people.queries import Scoped
from cstrain.people.rules import ALL_TEAMS, May, PersonState
from cstrain.people.rules.sheet import Given

IN_TRAINING = (PersonState.IN_TRAINING.value, PersonState.REHIRED.value)


def enrollable(asked: Scoped, words: str = "", team: str = "", *, everybody: bool = False) -> Select[Any]:
    """People in scope who are here and in no running course, by number: those in training, or with ``everybody`` all."""
    running = select(Enrolment.person_id).where(Enrolment.state == "active")
    rows = people.mine(asked, May.ENROL).where(Person.id.not_in(running), Person.disabled_at.is_(None))
    rows = rows.where(Person.state != PersonState.LEFT.value)
    if not everybody:
        rows = rows.where(Person.state.in_(IN_TRAINING))
    if words:
        by_number = Person.folded_no.contains(folded_number(words), autoescape=True)
        rows = rows.where(Person.name.contains(words, autoescape=True) | by_number)
    if team:
        rows = rows.where(Person.team_id == team)
    return rows.order_by(Person.folded_no)


def course_choices() -> list[CourseKnown]:
    """Courses that run today, with the coaches their steps ask for."""
    found = live("课程")
    return [
        CourseKnown(row.key, row.name, frozenset(asked_coaches(row.key)), document(found[row.key]).head.own("英文名"))
        for row in courses()
        if row.key in found
    ]


def asked_coaches(course_key: str) -> set[str]:
    """mentor, trainer: whom the steps of a course ask to sign besides the trainee."""
    laid = lay_out(live("课程", [course_key])[course_key])
    return {role for step in laid.course.steps for role in step.spec.signers} - {"trainee"}


def enrol_plan(sheet: Sheet, asked: Scoped, today: date) -> Plan:
    """What enrolling by this sheet would do, for somebody who may enrol the people of their teams."""
    if len(sheet.rows) > MOST_PEOPLE:
        raise Refusal("too_many_people", most=MOST_PEOPLE)
    missing = title_faults(sheet.titles)
    if missing:
        return Plan((), tuple(missing))
    rows = [Given(row.number, folded_number(row["工号"]), _folded(row.cells)) for row in sheet.rows]
    numbers = {row.folded for row in rows}
    coach_numbers = {row.cells.get(column, "") for row in rows for column in COACHES.values()} - {""}
    return plan(rows, _ground(numbers, coach_numbers, asked, today))


def _folded(cells: dict[str, str]) -> dict[str, str]:
    """The cells with coaches' numbers in their one form."""
    return {**cells, **{column: folded_number(cells.get(column, "")) for column in COACHES.values()}}


def by_numbers(numbers: Iterable[str]) -> dict[str, Person]:
    """Who has these folded numbers, or had them before. Two queries."""
    wanted, session = set(numbers), db.database.session
    former = select(FormerNumber.folded_no, Person).join(Person, Person.id == FormerNumber.person_id)
    current = select(Person.folded_no, Person).where(Person.folded_no.in_(wanted))
    found = dict(session.execute(former.where(FormerNumber.folded_no.in_(wanted))).all())
    return {**found, **dict(session.execute(current).all())}


def _ground(numbers: set[str], coach_numbers: set[str], asked: Scoped, today: date) -> Ground:
    own = asked.may.get(May.ENROL, frozenset())
    persons = by_numbers(numbers)
    ids = [person.id for person in persons.values()]
    running = select(Enrolment.person_id, Enrolment.course_name)
    under_way = dict(
        db.database.session.execute(running.where(Enrolment.person_id.in_(ids), Enrolment.state == "active")).all()
    )
    choices = course_choices()
    return Ground(
        trainees={
            number: Trainee(
                person.id,
                person.name,
                person.team_id or "",
                PersonState(person.state),
                under_way.get(person.id, ""),
                ALL_TEAMS in own or person.team_id in own,
            )
            for number, person in persons.items()
        },
        coaches={number: _coach(person, today) for number, person in by_numbers(coach_numbers).items()},
        courses={**{one.key: one for one in choices}, **{one.name: one for one in choices}},
        batches=frozenset(db.database.session.scalars(select(Cohort.name))),
    )


def _coach(person: Person, today: date) -> CoachKnown:
    held = people.permissions(people.grants_in_force(person.id, today)) if person.disabled_at is None else {}
    return CoachKnown(person.id, person.name, {role: held.get(may, frozenset()) for role, may in MAY.items()})


def coach_pairs(role: str, team_ids: Iterable[str | None], at: datetime) -> list[Person]:
    """Who may coach people of all these teams, by number."""
    found: dict[str, Person] = {}
    sets = []
    for team_id in set(team_ids):
        listed = people.holders(MAY[role], team_id, at)
        found.update({person.id: person for person in listed})
        sets.append({person.id for person in listed})
    both = set.intersection(*sets) if sets else set()
    return sorted((found[each] for each in both), key=lambda person: person.folded_no)
