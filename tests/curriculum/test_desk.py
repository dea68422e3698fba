"""The desk: batches, enrolling, one enrolment, confirming. Works · 403 · 404 · 422 · 409; constant queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from cstrain.curriculum import actions, queries
from cstrain.curriculum.models import Enrolment
from cstrain.kit import db, sheets
from cstrain.people.models import Person
from cstrain.people.rules import PersonState
from cstrain.records import queries as records
from tests.cast import Cast, Someone, as_, post
from tests.curriculum.acts import COURSE, DAY, HOUR, LESSON, MORNING, START, Learner, enrol, learner, load, load_content
from tests.kept import kept

pytestmark = [pytest.mark.data, pytest.mark.page]
DESK = ("/cohort", "/cohort/all", "/cohort/none", "/cohort/all/export.xlsx", "/enrol", "/enrol/sheet", "/confirm")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(MORNING + HOUR, tick=True):
        yield


@kept(autouse=True)
def _content(app: Flask, cast: Cast) -> None:
    with app.app_context():
        load_content()


@pytest.fixture
def lin(app: Flask, cast: Cast) -> Learner:
    with app.app_context():
        return learner(cast)


@pytest.fixture
def trainer(client: FlaskClient, cast: Cast) -> FlaskClient:
    return as_(client, cast.trainer)


def body(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def in_app(client: FlaskClient, act: Any) -> Any:
    with client.application.app_context():
        return act()


def given(cast: Cast, *people: Someone, **changed: Any) -> dict[str, Any]:
    data = {
        "person": [one.id for one in people],
        "course": "presale-3d",
        "start_on": START.isoformat(),
        "mentor": cast.mentor.id,
        "trainer": cast.trainer.id,
        "batch": "10 月第 2 批",
        "workdays": list("12345"),
    }
    return {**data, **changed}


@pytest.mark.parametrize(
    ("who", "open_to"),
    [
        (
            "trainer",
            {"/cohort", "/cohort/all", "/cohort/none", "/cohort/all/export.xlsx", "/enrol", "/enrol/sheet", "/confirm"},
        ),
        ("mentor", {"/cohort", "/cohort/all", "/cohort/none", "/cohort/all/export.xlsx", "/confirm"}),
        ("supervisor", {"/cohort", "/cohort/all", "/cohort/none", "/cohort/all/export.xlsx"}),
        ("auditor", {"/cohort", "/cohort/all", "/cohort/none", "/cohort/all/export.xlsx"}),
        ("inspector", set()),
        ("admin", set()),
        ("trainee", set()),
    ],
)
def test_each_door_is_open_to_its_roles_alone(client: FlaskClient, cast: Cast, who: str, open_to: set[str]) -> None:
    as_(client, getattr(cast, who))
    for url in DESK:
        assert client.get(url).status_code == (200 if url in open_to else 403), url


def test_those_who_only_look_change_nothing(client: FlaskClient, cast: Cast, lin: Learner) -> None:
    url = f"/enrolment/{lin.enrolment_id}"
    for someone in (cast.supervisor, cast.auditor, cast.mentor):
        as_(client, someone)
        html = body(client.get(url))
        assert "免修" not in html and "作废" not in html and "暂停培训" not in html
        for deed in ("pause", "resume", "coach", "workdays", "move", "void", "waive/K1"):
            assert post(client, f"{url}/{deed}").status_code == 403, deed


def test_what_belongs_to_another_team_is_not_found(client: FlaskClient, cast: Cast, lin: Learner) -> None:
    as_(client, cast.other_trainer)
    url = f"/enrolment/{lin.enrolment_id}"
    assert client.get(url).status_code == 404
    for deed in ("pause", "resume", "coach", "workdays", "move", "void", "waive/K1"):
        assert post(client, f"{url}/{deed}").status_code == 404, deed
    for page in ("move", "void", "waive/K1"):
        assert client.get(f"{url}/{page}").status_code == 404, page
    assert "林晓雨" not in body(client.get("/cohort/all"))
    assert post(client, "/enrol", given(cast, cast.agent)).status_code == 404
    batch = in_app(client, lambda: _in_a_batch(cast))
    assert client.get(f"/cohort/{batch}").status_code == 404 and "10 月第 9 批" not in body(client.get("/enrol"))
    assert client.get("/enrolment/0000000000000000").status_code == 404
    assert client.get("/cohort/0000000000000000").status_code == 404


def _in_a_batch(cast: Cast) -> str:
    with db.transaction(at=MORNING, by=cast.trainer.id, why="batch"):
        batch = actions.keep_cohort("10 月第 9 批", "presale-3d", START)
    enrol(cast, cast.second_trainee, cohort_id=batch.id)
    return batch.id


def test_enrolling_one_leads_to_the_enrolment(trainer: FlaskClient, cast: Cast) -> None:
    html = body(trainer.get("/enrol"))
    assert "林晓雨" in html and "孙可欣" not in html, "people of one's own teams alone"
    said = post(trainer, "/enrol", given(cast, cast.trainee))
    one = in_app(trainer, lambda: queries.active_enrolment(cast.trainee.id))
    assert said.headers["Location"] == f"/enrolment/{one.id}" and one.workdays == "12345"
    html = body(trainer.get(said.headers["Location"]))
    assert "10 月第 2 批" in html and "何静怡" in html and "周五" in html and "周六</dd>" not in html
    assert "林晓雨" not in body(trainer.get("/enrol"))


def test_enrolling_many_by_ticking(trainer: FlaskClient, cast: Cast) -> None:
    said = post(trainer, "/enrol", given(cast, cast.trainee, cast.second_trainee))
    html = body(trainer.get(said.headers["Location"]))
    assert "2 人报上了" in html and "林晓雨" in html and "王思远" in html and "10 月第 2 批" in html
    said = post(trainer, "/enrol", given(cast, cast.agent, cast.trainee))
    assert said.status_code == 409, "林晓雨 is in a course already"
    assert in_app(trainer, lambda: queries.active_enrolment(cast.agent.id)) is None, "everybody or nobody"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"person": []}, "没有勾选任何人"),
        ({"course": ""}, "有 1 处要改"),
        ({"course": "presale-99d"}, "有 1 处要改"),
        ({"start_on": ""}, "有 1 处要改"),
        ({"start_on": "soon"}, "有 1 处要改"),
        ({"workdays": []}, "至少选一天"),
        ({"batch": "批" * 81}, "有 1 处要改"),
    ],
)
def test_what_the_form_of_enrolling_wants(
    trainer: FlaskClient, cast: Cast, changed: dict[str, Any], words: str
) -> None:
    said = post(trainer, "/enrol", given(cast, cast.trainee, **changed))
    assert said.status_code == 422 and words in body(said)
    if "person" not in changed:
        assert re.search(rf'value="{cast.trainee.id}" id="p-{cast.trainee.id}" checked', body(said)), "ticks are kept"


def test_rules_of_enrolling_are_refusals(trainer: FlaskClient, cast: Cast) -> None:
    said = post(trainer, "/enrol", given(cast, cast.trainee, mentor=""))
    assert said.status_code == 409 and "请选一位带教人" in body(said)
    said = post(trainer, "/enrol", given(cast, cast.mentor))
    assert said.status_code == 409 and "何静怡不能带教自己" in body(said)


def sheet(*rows: tuple[str, ...]) -> dict[str, Any]:
    titles = ("工号", "课程", "开始日期", "带教人工号", "培训师工号", "批次")
    return {"sheet": (BytesIO(sheets.write(titles, rows)), "报名.xlsx")}


GOOD = ("CS-20418", "presale-3d", "2026-10-19", "M001", "T001", "10 月第 2 批")


def test_a_sheet_is_shown_before_it_is_written(trainer: FlaskClient, cast: Cast) -> None:
    rows = (GOOD, ("cs-20419", "售前客服 4 日上岗课程", "2026/10/20", "m001", "t001", "10 月第 2 批"))
    said = post(trainer, "/enrol/sheet", sheet(*rows), content_type="multipart/form-data")
    html = body(said)
    assert said.status_code == 200 and "给 2 人报名" in html and "会新建这些批次" in html and "何静怡" in html
    assert in_app(trainer, lambda: queries.active_enrolment(cast.trainee.id)) is None
    kept = re.search(r'name="rows" value="([^"]*)"', html)
    assert kept
    from html import unescape

    said = post(trainer, "/enrol/sheet/confirm", {"rows": unescape(kept[1])})
    assert said.status_code == 303 and "2 人报上了" in body(trainer.get(said.headers["Location"]))
    found = in_app(trainer, lambda: queries.active_enrolment(cast.second_trainee.id))
    assert (found.course_key, found.start_on) == ("presale-4d", START + timedelta(days=1))


def test_faults_of_a_sheet_name_row_column_and_cause(trainer: FlaskClient, cast: Cast, lin: Learner) -> None:
    bad = (
        ("CS-30001", *GOOD[1:]),
        ("CS-20418", *GOOD[1:]),
        ("CS-20419", "presale-99d", "明天", "Q001", "M001", ""),
    )
    said = post(trainer, "/enrol/sheet", sheet(*bad), content_type="multipart/form-data")
    html = body(said)
    assert said.status_code == 422 and "有 3 行不能导入，什么都还没有写入" in html
    assert "第 2 行 A 列" in html and "不在您管的小组里" in html
    assert "第 3 行 A 列" in html and "林晓雨正在上" in html
    assert "第 4 行 B 列" in html and "没有“presale-99d”这门课" in html and "第 4 行 C 列" in html
    assert 'name="rows"' not in html


def test_a_sheet_is_judged_again_when_it_is_written(trainer: FlaskClient, cast: Cast, lin: Learner) -> None:
    import json

    rows = json.dumps([["工号", "课程", "开始日期", "带教人工号", "培训师工号"], [[2, *GOOD[:5]]]])
    said = post(trainer, "/enrol/sheet/confirm", {"rows": rows})
    assert said.status_code == 409 and "有 1 行不能导入" in body(said)
    assert post(trainer, "/enrol/sheet/confirm", {"rows": "no"}).status_code == 400
    assert post(trainer, "/enrol/sheet/confirm", {}).status_code == 400


def test_a_sheet_without_its_columns_or_without_a_file(trainer: FlaskClient) -> None:
    assert post(trainer, "/enrol/sheet", {}).status_code == 422
    data = {"sheet": (BytesIO(sheets.write(("工号",), [("CS-20418",)])), "x.xlsx")}
    said = post(trainer, "/enrol/sheet", data, content_type="multipart/form-data")
    assert said.status_code == 422 and "没有“课程”这一列" in body(said)


def test_the_template_can_be_filled_in_and_read_back(trainer: FlaskClient) -> None:
    said = trainer.get("/enrol/sheet/template.xlsx")
    assert sheets.read(said.data).titles == ["工号", "课程", "开始日期", "带教人工号", "培训师工号", "批次"]


def test_the_cohort_shows_who_is_late_first_and_where_they_are_stuck(trainer: FlaskClient, cast: Cast) -> None:
    def people() -> None:
        learner(cast, cast.second_trainee, start_on=START)
        late = learner(cast, cast.trainee, start_on=START - timedelta(days=3))
        late.do(actions.open_section, "T1", 0, at=MORNING)

    in_app(trainer, people)
    html = body(trainer.get("/cohort/all"))
    assert html.index("林晓雨") < html.index("王思远") and "落后 2 天" in html
    row = html[html.index("林晓雨") : html.index("王思远")]
    assert "淘宝的几座钟" in row and "0/7" in row and "0/3" in row


def test_every_figure_opens_the_list_of_exactly_those_people(trainer: FlaskClient, cast: Cast) -> None:
    def people() -> None:
        one = learner(cast)
        one.first_day()
        learner(cast, cast.second_trainee, start_on=START - timedelta(days=3))

    in_app(trainer, people)
    html = body(trainer.get("/cohort/all"))
    figures = re.findall(r'<a href="(/cohort/all[^"]*)"[^>]*><b>(\d+)</b>', html)
    assert len(figures) == 8
    for url, count in figures:
        listed = body(trainer.get(url.replace("&amp;", "&")))
        assert len(re.findall(r'<a class="t" href="/enrolment/', listed)) == int(count), url
    assert dict(figures)["/cohort/all?show=owed"] == "1" and dict(figures)["/cohort/all?show=behind"] == "1"


def test_the_list_of_batches_counts_and_links(trainer: FlaskClient, cast: Cast) -> None:
    post(trainer, "/enrol", given(cast, cast.trainee))
    in_app(trainer, lambda: learner(cast, cast.second_trainee, start_on=START - timedelta(days=3)))
    html = body(trainer.get("/cohort"))
    assert "10 月第 2 批" in html and "不分批次" in html and "2 人在您管的小组里报过课" in html
    assert '/cohort/none?show=behind"' in html


def test_the_export_holds_what_the_filter_shows(trainer: FlaskClient, cast: Cast) -> None:
    def people() -> None:
        learner(cast).first_day()
        learner(cast, cast.second_trainee)

    in_app(trainer, people)
    html = body(trainer.get("/cohort/none?show=owed"))
    link = re.search(r'href="(/cohort/none/export.xlsx[^"]*)"', html)
    assert link
    found = sheets.read(trainer.get(link[1].replace("&amp;", "&")).data)
    assert [row["姓名"] for row in found.rows] == ["林晓雨"]
    row = found.rows[0]
    assert (row["工号"], row["已完成环节"], row["全部环节"], row["待签字"], row["第1天"]) == (
        "CS-20418",
        "3",
        "7",
        "3",
        "待签字",
    )
    assert (row["带教人"], row["第2天"], row["卡在哪里"]) == ("何静怡", "未开放", "客服服务章程")
    assert [one["姓名"] for one in sheets.read(trainer.get("/cohort/none/export.xlsx?q=王").data).rows] == ["王思远"]


def hires(cast: Cast, count: int, first: int) -> None:
    for number in range(first, first + count):
        with db.transaction(at=MORNING - DAY, by="tests", why="hire"):
            person = Person(
                employee_no=f"N-{number:03}",
                name=f"新人{number}",
                team_id=cast.presale,
                state=PersonState.IN_TRAINING.value,
            )
            db.database.session.add(person)
            db.database.session.flush()
        someone = Someone(person.id, person.employee_no, person.name, "", cast.presale)
        Learner(cast, someone, enrol(cast, someone).id).do(actions.open_section, "T1", 0, at=MORNING)


@pytest.mark.parametrize("url", ["/cohort/all", "/cohort", "/confirm", "/cohort/all/export.xlsx"])
def test_more_people_need_no_more_queries(trainer: FlaskClient, cast: Cast, url: str) -> None:
    def counted() -> int:
        said: list[str] = []
        with trainer.application.app_context():
            engine = db.database.engine

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            said.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert trainer.get(url).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return sum(1 for one in said if one.lstrip().startswith("SELECT"))

    in_app(trainer, lambda: hires(cast, 2, 1))
    counted()
    few = counted()
    in_app(trainer, lambda: hires(cast, 6, 10))
    assert counted() == few and few < 70, few  # the frame with its counts is most of it


def test_lists_are_paged(trainer: FlaskClient, cast: Cast) -> None:
    in_app(trainer, lambda: hires(cast, 27, 1))
    html = body(trainer.get("/cohort/all"))
    assert "第 1–25 人，共 27 人" in html
    assert len(re.findall(r'<a class="t"', body(trainer.get("/cohort/all?page=2")))) == 2
    assert len(re.findall(r'<a class="t"', body(trainer.get("/cohort/all?page=99")))) == 2


def test_an_enrolment_shows_its_plan_and_who_looks_after_it(trainer: FlaskClient, lin: Learner) -> None:
    in_app(trainer, lambda: lin.first_day())
    html = body(trainer.get(f"/enrolment/{lin.enrolment_id}"))
    for words in (
        "仓库认货",
        "本人签字、带教人签字",
        "待签字",
        "3/7",
        "何静怡",
        "10-19",
        "陈峰",
        f"/record/{lin.person.id}",
    ):
        assert words in html, words
    assert 'id="owed"' in html and html.count('id="owed"') == 1


def test_pausing_and_coming_back(trainer: FlaskClient, lin: Learner) -> None:
    url = f"/enrolment/{lin.enrolment_id}"
    assert post(trainer, f"{url}/pause", {"from_on": "2026-10-19"}).status_code == 422
    backwards = {"from_on": "2026-10-19", "until_on": "2026-10-18", "pause_reason": "病假"}
    assert post(trainer, f"{url}/pause", backwards).status_code == 409
    said = post(trainer, f"{url}/pause", {"from_on": "2026-10-19", "until_on": "", "pause_reason": "病假"})
    assert said.status_code == 303
    html = body(trainer.get(url))
    assert "已暂停" in html and "病假" in html and "今天起恢复培训" in html
    assert post(trainer, f"{url}/resume").status_code == 303
    assert "当天恢复" in body(trainer.get(url))
    assert post(trainer, f"{url}/resume").status_code == 409


def test_another_coach(trainer: FlaskClient, cast: Cast, lin: Learner) -> None:
    url = f"/enrolment/{lin.enrolment_id}"
    assert post(trainer, f"{url}/coach", {"role": "mentor"}).status_code == 422
    data = {"role": "trainer", "person": cast.mentor.id, "coach_from": "2026-10-20"}
    said = post(trainer, f"{url}/coach", data)
    assert said.status_code == 409 and "没有在林晓雨所在小组担任这个角色" in body(said)
    data = {"role": "mentor", "person": cast.second_trainer.id, "coach_from": "2026-10-20"}
    assert post(trainer, f"{url}/coach", data).status_code == 303
    html = body(trainer.get(url))
    assert "周蕾" in html and "2026-10-19 止" in html


def test_working_days(trainer: FlaskClient, lin: Learner) -> None:
    url = f"/enrolment/{lin.enrolment_id}"
    assert post(trainer, f"{url}/workdays", {}).status_code == 422
    assert post(trainer, f"{url}/workdays", {"workdays": ["8"]}).status_code == 422
    assert post(trainer, f"{url}/workdays", {"workdays": ["2", "1"]}).status_code == 303
    assert "周一、周二" in re.sub(r"\s+", "", body(trainer.get(url)))


def test_waiving_a_step(trainer: FlaskClient, lin: Learner) -> None:
    url = f"/enrolment/{lin.enrolment_id}/waive"
    assert trainer.get(f"{url}/Z1").status_code == 404, "an exam is never waived"
    assert post(trainer, f"{url}/Z1", {"reason": "x"}).status_code == 404
    assert "不用做这个环节" in body(trainer.get(f"{url}/K1"))
    assert post(trainer, f"{url}/K1", {"reason": " "}).status_code == 422
    assert post(trainer, f"{url}/K1", {"reason": "做过两年仓库"}).status_code == 303
    assert post(trainer, f"{url}/K1", {"reason": "再一次"}).status_code == 409
    html = body(trainer.get(f"/enrolment/{lin.enrolment_id}"))
    assert "已免修" in html and "免修：做过两年仓库" in html


def test_moving_shows_the_difference_before_it_is_made(trainer: FlaskClient, lin: Learner) -> None:
    url = f"/enrolment/{lin.enrolment_id}"
    assert "课程内容更新了" not in body(trainer.get(url))
    in_app(
        trainer,
        lambda: load(LESSON.replace("【规则】TB1", "【版本】2 平台改了\n【规则】TB1").replace("其实", "说到底")),
    )
    assert "1 个环节不一样" in body(trainer.get(url))
    html = body(trainer.get(f"{url}/move"))
    assert "大改，要重学重签" in html and "平台改了" in html and "说到底" in html
    assert post(trainer, f"{url}/move", {"course": "presale-3d"}).status_code == 303
    assert post(trainer, f"{url}/move", {"course": "presale-3d"}).status_code == 409
    assert "天数从 3 天变为 4 天" in body(trainer.get(f"{url}/move?course=presale-4d"))
    assert trainer.get(f"{url}/move?course=presale-99d").status_code == 404
    assert post(trainer, f"{url}/move", {"course": "presale-4d"}).status_code == 303
    assert "售前客服 4 日上岗课程" in body(trainer.get(url))


def test_declaring_an_enrolment_void(trainer: FlaskClient, lin: Learner) -> None:
    url = f"/enrolment/{lin.enrolment_id}"
    assert post(trainer, f"{url}/void", {}).status_code == 422
    assert post(trainer, f"{url}/void", {"reason": "报错了课"}).status_code == 303
    html = body(trainer.get(url))
    assert "已作废" in html and "免修" not in html
    assert post(trainer, f"{url}/void", {"reason": "again"}).status_code == 409
    assert "林晓雨" not in body(trainer.get("/cohort/all")) and "林晓雨" in body(trainer.get("/enrol"))


def test_nobody_keeps_their_own_enrolment(client: FlaskClient, cast: Cast) -> None:
    one = in_app(client, lambda: learner(cast, cast.second_trainer))
    as_(client, cast.second_trainer)
    html = body(client.get(f"/enrolment/{one.enrolment_id}"))
    assert "免修" not in html and "作废" not in html
    assert post(client, f"/enrolment/{one.enrolment_id}/void", {"reason": "x"}).status_code == 409
    assert post(client, f"/enrolment/{one.enrolment_id}/waive/K1", {"reason": "x"}).status_code == 409


def test_a_mentor_confirms_several_with_one_password(client: FlaskClient, cast: Cast, lin: Learner) -> None:
    other = in_app(client, lambda: learner(cast, cast.second_trainee))
    as_(client, cast.mentor)
    html = body(client.get("/confirm"))
    assert "林晓雨" in html and "王思远" in html and "以带教人身份" in html
    assert '<span class="vh">待办 </span>2' in html
    ids = [f"{lin.enrolment_id}.K1", f"{other.enrolment_id}.K1"]
    assert "没有勾选任何人" in body(post(client, "/confirm", {"password": cast.mentor.password}))
    assert post(client, "/confirm", {"step": ids}).status_code == 422
    wrong = post(client, "/confirm", {"step": ids[:1], "password": "not the one"})
    assert wrong.status_code == 409 and "密码不对" in body(wrong) and body(wrong).count(" checked") == 1
    said = post(client, "/confirm", {"step": ids, "password": cast.mentor.password})
    assert "2 个环节确认了" in body(client.get(said.headers["Location"]))
    for person in (lin.person, cast.second_trainee):
        entry = in_app(client, lambda person=person: records.facts(person.id, "confirmed")[0])
        assert (entry.actor, entry.method) == (cast.mentor.id, "password")
    assert post(client, "/confirm", {"step": ids, "password": cast.mentor.password}).status_code == 404


def test_nobody_confirms_for_people_they_do_not_look_after(client: FlaskClient, cast: Cast, lin: Learner) -> None:
    as_(client, cast.second_trainer)
    assert "现在没有要确认的环节" in body(client.get("/confirm"))
    data = {"step": [f"{lin.enrolment_id}.K1"], "password": cast.second_trainer.password}
    assert post(client, "/confirm", data).status_code == 404
    assert post(client, "/confirm", {**data, "step": ["nonsense"]}).status_code == 404
    assert in_app(client, lambda: records.facts(lin.person.id, "confirmed")) == []


def test_the_audit_trail_knows_who_enrolled_and_paused(trainer: FlaskClient, cast: Cast) -> None:
    post(trainer, "/enrol", given(cast, cast.trainee))

    def trail() -> list[tuple[str, str]]:
        rows = db.database.session.query(db.AuditRow).filter(db.AuditRow.table == Enrolment.__tablename__)
        return [(row.actor, row.why) for row in rows]

    found = in_app(trainer, trail)
    assert found and found[0][0] == cast.trainer.id and "curriculum.save_enrolments" in found[0][1]


def test_a_course_that_no_longer_lays_out_is_refused_when_its_modules_are_saved(
    client: FlaskClient, cast: Cast
) -> None:
    from cstrain.curriculum.actions import Edit
    from cstrain.kit.errors import Refusal
    from tests.curriculum.acts import MODULES

    def save() -> Refusal:
        version = queries.live("模块", ["presale"])["presale"]
        with db.transaction(at=MORNING, by=cast.trainer.id, why="save"), pytest.raises(Refusal) as refused:
            text = MODULES.replace("## 规矩", "## 规则")
            actions.save_material(text, Edit(version.id, False, "改名"), by=cast.trainer.id, at=MORNING)
        return refused.value

    said = in_app(client, save)
    assert said.code == "content_has_errors" and "课程 presale-3d 会排不出来" in str(said.facts["first"])
    assert "- 规矩" in COURSE
