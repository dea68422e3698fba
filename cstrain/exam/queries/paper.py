"""A paper: its slots with the pinned questions, the answers that count, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, false, func, or_, select, true, union_all

from cstrain.bank import queries as bank
from cstrain.bank.rules import Graded, Question, grade
from cstrain.exam.models import Attempt, AttemptSeat, ExamVersion, Mark, Slot, Step
from cstrain.exam.queries.content import blueprint_with
from cstrain.exam.queries.keys import NOTHING, corrected
from cstrain.exam.queries.marks import Marks, counting_marks
from cstrain.exam.rules.grading import SlotResult, Verdict, judge, with_marks
from cstrain.kit import db

_SLOT, _STEP, _ATTEMPT = Slot.__table__.c, Step.__table__.c, Attempt.__table__.c


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a paper, as it was frozen when the attempt began."""

    attempt_id: str
    place: int
    section: int
    question_version_id: str
    points_num: int
    points_den: int

    @property
    def points(self) -> Fraction:
        return Fraction(self.points_num, self.points_den)


@dataclass(frozen=True, slots=True)
class Saved:
    """One save of one answer."""

    id: int
    attempt_id: str
    place: int
    client: str
    seq: int
    answer: Any
    flagged: bool
    received_at: datetime


_PLACES = (
    select(_SLOT.attempt_id, _SLOT.place, _SLOT.section, _SLOT.question_version_id, _SLOT.points_num, _SLOT.points_den)
    .where(_SLOT.attempt_id.in_(bindparam("attempts", expanding=True)))
    .order_by(_SLOT.place)
)
_PLACE = _PLACES.where(_SLOT.place == bindparam("place"))
_SAID = (
    _STEP.id, _STEP.attempt_id, _STEP.place, _STEP.client, _STEP.seq, _STEP.answer, _STEP.flagged, _STEP.received_at,
)  # fmt: skip


def _newest() -> Any:
    """Per place the save with the highest (seq, id)."""
    order = func.row_number().over(
        partition_by=(_STEP.attempt_id, _STEP.place), order_by=(_STEP.seq.desc(), _STEP.id.desc())
    )
    ranked = select(*_SAID, order.label("nth")).where(_STEP.attempt_id.in_(bindparam("attempts", expanding=True)))
    table = ranked.subquery()
    return select(*(table.c[column.name] for column in _SAID)).where(table.c.nth == 1)


def _same() -> Any:
    """At one place the save that counts, and beside it the one that has this key, or this number of this client."""
    place: Any = bindparam("place")
    mine = select(*_SAID).where(_STEP.attempt_id == bindparam("attempt"))
    here = mine.where(_STEP.place == place).order_by(_STEP.seq.desc(), _STEP.id.desc()).limit(1).subquery()
    told = (_STEP.place == place) & (_STEP.client == bindparam("client")) & (_STEP.seq == bindparam("seq"))
    again = mine.where(or_(_STEP.key == bindparam("key"), told)).order_by(_STEP.id).limit(1).subquery()
    return union_all(select(false().label("again"), here), select(true().label("again"), again))


def _sitting() -> Any:
    """Whose attempt it is, what stands at one place of it, and at which device it is sat."""
    slot = (_SLOT.attempt_id == _ATTEMPT.id) & (_SLOT.place == bindparam("place"))
    seats = AttemptSeat.__table__.c
    newest = select(seats.mark).where(seats.attempt_id == bindparam("attempt")).order_by(seats.id.desc()).limit(1)
    rows = select(
        _ATTEMPT.person_id, _ATTEMPT.deadline, _SLOT.question_version_id, newest.scalar_subquery().label("seat")
    )
    joined = Attempt.__table__.join(Slot.__table__, slot)
    return rows.select_from(joined).where(_ATTEMPT.id == bindparam("attempt"))


_NEWEST, _SAME, _SITTING = _newest(), _same(), _sitting()


def slots(attempt_id: str) -> list[Place]:
    """The places of a paper in order."""
    return [Place(*row) for row in db.rows(_PLACES, attempts=[attempt_id])]


