"""Marking by a person: one mark per question, the newest counts; the last one settles the paper."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from cstrain.exam import queries
from cstrain.exam.actions.results import settle
from cstrain.exam.models import Attempt, AttemptMove, Mark
from cstrain.exam.rules.attempt import Event, State, move
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal


@db.deed
def mark_answer(
    attempt_id: str, place: int, fraction: Fraction, *, comment: str, by: str, at: datetime, part: str = ""
) -> Attempt:
    """Mark one question of a handed-in paper; ``fraction`` of its points, 0 … 1. The last mark owed settles the paper.

    Refusals ``attempt_does_not_allow``, ``not_your_own_paper``, ``mark_out_of_range``; 404 for what nobody marks.
    """
    attempt = db.lock(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    move(State(attempt.state), Event.MARK)
    if attempt.person_id == by:
        raise Refusal("not_your_own_paper")
    if not 0 <= fraction <= 1:
        raise Refusal("mark_out_of_range")
    _require_marked_by_hand(attempt_id, place, part)
    session = db.database.session
    session.add(
        Mark(
            attempt_id=attempt_id, place=place, part=part, num=fraction.numerator, den=fraction.denominator, by=by,
            at=at, comment=comment, round=attempt.reopened,
        )
    )  # fmt: skip
    session.flush()
    results = queries.results(attempt)
    if not results.to_mark:
        assert attempt.ended_at is not None
        settle(attempt, results, at=at, by=by, ended=(attempt.ended_at, attempt.ended_by))
        session.add(AttemptMove(attempt_id=attempt.id, event="mark", at=at, by=by))
        session.flush()
    return attempt


def _require_marked_by_hand(attempt_id: str, place: int, part: str) -> None:
    slot = queries.slot_at(attempt_id, place)
    question = queries.questions_of([slot])[slot.question_version_id] if slot else None
    found = question.part(part) if question and part else question
    if found is None or not found.kind.is_marked_by_hand:
        raise NotYours
