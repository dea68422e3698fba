"""Many people who have sat an exam: papers drawn, answers saved and graded by the room's own deeds."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from cstrain.bank.rules import Kind, key_of
from cstrain.exam import actions, queries
from cstrain.exam.actions.results import settle
from cstrain.exam.models import Attempt, Step
from cstrain.exam.rules.attempt import State
from cstrain.kit import db
from cstrain.people.models import Person
from cstrain.people.rules import PersonState
from tests.exam.stage import NOW


def sat(publication_id: str, people: int, *, at: datetime = NOW, seed: int = 7, pace: float = 40.0) -> list[str]:
    """So many new people sit and finish; the abler get more right. Ids of the attempts."""
    chance = random.Random(seed)
    found = []
    queries.ADMITTED.append(_everybody)
    try:
        for number in range(people):
            with db.transaction(at=at, by="tests", why="crowd"):
                person = _hired(f"N{seed}-{number:04}", at)
                able = chance.betavariate(6, 2.5)
                found.append(_sits(person, publication_id, at, chance, (able, pace)))
    finally:
        queries.ADMITTED.remove(_everybody)
    return found


def _everybody(_person_id: str, _exam_key: str, _at: datetime) -> bool:
    """No course leads these people to the exam; they are admitted as a later room would admit them."""
    return True


def _hired(number: str, at: datetime) -> str:
    person = Person(
        employee_no=number, name=f"学员{number}", team_id=None, store_id=None, state=PersonState.IN_TRAINING.value,
        joined_on=at.date(), password_hash="-", password_is_own=True, password_set_at=at,
    )  # fmt: skip
    db.database.session.add(person)
    db.database.session.flush()
    return person.id


def _sits(person_id: str, publication_id: str, at: datetime, chance: random.Random, who: tuple[float, float]) -> str:
    able, pace = who
    attempt = actions.start_attempt(person_id, publication_id, at=at, seed=f"{chance.random()}"[:30])
    asked, clock = queries.slots(attempt.id), at
    questions = queries.questions_of(asked)
    for slot in asked:
        question = questions[slot.question_version_id]
        clock += timedelta(seconds=round(chance.gammavariate(4, pace / 4), 2) + 0.6)
        answer = _answer(question, attempt, chance.random() < able, chance)
        db.database.session.add(
            Step(
                attempt_id=attempt.id,
                place=slot.place,
                client="tab",
                seq=1,
                key=f"k{slot.place}",
                answer=answer,
                flagged=False,
                received_at=clock,
            )
        )
    db.database.session.flush()
    settle(attempt, queries.results(attempt), at=clock, by=person_id, ended=(clock, "submit"))
    db.database.session.flush()
    assert attempt.state == State.GRADED
    return attempt.id


def _answer(question: Any, attempt: Attempt, is_right: bool, chance: random.Random) -> Any:
    key = key_of(question, attempt.decided)
    if is_right:
        return key
    if question.kind is Kind.SINGLE:
        return chance.choice([place for place in range(len(question.options)) if place != key])
    return None
