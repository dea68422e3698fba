"""The analysis of an exam: who counts, what is said of how few, and the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank import queries as bank
from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt
from cstrain.exam.rules.statistics.shown import Flag
from cstrain.kit import db
from tests.cast import as_
from tests.exam.crowd import sat
from tests.exam.stage import DAY, MINUTE, NOW, Stage, answer_all, begin, keys, save, submit
from tests.exam.test_views import counted, text

pytestmark = [pytest.mark.data, pytest.mark.page]


def test_only_first_attempts_that_count(app: Flask, stage: Stage) -> None:
    """A second attempt adds nobody; a void one was none; one that is not graded yet keeps its person out."""
    with app.app_context():
        exam = queries.exam_by_key("quick-exam")
        first = begin(stage.quick, stage.cast.second_trainee)
        submit(first)
        other = begin(stage.quick, stage.cast.agent)
        assert [one.attempt.id for one in queries.sat(exam)] == [first.id]
        answer_all(other)
        submit(other)
        again = begin(stage.quick, stage.cast.second_trainee, at=NOW + 2 * DAY, seed="again")
        for place, key in keys(again).items():
            save(again, place, key, at=NOW + 2 * DAY + MINUTE)
        submit(again, at=NOW + 2 * DAY + 2 * MINUTE)
        assert {one.attempt.id for one in queries.sat(exam)} == {first.id, other.id}
        with db.transaction(at=NOW + 3 * DAY, by=stage.cast.trainer.id, why="void"):
            actions.void_attempt(first.id, reason="断电", by=stage.cast.trainer.id, at=NOW + 3 * DAY)
        assert {one.attempt.id for one in queries.sat(exam)} == {again.id, other.id}


def test_a_tally_is_what_the_log_says(app: Flask, stage: Stage) -> None:
    with app.app_context():
        attempt = begin(stage.quick, stage.cast.agent)
        right = keys(attempt)
        save(attempt, 1, right[1] ^ 1, at=NOW + timedelta(seconds=20))
        save(attempt, 3, right[3], at=NOW + timedelta(seconds=50))
        save(attempt, 1, right[1], at=NOW + timedelta(seconds=61), seq=2)
        submit(attempt)
        found = queries.worked_out([db.database.session.get_one(Attempt, attempt.id)])[attempt.id]
        assert found["shares"] == [1, 0, 1, 0]
        assert found["states"] == [0, 1, 0, 2]  # the second was passed over, the last never reached
        assert found["seconds"] == [31, None, 30, None]
        assert found["chosen"] == [right[1], None, right[3], None]


def test_the_janitor_keeps_what_the_page_would_work_out(app: Flask, stage: Stage) -> None:
    with app.app_context():
        sat(stage.quick, 5)
        exam = queries.exam_by_key("quick-exam")
        fresh = {one.attempt.id: one.items for one in queries.sat(exam)}
        assert actions.tally_papers(NOW + DAY) == 5
        assert actions.tally_papers(NOW + DAY) == 0
        assert {one.attempt.id: one.items for one in queries.sat(exam)} == fresh


def test_below_thirty_a_question_says_only_how_many(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        sat(stage.quick, 12)
        rows = queries.item_rows(queries.exam_by_key("quick-exam"), queries.sat(queries.exam_by_key("quick-exam")))
        assert {row.seen.flags for row in rows} == {(Flag.FEW,)}
    as_(client, stage.cast.trainer)
    page = text(client, "/exams/quick-exam/analysis")
    assert "人数太少" in page
    assert "人对" in page
    assert "题目地图" in page


def test_the_page_of_many(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        sat(stage.quick, 60)
        actions.tally_papers(NOW + DAY)
        rows = queries.item_rows(queries.exam_by_key("quick-exam"), queries.sat(queries.exam_by_key("quick-exam")))
    as_(client, stage.cast.supervisor)
    page = text(client, "/exams/quick-exam/analysis")
    for said in ("100 个判定里约", "换一套同类题再考", "信度", "考 3 次", "看数据表"):
        assert said in page, said
    for row in rows[:2]:
        assert row.version.question_id in page
    item = text(client, f"/exams/quick-exam/analysis/{rows[0].version.id}")
    assert "谁在选哪个" in item
    assert "标准答案" in item


def test_the_number_of_queries_does_not_grow(app: Flask, client: FlaskClient, stage: Stage) -> None:
    def fetched() -> int:
        with counted(app) as sent:
            text(client, "/exams/quick-exam/analysis")
        return len(sent)

    as_(client, stage.cast.trainer)
    with app.app_context():
        sat(stage.quick, 4)
    few = fetched()
    with app.app_context():
        sat(stage.quick, 12, seed=8)
    assert fetched() == few


def test_nobody_yet(client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.auditor)
    assert "还没有人考完首次考试" in text(client, "/exams/walk-exam/analysis")
    assert "walk-exam" in text(client, "/exams/analysis")
    text(client, "/exams/nothing/analysis", 404)
    text(client, "/exams/walk-exam/analysis/nothing", 404)


def test_who_may_not(client: FlaskClient, stage: Stage) -> None:
    for person in (stage.cast.trainee, stage.cast.mentor, stage.cast.inspector):
        as_(client, person)
        text(client, "/exams/analysis", 403)
        text(client, "/exams/walk-exam/analysis", 403)


def test_a_second_paper_says_what_it_shares_with_the_first(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """8 questions for 4 places: another form altogether. With 4 left in the bank all are shared, and it is said."""
    with app.app_context():
        first = begin(stage.quick, stage.cast.agent)
        submit(first)
        second = begin(stage.quick, stage.cast.agent, at=NOW + 2 * DAY, seed="again")
        assert queries.shared_questions(second) == (0, 4)
        submit(second, at=NOW + 2 * DAY + MINUTE)
        with db.transaction(at=NOW + 3 * DAY, by=stage.cast.trainer.id, why="resit"):
            actions.grant_resit(
                stage.cast.agent.id, "quick-exam", reason="补讲了时限", by=stage.cast.trainer.id, at=NOW + 3 * DAY
            )
        third = begin(stage.quick, stage.cast.agent, at=NOW + 4 * DAY, seed="more")
        assert queries.shared_questions(third) == (4, 4)
        ids = [second.id, third.id]
    as_(client, stage.cast.trainer)
    assert "0 题，共 4 题" in text(client, f"/exams/attempt/{ids[0]}")
    assert "超过两成" not in text(client, f"/exams/attempt/{ids[0]}")
    assert "超过两成" in text(client, f"/exams/attempt/{ids[1]}")


def test_the_bank_is_told_how_its_questions_did(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """Once a day, and only what has changed; the question's page shows it beside the authored difficulty."""
    with app.app_context():
        assert actions.report_items(NOW) == 0
        sat(stage.quick, 60)
        actions.tally_papers(NOW + DAY)
        told = actions.report_items(NOW + DAY)
        assert told == 8
        assert actions.report_items(NOW + 2 * DAY) == 0  # nothing new
        exam = queries.exam_by_key("quick-exam")
        row = next(row for row in queries.item_rows(exam, queries.sat(exam)) if row.seen.figures.n >= 30)
        (kept,) = bank.observed(row.version.id)
        assert (kept.people, kept.thousandths) == (row.seen.figures.n, round(1000 * row.seen.figures.p))
        number, share = row.version.question_id, round(100 * row.seen.figures.p)
    as_(client, stage.cast.trainer)
    assert f"100 人里 {share} 人答对（{kept.people} 人首次考试）" in text(client, f"/bank/question/{number}")
