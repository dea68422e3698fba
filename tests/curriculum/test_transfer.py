"""From one post to another, and what leave does to a plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.curriculum import actions, queries
from cstrain.curriculum.queries.carrying import brought
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.people import actions as people
from tests.cast import Cast, as_, post
from tests.curriculum.acts import COURSE, DAY, HOUR, MODULES, MORNING, START, choice, learner, load, load_content

AFTER_MODULES = MODULES.replace("# 模块 presale 售前", "# 模块 after 售后").replace("presale-exam", "after-exam")
AFTER_COURSE = (
    COURSE.replace("# 课程 presale-3d 售前客服", "# 课程 after-3d 售后客服")
    .replace("【岗位】售前客服", "【岗位】售后客服")
    .replace("【模块】presale 【准入】presale-gate", "【模块】after 【准入】after-gate")
)


def two_posts() -> None:
    load_content()
    load(AFTER_MODULES, post_of="aftersale")
    load(AFTER_COURSE, post_of="aftersale")


@pytest.mark.data
def test_what_was_signed_with_the_same_content_is_carried_over_as_waived(context: Flask, cast: Cast) -> None:
    """The lesson is the same text and was signed; the practice, the charter and the exam are the new post's own."""
    two_posts()
    person = learner(cast)
    person.read_lesson()
    laid = queries.course("after-3d")
    assert not any(one.where for one in brought(cast.trainee.id, laid)), "learned and not signed yet"
    person.sign_all(at=MORNING + HOUR)
    steps = {one.key: one.where for one in brought(cast.trainee.id, laid)}
    assert steps["T1"] == "售前客服·淘宝的几座钟"
    assert [key for key, where in steps.items() if where] == ["T1"]
    later = MORNING + 2 * HOUR
    with db.transaction(at=later, by=cast.trainer.id, why="tests"):
        made = actions.change_post(cast.trainee.id, choice(cast, course_key="after-3d"), by=cast.trainer.id, at=later)
    old = queries.enrolment(person.enrolment_id)
    assert (old.state, made.post, made.state) == ("ended", "aftersale", "active")
    runs = {step.key: step.run.state for step in queries.plan(made.id) if step.run is not None}
    assert runs == {"T1": "waived"}
    with pytest.raises(Refusal, match="same_post"), db.transaction(at=later, by=cast.trainer.id, why="tests"):
        actions.change_post(cast.trainee.id, choice(cast, course_key="after-3d"), by=cast.trainer.id, at=later)


def test_leave_moves_the_dates_when_it_is_over_too(context: Flask, cast: Cast) -> None:
    """Three days of leave without a planned end: back again, nobody is behind for them."""
    load_content()
    person = learner(cast)
    back = MORNING + 3 * DAY
    for event, at in (("take_leave", MORNING), ("return_to_training", back)):
        with db.transaction(at=at, by=cast.trainer.id, why="tests"):
            people.change_state(
                cast.trainee.id, event, on=START + (at - MORNING), reason="病假", by=cast.trainer.id, at=at
            )
    board = queries.board(queries.enrolment(person.enrolment_id), back)
    assert {START + timedelta(days=ahead) for ahead in range(3)} <= board.calendar.absent
    assert date(2026, 10, 22) not in board.calendar.absent
    assert board.behind == 0


def test_the_page_shows_both_and_does_it(app: Flask, client: FlaskClient, cast: Cast) -> None:
    import time_machine

    with app.app_context():
        two_posts()
        learner(cast)
    with time_machine.travel(MORNING, tick=False):
        as_(client, cast.trainer)
        url = f"/enrol/post/{cast.trainee.id}"
        assert "看还缺什么" in client.get(url).text
        assert "还要学的" in client.get(f"{url}?course=after-3d").text
        given = {
            "course": "after-3d",
            "start_on": "2026-10-20",
            "mentor": cast.mentor.id,
            "trainer": cast.trainer.id,
            "workdays": list("12345"),
        }
        assert post(client, url, {**given, "start_on": ""}).status_code == 422
        assert post(client, url, given).status_code == 303
        as_(client, cast.other_trainer)
        assert client.get(url).status_code == 404
        as_(client, cast.mentor)
        assert client.get(url).status_code == 403
