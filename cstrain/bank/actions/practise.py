"""Answers given in practice."""

from __future__ import annotations

from datetime import datetime

from cstrain.bank.models import PracticeAnswer
from cstrain.bank.queries.questions import version
from cstrain.bank.queries.reading import question_of
from cstrain.bank.rules import Answer, grade
from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.people.queries import decided

LONGEST = 24 * 3600 * 1000  # a page left open over night says nothing about speed


@db.deed
def answer_practice(
    person_id: str, version_id: str, answer: Answer, *, at: datetime, milliseconds: int, source: str
) -> PracticeAnswer:
    """Grade an answer and keep it for ever. ``source`` says where it was given (``step:…``, ``lesson:L04``, ``drill``).

    Refuses while the key needs a decision that is not made; ``BadInput`` for an answer of another kind's shape.
    """
    row = version(version_id)
    if row is None:
        raise NotYours
    graded = grade(question_of(row), answer, decided())
    kept = PracticeAnswer(
        person_id=person_id,
        question_id=row.question_id,
        version_id=row.id,
        answer=answer,
        num=None if graded.fraction is None else graded.fraction.numerator,
        den=1 if graded.fraction is None else graded.fraction.denominator,
        milliseconds=min(max(0, milliseconds), LONGEST),
        source=source,
        at=at,
    )
    db.database.session.add(kept)
    db.database.session.flush()
    return kept
