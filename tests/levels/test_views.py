"""Levels: pages; each is asked the litany: works, wrong role 403, not yours 404, bad input 422, refused 409."""

from __future__ import annotations

import io
import re
import sys
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from cstrain.kit import clock, db, sheets
from cstrain.levels import queries
from cstrain.levels.models import KpiFact, KpiImport, LevelHolding, Promotion
from cstrain.levels.rules.kpi import COLUMNS
from cstrain.people.models import Person
from cstrain.people.rules import add_months, start_of
from cstrain.records import queries as record
from tests.cast import Cast, Someone, as_, post
from tests.certification.acts import firm_decides
from tests.kept import kept
from tests.levels import acts

pytestmark = [pytest.mark.data, pytest.mark.page]
MONTHS_AGO = 8
ZONE = ZoneInfo("Asia/Shanghai")


def text(response: TestResponse) -> str:
    return unescape(response.get_data(as_text=True))


def today() -> date:
    return clock.now().astimezone(ZONE).date()


def months(many: int = 3) -> list[str]:
    return acts.past_months(today(), many)


def long_ago() -> datetime:
    """Noon of the first day eight months ago: months enough for every tenure."""
    return start_of(add_months(today().replace(day=1), -MONTHS_AGO), ZONE) + timedelta(hours=12)


@kept
def ordinary(app: Flask, cast: Cast) -> Cast:
    """The agent holds the first level."""
    with app.app_context():
        acts.ordinary(cast, cast.agent, long_ago())
    return cast


@kept
def waiting(app: Flask, ordinary: Cast) -> Cast:
    """The agent is proposed for the second level."""
    with app.app_context():
        acts.bring(ordinary, acts.good_months(ordinary.agent, months()), clock.now())
    return ordinary


def fields(html: str) -> dict[str, str]:
    """The hidden fields a form carries."""
    pairs = (
        (re.search(r'name="([^"]*)"', each), re.search(r'value="([^"]*)"', each))
        for each in re.findall(r"<input[^>]*>", html)
    )
    return {name[1]: unescape(value[1]) for name, value in pairs if name and value}


def form(client: FlaskClient, cast: Cast, **said: Any) -> dict[str, Any]:
    """What the page of the agent would send."""
    seen = fields(client.get(f"/levels/{cast.agent.id}").get_data(as_text=True))["seen"]
    month = f"{today():%Y-%m}"
    password = cast.supervisor.password
    return {"decision": "approve", "month": month, "reason": "", "seen": seen, "password": password, **said}


def held_level(app: Flask, person: Someone) -> str:
    with app.app_context():
        return str(queries.level_of(person.id, clock.now())["level"])


# The board ------------------------------------------------------------------------------------------------------------
def test_the_board_shows_who_may_rise_and_who_lacks_exactly_what(
    app: Flask, client: FlaskClient, waiting: Cast
) -> None:
    with app.app_context():
        acts.certify(waiting, waiting.mentor, long_ago())
        acts.propose(clock.now())
        acts.approve(waiting.mentor, waiting.supervisor, f"{today():%Y-%m}", clock.now())
        acts.bring(waiting, acts.months_of(waiting.mentor, {months()[2]: "90", months()[1]: "84"}), clock.now())
    shown = text(as_(client, waiting.supervisor).get("/levels"))
    assert re.search(r"<b>1</b>等您决定", shown)
    assert "看依据，做决定" in shown
    assert f"差 2 个月 KPI总分 ≥ 85（{months()[1]} 是 84），最早 " in shown
    assert "在级时间差 3 个月" in shown
    only = text(client.get("/levels?show=proposed"))
    assert "赵一鸣" in only and "何静怡" not in only
    assert "何静怡" in text(client.get("/levels?q=M001"))
    assert "赵一鸣" not in text(client.get("/levels?q=M001"))
    assert "赵一鸣" in text(client.get("/levels?level=ordinary"))
    assert "这里没有人" in text(client.get("/levels?level=elite"))


def test_the_board_is_of_ones_own_team(client: FlaskClient, waiting: Cast) -> None:
    shown = text(as_(client, waiting.other_supervisor).get("/levels"))
    assert "赵一鸣" not in shown
    assert "赵一鸣" in text(as_(client, waiting.auditor).get("/levels"))


def test_who_only_looks_is_not_told_to_decide(client: FlaskClient, waiting: Cast) -> None:
    shown = text(as_(client, waiting.auditor).get("/levels"))
    assert "等主管决定" in shown and "等您决定" not in shown
    assert "签字并决定" not in text(client.get(f"/levels/{waiting.agent.id}"))


