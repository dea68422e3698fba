"""Papers as the statistics read them: worked out from the log here, kept by the janitor, read back in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from cstrain.bank.models import Observed
from cstrain.bank.rules import Kind, Question
from cstrain.exam.models import Attempt, Slot, Step, Tally
from cstrain.exam.queries.keys import key_questions
from cstrain.exam.queries.paper import Results, results_of
from cstrain.exam.rules.attempt import State
from cstrain.exam.rules.statistics.pace import seconds_by_place
from cstrain.kit import db

ANSWERED, BLANK, NOT_REACHED = 0, 1, 2
AT_ONCE = 100  # papers read together

Items = dict[str, list[Any]]


def first_attempts(exam_id: str) -> Any:
    """Each person's first attempt that counts, if it has been graded, with its tally if there is one.

    A void attempt was none; while the first is still running or being marked, the person does not count yet.
    """
    other = aliased(Attempt)
    first = (
        select(func.min(other.number))
        .where(other.exam_id == exam_id, other.person_id == Attempt.person_id, other.state != State.VOID)
        .scalar_subquery()
    )
    kept = and_(Tally.attempt_id == Attempt.id, Tally.attempt_version == Attempt.version)
    return (
        select(Attempt, Tally)
        .outerjoin(Tally, kept)
        .where(Attempt.exam_id == exam_id, Attempt.state == State.GRADED, Attempt.number == first)
        .order_by(Attempt.id)
    )


def count_first(exam_id: str) -> int:
    """How many people's first attempt has been graded."""
    query = first_attempts(exam_id).order_by(None).subquery()
    return db.database.session.scalar(select(func.count()).select_from(query)) or 0


def newest_tally(exam_id: str) -> datetime | None:
    """When a paper of this exam was last worked out."""
    query = select(func.max(Tally.at)).join(Attempt, Attempt.id == Tally.attempt_id).where(Attempt.exam_id == exam_id)
    return db.database.session.scalar(query)


def reported_at(exam_key: str) -> datetime | None:
    """When this exam last reported figures to the bank."""
    return db.database.session.scalar(select(func.max(Observed.at)).where(Observed.source == exam_key))


def untallied(most: int) -> list[Attempt]:
    """Graded papers of any attempt whose grading has not been worked out yet."""
    kept = and_(Tally.attempt_id == Attempt.id, Tally.attempt_version == Attempt.version)
    query = select(Attempt).outerjoin(Tally, kept).where(Attempt.state == State.GRADED, Tally.id.is_(None))
    return list(db.database.session.scalars(query.order_by(Attempt.ended_at).limit(most)))


def worked_out(papers: Sequence[Attempt]) -> dict[str, Items]:
    """Per attempt its tally; a constant number of queries for every hundred."""
    found: dict[str, Items] = {}
    for begin in range(0, len(papers), AT_ONCE):
        some = papers[begin : begin + AT_ONCE]
        ids = [each.id for each in some]
        results, slots, saves = results_of(some), _slots(ids), _saves(ids)
        questions = key_questions({slot.question_version_id for listed in slots.values() for slot in listed})
        for each in some:
            timed = [
                (place, (at - each.started_at).total_seconds(), answer) for place, at, answer in saves.get(each.id, ())
            ]
            found[each.id] = _tally(slots[each.id], questions, results[each.id], timed)
    return found


def _slots(ids: Iterable[str]) -> dict[str, list[Slot]]:
    found: dict[str, list[Slot]] = {each: [] for each in ids}
    for slot in db.database.session.scalars(select(Slot).where(Slot.attempt_id.in_(found)).order_by(Slot.place)):
        found[slot.attempt_id].append(slot)
    return found


def _saves(ids: Sequence[str]) -> dict[str, list[tuple[int, datetime, tuple[int, int, Any]]]]:
    query = select(Step.attempt_id, Step.place, Step.received_at, Step.seq, Step.id, Step.answer)
    found: dict[str, list[tuple[int, datetime, tuple[int, int, Any]]]] = {}
    for row in db.database.session.execute(query.where(Step.attempt_id.in_(ids)).order_by(Step.received_at, Step.id)):
        found.setdefault(row.attempt_id, []).append((row.place, row.received_at, (row.seq, row.id, row.answer)))
    return found


def _tally(
    slots: Sequence[Slot], questions: dict[str, Question], results: Results, saves: Sequence[tuple[int, float, Any]]
) -> Items:
    """Reached is everything up to the last place that was saved; what lies behind it nobody has looked at."""
    pace = seconds_by_place([(place, at) for place, at, _ in saves])
    last = max(pace, default=0)
    current: dict[int, Any] = {}
    for place, _at, (seq, number, answer) in saves:
        if place not in current or (seq, number) > current[place][:2]:
            current[place] = (seq, number, answer)
    found: Items = {name: [] for name in ("versions", "points", "shares", "seconds", "states", "chosen")}
    for slot, result in zip(slots, results.slots, strict=True):
        is_answered = results.graded[slot.place].answered
        answer = current[slot.place][2] if slot.place in current else None
        seconds = pace.get(slot.place)
        found["versions"].append(slot.question_version_id)
        found["points"].append(float(slot.points))
        found["shares"].append(float(result.fraction))
        found["seconds"].append(None if seconds is None else round(seconds, 1))
        found["states"].append(ANSWERED if is_answered else BLANK if slot.place <= last else NOT_REACHED)
        found["chosen"].append(_chosen(questions[slot.question_version_id], answer) if is_answered else None)
    return found


def _chosen(question: Question, answer: Any) -> Any:
    """What was ticked, by the option's place in the text: 判断 has 0 for right and 1 for wrong."""
    if question.kind is Kind.JUDGEMENT:
        return 0 if answer else 1
    return answer if question.kind in (Kind.SINGLE, Kind.MULTIPLE) else None


def options_of(question: Question) -> int:
    """How many options the question's table has; 0 for kinds without."""
    return 2 if question.kind is Kind.JUDGEMENT else len(question.options)


def right_of(question: Question) -> frozenset[int]:
    """The options that are the key."""
    if question.kind is Kind.JUDGEMENT:
        return frozenset({0 if question.truth else 1})
    return frozenset(place for place, option in enumerate(question.options) if option.is_right)
