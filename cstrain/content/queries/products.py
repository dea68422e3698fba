"""Which products have questions already."""

from __future__ import annotations

from sqlalchemy import select

from cstrain.bank.models import Question, QuestionVersion
from cstrain.content.rules.products import numbers_in
from cstrain.kit import db


def products_asked(bank_key: str) -> set[str]:
    """Numbers of the products that questions made here in this bank are about."""
    made = select(QuestionVersion.text).join(Question, Question.id == QuestionVersion.question_id)
    rows = made.where(Question.bank_key == bank_key, Question.id.like(f"{bank_key}-x%"))
    return numbers_in(db.database.session.scalars(rows.where(QuestionVersion.text.contains("（货号 "))))
