"""Somebody sits the exam: the paper as drawn, answers saved one by one, handed in."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cstrain.bank.rules import Kind, Question, key_of
from cstrain.demo.people import Player
from cstrain.demo.walk import Watch, acting
from cstrain.exam import actions as exam
from cstrain.exam import queries as exams
from cstrain.exam.models import Attempt
from cstrain.people import queries as people


def publish(exam_key: str, trainer: Player, at: datetime) -> None:
    """Open the exam, without an end."""
    watch = Watch.at_instant(at)
    with acting(watch, trainer):
        exam.publish(exam_key, opens_at=at, closes_at=None, by=trainer.id, at=at)


def sit(player: Player, exam_key: str, watch: Watch, *, wrong: int = 0) -> Attempt:
    """Begin, answer every question (the first ``wrong`` choices wrongly), hand in."""
    at = watch.after(120)
    with acting(watch, player):
        publication = exams.publication(exam_key, at)
        assert publication is not None
        seed = hashlib.sha256(f"{player.number}{exam_key}{at.date()}".encode()).hexdigest()[:32]
        attempt = exam.start_attempt(player.id, publication.id, at=at, seed=seed)
        slots = exams.slots(attempt.id)
        questions = exams.questions_of(slots)
        left = wrong
        for slot in slots:
            question = questions[slot.question_version_id]
            answer = key_of(question, people.decided())
            if left and question.kind is Kind.SINGLE and not _is_fatal(question):
                answer, left = (answer + 1) % len(question.options), left - 1
            save = exam.Save(slot.place, answer, False, "demo", 1, f"{attempt.id}-{slot.place}")
            exam.save_answer(attempt.id, save, by=player.id, received=watch.after(25))
        return exam.submit_attempt(attempt.id, by=player.id, received=watch.after(60))


def _is_fatal(question: Question) -> bool:
    return any(option.fatal for option in question.options)
