"""The pages of the room: works · wrong role · not there · bad input · refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank import actions, queries
from cstrain.bank.models import QuestionVersion
from cstrain.kit import clock, db, files
from tests.bank import contents as c
from tests.bank.pages import fields
from tests.bank.test_actions import count, load, save, save_rule, statements
from tests.cast import Cast, as_, post

pytestmark = [pytest.mark.data, pytest.mark.page]


@pytest.fixture
def trainer(app: Flask, client: FlaskClient, cast: Cast) -> FlaskClient:
    """The trainer, signed in, with everything loaded and decided."""
    with app.app_context():
        c.load_all()
        c.decide_all()
    return as_(client, cast.trainer)


PAGES = [
    "/bank",
    "/bank/TK",
    "/bank/TK/new",
    "/review",
    "/bank/question/TK-001",
    "/bank/question/TK-001/edit",
    "/rules",
    "/rules/TK1",
    "/rules/TK1/edit",
]


def test_trainers_see_every_page(trainer: FlaskClient) -> None:
    for url in PAGES:
        assert trainer.get(url).status_code == 200, url


def test_roles_open_the_doors_they_should(trainer: FlaskClient, cast: Cast) -> None:
    seen = {
        "supervisor": ["/bank", "/bank/TK", "/bank/question/TK-001", "/rules", "/rules/TK1", "/review"],
        "auditor": ["/bank", "/bank/TK", "/bank/question/TK-001", "/rules", "/rules/TK1"],
        "trainee": ["/rules/TK1"],
        "mentor": ["/rules/TK1"],
    }
    for role, may in seen.items():
        client = as_(trainer, getattr(cast, role))
        for url in [*PAGES, "/bank/TK/export"]:
            assert client.get(url).status_code == (200 if url in may else 403), (role, url)


def test_strangers_sign_in_first(app: Flask) -> None:
    answer = app.test_client().get("/bank")
    assert (answer.status_code, "/login" in answer.headers["Location"]) == (303, True)


def test_what_is_not_there_is_not_found(trainer: FlaskClient) -> None:
    for url in ("/bank/ZZ", "/bank/ZZ/new", "/bank/ZZ/export", "/bank/question/TK-999", "/bank/question/TK-999/edit",
                "/rules/ZZ1", "/rules/ZZ1/edit", "/bank/picture/none/line.svg"):  # fmt: skip
        assert trainer.get(url).status_code == 404, url
    for url in ("/bank/question/TK-999/edit", "/bank/question/TK-999/retire", "/bank/question/TK-999/submit", "/bank/question/TK-999/confirm",
                "/bank/question/TK-999/preview", "/bank/ZZ/new", "/bank/ZZ/preview", "/rules/ZZ1/edit",
                "/bank/proposal/none/take"):  # fmt: skip
        data = {"text": "x", "change": "minor", "reason": "x", "state": "review"}
        assert post(trainer, url, data).status_code == 404, url


# The list


def shown(answer: Any) -> list[str]:
    return re.findall(r'href="/bank/question/(TK-x?\d+)"', answer.get_data(as_text=True))


def test_the_list_filters_by_everything(trainer: FlaskClient) -> None:
    assert len(shown(trainer.get("/bank/TK"))) == len(c.ALL)
    for query, found in (
        ("q=辱骂", ["TK-002"]),
        ("q=tk-00", [f"TK-00{n}" for n in range(1, 10)]),
        ("point=红线", ["TK-002"]),
        ("kind=判断", ["TK-003"]),
        ("level=难", ["TK-010", "TK-011"]),
        ("state=draft", []),
        ("kind=填空&q=三忌", ["TK-005"]),
        ("q=100%25", []),
    ):
        assert shown(trainer.get(f"/bank/TK?{query}")) == found, query


def test_the_list_is_paged_and_asks_the_same_number_of_questions(app: Flask, trainer: FlaskClient) -> None:
    few = statements_of(app, trainer, "/bank/TK")
    with app.app_context():
        load("\n".join([c.BANK, *(c.BLANKS.replace("TK-004", f"TK-{number}") for number in range(100, 140))]))
    assert len(shown(trainer.get("/bank/TK"))) == 30
    assert shown(trainer.get("/bank/TK?page=2"))[0] == "TK-114"
    assert shown(trainer.get("/bank/TK?page=99")) == []
    assert statements_of(app, trainer, "/bank/TK") == few
    assert statements_of(app, trainer, "/rules/TK4") == statements_of(app, trainer, "/rules/TK5")


def statements_of(app: Flask, client: FlaskClient, url: str) -> int:
    client.get(url)
    with app.app_context():
        return statements(lambda: client.get(url))


def test_states_lead_to_their_questions(app: Flask, trainer: FlaskClient) -> None:
    with app.app_context():
        save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="major", reason="公告")
        with db.transaction(at=c.AT, by="t", why="x"):
            actions.dispute("TK-001", reason="两种说法", at=c.AT, by="t")
            actions.retire("TK-006", reason="没人用", at=c.AT, by="t")
        save("TK-002", "哪些做法", "哪几种做法")
        load(c.BANK.replace("客户在对话里辱骂您", "客户辱骂您"))
    for state, found in (
        ("moved", ["TK-016"]), ("disputed", ["TK-001"]), ("retired", ["TK-006"]), ("proposed", ["TK-002"]),
        ("live", [f"TK-{n:03d}" for n in range(1, 17) if n not in (1, 6)]), ("undecided", []), ("late", []), ("warned", []),
    ):  # fmt: skip
        assert shown(trainer.get(f"/bank/TK?state={state}")) == found, state
    page = trainer.get("/bank/TK").get_data(as_text=True)
    assert "有 1 题引用的规则改了。" in page
    assert "规则已变" in page


def test_the_export_is_the_file(trainer: FlaskClient) -> None:
    answer = trainer.get("/bank/TK/export")
    assert answer.get_data() == c.BANK.encode()
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''TK-test.md"


# One question


def test_a_question_shows_its_history_as_a_difference(app: Flask, trainer: FlaskClient) -> None:
    with app.app_context():
        save("TK-001", "√ 3 天", "√ 4 天", change="major", reason="平台改了")
    page = trainer.get("/bank/question/TK-001").get_data(as_text=True)
    assert '<mark data-tone="bad">3</mark>' in page
    assert '<mark data-tone="ok">4</mark>' in page
    assert "平台改了" in page
    assert "TK-001 的答案写的是 4 天，规则 TK1 是 3 天：以规则表为准" in page


def test_a_stale_question_says_which_rule_moved_and_how(app: Flask, trainer: FlaskClient) -> None:
    with app.app_context():
        save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="major", reason="公告")
    page = trainer.get("/bank/question/TK-016").get_data(as_text=True)
    assert "引用的规则 TK11 改了：题目引的是第 1 版，现在是第 2 版。" in page
    assert "把【规则】里的 TK11 改成 TK11@2" in page
    assert '<mark data-tone="bad">10</mark>' in page


def test_a_question_that_waits_for_the_firm_says_for_what(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
    page = as_(client, cast.trainer).get("/bank/question/TK-008").get_data(as_text=True)
    assert "还在等企业定下“通话上限”。" in page


def test_states_are_turned_with_a_reason(app: Flask, trainer: FlaskClient) -> None:
    url = "/bank/question/TK-001"
    assert post(trainer, f"{url}/dispute", {"reason": " "}).status_code == 422
    assert post(trainer, f"{url}/dispute", {"reason": "两种说法"}).status_code == 303
    assert "两种说法" in trainer.get(url).get_data(as_text=True)
    assert post(trainer, f"{url}/restore", {"reason": "x"}).status_code == 409
    assert post(trainer, f"{url}/confirm", {"reason": "主管定了"}).status_code == 303
    assert post(trainer, f"{url}/retire", {"reason": "没人用"}).status_code == 303
    assert "停用原因" in trainer.get(url).get_data(as_text=True)
    assert post(trainer, f"{url}/burn", {"reason": "x"}).status_code == 404
    with app.app_context():
        assert [one.event for one in queries.events("TK-001")] == ["retire", "confirm", "dispute"]


def test_only_those_who_keep_the_bank_change_it(app: Flask, trainer: FlaskClient, cast: Cast) -> None:
    client = as_(trainer, cast.supervisor)
    with app.app_context():
        before = count(QuestionVersion)
    for url in ("/bank/question/TK-001/retire", "/bank/question/TK-001/edit", "/bank/question/TK-001/preview",
                "/bank/TK/new", "/bank/TK/preview", "/rules/TK1/edit", "/bank/proposal/x/take"):  # fmt: skip
        assert post(client, url, {"text": c.SINGLE, "reason": "x"}).status_code == 403, url
    with app.app_context():
        assert count(QuestionVersion) == before


def test_proposals_are_taken_or_declined(app: Flask, trainer: FlaskClient) -> None:
    with app.app_context():
        save("TK-001", "多久以后", "满多久")
        load(c.BANK.replace("买家拍下商品后", "买家拍下后"))
        (proposal,) = queries.proposals("TK-001")
    assert "没有自动生效" in trainer.get("/bank/question/TK-001").get_data(as_text=True)
    assert post(trainer, f"/bank/proposal/{proposal.id}/take").status_code == 303
    assert post(trainer, f"/bank/proposal/{proposal.id}/decline").status_code == 409
    assert "没有自动生效" not in trainer.get("/bank/question/TK-001").get_data(as_text=True)


# The editor


def edited(client: FlaskClient, url: str, old: str, new: str, **more: str) -> dict[str, str]:
    """The form as it stands, with a changed text."""
    data = dict(fields(client.get(url).get_data(as_text=True)))
    assert old in data["text"]
    data["text"] = data["text"].replace(old, new, 1).replace("\n", "\r\n")
    data.pop("csrf_token", None)
    return {**data, **more}


EDIT = "/bank/question/TK-001/edit"


def test_an_edit_becomes_a_new_version(app: Flask, trainer: FlaskClient) -> None:
    answer = post(trainer, EDIT, edited(trainer, EDIT, "多久以后", "满多久"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bank/question/TK-001")
    with app.app_context(), db.transaction(at=c.AT, by="s001", why="review"):
        actions.review([one.token for one in queries.awaiting()], {}, at=c.AT, by="s001")
        latest = queries.latest_version("TK-001")
        assert latest is not None
        assert (latest.number, latest.text) == ("1.1", c.SINGLE.replace("多久以后", "满多久"))


def test_faults_come_back_by_line_with_the_text_kept(app: Flask, trainer: FlaskClient) -> None:
    answer = post(trainer, EDIT, edited(trainer, EDIT, "√ 3 天", "× 三天"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "有 1 处要改，什么都还没写入。" in page
    assert "第 4 行：TK-001 没有打「√」的选项" in page
    assert "× 三天" in page
    with app.app_context():
        assert len(queries.history("TK-001")) == 1


def test_an_empty_text_is_bad_input(trainer: FlaskClient) -> None:
    answer = post(trainer, EDIT, {"text": "", "change": "minor"})
    assert answer.status_code == 422
    assert "请写上题目。" in answer.get_data(as_text=True)


def test_a_refusal_keeps_what_was_typed(app: Flask, trainer: FlaskClient) -> None:
    answer = post(trainer, EDIT, edited(trainer, EDIT, "√ 3 天", "√ 四天"))
    assert answer.status_code == 409
    assert "请写明原因。" in answer.get_data(as_text=True)
    assert "√ 四天" in answer.get_data(as_text=True)
    with app.app_context():
        assert len(queries.history("TK-001")) == 1


def test_somebody_elses_version_in_between_loses_nothing(app: Flask, trainer: FlaskClient, cast: Cast) -> None:
    mine = edited(trainer, EDIT, "多久以后", "满多久以后")
    with app.app_context(), db.transaction(at=clock.now(), by=cast.second_trainer.id, why="save"):
        text_now = c.SINGLE.replace("自动关闭？", "自动关上？")
        actions.save_question("TK-001", text_now, at=clock.now(), by=cast.second_trainer.id, change="minor", reason="")
    answer = post(trainer, EDIT, mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "您的改动还在，没有丢" in page
    assert "满多久以后" in page
    assert cast.second_trainer.name in page
    again = {**mine, "seen": fields(page)["seen"]}
    assert again["seen"] == "1", "whoever saves again must first have opened the new version"


def test_looking_saves_nothing(app: Flask, trainer: FlaskClient) -> None:
    data = edited(trainer, EDIT, "多久以后", "满多久以后", act="check")
    answer = post(trainer, EDIT, data)
    assert answer.status_code == 200
    assert "满多久以后" in answer.get_data(as_text=True)
    preview = post(trainer, "/bank/question/TK-001/preview", data)
    assert preview.status_code == 200
    assert "满多久以后" in preview.get_data(as_text=True)
    assert "<html" not in preview.get_data(as_text=True)
    faulty = post(trainer, "/bank/question/TK-001/preview", {"text": "## TK-001 单选\n题\n"})
    assert "没有选项" in faulty.get_data(as_text=True)
    assert post(trainer, "/bank/question/TK-001/preview", {}).status_code == 200
    with app.app_context():
        assert len(queries.history("TK-001")) == 1


def test_a_new_question_is_made_from_its_text(app: Flask, trainer: FlaskClient) -> None:
    for kind in ("单选", "多选", "判断", "填空", "数值", "排序", "匹配", "归类", "权限", "简答", "改写", "案例", "x"):
        page = trainer.get(f"/bank/TK/new?kind={kind}").get_data(as_text=True)
        assert f"## TK-x001 {kind if kind != 'x' else '单选'}" in page
    body = c.JUDGEMENT.replace("TK-003", "TK-x001").replace("买家拍下两天没付款", "买家下单三天没付款")
    assert post(trainer, "/bank/TK/new", {"text": body, "act": "check", "state": "review"}).status_code == 200
    assert post(trainer, "/bank/TK/new", {"text": body.replace("【答案】错", ""), "state": "review"}).status_code == 422
    assert post(trainer, "/bank/TK/new", {"text": body, "state": "nowhere"}).status_code == 422
    made = post(trainer, "/bank/TK/new", {"text": body, "state": "draft"})
    assert (made.status_code, made.headers["Location"]) == (303, "/bank/question/TK-x001")
    assert shown(trainer.get("/bank/TK?state=draft")) == ["TK-x001"]
    assert post(trainer, "/bank/question/TK-x001/submit").status_code == 303
    assert post(trainer, "/bank/question/TK-x001/submit").status_code == 409
    again = post(trainer, "/bank/TK/preview", {"text": body}).get_data(as_text=True)
    assert "TK-x002 和 TK-x001 的题干几乎一样" in again
    other = body.replace("客服可以先替他把订单关掉", "可以请组长来看一看")
    assert "没有要改的地方" in post(trainer, "/bank/TK/preview", {"text": other}).get_data(as_text=True)
    with app.app_context(), db.transaction(at=c.AT, by="s001", why="review"):
        actions.review([one.token for one in queries.awaiting()], {}, at=c.AT, by="s001")
        assert queries.export_bank("TK").endswith(body)


# Rules


def test_the_register_shows_overdue_rules_first(app: Flask, trainer: FlaskClient) -> None:
    with app.app_context():
        save_rule("TK5", "【结果】付款给卖家", "【结果】付款给卖家\n【复核】2026-01-01", change="minor", reason="")
    page = trainer.get("/rules").get_data(as_text=True)
    assert re.findall(r'href="/rules/(TK\d+)"', page) == ["TK5", "TK1", "TK4", "TK11"]
    assert re.findall(r'href="/rules/(TK\d+)"', trainer.get("/rules?state=late").get_data(as_text=True)) == ["TK5"]
    assert re.findall(r'href="/rules/(TK\d+)"', trainer.get("/rules?q=平邮").get_data(as_text=True)) == ["TK5"]
    assert "没有符合条件的规则" in trainer.get("/rules?platform=京东").get_data(as_text=True)
    assert "过了复核日期 2026-01-01" in trainer.get("/rules/TK5").get_data(as_text=True)
    assert "规则待复核" in trainer.get("/bank/question/TK-004").get_data(as_text=True)


def test_a_rule_is_edited_and_its_questions_become_stale(app: Flask, trainer: FlaskClient) -> None:
    url = "/rules/TK11/edit"
    assert post(trainer, url, edited(trainer, url, "10 天", "十天")).status_code == 422
    assert post(trainer, url, edited(trainer, url, "10 天", "7 天", act="check")).status_code == 200
    refused = post(trainer, url, edited(trainer, url, "10 天", "7 天", reason="公告"))
    assert refused.status_code == 409
    assert "请选“大改”" in refused.get_data(as_text=True)
    made = post(trainer, url, edited(trainer, url, "10 天", "7 天", reason="公告", change="major"))
    assert made.status_code == 303
    assert shown(trainer.get("/bank/TK?state=moved")) == ["TK-016"]
    assert "第 2 版" in trainer.get("/rules/TK11").get_data(as_text=True)


def test_learners_read_a_rule_without_what_hangs_on_it(trainer: FlaskClient, cast: Cast) -> None:
    page = as_(trainer, cast.trainee).get("/rules/TK11").get_data(as_text=True)
    assert "30 天" in page
    assert "TK-016" not in page
    assert "引用它的题" not in page


# Pictures


def test_pictures_are_served_to_those_who_learn(app: Flask, client: FlaskClient, cast: Cast) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>'
    with app.app_context():
        kept = files.keep(svg)
        text = c.BANK.replace("> 客服 09:16：包裹昨天到仓库，还没有验收。", "> 客服：好\n\n![时间线](img/line.svg)")
        c.load_all(text, pictures={"img/line.svg": kept.sha256})
        version = queries.latest_version("TK-016")
        assert version is not None
        url = f"/bank/picture/{version.id}/line.svg"
    assert app.test_client().get(url).status_code == 303
    answer = as_(client, cast.trainee).get(url)
    assert (answer.status_code, answer.get_data(), answer.mimetype) == (200, svg, "image/svg+xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(f"/bank/picture/{version.id}/other.svg").status_code == 404
    assert f'src="{url}"' in as_(client, cast.trainer).get("/bank/question/TK-016").get_data(as_text=True)