@pytest.mark.parametrize("part", ["trainer", "mentor", "admin", "trainee", "inspector", "agent"])
def test_the_pages_are_shut_to_other_roles(client: FlaskClient, waiting: Cast, part: str) -> None:
    as_(client, getattr(waiting, part))
    for url in ("/levels", "/levels/export", f"/levels/{waiting.agent.id}", "/levels/kpi", "/levels/kpi/template.xlsx"):
        assert client.get(url).status_code == 403, url
    for url in (f"/levels/{waiting.agent.id}", "/levels/kpi", "/levels/kpi/confirm"):
        assert post(client, url, {"decision": "approve"}).status_code == 403, url


def test_an_auditor_looks_and_changes_nothing(client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.auditor)
    assert client.get("/levels/kpi").status_code == 200
    assert "看导入预览" not in text(client.get("/levels/kpi"))
    for url in (f"/levels/{waiting.agent.id}", "/levels/kpi", "/levels/kpi/confirm"):
        assert post(client, url, {"decision": "approve"}).status_code == 403, url


def test_a_person_of_another_team_is_404(client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.other_supervisor)
    assert client.get(f"/levels/{waiting.agent.id}").status_code == 404
    assert client.get("/levels/nobody").status_code == 404
    assert post(client, f"/levels/{waiting.agent.id}", {"decision": "approve"}).status_code == 404


def test_without_a_chosen_ladder_the_board_says_so(app: Flask, client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.supervisor)
    assert "还没有载入等级表" in text(client.get("/levels"))
    assert sheets.read(client.get("/levels/export").data).rows == []
    with app.app_context():
        acts.load(cast)
        acts.load(cast, text=acts.OTHER)
    shown = text(client.get("/levels"))
    assert "五级客服" in shown and "三级客服加管理" in shown and "去企业决定里选" in shown
    assert "用哪一套等级阶梯还没有定" in text(client.get(f"/levels/{cast.agent.id}"))
    with app.app_context():
        firm_decides(cast, queries.CHOICE, "五级客服", clock.now())
    assert "这里没有人" in text(client.get("/levels")), "nobody is certified yet"


