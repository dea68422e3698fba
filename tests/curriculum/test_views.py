"""The pages of one's own course: works · not yours 404 · bad input 422 · refused 409, and nothing can be skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cstrain.bank import queries as bank
from cstrain.bank.rules import Question
from cstrain.curriculum import actions, queries
from cstrain.kit import db, files
from cstrain.people import actions as people
from cstrain.records import queries as records
from tests.cast import Cast, Someone, as_, post
from tests.curriculum.acts import DAY, HOUR, LESSON, MORNING, START, Learner, learner, load, load_content
from tests.kept import kept

pytestmark = [pytest.mark.data, pytest.mark.page]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
PDF = b"%PDF-1.7\n" + b"0" * 2000
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"0" * 4000


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 10:00 on the first day."""
    with time_machine.travel(MORNING + HOUR, tick=True):
        yield


@kept
def lin(app: Flask, cast: Cast) -> Learner:
    """The trainee, enrolled in the small course that begins today."""
    with app.app_context():
        load_content()
        return learner(cast)


@pytest.fixture
def me(client: FlaskClient, lin: Learner) -> FlaskClient:
    return as_(client, lin.person)


def body(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def in_app(client: FlaskClient, act: Any) -> Any:
    with client.application.app_context():
        return act()


def question_of(client: FlaskClient, number: str) -> Question:
    def find() -> Question:
        version = bank.latest_version(number)
        assert version is not None
        return bank.question_of(version)

    found: Question = in_app(client, find)
    return found


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def answer(client: FlaskClient, url: str, *, right: bool = True) -> TestResponse:
    """Answer the question that stands on the page, as a browser would."""
    html = body(client.get(url))
    number = field(html, "number")
    question = question_of(client, number)
    option = question.options[0 if right else 1]
    given = {"number": number, "shown": field(html, "shown"), "a": question.token(option.text)}
    return post(client, url.split("?", maxsplit=1)[0], given)


def read_all(client: FlaskClient) -> TestResponse:
    for section in range(3):
        said = post(client, "/lesson/T1", {"section": section})
    return said


def test_who_is_in_no_course_is_told_so(client: FlaskClient, cast: Cast) -> None:
    said = as_(client, cast.agent).get("/course")
    assert said.status_code == 200 and "还没有报课程" in body(said)
    for url in ("/course/day/1", "/lesson/T1", "/practice/T2", "/acknowledge/C2", "/step/K1", "/lesson/T1/questions"):
        assert client.get(url).status_code == 404, url


def test_strangers_are_sent_to_sign_in(client: FlaskClient, lin: Learner) -> None:
    for url in ("/course", "/lesson/T1", "/confirm", "/cohort", "/enrol", f"/enrolment/{lin.enrolment_id}"):
        said = client.get(url)
        assert said.status_code == 303 and "/login" in said.headers["Location"], url


def test_the_course_shows_every_day_and_what_to_do_now(me: FlaskClient) -> None:
    html = body(me.get("/course"))
    assert "售前客服 3 日上岗课程" in html and "第 1 天，共 3 天" in html
    assert html.index("现在做") < html.index("淘宝的几座钟")
    assert 'href="/lesson/T1"' in html and "预计 10 月 20 日" in html and "第 3 天" in html
    assert "何静怡" in html and "陈峰" in html


def test_a_day_shows_its_steps_with_states_and_reasons(me: FlaskClient) -> None:
    html = body(me.get("/course/day/1"))
    assert "说得出该谁动。" in html and "完成“淘宝的几座钟”后开放" in html and "等带教人或培训师确认" in html
    later = body(me.get("/course/day/2"))
    assert "这一天还没开放" in later and "第 2 天开放" in later and 'href="/acknowledge/C2"' not in later
    assert me.get("/course/day/4").status_code == 404 and me.get("/course/day/0").status_code == 404


def test_before_the_start_nothing_opens(client: FlaskClient, app: Flask, cast: Cast) -> None:
    with app.app_context():
        load_content()
        learner(cast, start_on=START + timedelta(days=3))
    as_(client, cast.trainee)
    assert "课程 10 月 22 日" in body(client.get("/course"))
    said = client.get("/lesson/T1")
    assert said.status_code == 409 and "课程从 2026-10-22 开始" in body(said)


def test_looking_at_a_lesson_writes_nothing_and_reading_is_a_post(me: FlaskClient, lin: Learner) -> None:
    before = in_app(me, lambda: len(records.read_entries(lin.person.id)))
    html = body(me.get("/lesson/T1"))
    assert "第 1 节，共 3 节" in html and "学完能做到" in html and "下一节" in html
    assert in_app(me, lambda: len(records.read_entries(lin.person.id))) == before
    said = post(me, "/lesson/T1", {"section": 0})
    assert said.status_code == 303 and said.headers["Location"] == "/lesson/T1?section=1"
    assert "<h2>付款以前</h2>" in body(me.get("/lesson/T1?section=1"))


def test_sections_beyond_the_next_one_are_not_shown(me: FlaskClient) -> None:
    assert "第 1 节，共 3 节" in body(me.get("/lesson/T1?section=2"))
    assert "第 1 节，共 3 节" in body(me.get("/lesson/T1?section=-4"))
    assert post(me, "/lesson/T1", {"section": 2}).status_code == 409
    assert post(me, "/lesson/T1", {"section": 9}).status_code == 404
    assert post(me, "/lesson/T1", {"section": "x"}).status_code == 400
    assert me.get("/lesson/T1/questions").headers["Location"] == "/lesson/T1?section=0"
    contents = body(me.get("/lesson/T1/contents"))
    assert "这样说" in contents and "前面的读完就到这一节" in contents and 'section=2"' not in contents


def test_rules_in_a_lesson_are_links_and_talk_is_bubbles(me: FlaskClient) -> None:
    post(me, "/lesson/T1", {"section": 0})
    html = body(me.get("/lesson/T1?section=1"))
    assert 'href="/rules/TB1"' in html
    post(me, "/lesson/T1", {"section": 1})
    assert 'class="msg me"' in body(me.get("/lesson/T1?section=2"))


def test_a_lesson_ends_with_its_questions_wrong_ones_again(me: FlaskClient, lin: Learner) -> None:
    assert read_all(me).headers["Location"] == "/lesson/T1/questions"
    said = answer(me, "/lesson/T1/questions", right=False)
    assert said.headers["Location"] == "/lesson/T1/questions?after=TB-001"
    explained = body(me.get(said.headers["Location"]))
    assert "没答对" in explained and "解析" in explained and "会再出现" in explained
    assert field(body(me.get("/lesson/T1/questions?last=TB-001")), "number") == "TB-002", "not the same one at once"
    answer(me, "/lesson/T1/questions?last=TB-001")
    said = answer(me, "/lesson/T1/questions")
    html = body(me.get(said.headers["Location"]))
    assert "完成" in html
    day = body(me.get("/course/day/1?done=T1"))
    assert "“淘宝的几座钟”完成了" in day and "自测 1/2" in day and "待签字" in day
    assert "第一次答对 1/2" in body(me.get("/lesson/T1/questions"))
    asked = in_app(me, lambda: [one.subject for one in records.open_requests(lin.person.id)])
    assert asked == ["step:presale/T1@1"]


def test_a_question_handed_in_empty_is_asked_again(me: FlaskClient) -> None:
    read_all(me)
    html = body(me.get("/lesson/T1/questions"))
    given = {"number": field(html, "number"), "shown": field(html, "shown")}
    said = post(me, "/lesson/T1/questions", given)
    assert said.status_code == 422 and "还没有作答" in body(said) and field(body(said), "number") == given["number"]
    assert post(me, "/lesson/T1/questions", {}).status_code == 400
    assert post(me, "/lesson/T1/questions", {"number": "TB-404", "a": "x"}).status_code == 409
    token = question_of(me, "TB-005")
    other = {"number": "TB-005", "a": token.token(token.options[0].text)}
    assert post(me, "/lesson/T1/questions", other).status_code == 404


def test_a_finished_lesson_is_read_again_freely(me: FlaskClient, lin: Learner) -> None:
    in_app(me, lambda: lin.read_lesson(at=MORNING))
    html = body(me.get("/lesson/T1?section=2"))
    assert "回到第 1 天" in html and "待签字" in html
    assert me.get("/lesson/L04").headers["Location"] == "/lesson/T1"


def test_a_lesson_is_read_again_by_its_number_without_counting(client: FlaskClient, lin: Learner, cast: Cast) -> None:
    as_(client, cast.agent)
    html = body(client.get("/lesson/L04"))
    assert "随时可以再看" in html and "付款以前" in html and "这样说" in html
    assert client.get("/lesson/L99").status_code == 404


def test_practice_goes_item_by_item_to_the_end(me: FlaskClient, lin: Learner) -> None:
    in_app(me, lambda: lin.read_lesson(at=MORNING))
    assert "做过 0/3 题" in body(me.get("/practice/T2"))
    answer(me, "/practice/T2", right=False)
    for _ in range(2):
        answer(me, "/practice/T2")
    html = body(me.get("/practice/T2"))
    assert "还有 1 题要再做" in html and "第一次答对 2 题" in html
    said = answer(me, "/practice/T2")
    assert "完成" in body(me.get(said.headers["Location"]))
    assert "第一次答对 2/3" in body(me.get("/practice/T2"))
    done = in_app(me, lambda: records.latest(lin.person.id, "step_done", "step:presale/T2@1"))
    assert done.body["result"] == "2/3"


def test_the_time_taken_is_counted_from_the_page_that_showed_the_question(me: FlaskClient, lin: Learner) -> None:
    in_app(me, lambda: lin.read_lesson(at=MORNING))
    html = body(me.get("/practice/T2"))
    number = field(html, "number")
    question = question_of(me, number)
    given = {"number": number, "a": question.token(question.options[0].text)}
    post(me, "/practice/T2", {**given, "shown": field(html, "shown")})
    post(me, "/practice/T2", {**given, "shown": "forged"})
    taken = in_app(
        me, lambda: [one.milliseconds for one in bank.practice_answers([lin.person.id], source=_source(lin))]
    )
    assert 0 <= taken[0] < 60_000 and taken[1] == 24 * 3600 * 1000, "a mark that is not ours never counts as quick"


def _source(lin: Learner) -> str:
    return queries.source_of(queries.enrolment(lin.enrolment_id), queries.step(lin.enrolment_id, "T2"))


def test_nothing_can_be_skipped_by_posting_directly(me: FlaskClient, lin: Learner) -> None:
    token = question_of(me, "TB-001")
    given = {"number": "TB-001", "a": token.token(token.options[0].text)}
    for url, data in (
        ("/practice/T2", given),
        ("/acknowledge/C2", {"clause": ["ZC1", "ZC2"]}),
        ("/step/Z2/close", {}),
        ("/lesson/T1", {"section": 2}),
    ):
        assert post(me, url, data).status_code == 409, url
    shown = in_app(me, lambda: queries.progress([lin.person.id], MORNING + HOUR)[lin.person.id])
    assert (shown.done, shown.days) == (0, 0), "what was refused left nothing behind"


def test_locked_steps_say_why(me: FlaskClient) -> None:
    assert "要先完成 T1" in body(me.get("/practice/T2"))
    said = me.get("/acknowledge/C2")
    assert said.status_code == 409 and "第 2 天还没开放" in body(said)
    assert "第 3 天还没开放" in body(me.get("/step/Z2"))


def test_kinds_are_not_mixed_up(me: FlaskClient) -> None:
    for url in ("/practice/T1", "/lesson/K1", "/acknowledge/T1", "/lesson/K1/contents", "/step/XX"):
        assert me.get(url).status_code == 404, url
    assert me.get("/step/T1").headers["Location"] == "/lesson/T1"


@pytest.fixture
def second_day(app: Flask, lin: Learner) -> Iterator[Learner]:
    with app.app_context():
        lin.first_day(MORNING)
        lin.sign_all(MORNING + HOUR)
    with time_machine.travel(MORNING + DAY, tick=True):
        yield lin


def test_the_charter_shows_every_clause_with_the_firms_values(client: FlaskClient, second_day: Learner) -> None:
    as_(client, second_day.person)
    html = body(client.get("/acknowledge/C2"))
    assert "一通电话最长 10 分钟" in html and "ZC1" in html and "旧条款" not in html
    assert "本人已收到并阅读全文第 1 版，知悉并同意遵守" in html and "第 1 版" in html
    said = post(client, "/acknowledge/C2", {"clause": ["ZC1"]})
    assert said.status_code == 422 and "还有 1 条没打勾" in body(said) and 'href="#clause-ZC2"' in body(said)
    assert re.search(r'value="ZC1" id="clause-ZC1" checked', body(said)), "what was ticked stays ticked"
    said = post(client, "/acknowledge/C2", {"clause": ["ZC1", "ZC2"]})
    assert said.headers["Location"] == "/course/day/2?done=C2"
    assert "确认全部" not in body(client.get("/acknowledge/C2"))


def test_when_a_day_is_done_its_signatures_are_one_tap_away(client: FlaskClient, lin: Learner) -> None:
    in_app(client, lambda: lin.first_day(MORNING))
    html = body(as_(client, lin.person).get("/course/day/1?done=K1"))
    assert "今天的都学完了" in html and "3 个环节待签字，一次签完" in html and 'href="/record/sign/day-1"' in html
    course = body(client.get("/course"))
    assert "还有 3 个环节待签字" in course and 'href="/record/sign"' in course


def test_an_offline_step_names_who_confirms(me: FlaskClient) -> None:
    html = body(me.get("/step/K1"))
    assert "何静怡（带教人）" in html and "陈峰（培训师）" in html and "签字含义：本人已到场完成" in html


def code_of(client: FlaskClient, someone: Someone) -> str:
    def show() -> str:
        from cstrain.kit import clock

        with db.transaction(at=clock.now(), by=someone.id, why="code"):
            return people.show_code(someone.id, clock.now())

    code: str = in_app(client, show)
    return code


def test_a_mentor_confirms_on_the_trainees_device_with_a_code(me: FlaskClient, lin: Learner, cast: Cast) -> None:
    code = code_of(me, cast.mentor)
    assert post(me, "/step/K1/code", {"coach": cast.mentor.id, "code": "12"}).status_code == 422
    wrong = post(me, "/step/K1/code", {"coach": cast.mentor.id, "code": "00000000"})
    assert wrong.status_code == 409 and "一次性代码不对" in body(wrong)
    said = post(me, "/step/K1/code", {"coach": cast.mentor.id, "code": f"{code[:4]} {code[4:]}"})
    assert said.headers["Location"] == "/course/day/1?done=K1"
    entry = in_app(me, lambda: records.facts(lin.person.id, "confirmed")[0])
    assert (entry.actor, entry.method) == (cast.mentor.id, "code")
    done = body(me.get("/step/K1"))
    assert "何静怡" in done and "去签字" in done


def test_a_code_is_good_once_and_for_its_owner_alone(me: FlaskClient, lin: Learner, cast: Cast) -> None:
    code = code_of(me, cast.second_trainer)
    assert post(me, "/step/K1/code", {"coach": cast.second_trainer.id, "code": code}).status_code == 422
    assert post(me, "/step/K1/code", {"coach": cast.mentor.id, "code": code}).status_code == 409
    assert post(me, "/step/T1/code", {"coach": cast.mentor.id, "code": code}).status_code == 404


def test_a_mentor_confirms_on_the_trainees_device_with_number_and_password(
    me: FlaskClient, lin: Learner, cast: Cast
) -> None:
    assert post(me, "/step/K1/password", {"number": "M001"}).status_code == 422
    wrong = post(me, "/step/K1/password", {"number": "M001", "password": "not mine at all"})
    assert wrong.status_code == 409 and "密码不对" in body(wrong)
    for other in (cast.second_trainer, lin.person):
        said = post(me, "/step/K1/password", {"number": other.employee_no, "password": other.password})
        assert said.status_code == 409 and "只有这次培训指定的" in body(said)
    said = post(me, "/step/K1/password", {"number": "m001", "password": cast.mentor.password})
    assert said.status_code == 303
    assert in_app(me, lambda: records.facts(lin.person.id, "confirmed")[0].actor) == cast.mentor.id
    assert "林晓雨" in body(me.get("/course")), "the device is still the trainee's"


def test_the_closing_step_says_what_is_left_and_leads_to_signing(client: FlaskClient, second_day: Learner) -> None:
    lin = second_day

    def rest() -> None:
        lin.acknowledge(at=MORNING + DAY)
        with db.transaction(at=MORNING + DAY, by=lin.cast.trainer.id, why="judge"):
            actions.roleplay_judged(lin.person.id, "R02", passed=True, result={}, at=MORNING + DAY)

    in_app(client, rest)
    with time_machine.travel(MORNING + 2 * DAY, tick=True):
        as_(client, lin.person)
        html = body(client.get("/step/Z2"))
        assert "没做完的环节 1 个" in html and "待签字的环节 2 个" in html

        def exam() -> None:
            with db.transaction(at=MORNING + 2 * DAY, by=lin.person.id, why="exam"):
                result = {"words": "46/50"}
                actions.exam_taken(lin.person.id, "presale-exam", passed=True, result=result, at=MORNING + 2 * DAY)
            lin.sign_all(MORNING + 2 * DAY)

        in_app(client, exam)
        assert "去总签" in body(client.get("/step/Z2"))
        said = post(client, "/step/Z2/close")
        assert said.headers["Location"] == "/record/sign/day-3"
        assert "记录表总签" in body(client.get(said.headers["Location"]))


def test_a_paused_course_is_shown_and_refuses_every_deed(me: FlaskClient, lin: Learner) -> None:
    def pause() -> None:
        with db.transaction(at=MORNING, by=lin.cast.trainer.id, why="pause"):
            actions.pause(
                lin.enrolment_id, from_on=START, until_on=None, reason="病假", by=lin.cast.trainer.id, at=MORNING
            )

    in_app(me, pause)
    html = body(me.get("/course"))
    assert "培训暂停中" in html and "病假" not in html, "the reason is not for everybody's eyes"
    for url, data in (("/lesson/T1", {"section": 0}), ("/step/K1/password", {"number": "M001", "password": "x"})):
        said = post(me, url, data)
        assert said.status_code == 409 and "暂停或请假期间" in body(said), url
    assert me.get("/lesson/T1").status_code == 409 and "暂停或请假期间" in body(me.get("/step/K1"))


@pytest.fixture
def pictured(app: Flask, lin: Learner) -> str:
    """The lesson with a picture, a PDF and a film; gives the version's id."""
    with app.app_context():
        kept = {name: files.keep(data) for name, data in (("img/a.png", PNG), ("表.pdf", PDF), ("call.mp4", MP4))}
        text = LESSON.replace("## 这样说", "![一张图](img/a.png)\n\n## 这样说")
        return load(text, MORNING, files=kept).id


def test_files_are_served_from_their_version_and_cannot_run(me: FlaskClient, pictured: str) -> None:
    picture = me.get(f"/material/{pictured}/a.png")
    assert picture.data == PNG and picture.mimetype == "image/png"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert picture.headers["X-Content-Type-Options"] == "nosniff" and "immutable" in picture.headers["Cache-Control"]
    paper = me.get(f"/material/{pictured}/表.pdf")
    assert paper.data == PDF and paper.headers["Content-Disposition"].startswith("attachment")
    part = me.get(f"/material/{pictured}/call.mp4", headers={"Range": "bytes=0-9"})
    assert (
        part.status_code == 206 and part.data == MP4[:10] and part.headers["Content-Range"] == f"bytes 0-9/{len(MP4)}"
    )
    again = me.get(f"/material/{pictured}/a.png", headers={"If-None-Match": picture.headers["ETag"]})
    assert again.status_code == 304
    for name in ("b.png", "..%2f..%2fkeys", "img/../a.png"):
        assert me.get(f"/material/{pictured}/{name}").status_code == 404, name
    assert me.get("/material/0000000000000000/a.png").status_code == 404


def test_strangers_see_no_files(client: FlaskClient, pictured: str) -> None:
    assert client.get(f"/material/{pictured}/a.png").status_code == 303


def test_a_lesson_lists_its_pdf_and_plays_its_film(client: FlaskClient, pictured: str, cast: Cast) -> None:
    html = body(as_(client, cast.agent).get("/lesson/L04"))
    assert f'src="/material/{pictured}/a.png"' in html and "一张图" in html
    assert f'src="/material/{pictured}/call.mp4"' in html and "<video controls" in html
    assert "表.pdf" in html and "PDF，" in html


def test_a_picture_that_changes_makes_a_new_version_and_leaves_the_old_one(
    app: Flask, me: FlaskClient, pictured: str
) -> None:
    other = PNG + b"1"
    with app.app_context():
        text = LESSON.replace("## 这样说", "![一张图](img/a.png)\n\n## 这样说")
        newer = load(text, MORNING, files={"img/a.png": files.keep(other)}).id
        assert load(text, MORNING, files={"img/a.png": files.keep(other)}).id == newer, (
            "the same files are no new version"
        )
    assert newer != pictured
    assert me.get(f"/material/{pictured}/a.png").data == PNG and me.get(f"/material/{newer}/a.png").data == other
