"""Keeping, invigilating and marking at the desk: works · wrong role · not yours · bad input · refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cstrain.exam import queries
from cstrain.exam.models import Attempt
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from tests.cast import as_, post
from tests.exam.contents import QUICK
from tests.exam.stage import (
    DAY,
    GRACE,
    NOW,
    SECOND,
    Stage,
    answer_all,
    begin,
    load_exam,
    make_ready,
    save,
    submit,
)
from tests.exam.test_views import counted, text
from tests.people.test_access import rows

pytestmark = [pytest.mark.data, pytest.mark.page]


def handed_in(app: Flask, stage: Stage, publication: str = "walk") -> str:
    """A paper that was handed in; of walk-exam two answers wait for a marker."""
    with app.app_context():
        person = stage.cast.trainee if publication == "walk" else stage.cast.agent
        attempt = begin(getattr(stage, publication), person)
        answer_all(attempt)
        submit(attempt)
        return attempt.id


# -- keeping


def test_a_trainer_sees_exams_and_what_the_bank_holds_for_them(app: Flask, client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.trainer)
    page = text(client, "/exams")
    assert page.count("开放中") == 3
    assert all(f"/exams/{exam}-exam" in page for exam in ("quick", "walk", "model"))
    page = text(client, "/exams/quick-exam")
    for said in ("考试时限 单选 易", "够", "第 1 版", "及格线 6", "还没有人考过。"):
        assert said in page
    with app.app_context(), db.transaction(at=NOW, by="tests", why="a longer paper"):
        load_exam(QUICK.replace("4 题 每题 2 分", "5 题 每题 1 分\n- 考试时限 判断 任意 3 题 每题 1 分"))
    page = text(client, "/exams/quick-exam")
    for said in ("不到两倍，会重题", "还差 3 题", "第 2 版", "发布第 2 版"):
        assert said in page


def test_publishing_for_a_period(app: Flask, client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.trainer)
    url = "/exams/quick-exam/publish"
    for given in ("2026-10-20T10:00", "gestern"):
        bad = post(client, url, {"closes_at": given})
        assert bad.status_code == 422
        assert "有 1 处要改" in bad.get_data(as_text=True)
    assert post(client, url, {"closes_at": "2026-10-30T18:00"}).location == "/exams/quick-exam"
    page = text(client, "/exams/quick-exam")
    assert "2026-10-30 18:00" in page
    with app.app_context():
        running = queries.publication("quick-exam", NOW)
        assert running is not None
        assert (running.id != stage.quick, running.by) == (True, stage.cast.trainer.id)
    assert post(client, "/exams/quick-exam/withdraw").status_code == 303
    assert post(client, "/exams/quick-exam/withdraw").status_code == 409
    assert "没有开放" in text(client, "/exams")
    with app.app_context(), db.transaction(at=NOW, by="tests", why="too long"):
        load_exam(QUICK.replace("4 题 每题 2 分", "16 题 每题 0.5 分"))
    short = post(client, url)
    assert short.status_code == 409
    assert "要 16 题，只有 8 题" in short.get_data(as_text=True)


def test_an_undecided_line_is_named_and_links_to_the_decisions(app: Flask, client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.trainer)
    with app.app_context(), db.transaction(at=NOW, by="tests", why="no line"):
        load_exam(QUICK.replace("【及格线】6 分", "【及格线】{高级线} 分"))
    page = text(client, "/exams/quick-exam")
    assert "及格线还没有选定。由企业决定，选定后才能发布。" in page
    assert "/decisions" in page
    assert post(client, "/exams/quick-exam/publish").status_code == 409


def test_one_more_chance_with_its_reason(app: Flask, client: FlaskClient, stage: Stage) -> None:
    as_(client, stage.cast.trainer)
    url, number = "/exams/quick-exam/resit", stage.cast.agent.employee_no
    for given in (
        {"employee_no": number, "reason": ""},
        {"employee_no": "", "reason": "补讲一小时"},
        {"employee_no": "CS-99999", "reason": "补讲一小时"},
        {"employee_no": stage.cast.other_trainee.employee_no, "reason": "补讲一小时"},
    ):
        assert post(client, url, given).status_code == 422, given
    assert post(client, url, {"employee_no": number.lower(), "reason": "补讲一小时"}).status_code == 303
    with app.app_context():
        assert queries.resits(stage.cast.agent.id, queries.exam_by_key("quick-exam").id) == 1


def test_all_who_used_theirs_up_get_one_more_with_one_password(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """Listed is whoever used up the attempts and did not pass; each grant stands by itself."""
    agent, other = stage.cast.agent, stage.cast.second_trainee
    with app.app_context():
        for person, times in ((agent, 2), (other, 1)):
            for number in range(times):
                at = NOW + number * 2 * DAY
                submit(begin(stage.quick, person, at=at), at=at)
    as_(client, stage.cast.trainer)
    url = "/exams/quick-exam/resits"
    page = text(client, url)
    assert agent.name in page
    assert other.name not in page
    given = {"person": [agent.id], "reason": "补讲一小时", "password": stage.cast.trainer.password}
    assert post(client, url, {**given, "person": []}).status_code == 422
    assert post(client, url, {**given, "reason": ""}).status_code == 422
    assert post(client, url, {**given, "password": "wrong wrong"}).status_code == 409
    assert post(client, url, {**given, "person": [other.id]}).status_code == 404
    assert post(client, url, given).status_code == 303
    assert agent.name not in text(client, url)
    with app.app_context():
        assert queries.resits(agent.id, queries.exam_by_key("quick-exam").id) == 1
    as_(client, stage.cast.mentor)
    assert client.get(url).status_code == 403


def test_the_attempts_of_ones_own_teams(app: Flask, client: FlaskClient, stage: Stage) -> None:
    attempt = handed_in(app, stage, "quick")
    as_(client, stage.cast.trainer)
    page = text(client, "/exams/quick-exam")
    assert stage.cast.agent.name in page
    assert "通过" in page
    assert "交卷" in text(client, f"/exams/attempt/{attempt}")
    as_(client, stage.cast.other_trainer)
    assert stage.cast.agent.name not in text(client, "/exams/quick-exam")
    assert client.get(f"/exams/attempt/{attempt}").status_code == 404
    assert post(client, f"/exams/attempt/{attempt}/void", {"reason": "有人代考"}).status_code == 404
    assert client.get("/exams/attempt/" + "0" * 16).status_code == 404
    assert client.get("/exams/none").status_code == 404


def test_an_attempt_shows_what_happened_and_is_declared_void(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    with app.app_context():
        attempt = begin(stage.quick, stage.cast.agent)
        save(attempt, 1, 2)
        late = attempt.deadline + GRACE + SECOND
        with pytest.raises(Refusal, match="time_is_up"):
            save(attempt, 1, 3, seq=2, at=late)
        url = f"/exams/attempt/{attempt.id}"
    as_(client, stage.cast.supervisor, at=late)
    noon.move_to(late)
    page = text(client, url)
    for said in ("超时自动交卷", "1 次", "没有收下的保存", "到时间以后才收到"):
        assert said in page
    assert post(client, f"{url}/void", {"reason": " "}).status_code == 422
    assert post(client, f"{url}/void", {"reason": "有人代考"}).location == url
    page = text(client, url)
    assert "作废" in page
    assert "有人代考" in page
    assert "把这次考试作废" not in page
    assert post(client, f"{url}/void", {"reason": "再一次"}).status_code == 409
    as_(client, stage.cast.agent)
    assert "这次考试作废了" in text(client, f"/exam/{url.rsplit('/', 1)[1]}/result")


# -- marking


def test_a_paper_is_marked_line_by_line_without_its_name(app: Flask, client: FlaskClient, stage: Stage) -> None:
    attempt = handed_in(app, stage)
    as_(client, stage.cast.trainer)
    page = text(client, "/marking")
    assert stage.cast.trainee.name not in page
    assert f"/marking/{attempt}/13" in page
    page = text(client, f"/marking/{attempt}/13")
    for said in ("规则会改（1.5 分）", "先查规则表", "平台随时会改规则", "这道题 3 分"):
        assert said in page
    assert stage.cast.trainee.name not in page
    url = f"/marking/{attempt}/13"
    for given in ({}, {"p-0": "1.5", "p-1": "viel", "p-2": "0.5"}, {"p-0": "1.5", "p-1": "1/0", "p-2": "0"}):
        bad = post(client, url, given)
        assert bad.status_code == 422
        assert "个分数要改" in bad.get_data(as_text=True)
    assert post(client, url, {"p-0": "2", "p-1": "1", "p-2": "0.5"}).status_code == 409  # more than the line has
    assert post(client, url, {"p-0": "1.5", "p-1": "0.5", "p-2": "0", "comment": "先查表"}).location == "/marking"
    assert f"/marking/{attempt}/13" not in text(client, "/marking")
    page = text(client, f"/marking/{attempt}/14")
    assert "说清正在做什么（2 分）" in page
    assert post(client, f"/marking/{attempt}/14", {"p2-0": "2", "p2-1": "2"}).status_code == 303
    assert "没有等着阅的试卷" in text(client, "/marking")
    with app.app_context():
        row = db.database.session.get_one(Attempt, attempt)
        assert (row.state, row.score) == ("graded", 39)
        assert queries.results(row).graded[13].fraction == Fraction(2, 3)
    assert post(client, url, {"p-0": "1.5", "p-1": "0.5", "p-2": "0"}).status_code == 409


def test_only_who_may_marks_and_only_what_a_person_marks(app: Flask, client: FlaskClient, stage: Stage) -> None:
    attempt = handed_in(app, stage)
    as_(client, stage.cast.other_trainer)
    assert f"/marking/{attempt}" not in text(client, "/marking")
    for url in (f"/marking/{attempt}/13", f"/marking/{attempt}/99", "/marking/" + "0" * 16 + "/1"):
        assert client.get(url).status_code == 404
        assert post(client, url).status_code == 404
    as_(client, stage.cast.supervisor)
    assert client.get(f"/marking/{attempt}/13").status_code == 200
    assert client.get(f"/marking/{attempt}/1").status_code == 404  # a choice is marked by nobody
    assert post(client, f"/marking/{attempt}/1").status_code == 404


def test_the_menu_counts_what_waits(app: Flask, client: FlaskClient, stage: Stage) -> None:
    handed_in(app, stage)
    page = text(as_(client, stage.cast.trainer), "/exams")
    assert "阅卷" in page
    assert '<span class="vh">待办 </span>1' in page


def test_the_marks_and_the_comment_reach_the_person(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    as_(client, stage.cast.trainer)
    post(client, "/exams/walk-exam/publish", {"closes_at": "2026-10-21T10:00"})
    with app.app_context():
        publication = queries.publication("walk-exam", NOW)
        assert publication is not None
        attempt = begin(publication.id, stage.cast.trainee)
        answer_all(attempt)
        submit(attempt)
        result = f"/exam/{attempt.id}/result"
    for place, given in ((13, {"p-0": "1.5", "p-1": "0.5", "p-2": "0"}), (14, {"p2-0": "2", "p2-1": "2"})):
        post(
            client, result.replace("/exam/", "/marking/").replace("result", f"{place}"), {**given, "comment": "写得短"}
        )
    as_(client, stage.cast.trainee)
    page = text(client, result)
    assert "通过了，39 分" in page
    assert "写得短" not in page
    noon.move_to(NOW + DAY)
    as_(client, stage.cast.trainee)
    page = text(client, result)
    assert page.count("写得短") == 2
    assert "得这道题的 66.6%" in page
    assert "等人阅卷" not in page


# -- doors


def test_who_may_not_keep_gets_403(client: FlaskClient, stage: Stage) -> None:
    urls = {
        "/exams": "GET",
        "/exams/quick-exam": "GET",
        "/exams/quick-exam/publish": "POST",
        "/exams/quick-exam/withdraw": "POST",
        "/exams/quick-exam/resit": "POST",
    }
    for someone in (stage.cast.trainee, stage.cast.mentor, stage.cast.supervisor, stage.cast.auditor, stage.cast.admin):
        as_(client, someone)
        found = {
            url: (client.get(url) if verb == "GET" else post(client, url)).status_code for url, verb in urls.items()
        }
        assert set(found.values()) == {403}, (someone.name, found)
    for someone in (stage.cast.trainee, stage.cast.mentor, stage.cast.inspector, stage.cast.admin):
        as_(client, someone)
        assert client.get("/marking").status_code == 403
        assert client.get("/marking/x/1").status_code == 403
        assert post(client, "/marking/x/1").status_code == 403
        assert client.get("/exams/attempt/x").status_code == 403
        assert post(client, "/exams/attempt/x/void").status_code == 403


def test_lists_ask_a_constant_number_of_times_and_change_nothing(app: Flask, client: FlaskClient, stage: Stage) -> None:
    attempt = handed_in(app, stage)
    as_(client, stage.cast.trainer)
    urls = ["/exams", "/exams/walk-exam", "/marking", f"/exams/attempt/{attempt}", f"/marking/{attempt}/13"]
    with app.app_context():
        before = rows()

    def counts() -> list[int]:
        found = []
        for url in urls:
            with counted(app) as sent:
                text(client, url)
            found.append(len(sent))
        return found

    one = counts()
    with app.app_context():
        assert rows() == before
        make_ready(stage, stage.cast.inspector, "walk-1d")
        other = begin(stage.walk, stage.cast.inspector)
        answer_all(other)
        submit(other)
    assert counts() == one
    assert max(one) <= 60
