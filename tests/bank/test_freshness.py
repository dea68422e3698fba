"""A rule moves on: what cites it is stale at that commit, owed in three days, and said wherever it is learnt."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank import actions, queries
from cstrain.kit import clock, db
from cstrain.people.rules import local_date
from tests.bank import contents as c
from tests.bank.test_actions import ON, ids
from tests.cast import Cast, as_, post

pytestmark = pytest.mark.data


def owed(on: date = ON) -> list[tuple[str, int, date, bool]]:
    return [(one.rule.id, one.questions, one.due, one.is_late) for one in queries.owed(on)]


def change_the_rule() -> None:
    text = queries.rule_history("TK1")[0].text.replace("3 天", "4 天")
    with db.transaction(at=c.AT, by="t001", why="announced"):
        actions.save_rule("TK1", text, at=c.AT, by="t001", change="major", reason="公告")


def test_a_changed_rule_is_owed_in_three_days(context: Flask) -> None:
    c.load_all()
    assert owed() == []
    change_the_rule()
    stale = [one for one in c.ALL if "TK1" in one and "【规则】" in one]
    assert stale
    (line,) = owed()
    assert line == ("TK1", queries.citations_by_rule(["TK1"])["TK1"][1], date(2026, 11, 23), False)
    assert queries.owed(date(2026, 11, 24))[0].is_over(date(2026, 11, 24))
    assert "TK-001" not in ids(queries.live(on=ON))
    assert "TK-001" in ids(queries.live(on=ON, with_stale=True)), "still practised, with a note"


def test_a_rule_past_its_review_is_owed_too(context: Flask) -> None:
    c.load_all()
    late = owed(date(2027, 2, 1))
    assert late
    assert all(is_late for *_, is_late in late)


def test_a_question_without_a_rule_is_looked_at_again_after_ninety_days(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    with app.app_context():
        c.load_all()
        row = queries.question_row("TK-006")
        assert row is not None
        assert row.review_on == local_date(c.AT, clock.zone()) + timedelta(days=90)
        assert queries.question_row("TK-001").review_on is None  # type: ignore[union-attr]
        with db.transaction(at=c.AT, by="x", why="x"):
            db.lock(type(row), "TK-006").review_on = date(2026, 1, 1)  # type: ignore[union-attr]
        assert "TK-006" in ids(queries.live(on=ON)), "said, not withdrawn"
    trainer = as_(client, cast.trainer)
    assert "TK-006" in trainer.get("/bank/TK?state=old").get_data(as_text=True)
    assert "该再看一遍了" in trainer.get("/bank/question/TK-006").get_data(as_text=True)
    assert post(trainer, "/bank/question/TK-006/check").status_code == 303
    assert "该再看一遍了" not in trainer.get("/bank/question/TK-006").get_data(as_text=True)
    with app.app_context():
        assert queries.events("TK-006")[0].event == "check"


def test_today_says_what_is_owed(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        c.load_all()
        assert "规则改了" not in as_(client, cast.trainer).get("/today").get_data(as_text=True)
        change_the_rule()
    page = as_(client, cast.trainer).get("/today").get_data(as_text=True)
    assert "规则改了，要核对" in page
    assert "题暂停出卷" in page
    assert "规则改了" not in as_(client, cast.supervisor).get("/today").get_data(as_text=True)


def test_counts_do_not_grow_with_the_bank(context: Flask) -> None:
    from tests.bank.test_actions import load, many, statements

    c.load_all(many(2))
    few = statements(lambda: queries.owed(ON))
    load(many(8))
    assert statements(lambda: queries.owed(ON)) == few