def slot_at(attempt_id: str, place: int) -> Place | None:
    row = db.row(_PLACE, attempts=[attempt_id], place=place)
    return Place(*row) if row else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a save is an answer to. ``seat``: the mark of the device that answers now."""

    person_id: str
    deadline: datetime
    question: Question
    seat: str | None


def asked_at(attempt_id: str, place: int) -> Asked | None:
    """The question at one place of an attempt, whose it is and until when; None when there is no such place."""
    row = db.row(_SITTING, attempt=attempt_id, place=place)
    if row is None:
        return None
    version_id = row.question_version_id
    return Asked(row.person_id, row.deadline, bank.questions_by_id([version_id])[version_id], row.seat)


def step_at(attempt_id: str, place: int) -> Saved | None:
    """The save that counts at one place: the highest (seq, id)."""
    return saves_at(attempt_id, place, key="", told=("", -1))[0]


def saves_at(attempt_id: str, place: int, *, key: str, told: tuple[str, int]) -> tuple[Saved | None, Saved | None]:
    """The save that counts at a place, and the one that bears this key, or this number of this client (``told``)."""
    found = db.rows(_SAME, attempt=attempt_id, place=place, key=key, client=told[0], seq=told[1])
    current = next((Saved(*row[1:]) for row in found if not row.again), None)
    return current, next((Saved(*row[1:]) for row in found if row.again), None)


def current_steps(attempt_id: str) -> dict[int, Saved]:
    """Per place the save that counts."""
    return _current_steps([attempt_id]).get(attempt_id, {})


def _current_steps(attempt_ids: Iterable[str]) -> dict[str, dict[int, Saved]]:
    found: dict[str, dict[int, Saved]] = {}
    for row in db.rows(_NEWEST, attempts=list(attempt_ids)):
        found.setdefault(row.attempt_id, {})[row.place] = Saved(*row)
    return found


def questions_of(papers: Iterable[Place]) -> dict[str, Question]:
    """The pinned questions of these slots by version id."""
    return bank.questions_by_id(slot.question_version_id for slot in papers)


def comments(attempt_id: str) -> dict[int, str]:
    """Per place what the marker last wrote beside the points."""
    query = select(Mark.place, Mark.comment).where(Mark.attempt_id == attempt_id, Mark.comment != "").order_by(Mark.id)
    return dict(db.database.session.execute(query).all())


@dataclass(frozen=True)
class Results:
    """What the answers come to, slot by slot. ``to_mark``: places that wait for a person."""

    slots: tuple[SlotResult, ...]
    graded: dict[int, Graded]
    to_mark: tuple[int, ...]


def results(attempt: Attempt) -> Results:
    """Grade every slot from the save that counts and the marks given; exact."""
    return results_of([attempt])[attempt.id]


def results_of(papers: Sequence[Attempt], tried: Mapping[str, list[int] | None] = NOTHING) -> dict[str, Results]:
    """The same for many attempts; a constant number of queries. ``tried``: keys not approved yet, by version id."""
    ids = [each.id for each in papers]
    listed: dict[str, list[Place]] = {each: [] for each in ids}
    for row in db.rows(_PLACES, attempts=ids):
        listed[row.attempt_id].append(Place(*row))
    questions = corrected(questions_of(slot for found in listed.values() for slot in found), tried)
    steps, marks = _current_steps(ids), counting_marks(ids)
    return {
        each.id: _graded(
            [(slot, questions[slot.question_version_id]) for slot in listed[each.id]],
            steps.get(each.id, {}),
            marks.get(each.id, {}),
            each.decided,
        )
        for each in papers
    }


def _graded(
    paper: list[tuple[Place, Question]], steps: dict[int, Saved], marks: Marks, decided: dict[str, str]
) -> Results:
    found: list[SlotResult] = []
    graded: dict[int, Graded] = {}
    waiting: list[int] = []
    for slot, question in paper:
        step = steps.get(slot.place)
        by_key = grade(question, step.answer if step else None, decided)
        one = graded[slot.place] = with_marks(question, by_key, marks.get(slot.place, {}))
        if one.fraction is None:
            waiting.append(slot.place)
        found.append(SlotResult(slot.section, slot.points, one.fraction or Fraction(0), one.fatal_wrong))
    return Results(tuple(found), graded, tuple(waiting))


def verdict(attempt: Attempt, found: Results) -> Verdict:
    """The verdict by the attempt's own version, line and decisions."""
    version = db.database.session.get_one(ExamVersion, attempt.version_id)
    return judge(blueprint_with(version, attempt.decided), attempt.line, found.slots)
