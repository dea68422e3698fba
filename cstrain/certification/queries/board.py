"""The board of the gate: who stands where, in constant queries however many people there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from cstrain.certification.models import Certificate
from cstrain.certification.queries.certificates import held, holds, standing_of, today
from cstrain.certification.queries.content import gates
from cstrain.certification.queries.evidence import RUNNING, Readiness, readiness
from cstrain.certification.rules.board import CERTIFIED, LEARNING, Group, group_of
from cstrain.certification.rules.certificate import State
from cstrain.certification.rules.gate import Need
from cstrain.curriculum.models import Cohort, Enrolment
from cstrain.kit import db
from cstrain.kit.text import folded_number
from cstrain.people.models import Person
from cstrain.people.rules import PersonState
from cstrain.records.models import RecordEntry

PER_PAGE = 50


@dataclass(frozen=True)
class BoardFilter:
    """What the board shows. ``group`` "": everybody in training, those awaiting a decision first."""

    words: str = ""
    team: str = ""
    course: str = ""
    cohort: str = ""
    group: str = ""
    page: int = 1


@dataclass(frozen=True)
class Row:
    """One person on the board; ``ready`` of those in training, ``certificate`` of those with one."""

    person: Person
    group: Group
    ready: Readiness | None = None
    certificate: Certificate | None = None
    standing: str = ""


@dataclass(frozen=True)
class Board:
    """``counts``: people per group under the filter; ``rows``: one page of the group asked for; ``total`` of them."""

    counts: dict[Group, int]
    rows: list[Row]
    total: int
    page: int
    first_end: date | None = None
    per_page: int = PER_PAGE
    all_rows: Sequence[Row] = field(default=(), repr=False)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def board(scope: Select[Any], shown: BoardFilter, at: datetime, *, whole: bool = False) -> Board:
    """The board of the people in ``scope`` (a select of Person). ``whole``: all rows, for the export."""
    asked = _narrowed(scope, shown)
    learning = _learning(asked, shown, at)
    certified = _certified_counts(asked, shown, at)
    counts = {group: sum(1 for row in learning if row.group is group) for group in LEARNING} | certified
    if shown.group in list(CERTIFIED):
        total, group = certified[Group(shown.group)], Group(shown.group)
        rows = _certified(asked, shown, group, at, None if whole else (PER_PAGE, (shown.page - 1) * PER_PAGE))
    else:
        kept = [row for row in learning if not shown.group or row.group.value == shown.group]
        total = len(kept)
        rows = kept if whole else kept[(shown.page - 1) * PER_PAGE : shown.page * PER_PAGE]
    return Board(counts, rows, total, shown.page, _first_end(asked, shown, at))


def _narrowed(scope: Select[Any], shown: BoardFilter) -> Select[Any]:
    """People of the filter as a select of ids; who has left stands on no board."""
    query = scope.where(Person.state != PersonState.LEFT.value)
    if shown.words:
        folded = folded_number(shown.words)
        by_name = Person.name.contains(shown.words, autoescape=True)
        query = query.where(or_(by_name, Person.folded_no.contains(folded, autoescape=True)))
    if shown.team:
        query = query.where(Person.team_id == (None if shown.team == "none" else shown.team))
    return query.with_only_columns(Person.id).order_by(None)


def _of_enrolment(shown: BoardFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if shown.course:
        found.append(Enrolment.course_key == shown.course)
    if shown.cohort:
        found.append(Enrolment.cohort_id == shown.cohort)
    return found


def _learners(asked: Select[Any], shown: BoardFilter) -> Select[Any]:
    """People in a course that leads to a gate; whose decision was withdrawn stays until they are let go live."""
    back = and_(Enrolment.state == "finished", Person.state == PersonState.IN_TRAINING.value)
    return (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Person.id.in_(asked), or_(Enrolment.state.in_(RUNNING), back), *_of_enrolment(shown))
        .order_by(Enrolment.start_on, Person.folded_no)
    )


def _learning(asked: Select[Any], shown: BoardFilter, at: datetime) -> list[Row]:
    people = {person.id: person for person in db.database.session.scalars(_learners(asked, shown)).unique()}
    ready = readiness(people, at)
    rows = [
        Row(person, group_of(one.is_ready, one.lacking, is_postponed=one.is_postponed), one)
        for person in people.values()
        if (one := ready.get(person.id)) is not None
    ]
    order = {group: place for place, group in enumerate(LEARNING)}
    return sorted(rows, key=lambda row: order[row.group])


def count_ready(scope: Select[Any], at: datetime) -> int:
    """How many await a decision: only people who sat an exam are looked at where every gate asks for one."""
    asked = _narrowed(scope, BoardFilter())
    learners = _learners(asked, BoardFilter())
    keys = db.database.session.scalars(learners.with_only_columns(Enrolment.gate_key).order_by(None).distinct()).all()
    in_force = gates(keys)
    if all(one.gate.of(Need.EXAM) for one in in_force.values()):
        sat = exists().where(RecordEntry.person_id == Person.id, RecordEntry.kind == "exam_result")
        learners = learners.where(sat)
    ids = set(db.database.session.scalars(learners.with_only_columns(Person.id).order_by(None)))
    return sum(1 for one in readiness(ids, at).values() if one.is_ready and not one.is_postponed)


# People with certificates -------------------------------------------------------------------------------------------
def _flags(asked: Select[Any], shown: BoardFilter, at: datetime) -> Any:
    """Per person what their certificates come to, as a subquery: suspended, conditional, in force (each 0 or more)."""
    on = today(at)

    def many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    query = select(
        Certificate.person_id.label("person_id"),
        many(and_(Certificate.state == State.SUSPENDED.value, Certificate.valid_until >= on)).label("suspended"),
        many(and_(holds(on), Certificate.conditional)).label("conditional"),
        many(holds(on)).label("holding"),
    ).where(Certificate.person_id.in_(asked), Certificate.clears)
    if shown.course or shown.cohort:
        learned = select(Enrolment.person_id).where(*_of_enrolment(shown))
        query = query.where(Certificate.person_id.in_(learned))
    return query.group_by(Certificate.person_id).subquery()


def _is(group: Group, flags: Any) -> ColumnElement[bool]:
    """The groups exclude one another: suspended before conditional before in force before none."""
    free = flags.c.suspended == 0
    found: dict[Group, ColumnElement[bool]] = {
        Group.SUSPENDED: flags.c.suspended > 0,
        Group.CONDITIONAL: and_(free, flags.c.conditional > 0),
        Group.LIVE: and_(free, flags.c.conditional == 0, flags.c.holding > 0),
        Group.LAPSED: and_(free, flags.c.holding == 0),
    }
    return found[group]


def _certified_counts(asked: Select[Any], shown: BoardFilter, at: datetime) -> dict[Group, int]:
    flags = _flags(asked, shown, at)
    columns = [func.count().filter(_is(group, flags)).label(group.value) for group in CERTIFIED]
    found = db.database.session.execute(select(*columns).select_from(flags)).one()
    return {group: int(getattr(found, group.value)) for group in CERTIFIED}


def _certified(
    asked: Select[Any], shown: BoardFilter, group: Group, at: datetime, window: tuple[int, int] | None
) -> list[Row]:
    flags = _flags(asked, shown, at)
    query = (
        select(Person).join(flags, flags.c.person_id == Person.id).where(_is(group, flags)).order_by(Person.folded_no)
    )
    if window is not None:
        query = query.limit(window[0]).offset(window[1])
    people = list(db.database.session.scalars(query).unique())
    certificates = held([person.id for person in people])
    on = today(at)
    return [
        _certified_row(person, group, [each for each in certificates[person.id] if each.clears], on)
        for person in people
    ]


def _certified_row(person: Person, group: Group, certificates: Sequence[Certificate], on: date) -> Row:
    """The certificate that puts the person into the group: the one that ends first among those that fit."""
    fitting = {
        Group.SUSPENDED: [each for each in certificates if each.state == State.SUSPENDED.value],
        Group.CONDITIONAL: [each for each in certificates if standing_of(each, on).word == "conditional"],
        Group.LIVE: [each for each in certificates if standing_of(each, on).clears],
    }.get(group) or list(certificates[:1])
    shown = min(fitting, key=lambda each: each.valid_until)
    return Row(person, group, certificate=shown, standing=standing_of(shown, on).word)


def _first_end(asked: Select[Any], shown: BoardFilter, at: datetime) -> date | None:
    """The first day on which a conditional certificate ends."""
    on = today(at)
    query = select(func.min(Certificate.valid_until)).where(
        Certificate.person_id.in_(asked), holds(on), Certificate.conditional, Certificate.clears
    )
    found: date | None = db.database.session.scalar(query)
    return found


def cohorts_and_courses() -> tuple[list[Cohort], list[tuple[str, str]]]:
    """What the board can be filtered by: batches, and courses as (key, name)."""
    session = db.database.session
    cohorts = list(session.scalars(select(Cohort).order_by(Cohort.start_on.desc(), Cohort.name).limit(100)))
    named = select(Enrolment.course_key, func.max(Enrolment.course_name)).group_by(Enrolment.course_key)
    return cohorts, sorted((key, name) for key, name in session.execute(named))
