"""Marking by people: by question, blind, a share of the answers by two, a third where they disagree."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt
from cstrain.exam.rules.marking import counting, is_doubled
from cstrain.kit import db
from tests.cast import Someone, as_, post
from tests.exam.stage import HOUR, NOW, Stage, answer_all, begin, submit
from tests.exam.test_views import text

pytestmark = pytest.mark.data
F = Fraction


@pytest.mark.parametrize(
    ("marks", "doubled", "counts"),
    [
        ([], False, None),
        ([("a", F(1, 2))], False, F(1, 2)),
        ([("a", F(1, 2)), ("b", F(1))], False, F(1)),  # not doubled: the newest
        ([("a", F(1, 2))], True, None),
        ([("a", F(1, 2)), ("a", F(1))], True, None),  # the same person twice is still one
        ([("a", F(1, 2)), ("b", F(7, 10))], True, F(3, 5)),  # 0.2 apart: the mean
        ([("a", F(1, 2)), ("b", F(71, 100))], True, None),  # further: a third
        ([("a", F(0)), ("b", F(1)), ("c", F(3, 4))], True, F(3, 4)),  # the middle one
        ([("a", F(0)), ("b", F(1)), ("a", F(1))], True, F(1)),  # the first looked again and agrees
    ],
)
def test_which_mark_counts(marks: list[tuple[str, Fraction]], doubled: bool, counts: Fraction | None) -> None:
    assert counting(marks, doubled=doubled) == counts


def test_a_share_of_the_answers_is_doubled_and_always_the_same_ones() -> None:
    answers = [(f"{number:016}", place) for number in range(200) for place in range(1, 11)]
    chosen = [each for each in answers if is_doubled(*each, 10)]
    assert 150 < len(chosen) < 250
    assert chosen == [each for each in answers if is_doubled(*each, 10)]
    assert not any(is_doubled(*each, 0) for each in answers)
    assert all(is_doubled(*each, 100) for each in answers)


def handed_in(stage: Stage, share: int) -> Attempt:
    """A paper with answers that people mark, sat in a period in which ``share`` of 100 are marked twice."""
    with db.transaction(at=NOW, by=stage.cast.trainer.id, why="publish"):
        made = actions.publish(
            "walk-exam", opens_at=NOW, closes_at=None, by=stage.cast.trainer.id, at=NOW, double_share=share
        )
    attempt = begin(made.id, stage.cast.trainee)
    answer_all(attempt)
    return submit(attempt)


def marks(attempt: Attempt, place: int, share: Fraction, who: Someone) -> Any:
    slot = queries.slot_at(attempt.id, place)
    assert slot is not None
    question = queries.questions_of([slot])[slot.question_version_id]
    parts = [part.place for part in question.parts if part.kind.is_marked_by_hand] or [""]
    for part in parts:
        with db.transaction(at=NOW + HOUR, by=who.id, why="mark"):
            actions.mark_answer(attempt.id, place, share, comment="", by=who.id, at=NOW + HOUR, part=part)


def test_two_people_mark_and_a_third_decides(app: Flask, stage: Stage) -> None:
    with app.app_context():
        attempt = handed_in(stage, 100)
        first, second = queries.results(attempt).to_mark
        marks(attempt, first, F(1), stage.cast.trainer)
        assert queries.results(attempt).to_mark == (first, second)
        assert queries.waiting_of([attempt], stage.cast.trainer.id)[attempt.id] == (second,)
        assert queries.waiting_of([attempt], stage.cast.second_trainer.id)[attempt.id] == (first, second)
        marks(attempt, first, F(9, 10), stage.cast.second_trainer)
        assert queries.results(attempt).to_mark == (second,)
        marks(attempt, second, F(1), stage.cast.trainer)
        marks(attempt, second, F(0), stage.cast.second_trainer)
        assert (attempt.state, queries.results(attempt).to_mark) == ("to_mark", (second,))  # they disagree
        marks(attempt, second, F(1, 2), stage.cast.supervisor)
        assert attempt.state == "graded"
        found = queries.marker_agreement()
        assert found is not None
        assert (found.n, found.exact) == (2, 0)


def test_without_a_share_one_mark_is_enough(app: Flask, stage: Stage) -> None:
    with app.app_context():
        attempt = handed_in(stage, 0)
        for place in queries.results(attempt).to_mark:
            marks(attempt, place, F(1), stage.cast.trainer)
        assert attempt.state == "graded"
        assert queries.marker_agreement() is None


def test_the_queue_by_question(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """From the pile to the answer, and after the mark on to the next of the same question; no name is shown."""
    with app.app_context():
        attempt = handed_in(stage, 0)
        place = queries.results(attempt).to_mark[0]
        slot = queries.slot_at(attempt.id, place)
        assert slot is not None
        version_id, attempt_id = slot.question_version_id, attempt.id
    as_(client, stage.cast.trainer)
    page = text(client, "/marking")
    assert "按题阅" in page
    assert f"/marking/question/{version_id}" in page
    answer = client.get(f"/marking/question/{version_id}")
    assert (answer.status_code, answer.location) == (303, f"/marking/{attempt_id}/{place}?pile={version_id}")
    page = text(client, answer.location)
    assert stage.cast.trainee.name not in page
    assert "给分，看下一份" in page
    names = [each.split('"')[0] for each in page.split('name="p')[1:]]
    fields = {f"p{name}": "0" for name in names if "-" in name}
    done = post(client, f"/marking/{attempt_id}/{place}", {**fields, "pile": version_id})
    assert (done.status_code, done.location) == (303, f"/marking/question/{version_id}")
    assert client.get(done.location).location == "/marking"
    as_(client, stage.cast.trainee)
    text(client, f"/marking/question/{version_id}", 403)
