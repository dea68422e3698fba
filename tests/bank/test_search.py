"""Questions are found as people type, in whatever bank, and changed many at once."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank import actions, queries
from cstrain.bank.actions import Report
from cstrain.bank.models import QuestionText
from cstrain.bank.queries.search import Search, saved_views, search
from cstrain.bank.rules.finding import folded, initials
from cstrain.kit import db
from tests.bank import contents as c
from tests.bank.test_actions import ON, save_rule, statements
from tests.bank.test_views import shown
from tests.cast import Cast, as_, post

pytestmark = pytest.mark.data


def found(**asked: str) -> list[str]:
    return [one.question_id for one in search(Search(**asked), ON).items]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("退款", "tk"),
        ("拍下没付款", "pxmfk"),
        ("重新 A4 纸", "zxa4z"),
        ("龘", ""),
        ("啊座", "az"),
        ("客服，您好", "kfnh"),
    ],
)
def test_first_letters_of_pinyin(text: str, letters: str) -> None:
    assert initials(text) == letters


def test_width_case_blanks_and_marks_do_not_matter() -> None:
    assert folded("ＡＢ **退 款**“3天”") == "ab退款3天"


def test_words_are_found_inside_words_in_options_and_by_initials(context: Flask) -> None:
    c.load_all()
    assert "TK-001" in found(words="没有付款")
    assert found(words="拉黑客户") == ["TK-002"], "an option"
    assert found(words="辱骂 哪些") == ["TK-002"], "all words"
    assert found(words="khzdhlr") == ["TK-002"], "first letters"
    assert found(words="ｔｋ－００７") == ["TK-007"]
    assert found(words="没有这样的话") == []
    assert found(words="%") == []


def test_filters_go_together(context: Flask) -> None:
    c.load_all()
    assert found(kind="单选") == ["TK-001"]
    assert found(rule="TK5") == ["TK-004", "TK-010"]
    assert found(point="红线") == ["TK-002"]
    assert found(level="易", rule="TK1") == ["TK-001", "TK-003"]
    assert found(bank="ZZ") == []
    save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="major", reason="公告")
    assert found(state="moved") == ["TK-016"]
    assert "TK-016" in found(state="live")
    assert found(state="late") == []


def test_how_exams_went_is_a_filter(context: Flask) -> None:
    c.load_all()
    one, two = (queries.latest_version(each) for each in ("TK-001", "TK-002"))
    assert one is not None
    assert two is not None
    with db.transaction(at=c.AT, by="x", why="report"):
        actions.report_observed("e", [Report(one.id, 300, 950, ()), Report(two.id, 20, 300, ("inverted",))], at=c.AT)
        actions.report_observed("e", [Report(one.id, 310, 400, ())], at=c.AT)
    assert found(seen="easy") == [], "the newest report counts"
    assert found(seen="hard") == ["TK-001", "TK-002"]
    assert found(seen="inverted") == ["TK-002"]
    assert found(used="often") == ["TK-001"]
    assert "TK-003" in found(used="never")
    assert "TK-002" not in found(used="never")


def test_many_are_walked_in_order(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from cstrain.bank.queries import search as module

    c.load_all()
    few = [one.question_id for one in search(Search(state="live"), ON, 1).items]
    monkeypatch.setattr(module, "MOST", 10)
    monkeypatch.setattr(module, "PER_PAGE", 4)
    page = search(Search(state="live", words="TK"), ON, 2)
    assert [one.question_id for one in page.items] == few[4:8]
    assert (page.total, page.is_cut) == (10, True)


def test_what_was_there_before_is_let_be_found(context: Flask) -> None:
    c.load_all()
    with db.transaction(at=c.AT, by="x", why="x"):
        for row in db.database.session.query(QuestionText):
            db.database.session.delete(row)
    assert found(words="退款") == []
    with db.transaction(at=c.AT, by="x", why="x"):
        assert actions.find_more(10) == 10
        assert actions.find_more() == 6
        assert actions.find_more() == 0
    assert found(words="TK-001") == ["TK-001"]


def test_the_number_of_queries_stays(context: Flask) -> None:
    from tests.bank.test_actions import load, many

    c.load_all(many(2))
    few = statements(lambda: search(Search(words="付款"), ON))
    load(many(8))
    assert statements(lambda: search(Search(words="付款"), ON)) == few


# The page


def test_the_page_searches_and_changes_many(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
    trainer = as_(client, cast.trainer)
    assert shown(trainer.get("/questions?kind=单选")) == ["TK-001"]
    assert "没有符合条件的题" in trainer.get("/questions?q=没有这样的话").get_data(as_text=True)
    url = "/questions?q=TK"
    assert post(trainer, url, {"act": "retire", "reason": "x"}).status_code == 409
    assert post(trainer, url, {"act": "retire", "reason": "", "question": ["TK-006"]}).status_code == 409
    assert (
        post(trainer, url, {"act": "retire", "reason": "没人用", "question": ["TK-006", "TK-007"]}).status_code == 200
    )
    assert post(trainer, url, {"act": "tag", "to": "没有", "question": ["TK-001"]}).status_code == 409
    page = post(trainer, url, {"act": "tag", "to": "红线", "question": ["TK-001", "TK-002"]}).get_data(as_text=True)
    assert "0 题已改，1 题等别人复核，1 题没改" in page
    assert "TK-002：内容没有变" in page
    with app.app_context():
        assert found(state="retired") == ["TK-006", "TK-007"]
        change = queries.open_change("TK-001")
        assert change is not None
        assert "【知识点】淘宝时限、红线" in change.text
    assert post(as_(client, cast.supervisor), url, {"act": "retire"}).status_code == 403
    assert as_(client, cast.trainee).get("/questions").status_code == 403


def test_a_search_is_kept_by_who_made_it(app: Flask, client: FlaskClient, cast: Cast) -> None:
    trainer = as_(client, cast.trainer)
    saved = post(trainer, "/questions/views", {"name": "我的单选", "query": "q=退款&kind=单选&page=3"})
    assert saved.status_code == 303
    assert "我的单选" in trainer.get("/questions").get_data(as_text=True)
    with app.app_context():
        (view,) = saved_views(cast.trainer.id)
        assert view.query == "q=退款&kind=单选"
    assert "我的单选" not in as_(client, cast.second_trainer).get("/questions").get_data(as_text=True)
    assert post(client, f"/questions/views/{view.id}/drop").status_code == 404
    assert post(as_(client, cast.trainer), f"/questions/views/{view.id}/drop").status_code == 303