def test_open_decisions_are_named(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    with app.app_context():
        acts.load(ordinary, clock.now(), acts.LADDER.replace("≥ 85", "≥ {高级KPI线}"))
    shown = text(as_(client, ordinary.supervisor).get("/levels"))
    assert "高级KPI线" in shown and "定了才能晋升" in shown


def test_the_export_shows_what_the_filter_shows(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    with app.app_context():
        acts.certify(waiting, waiting.mentor)
    as_(client, waiting.supervisor)
    whole = sheets.read(client.get("/levels/export").data)
    assert [row["工号"] for row in whole.rows] == ["CS-10007", "M001"]
    line = sheets.read(client.get("/levels/export?show=proposed").data).rows
    assert [(row["姓名"], row["等级"], row["下一级"], row["状态"], row["差什么"]) for row in line] == [
        ("赵一鸣", "普通客服", "高级客服", "等您决定", "")
    ]
    near = sheets.read(client.get("/levels/export?q=M001").data).rows
    assert [(row["等级"], row["下一级"]) for row in near] == [("", "普通客服")]


def test_the_board_is_paged(app: Flask, client: FlaskClient, waiting: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        for someone in (waiting.mentor, waiting.trainer):
            acts.certify(waiting, someone)
    monkeypatch.setattr(sys.modules["cstrain.levels.queries.board"], "PER_PAGE", 2)
    as_(client, waiting.supervisor)
    pages = [text(client.get(f"/levels?page={number}")) for number in (1, 2)]
    assert ["赵一鸣" in page for page in pages] == [True, False]
    assert len(sheets.read(client.get("/levels/export").data).rows) == 3


# Deciding -------------------------------------------------------------------------------------------------------------
def test_the_page_shows_every_figure_behind_the_grounds(client: FlaskClient, waiting: Cast) -> None:
    shown = text(as_(client, waiting.supervisor).get(f"/levels/{waiting.agent.id}"))
    assert "满足 5 / 5" in shown
    for month in months():
        assert f"{month} <b>90</b>" in shown
    assert "提议升高级客服" in shown and "绩效表" in shown


def test_a_promotion_is_approved_with_the_password(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.supervisor)
    answer = post(client, f"/levels/{waiting.agent.id}", form(client, waiting))
    assert answer.status_code == 303
    assert "已批准，写进了记录。" in text(client.get(answer.headers["Location"]))
    assert held_level(app, waiting.agent) == "senior"
    with app.app_context():
        entry = record.facts(waiting.agent.id, "level_reached")[-1]
        assert (entry.body["level"], entry.method, entry.actor) == ("senior", "password", waiting.supervisor.id)
    as_(client, waiting.agent)
    assert client.get(f"/record/entry/{waiting.agent.id}/{entry.seq}").status_code == 200
    assert "高级客服" in text(client.get("/levels/mine"))


def test_a_promotion_is_declined_with_a_reason(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.supervisor)
    bare = post(client, f"/levels/{waiting.agent.id}", form(client, waiting, decision="decline"))
    assert bare.status_code == 422
    assert "不批准要写明原因" in text(bare)
    done = post(client, f"/levels/{waiting.agent.id}", form(client, waiting, decision="decline", reason="先带熟新人"))
    assert done.status_code == 303
    assert "先带熟新人" in text(client.get(f"/levels/{waiting.agent.id}"))
    assert "先带熟新人" in text(as_(client, waiting.agent).get("/levels/mine"))
    assert held_level(app, waiting.agent) == "ordinary"


@pytest.mark.parametrize(
    "said",
    [
        {"decision": ""},
        {"decision": "maybe"},
        {"month": "2020-01"},
        {"password": ""},
        {"seen": ""},
        {"reason": "长" * 1001},
    ],
)
def test_a_bad_form_comes_back(app: Flask, client: FlaskClient, waiting: Cast, said: dict[str, str]) -> None:
    as_(client, waiting.supervisor)
    answer = post(client, f"/levels/{waiting.agent.id}", form(client, waiting, **said))
    assert answer.status_code == 422
    assert held_level(app, waiting.agent) == "ordinary"


def test_a_wrong_password_writes_nothing(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.supervisor)
    answer = post(client, f"/levels/{waiting.agent.id}", form(client, waiting, password="wrong"))
    assert answer.status_code == 409
    assert held_level(app, waiting.agent) == "ordinary"


def test_grounds_that_changed_meanwhile_are_refused(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.supervisor)
    shown = form(client, waiting)
    with app.app_context():
        acts.bring(waiting, [acts.row(waiting.agent.employee_no, months()[2], value="99")], clock.now())
    answer = post(client, f"/levels/{waiting.agent.id}", shown)
    assert answer.status_code == 409
    assert "依据有变化" in text(answer)
    assert held_level(app, waiting.agent) == "ordinary"


def test_what_is_settled_is_not_decided_again(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.supervisor)
    shown = form(client, waiting)
    assert post(client, f"/levels/{waiting.agent.id}", shown).status_code == 303
    assert post(client, f"/levels/{waiting.agent.id}", shown).status_code == 409
    with app.app_context():
        assert len(db.database.session.scalars(select(LevelHolding)).all()) == 2


def test_where_nothing_was_proposed_nothing_is_decided(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    as_(client, ordinary.supervisor)
    said = {"decision": "approve", "password": ordinary.supervisor.password, "seen": "x", "month": f"{today():%Y-%m}"}
    assert post(client, f"/levels/{ordinary.mentor.id}", said).status_code == 404


def test_nobody_decides_on_themselves(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        acts.load(cast)
        acts.certify(cast, cast.supervisor)
        acts.propose(clock.now())
        seen = acts.seen(cast.supervisor, clock.now())
    as_(client, cast.supervisor)
    page = text(client.get(f"/levels/{cast.supervisor.id}"))
    assert "自己的等级要由另一位主管决定" in page and "签字并决定" not in page
    said = {"decision": "approve", "month": f"{today():%Y-%m}", "seen": seen, "password": cast.supervisor.password}
    assert post(client, f"/levels/{cast.supervisor.id}", said).status_code == 409
    assert held_level(app, cast.supervisor) == "None"


# KPI facts ------------------------------------------------------------------------------------------------------------
def upload(client: FlaskClient, *rows: tuple[object, ...], titles: tuple[str, ...] = COLUMNS) -> TestResponse:
    data = io.BytesIO(sheets.write(titles, rows))
    return post(client, "/levels/kpi", {"sheet": (data, "十月绩效.xlsx")}, content_type="multipart/form-data")


def facts(app: Flask) -> list[tuple[str, int, int | None]]:
    with app.app_context():
        rows = db.database.session.scalars(select(KpiFact).order_by(KpiFact.id))
        return [(row.month, row.number, row.num) for row in rows]


def test_a_sheet_is_previewed_and_then_written(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    as_(client, ordinary.supervisor)
    last = months()[2]
    number = ordinary.agent.employee_no
    preview = upload(client, (number, last, "KPI总分", 92, "绩效表"), (number, last, "KPI总份", 92, "绩效表"))
    assert preview.status_code == 200
    assert "现在什么都没有写入" in text(preview) and "是不是想写“KPI总分”" in text(preview)
    assert facts(app) == []
    hidden = fields(preview.get_data(as_text=True))
    done = post(client, "/levels/kpi/confirm", {"rows": hidden["rows"], "file": hidden["file"]})
    assert done.status_code == 303
    assert "已写入 2 个数" in text(client.get(done.headers["Location"]))
    assert facts(app) == [(last, 1, 92), (last, 1, 92)]
    with app.app_context():
        taken = db.database.session.scalars(select(KpiImport)).one()
        assert (taken.file, taken.by, taken.new) == ("十月绩效.xlsx", ordinary.supervisor.id, 2)


def test_the_old_value_stands_in_the_list(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    number, last = ordinary.agent.employee_no, months()[2]
    with app.app_context():
        acts.bring(ordinary, [acts.row(number, last, value="79")], clock.now())
        acts.bring(ordinary, [acts.row(number, last, value="82", source="复核表")], clock.now())
        acts.bring(ordinary, [acts.row(number, months()[0], "满意度", "96%")], clock.now())
    as_(client, ordinary.supervisor)
    shown = text(client.get("/levels/kpi"))
    assert "旧值 79" in shown and "<b>82</b>" in shown and "96%" in shown
    changed = text(client.get("/levels/kpi?changed=1"))
    assert "旧值 79" in changed and "96%" not in changed
    assert "96%" in text(client.get("/levels/kpi?indicator=满意度"))
    assert "旧值 79" not in text(client.get(f"/levels/kpi?month={months()[0]}"))
    assert "这里还没有数据" in text(client.get("/levels/kpi?q=M001"))
    other = text(as_(client, ordinary.other_supervisor).get("/levels/kpi"))
    assert number not in other


def test_a_bad_sheet_comes_back_with_row_and_column(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    as_(client, ordinary.supervisor)
    answer = upload(
        client,
        (ordinary.agent.employee_no, months()[2], "KPI总分", "优", "绩效表"),
        (ordinary.other_trainee.employee_no, f"{today():%Y-%m}", "KPI总分", "90", ""),
        (ordinary.other_trainee.employee_no, f"{today():%Y-%m}", "KPI总分", "90", "绩效表"),
    )
    assert answer.status_code == 422
    shown = text(answer)
    assert "第 2 行 D 列" in shown and "“优”不是一个数" in shown
    assert "第 3 行 E 列" in shown
    assert "第 4 行 A 列" in shown and "第 4 行 B 列" in shown
    assert 'name="rows"' not in shown
    assert facts(app) == []


def test_a_sheet_that_is_none(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    as_(client, ordinary.supervisor)
    assert post(client, "/levels/kpi", {}).status_code == 422
    assert upload(client, ("x",), titles=("工号",)).status_code == 422
    broken = {"sheet": (io.BytesIO(b"PK\x03\x04x"), "x.xlsx")}
    assert post(client, "/levels/kpi", broken, content_type="multipart/form-data").status_code == 409


def test_rows_no_preview_has_sent_are_judged_anew(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    as_(client, ordinary.supervisor)
    assert post(client, "/levels/kpi/confirm", {"rows": "x"}).status_code == 400
    assert post(client, "/levels/kpi/confirm", {}).status_code == 400
    foreign = f'[["工号","月份","指标","数值","来源"],[[2,"{ordinary.other_trainee.employee_no}","{months()[2]}","KPI总分","90","x"]]]'
    assert post(client, "/levels/kpi/confirm", {"rows": foreign}).status_code == 409
    assert facts(app) == []


def test_the_template_can_be_imported_as_it_is(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    as_(client, ordinary.supervisor)
    answer = client.get("/levels/kpi/template.xlsx")
    assert answer.status_code == 200
    assert sheets.read(answer.data).titles == list(COLUMNS)
    data = {"sheet": (io.BytesIO(answer.data), "模板.xlsx")}
    assert post(client, "/levels/kpi", data, content_type="multipart/form-data").status_code == 200


# One's own ------------------------------------------------------------------------------------------------------------
def test_an_agent_reads_what_they_lack(app: Flask, client: FlaskClient, ordinary: Cast) -> None:
    as_(client, ordinary.agent)
    shown = text(client.get("/levels/mine"))
    assert "普通客服" in shown and f"KPI总分 缺 {months()[2]} 的数" in shown
    assert "还没有 KPI 数据" in shown
    today_page = text(client.get("/today"))
    assert "看我的等级" in today_page and "升高级客服：" in today_page
    assert client.get(f"/levels/{ordinary.agent.id}").status_code == 403


def test_a_trainee_reads_their_own_and_nobody_elses(client: FlaskClient, ordinary: Cast) -> None:
    shown = text(as_(client, ordinary.trainee).get("/levels/mine"))
    assert "还没有定级" in shown and "缺证书：售前上岗证" in shown and "赵一鸣" not in shown
    assert "看我的等级" not in text(client.get("/today"))


def test_a_level_on_hold_says_why(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        start = long_ago()
        acts.load(cast)
        yesterday = today() - timedelta(days=1)
        acts.certify(cast, cast.agent, start, until=yesterday)
        acts.propose(start + timedelta(hours=1))
        acts.approve(cast.agent, cast.supervisor, f"{start:%Y-%m}", start + timedelta(hours=2))
    assert "等级挂起：售前上岗证不在有效期内" in text(as_(client, cast.agent).get("/levels/mine"))
    shown = text(as_(client, cast.supervisor).get("/levels?show=hold"))
    assert "赵一鸣" in shown and "售前上岗证不在有效期内" in shown


def test_the_supervisors_today_counts_what_waits(client: FlaskClient, waiting: Cast) -> None:
    shown = text(as_(client, waiting.supervisor).get("/today"))
    assert re.search(r'href="/levels\?show=proposed"[^>]*><b>1</b>等您决定晋升', shown)


# The whole room -------------------------------------------------------------------------------------------------------
def _queries(app: Flask, client: FlaskClient, url: str) -> int:
    counted = 0

    def count(*_given: object) -> None:
        nonlocal counted
        counted += 1

    with app.app_context():
        engine = db.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert client.get(url).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return counted


@pytest.mark.parametrize("url", ["/levels", "/levels/export", "/levels/kpi", "/levels?show=proposed"])
def test_no_page_asks_more_queries_for_more_people(app: Flask, client: FlaskClient, waiting: Cast, url: str) -> None:
    with app.app_context():
        acts.bring(waiting, [acts.row(waiting.agent.employee_no, months()[0], value="99")], clock.now())
    as_(client, waiting.supervisor)
    few = _queries(app, client, url)
    with app.app_context():
        for someone in (waiting.mentor, waiting.trainer, waiting.inspector, waiting.second_supervisor):
            acts.certify(waiting, someone, long_ago())
            acts.bring(waiting, acts.good_months(someone, months()), clock.now())
            acts.bring(waiting, [acts.row(someone.employee_no, months()[0], value="99")], clock.now())
        acts.propose(clock.now())
    assert _queries(app, client, url) <= few


def test_a_get_writes_nothing(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    def state() -> tuple[int, ...]:
        with app.app_context():
            tables = (KpiFact, KpiImport, LevelHolding, Promotion)
            return tuple(len(db.database.session.scalars(select(table)).all()) for table in tables)

    before = state()
    as_(client, waiting.supervisor)
    for url in ("/levels", f"/levels/{waiting.agent.id}", "/levels/kpi", "/levels/export", "/levels/mine"):
        assert client.get(url).status_code == 200
    assert state() == before


def test_a_name_that_is_markup_stays_text(app: Flask, client: FlaskClient, waiting: Cast) -> None:
    with app.app_context(), db.transaction(at=clock.now(), by=waiting.admin.id, why="name"):
        db.database.session.get_one(Person, waiting.agent.id).name = "<b>赵</b>"
        db.database.session.flush()
    with app.app_context():
        acts.bring(
            waiting, [acts.row(waiting.agent.employee_no, months()[0], "<i>x</i>", "1", "=cmd|' /C'!A0")], clock.now()
        )
    as_(client, waiting.supervisor)
    for url in ("/levels", f"/levels/{waiting.agent.id}", "/levels/kpi"):
        raw = client.get(url).get_data(as_text=True)
        assert "<b>赵</b>" not in raw and "<i>x</i>" not in raw


def test_every_figure_of_the_board_opens_the_lines_that_make_it(client: FlaskClient, waiting: Cast) -> None:
    as_(client, waiting.supervisor)
    raw = client.get("/levels").get_data(as_text=True)
    figures = re.findall(r'<a href="(/levels\?[^"]*)"[^>]*>(?:<b>)?(\d+)', raw)
    assert len(figures) == 3 + 3, "three levels, three groups"
    for url, many in figures:
        rows = sheets.read(client.get(unescape(url).replace("/levels?", "/levels/export?")).data).rows
        assert len(rows) == int(many), url
