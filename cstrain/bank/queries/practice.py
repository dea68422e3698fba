"""What was answered in practice, counted from the answers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cstrain.bank.models import PracticeAnswer, Question
from cstrain.kit import db


@dataclass(frozen=True)
class Tally:
    """One person's answers to one question: how often, how often right, and how the first and the last one went."""

    question_id: str
    times: int
    right: int
    first_is_right: bool
    last_is_right: bool


@dataclass(frozen=True)
class PracticeCount:
    """One person's practice in one bank, in questions."""

    answered: int = 0
    right_at_first: int = 0
    right_at_last: int = 0


def practice_answers(person_ids: Iterable[str], *, banks: Sequence[str] = (), source: str = "") -> list[PracticeAnswer]:
    """Answers of these people, oldest first; from one source (``step:…``) or to questions of these banks. One query."""
    rows = select(PracticeAnswer).where(PracticeAnswer.person_id.in_(set(person_ids)))
    if banks:
        held = select(Question.id).where(Question.bank_key.in_(banks))
        rows = rows.where(PracticeAnswer.question_id.in_(held))
    if source:
        rows = rows.where(PracticeAnswer.source == source)
    return list(db.database.session.scalars(rows.order_by(PracticeAnswer.id)))


def practice(person_id: str, source: str) -> dict[str, Tally]:
    """One person's answers from one source, by question."""
    return tallies(practice_answers([person_id], source=source))


def tallies(answers: Iterable[PracticeAnswer]) -> dict[str, Tally]:
    """Answers of one person, oldest first, by question. What a person must mark counts as right once it is answered."""
    found: dict[str, Tally] = {}
    for answer in answers:
        right = answer.num is None or answer.num == answer.den
        before = found.get(answer.question_id)
        found[answer.question_id] = Tally(
            answer.question_id,
            (before.times if before else 0) + 1,
            (before.right if before else 0) + right,
            before.first_is_right if before else right,
            right,
        )
    return found


def practice_counts(person_id: str, bank_keys: Sequence[str]) -> dict[str, PracticeCount]:
    """Per bank, how many of its questions the person has answered, right at first and right at last. Two queries."""
    answers = practice_answers([person_id], banks=bank_keys)
    held = select(Question.id, Question.bank_key).where(Question.bank_key.in_(bank_keys))
    bank_of = dict(db.database.session.execute(held).all())
    grouped: dict[str, list[Tally]] = {key: [] for key in bank_keys}
    for tally in tallies(answers).values():
        grouped[bank_of[tally.question_id]].append(tally)
    return {
        key: PracticeCount(
            len(found), sum(one.first_is_right for one in found), sum(one.last_is_right for one in found)
        )
        for key, found in grouped.items()
    }
