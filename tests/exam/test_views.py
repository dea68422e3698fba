"""Sitting an exam in the browser: works · wrong role · not yours · bad input · refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from cstrain.exam import actions
from cstrain.exam.models import Attempt, Publication, Step
from cstrain.kit import db
from tests.bank.pages import fields
from tests.cast import as_, post
from tests.exam.contents import QUICK
from tests.exam.pages import JSON, asked, save_by_script, start, typed
from tests.exam.stage import (
    DAY,
    GRACE,
    MINUTE,
    NOW,
    SECOND,
    Stage,
    answer_all,
    begin,
    confirm,
    enrol,
    keys,
    load_exam,
    publish,
    save,
    submit,
)
from tests.people.test_access import rows

pytestmark = pytest.mark.data
MICRO = SECOND / 1_000_000


def text(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code, answer.location)
    return answer.get_data(as_text=True)


def may_begin(page: str) -> bool:
    """Whether the brief has the button."""
    return '/start"' in page


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []
    with app.app_context():
        engine = db.database.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


# -- before it begins


def test_the_brief_says_what_it_takes_and_begins_it(client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.trainee)
    page = text(client, "/exam/walk-exam")
    for said in (
        "14 题，40 分钟，满分 40 分",
        "总分到 30 分",
        "“平台规则”到 50%",
        "否决题一道都不错",
        "还能考 2 次，共 2 次",
    ):
        assert said in page
    assert may_begin(page)
    attempt = start(client, "walk-exam")
    assert start(client, "walk-exam") == attempt  # pressed twice
    page = text(client, "/exam/walk-exam")
    assert "考试正在进行" in page
    assert f"/exam/{attempt}/1" in page
    assert not may_begin(page)


def test_the_brief_names_what_stands_against_it(app: Flask, client: FlaskClient, stage: Stage) -> None:
    person = stage.cast.inspector
    as_(client, person)
    assert "报名" in text(client, "/exam/quick-exam")
    with app.app_context():
        enrolment = enrol(stage, person, "quick-1d")
        assert not may_begin(text(client, "/exam/quick-exam"))
        confirm(stage, enrolment)
    page = text(client, "/exam/quick-exam")
    assert "还有 1 个环节待签字" in page
    assert "去签字" in page
    assert post(client, "/exam/quick-exam/start").status_code == 409


def test_waiting_and_retraining_are_said_with_their_time(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    person = stage.cast.agent
    with app.app_context():
        submit(begin(stage.quick, person))
    as_(client, person, at=NOW)
    page = text(client, "/exam/quick-exam")
    assert "2026-10-21 10:02 起可以再考" in page
    assert not may_begin(page)
    assert "还能考 1 次" in page
    refused = post(client, "/exam/quick-exam/start", headers=JSON)
    assert (refused.status_code, refused.json["code"]) == (409, "wait_before_next")  # type: ignore[index]
    noon.move_to(NOW + 2 * DAY)
    with app.app_context():
        submit(begin(stage.quick, person, at=NOW + 2 * DAY), at=NOW + 2 * DAY)
    as_(client, person)
    assert "请先补训" in text(client, "/exam/quick-exam")


def test_what_is_not_open_or_has_no_line_cannot_be_begun(app: Flask, client: FlaskClient, stage: Stage) -> None:
    person = stage.cast.agent
    with app.app_context():
        attempt = begin(stage.quick, person).id
        with db.transaction(at=NOW, by="tests", why="close"):
            actions.withdraw("quick-exam", at=NOW)
    as_(client, person)
    assert post(client, "/exam/quick-exam/start").location == f"/exam/{attempt}/1"  # what runs goes on
    with app.app_context():
        submit(db.database.session.get_one(Attempt, attempt))
    assert "这场考试现在没有开放" in text(client, "/exam/quick-exam")
    assert post(client, "/exam/quick-exam/start").status_code == 409
    with app.app_context(), db.transaction(at=NOW, by="tests", why="a line that is not chosen"):
        version = load_exam(QUICK.replace("【及格线】6 分", "【及格线】{高级线} 分").replace("【间隔】24", "【间隔】0"))
        opened = Publication(exam_id=version.exam_id, version_id=version.id, opens_at=NOW, by="tests")
        db.database.session.add(opened)
    as_(client, stage.cast.second_trainee)
    assert "由企业决定（高级线）" in text(client, "/exam/quick-exam")
    assert post(client, "/exam/quick-exam/start").status_code == 409


def test_an_exam_that_was_never_open_is_not_there(client: FlaskClient, stage: Stage, app: Flask) -> None:
    as_(client, stage.cast.trainee)
    assert client.get("/exam/none").status_code == 404
    with app.app_context(), db.transaction(at=NOW, by="tests", why="close"):
        actions.withdraw("walk-exam", at=NOW)
    assert client.get("/exam/walk-exam").status_code == 404


# -- without script


def test_the_whole_walk_without_script(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """Every kind, saved page by page, back once, handed in from the answer sheet."""
    as_(client, stage.cast.trainee)
    attempt = start(client, "walk-exam")
    url = f"/exam/{attempt}/1"
    for place, (question, key) in asked(app, attempt).items():
        assert url == f"/exam/{attempt}/{place}"
        page = text(client, url)
        assert f"第 {place} 题，共 14 题" in page
        assert "解析" not in page
        given = typed(question, key)
        answer = post(client, url, {**fields(page), **given, "go": "next"})
        assert answer.status_code == 303
        shown = fields(text(client, url))
        assert {name: sorted(shown.getlist(name)) for name in given if given[name]} == {
            name: sorted(value) if isinstance(value, list) else [value] for name, value in given.items() if value
        }
        url = answer.location
    assert url == f"/exam/{attempt}/sheet"
    sheet = text(client, url)
    assert "已答 14 题，未答 0 题，标记 0 题" in sheet
    answer = post(client, f"/exam/{attempt}/submit")
    assert answer.location == f"/exam/{attempt}/result"
    assert "已交卷，等阅卷" in text(client, answer.location)


def test_the_buttons_lead_where_they_say(app: Flask, client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.agent)
    attempt = start(client, "quick-exam")
    led = {
        (place, go): post(client, f"/exam/{attempt}/{place}", {**fields(text(client, f"/exam/{attempt}/{place}")), "go": go}).location
        for place, go in ((1, "back"), (1, "next"), (2, "back"), (3, ""), (4, "next"), (4, "sheet"))
    }  # fmt: skip
    assert led == {
        (1, "back"): f"/exam/{attempt}/1",
        (1, "next"): f"/exam/{attempt}/2",
        (2, "back"): f"/exam/{attempt}/1",
        (3, ""): f"/exam/{attempt}/3",
        (4, "next"): f"/exam/{attempt}/sheet",
        (4, "sheet"): f"/exam/{attempt}/sheet",
    }


def test_a_flag_press_keeps_the_answer(app: Flask, client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.agent)
    attempt = start(client, "quick-exam")
    url = f"/exam/{attempt}/2"
    question, key = asked(app, attempt)[2]
    answer = post(client, url, {**fields(text(client, url)), **typed(question, key), "flag": "on"})
    assert answer.location == url
    page = text(client, url)
    assert "已标记" in page
    assert fields(page)["a"] == typed(question, key)["a"]
    other = typed(question, key ^ 1)
    assert save_by_script(client, url, other, seq=int(fields(page)["seq"]) + 1).status_code == 200
    page = text(client, url)
    assert 'aria-pressed="true"' in page  # an answer says nothing of the flag
    post(client, url, {**fields(page), "flag": "off"})
    page = text(client, url)
    assert 'aria-pressed="false"' in page
    assert fields(page)["a"] == other["a"]
    assert "标记 0 题" in text(client, f"/exam/{attempt}/sheet")


def test_pressing_twice_is_one_save_and_a_stale_page_puts_nothing_back(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    as_(client, stage.cast.agent)
    attempt = start(client, "quick-exam")
    url = f"/exam/{attempt}/1"
    question, key = asked(app, attempt)[1]
    blank = fields(text(client, url))
    for _ in range(2):
        assert post(client, url, {**blank, **typed(question, key), "go": "next"}).status_code == 303
    with app.app_context():
        assert len(list(db.database.session.scalars(select(Step)))) == 1
    stale = post(client, url, {**blank, "go": "next"})
    assert stale.status_code == 409
    assert "这道题在另一个页面有更新的答案" in stale.get_data(as_text=True)
    assert fields(text(client, url))["a"] == typed(question, key)["a"]


# -- with script


def test_a_save_by_script_gets_a_receipt(app: Flask, client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.agent)
    attempt = start(client, "quick-exam")
    url = f"/exam/{attempt}/1"
    page = text(client, url)
    assert 'data-seq="0"' in page
    assert 'data-module="autosave keys"' in page
    question, key = asked(app, attempt)[1]
    first = save_by_script(client, url, typed(question, key), seq=1)
    assert first.status_code == 200
    said = first.json
    assert said is not None
    assert said["saved_at"] == "10:00:00"
    assert said["ends"] - said["now"] == 3_600_000
    assert (said["seq"], said["answered"], said["words"], len(said["mac"])) == (1, True, "", 64)
    assert save_by_script(client, url, typed(question, key), seq=1).json["mac"] == said["mac"]  # type: ignore[index]
    other_tab = save_by_script(client, url, typed(question, key ^ 1), seq=1, tab="tab-2", save_id="b")
    assert other_tab.json["words"] == ""  # type: ignore[index]
    behind = save_by_script(client, url, typed(question, key), seq=0, tab="tab-3", save_id="c")
    assert "另一个页面有更新的答案" in behind.json["words"]  # type: ignore[index]
    page = text(client, url)
    assert 'data-seq="1"' in page
    assert "已保存" in page
    assert fields(page)["a"] == typed(question, key ^ 1)["a"]
    assert save_by_script(client, url, {}, seq=2).json["answered"] is False  # type: ignore[index]
    assert "已答 0 题" in text(client, f"/exam/{attempt}/sheet")


def test_saves_are_refused_in_words_the_page_can_show(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    as_(client, stage.cast.agent)
    attempt = start(client, "quick-exam")
    url = f"/exam/{attempt}/1"
    question, key = asked(app, attempt)[1]
    assert save_by_script(client, url, typed(question, key), seq=1, save_id="x").status_code == 200
    used = save_by_script(client, url, typed(question, key ^ 1), seq=2, save_id="x")
    assert (used.status_code, used.json["code"]) == (409, "key_used_for_another_answer")  # type: ignore[index]
    assert save_by_script(client, f"/exam/{attempt}/9", {}).status_code == 404
    assert save_by_script(client, url, {}, seq="many").status_code == 400
    assert save_by_script(client, url, {}, save_id="k" * 41).status_code == 400
    assert post(as_(client, stage.cast.trainee), url, {}, headers=JSON).status_code == 404
    as_(client, stage.cast.agent)
    assert post(client, f"/exam/{attempt}/submit").status_code == 303
    closed = save_by_script(client, url, typed(question, key), seq=3)
    assert (closed.status_code, closed.json["words"]) == (409, "这次考试已经交卷，不能再改答案。")  # type: ignore[index]
    assert post(client, f"/exam/{attempt}/submit").status_code == 409
    assert client.get(url).location == f"/exam/{attempt}/result"


def test_time_is_up_by_the_clock_not_by_the_janitor(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    as_(client, stage.cast.agent, at=NOW + 50 * MINUTE)
    attempt = start(client, "quick-exam")
    url = f"/exam/{attempt}/1"
    question, key = asked(app, attempt)[1]
    assert save_by_script(client, url, typed(question, key)).status_code == 200
    deadline = NOW + 60 * MINUTE
    noon.move_to(deadline + GRACE)
    assert client.get(url).status_code == 200
    noon.move_to(deadline + GRACE + SECOND)
    for path in (url, f"/exam/{attempt}/sheet"):
        assert client.get(path).location == f"/exam/{attempt}/result"
    late = save_by_script(client, url, typed(question, key ^ 1), seq=2)
    assert (late.status_code, late.json["words"]) == (409, "时间到了，到点前保存的答案已交上。")  # type: ignore[index]
    assert "时间到了，到点前保存的答案已交上" in text(client, f"/exam/{attempt}/result")
    assert "超时自动交卷" in text(client, "/exam/quick-exam")
    with app.app_context():
        assert actions.close_overdue(deadline + GRACE + SECOND) == 1
    assert "总分差 4 分" in text(client, f"/exam/{attempt}/result")


# -- the result


def test_until_the_period_closes_a_result_shows_no_option_and_no_key(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    with app.app_context():
        opened = publish("walk-exam", closes_at=NOW + DAY)
        attempt = begin(opened.id, stage.cast.trainee)
        answer_all(attempt, wrong=(1, 2))
        fatal = next(place for place, key in keys(attempt).items() if key is False)
        save(attempt, fatal, True, seq=2)
        for place in (13, 14):
            save(attempt, place, None, seq=3)
        submit(attempt)
        assert attempt.state == "graded"
        url, paper = f"/exam/{attempt.id}/result", asked(app, attempt.id)
    secrets = [option.text for question, _key in paper.values() for option in question.options]
    secrets += [question.stem for question, _key in paper.values() if question.kind.value != "案例"] + [
        "解析",
        "正确答案",
    ]
    as_(client, stage.cast.trainee)
    page = text(client, url)
    for said in (
        "一票否决",
        "<h1>这次没有通过</h1>",
        "差在 1 道否决题",
        "考试红线",
        "考试时限",
        "规则 EX1",
        "L04",
        "考试期结束以前",
        "第 2 次换一套题，还剩 1 次机会",
    ):
        assert said in page, said
    assert not any(secret in page for secret in secrets)
    assert "整份试卷" not in page
    noon.move_to(NOW + DAY)
    as_(client, stage.cast.trainee)
    page = text(client, url)
    assert "整份试卷" in page
    for question, _key in paper.values():
        secret = question.explanation or question.parts[0].explanation
        assert (secret in page) is not question.is_fatal, question.id
    assert page.count("这是一道否决题，不公布题目和答案") == 2
    assert "主动关闭买家订单" not in page  # why the fatal one is fatal would give its key away
    with app.app_context():
        publish("walk-exam", at=NOW + DAY)
    assert "整份试卷" not in text(client, url)  # others are sitting it again


def test_a_passed_result_leads_to_signing(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        attempt = begin(stage.quick, stage.cast.agent)
        answer_all(attempt, wrong=(3,))
        submit(attempt)
        url = f"/exam/{attempt.id}/result"
    as_(client, stage.cast.agent)
    page = text(client, url)
    for said in ("通过了，6 分", "去签字", "总分 6，及格线 6", "6/8", "75%"):
        assert said in page
    brief = text(client, "/exam/quick-exam")
    assert not may_begin(brief)
    assert "6 分" in brief
    assert client.get(url.replace("result", "sheet")).location == url


def test_a_running_attempt_has_no_result(client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.agent)
    attempt = start(client, "quick-exam")
    assert client.get(f"/exam/{attempt}/result").location == f"/exam/{attempt}/sheet"


# -- doors


def test_nobody_sees_another_ones_paper(app: Flask, client: FlaskClient, stage: Stage) -> None:
    with app.app_context():
        attempt = begin(stage.quick, stage.cast.agent).id
    paths = [f"/exam/{attempt}/{end}" for end in ("1", "sheet", "result")]
    for someone in (stage.cast.second_trainee, stage.cast.trainer, stage.cast.supervisor, stage.cast.admin):
        as_(client, someone)
        assert [client.get(path).status_code for path in paths] == [404, 404, 404]
        assert [post(client, f"/exam/{attempt}/{end}").status_code for end in ("1", "submit")] == [404, 404]
    stranger = app.test_client()
    assert [stranger.get(path).status_code for path in paths] == [303, 303, 303]
    assert stranger.get(paths[0], headers=JSON).status_code == 401


def test_looking_changes_nothing_and_asks_a_constant_number_of_times(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    as_(client, stage.cast.trainee)
    attempt = start(client, "walk-exam")
    paths = ["/exam/walk-exam", f"/exam/{attempt}/1", f"/exam/{attempt}/sheet"]
    text(client, paths[1])  # a version of a question never changes and is read once by each process
    asked_for: list[list[int]] = []
    for _ in range(2):
        with app.app_context():
            before = rows()
        counts = []
        for path in paths:
            with counted(app) as sent:
                text(client, path)
            counts.append(len(sent))
        with app.app_context():
            assert rows() == before
            for place in range(1, 13):
                save(db.database.session.get_one(Attempt, attempt), place, None, seq=len(asked_for) + 1)
        asked_for.append(counts)
    assert asked_for[0] == asked_for[1]
    assert max(asked_for[0]) <= 40, asked_for
