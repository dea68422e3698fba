"""A paper: its slots with the pinned questions, the answers that count, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from cstrain.bank import queries as bank
from cstrain.bank.rules import Graded, Question, grade
from cstrain.exam.models import Attempt, ExamVersion, Mark, Slot, Step
from cstrain.exam.queries.content import blueprint_with
from cstrain.exam.rules.grading import SlotResult, Verdict, judge, with_marks
from cstrain.kit import db

Marks = dict[int, dict[str, Fraction]]


def slots(attempt_id: str) -> list[Slot]:
    """The places of a paper in order."""
    query = select(Slot).where(Slot.attempt_id == attempt_id).order_by(Slot.place)
    return list(db.database.session.scalars(query))


def slot_at(attempt_id: str, place: int) -> Slot | None:
    return db.database.session.scalar(select(Slot).where(Slot.attempt_id == attempt_id, Slot.place == place))


def step_at(attempt_id: str, place: int) -> Step | None:
    """The save that counts at one place: the highest (seq, id)."""
    query = select(Step).where(Step.attempt_id == attempt_id, Step.place == place)
    return db.database.session.scalar(query.order_by(Step.seq.desc(), Step.id.desc()).limit(1))


def current_steps(attempt_id: str) -> dict[int, Step]:
    """Per place the save that counts."""
    return _current_steps([attempt_id]).get(attempt_id, {})


def _current_steps(attempt_ids: Iterable[str]) -> dict[str, dict[int, Step]]:
    query = select(Step).where(Step.attempt_id.in_(list(attempt_ids))).order_by(Step.seq, Step.id)
    found: dict[str, dict[int, Step]] = {}
    for step in db.database.session.scalars(query):
        found.setdefault(step.attempt_id, {})[step.place] = step
    return found


def questions_of(papers: Iterable[Slot]) -> dict[str, Question]:
    """The pinned questions of these slots by version id."""
    rows = bank.versions_by_id([slot.question_version_id for slot in papers])
    return {version_id: bank.question_of(row) for version_id, row in rows.items()}


def _marks(attempt_ids: Iterable[str]) -> dict[str, Marks]:
    """Per attempt, place and part the newest mark, as a share of the question's points."""
    found: dict[str, Marks] = {}
    for mark in db.database.session.scalars(
        select(Mark).where(Mark.attempt_id.in_(list(attempt_ids))).order_by(Mark.id)
    ):
        given = found.setdefault(mark.attempt_id, {}).setdefault(mark.place, {})
        given[mark.part] = Fraction(mark.num, mark.den)
    return found


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


def results_of(papers: Sequence[Attempt]) -> dict[str, Results]:
    """The same for many attempts; a constant number of queries."""
    ids = [each.id for each in papers]
    listed: dict[str, list[Slot]] = {each: [] for each in ids}
    for slot in db.database.session.scalars(select(Slot).where(Slot.attempt_id.in_(ids)).order_by(Slot.place)):
        listed[slot.attempt_id].append(slot)
    questions = questions_of(slot for found in listed.values() for slot in found)
    steps, marks = _current_steps(ids), _marks(ids)
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
    paper: list[tuple[Slot, Question]], steps: dict[int, Step], marks: Marks, decided: dict[str, str]
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
