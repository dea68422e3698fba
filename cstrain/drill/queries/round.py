"""即问即答: a round of ten questions that the person has seen before, drawn by the round's own number."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from cstrain.bank.models import PracticeAnswer, Question, QuestionVersion
from cstrain.bank.queries.standing import latest
from cstrain.drill.models import DrillCard, DrillReview
from cstrain.drill.queries.lines import Way
from cstrain.drill.queries.queue import Next, askable
from cstrain.kit import db

LENGTH = 10
TRIES = 40  # draws before a round ends early: most of what was seen may no longer be asked


@dataclass(frozen=True)
class Asked:
    """One question of a round and how it went."""

    review: DrillReview
    answer: PracticeAnswer
    version: QuestionVersion

    @property
    def is_right(self) -> bool:
        return self.answer.num == self.answer.den


def round_of(person_id: str, round_id: str) -> list[Asked]:
    """What was asked in a round so far, in order."""
    rows = select(DrillReview, PracticeAnswer, QuestionVersion)
    rows = rows.join(PracticeAnswer, PracticeAnswer.id == DrillReview.answer_id)
    rows = rows.join(QuestionVersion, QuestionVersion.id == PracticeAnswer.version_id)
    mine = rows.where(DrillReview.person_id == person_id, DrillReview.round == round_id)
    latest_first = mine.order_by(DrillReview.id.desc()).limit(LENGTH)
    return [Asked(*row) for row in reversed(db.database.session.execute(latest_first).all())]


def next_of_round(person_id: str, way: Way, round_id: str, at: datetime) -> Next | None:
    """The next question of the round; None when it is over. Each card seen is as likely, none comes twice."""
    asked = [one.review.question_id for one in round_of(person_id, round_id)]
    seen = select(func.count()).select_from(DrillCard).where(DrillCard.person_id == person_id)
    many = db.database.session.scalar(seen) or 0
    if len(asked) >= LENGTH or not many:
        return None
    for turn in range(TRIES):
        digest = hashlib.sha256(f"{round_id}:{len(asked)}:{turn}".encode()).digest()
        place = int.from_bytes(digest[:8], "big") % many
        rows = select(DrillCard.question_id).where(DrillCard.person_id == person_id)
        number = db.database.session.scalar(rows.order_by(DrillCard.question_id).offset(place).limit(1))
        found = _version(number, way, at) if number and number not in asked else None
        if number and found:
            return Next(number, found, False)
    return None


def _version(number: str, way: Way, at: datetime) -> str | None:
    rows = select(QuestionVersion.id).join(Question, latest())
    return db.database.session.scalar(rows.where(Question.id == number, Question.bank_key.in_(way.open), askable(at)))
