"""What was answered: 错题本, one question's past, names of banks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Select, func, select

from cstrain.bank.models import Bank, PracticeAnswer, Question, QuestionVersion
from cstrain.bank.rules import QuestionState
from cstrain.drill.models import DrillReview
from cstrain.drill.queries.fluent import items
from cstrain.drill.rules import Item
from cstrain.kit import db


def bank_names(keys: Iterable[str]) -> dict[str, str]:
    """Names of banks by their prefix."""
    rows = select(Bank.key, Bank.name).where(Bank.key.in_(list(keys)))
    return {row.key: row.name for row in db.database.session.execute(rows)}


def wrong_answers(person_id: str) -> Select[PracticeAnswer]:
    """错题本: the latest answer to each question in use, where it was wrong; newest first. A query to be paged."""
    mine = select(func.max(PracticeAnswer.id)).where(PracticeAnswer.person_id == person_id)
    newest = mine.group_by(PracticeAnswer.question_id).scalar_subquery()
    rows = select(PracticeAnswer).join(Question, Question.id == PracticeAnswer.question_id)
    rows = rows.where(PracticeAnswer.id.in_(newest), Question.state == QuestionState.LIVE.value)
    return rows.where(PracticeAnswer.num < PracticeAnswer.den).order_by(PracticeAnswer.id.desc())


def count_wrong(person_id: str) -> int:
    rows = wrong_answers(person_id).order_by(None)
    return db.database.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def wrong_items(person_id: str, at: datetime) -> list[Item]:
    """The questions of the 错题本 that can be asked now."""
    numbers = {answer.question_id for answer in db.database.session.scalars(wrong_answers(person_id))}
    banks = sorted({number.partition("-")[0] for number in numbers})
    return [item for item in items(banks, at) if item.id in numbers] if banks else []


def versions_of(question_ids: Iterable[str]) -> Mapping[str, QuestionVersion]:
    """The version that counts of each question, by its number. One query."""
    held = select(QuestionVersion).join(Question, Question.id == QuestionVersion.question_id)
    rows = held.where(Question.id.in_(list(question_ids)), QuestionVersion.seq == Question.latest)
    return {row.question_id: row for row in db.database.session.scalars(rows)}


def answered_since(person_id: str, question_id: str, since: datetime) -> bool:
    """Whether the person has answered this question at ``since`` or later."""
    rows = select(PracticeAnswer.id).where(
        PracticeAnswer.person_id == person_id, PracticeAnswer.question_id == question_id, PracticeAnswer.at >= since
    )
    return db.database.session.scalar(rows.limit(1)) is not None


def last_answer(person_id: str, source: str) -> PracticeAnswer | None:
    """The newest answer the person gave there."""
    rows = select(PracticeAnswer).where(PracticeAnswer.person_id == person_id, PracticeAnswer.source == source)
    return db.database.session.scalar(rows.order_by(PracticeAnswer.id.desc()).limit(1))


def times_answered(person_id: str, question_id: str) -> int:
    """How often the person has answered this question so far."""
    rows = select(func.count(PracticeAnswer.id)).where(
        PracticeAnswer.person_id == person_id, PracticeAnswer.question_id == question_id
    )
    return db.database.session.scalar(rows) or 0


def review_of(answer_id: int) -> DrillReview | None:
    """The review of a practice answer; None for one that was not given in the drill."""
    return db.database.session.scalar(select(DrillReview).where(DrillReview.answer_id == answer_id))


def reviews_of(answer_ids: Iterable[int]) -> dict[int, DrillReview]:
    """Reviews by the practice answer they belong to. One query."""
    rows = select(DrillReview).where(DrillReview.answer_id.in_(list(answer_ids)))
    return {row.answer_id: row for row in db.database.session.scalars(rows)}


def latest_answer(person_id: str, question_id: str) -> PracticeAnswer | None:
    """The person's last answer to a question, wherever it was given."""
    rows = select(PracticeAnswer).where(
        PracticeAnswer.person_id == person_id, PracticeAnswer.question_id == question_id
    )
    return db.database.session.scalar(rows.order_by(PracticeAnswer.id.desc()).limit(1))
