"""A key changed after the fact, and appeals: before and after, a second person, replayed, nothing overwritten, told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.bank import queries as bank
from cstrain.bank.rules import Kind, grade
from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt, AttemptMove, RegradeLine, Step
from cstrain.exam.rules.appeals import due_on
from cstrain.exam.rules.regrading import right_of, with_key
from cstrain.kit import db, jobs
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import InboxItem
from cstrain.records import queries as facts
from tests.cast import as_, post
from tests.exam.stage import DAY, HOUR, NOW, Stage, answer_all, begin, keys, save, submit
from tests.exam.test_views import text

pytestmark = pytest.mark.data
WHY = "平台 10 月 1 日改了规则，8 天也对"


def failed_by_one(stage: Stage) -> tuple[str, str, list[int]]:
    """4 of 8 points, the line is 6: with one of the two wrong choices right the paper passes.

    Attempt, the version of that question, the options that would be right.
    """
    attempt = begin(stage.quick, stage.cast.agent)
    answer_all(attempt, wrong=(1, 2))
    submit(attempt)
    slot = queries.slots(attempt.id)[0]
    right = keys(attempt)[1]
    return attempt.id, slot.question_version_id, sorted([right, right ^ 1])


def asked(stage: Stage, version_id: str, right: list[int] | None, reason: str = WHY) -> Any:
    with db.transaction(at=NOW + HOUR, by=stage.cast.trainer.id, why="ask"):
        return actions.ask_regrade(version_id, right, reason=reason, by=stage.cast.trainer.id, at=NOW + HOUR)


def approved(stage: Stage, regrade_id: str, *, by: Any = None, seen: str | None = None) -> None:
    mark = seen if seen is not None else queries.seen_mark(queries.changes(queries.regrade(regrade_id)))
    who = (by or stage.cast.supervisor).id
    with db.transaction(at=NOW + DAY, by=who, why="approve"):
        actions.approve_regrade(regrade_id, seen=mark, by=who, at=NOW + DAY)


def test_a_regrade_flips_one_person(app: Flask, stage: Stage) -> None:
    with app.app_context():
        attempt_id, version_id, right = failed_by_one(stage)
        steps = [(step.id, step.answer) for step in db.database.session.scalars(select(Step).order_by(Step.id))]
        made = asked(stage, version_id, right)
        (change,) = queries.changes(made)
        assert (change.before, change.after, change.flips, change.is_passed) == (4, 6, True, True)
        assert db.database.session.get_one(Attempt, attempt_id).passed is False  # nothing has changed yet
        approved(stage, made.id)
        assert jobs.run_due(NOW + DAY) >= 1
        attempt = db.database.session.get_one(Attempt, attempt_id)
        assert (attempt.score, attempt.passed) == (6, True)
        (line,) = queries.regrade_lines(made.id)
        assert (line.before["num"], line.before["passed"], line.after["num"], line.after["passed"]) == (4, 0, 6, 1)
        entries = facts.facts(stage.cast.agent.id, "exam_result")
        assert [entry.body["passed"] for entry in entries] == [0, 1]  # the earlier one stays
        assert (entries[0].subject, entries[1].body["regrade"]) == (entries[1].subject, made.id)
        moves = list(db.database.session.scalars(select(AttemptMove.event).where(AttemptMove.attempt_id == attempt_id)))
        assert moves == ["submit", "regrade"]
        assert [(step.id, step.answer) for step in db.database.session.scalars(select(Step).order_by(Step.id))] == steps
        jobs.run_due(NOW + DAY)
        kinds = list(
            db.database.session.scalars(select(InboxItem.kind).where(InboxItem.person_id == attempt.person_id))
        )
        assert "exam_regraded" in kinds


def test_the_replay_is_done_once(app: Flask, stage: Stage) -> None:
    with app.app_context():
        attempt_id, version_id, right = failed_by_one(stage)
        made = asked(stage, version_id, right)
        approved(stage, made.id)
        jobs.run_due(NOW + DAY)
        with db.transaction(at=NOW + DAY, by="worker", why="again"):
            jobs.HANDLERS["exam_regrade"]({"regrade": made.id, "papers": [attempt_id], "by": "x"}, NOW + DAY)
        assert len(list(db.database.session.scalars(select(RegradeLine)))) == 1
        assert len(facts.facts(stage.cast.agent.id, "exam_result")) == 2


def test_papers_graded_later_use_the_changed_key(app: Flask, stage: Stage) -> None:
    """So do the statistics: the share of that question is 1 for whoever chose what is right now."""
    with app.app_context():
        _attempt_id, version_id, right = failed_by_one(stage)
        other = begin(stage.quick, stage.cast.second_trainee)
        places = {slot.question_version_id: slot.place for slot in queries.slots(other.id)}
        made = asked(stage, version_id, None)
        approved(stage, made.id)
        jobs.run_due(NOW + DAY)
        for place, key in keys(other).items():
            save(other, place, key)
        if version_id in places:
            save(other, places[version_id], next(one for one in range(4) if one not in right), seq=2)
        submit(other)
        assert db.database.session.get_one(Attempt, other.id).score == 8
        exam = queries.exam_by_key("quick-exam")
        row = next(row for row in queries.item_rows(exam, queries.sat(exam)) if row.version.id == version_id)
        assert row.seen.figures.right == row.seen.figures.n


def test_a_second_person_over_the_list_that_was_seen(app: Flask, stage: Stage) -> None:
    with app.app_context():
        _attempt_id, version_id, right = failed_by_one(stage)
        made = asked(stage, version_id, right)
        with pytest.raises(Refusal, match="second_person_approves"):
            approved(stage, made.id, by=stage.cast.trainer)
        with pytest.raises(Refusal, match="regrade_has_moved"):
            approved(stage, made.id, seen="another list")
        approved(stage, made.id)
        with pytest.raises(Refusal, match="regrade_is_settled"):
            approved(stage, made.id)


def test_what_is_refused(app: Flask, stage: Stage) -> None:
    with app.app_context():
        _attempt_id, version_id, right = failed_by_one(stage)
        now = list(right_of(queries.key_questions({version_id})[version_id]))
        for given, reason, code in (
            (now, WHY, "key_is_the_same"), ([], WHY, "key_needs_an_option"), ([9], WHY, "key_needs_an_option"),
            (right, "错了", "reason_too_short"), (None, "错了", "reason_too_short"),
        ):  # fmt: skip
            with pytest.raises(Refusal, match=code):
                asked(stage, version_id, given, reason)
        with pytest.raises(NotYours):
            asked(stage, "nothing", right)


def test_keys_of_every_kind_can_be_struck(app: Flask, stage: Stage) -> None:
    """Whatever the kind, whoever was asked earns it; an option that has become right is no longer fatal."""
    with app.app_context():
        attempt = begin(stage.walk, stage.cast.trainee)
        questions = queries.questions_of(queries.slots(attempt.id)).values()
        for question in questions:
            assert grade(with_key(question, None), None, attempt.decided).fraction == 1
            if question.kind is Kind.JUDGEMENT:
                turned = with_key(question, [0] if not question.truth else [1])
                assert grade(turned, not question.truth, attempt.decided).fraction == 1
            if question.kind is Kind.MULTIPLE:
                every = with_key(question, list(range(len(question.options))))
                assert not any(option.fatal for option in every.options)


def test_pages(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        _attempt_id, version_id, right = failed_by_one(stage)
    as_(client, stage.cast.trainer)
    assert "现在的标准答案" in text(client, f"/exams/regrade/new/{version_id}")
    url = f"/exams/regrade/new/{version_id}"
    assert post(client, url, {"way": "key", "right": right, "reason": ""}).status_code == 422
    answer = post(client, url, {"way": "key", "right": right, "reason": WHY})
    assert answer.status_code == 303
    page = text(client, answer.location)
    assert "从未通过变成通过" in page
    assert "等另一个人批准" in page
    seen = page_mark(page)
    assert not seen
    as_(client, stage.cast.supervisor)
    page = text(client, answer.location)
    assert stage.cast.agent.name in page
    assert post(client, f"{answer.location}/approve", {"seen": page_mark(page)}).status_code == 303
    with app.app_context():
        jobs.run_due(NOW + DAY)
    assert "已经重新算了 1 份试卷" in text(client, answer.location)
    assert "已批准" in text(client, "/exams/regrades")
    as_(client, stage.cast.other_supervisor)
    for person, path, status in (
        (stage.cast.trainee, "/exams/regrades", 403),
        (stage.cast.auditor, f"/exams/regrade/new/{version_id}", 403),
        (stage.cast.trainer, "/exams/regrade/nothing", 404),
        (stage.cast.trainer, "/exams/regrade/new/nothing", 404),
    ):
        as_(client, person)
        text(client, path, status)


def page_mark(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0] if 'name="seen"' in page else ""


def test_people_of_other_teams_are_counted_not_named(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        _attempt_id, version_id, right = failed_by_one(stage)
        made = asked(stage, version_id, right).id
    as_(client, stage.cast.other_supervisor)
    page = text(client, f"/exams/regrade/{made}")
    assert stage.cast.agent.name not in page
    assert "另有 1 份属于别的小组" in page


def test_declined(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        attempt_id, version_id, right = failed_by_one(stage)
        made = asked(stage, version_id, right).id
    as_(client, stage.cast.supervisor)
    assert post(client, f"/exams/regrade/{made}/decline", {"reason": "题干写明了"}).status_code == 303
    assert "没有批准" in text(client, f"/exams/regrade/{made}")
    with app.app_context():
        assert db.database.session.get_one(Attempt, attempt_id).score == 4


# -- appeals


def test_an_answer_is_due_in_three_working_days() -> None:
    assert due_on(date(2026, 10, 20)) == date(2026, 10, 23)  # Tuesday to Friday
    assert due_on(date(2026, 10, 23)) == date(2026, 10, 28)  # Friday to Wednesday
    assert due_on(date(2026, 10, 24)) == date(2026, 10, 28)  # Saturday too


def test_an_appeal_from_the_result_page_to_its_answer(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        attempt_id, _version_id, _right = failed_by_one(stage)
    as_(client, stage.cast.agent)
    assert f"/exam/{attempt_id}/appeal" in text(client, f"/exam/{attempt_id}/result")
    url = f"/exam/{attempt_id}/appeal"
    assert "第 1 题" in text(client, url)
    assert post(client, url, {"place": "1", "words": "短"}).status_code == 422
    assert post(client, url, {"place": "99", "words": "这道题两个都对"}).status_code == 422
    assert post(client, url, {"place": "1", "words": "这道题两个都对"}).status_code == 303
    assert post(client, url, {"place": "1", "words": "这道题两个都对"}).status_code == 409
    assert "2026-10-23 前答复" in text(client, url)
    as_(client, stage.cast.trainer)
    assert "题目异议（1 条等答复）" in text(client, "/marking")
    page = text(client, "/exams/appeals")
    path = "/exams/appeal/" + page.split("/exams/appeal/")[1].split('"')[0]
    page = text(client, path)
    assert "本人选的" in page
    assert stage.cast.agent.name not in page
    assert post(client, path, {"verdict": "upheld", "answer": ""}).status_code == 422
    assert post(client, path, {"verdict": "upheld", "answer": "您说得对，已经提出改标准答案"}).status_code == 303
    assert post(client, path, {"verdict": "upheld", "answer": "您说得对，已经提出改标准答案"}).status_code == 409
    as_(client, stage.cast.agent)
    assert "您说得对" in text(client, url)
    for person, where, status in (
        (stage.cast.trainee, url, 404),
        (stage.cast.trainee, path, 403),
        (stage.cast.other_trainer, path, 404),
    ):
        as_(client, person)
        text(client, where, status)


def test_an_appeal_withdraws_its_question_until_one_answer_stands(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    with app.app_context():
        attempt_id, version_id, _right = failed_by_one(stage)
        name = bank.versions_by_id([version_id])[version_id].question_id
    assert (
        post(
            as_(client, stage.cast.agent), f"/exam/{attempt_id}/appeal", {"place": "1", "words": "两个答案都是对的"}
        ).status_code
        == 303
    )

    def state() -> str:
        with app.app_context():
            row = bank.question_row(name)
            assert row is not None
            return row.state

    assert state() == "disputed"
    as_(client, stage.cast.trainer)
    path = "/exams/appeal/" + text(client, "/exams/appeals").split("/exams/appeal/")[1].split('"')[0]
    assert post(client, path, {"verdict": "declined", "answer": "只有一个对，规则写明了"}).status_code == 303
    assert state() == "live"
