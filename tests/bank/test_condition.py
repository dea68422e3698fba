"""The health of the banks: each line leads to exactly the questions it counts."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.bank import actions, queries
from cstrain.bank.actions import Report
from cstrain.bank.queries.condition import condition
from cstrain.bank.queries.search import Search, search
from cstrain.bank.views.search import LINES
from cstrain.kit import db
from tests.bank import contents as c
from tests.bank.test_actions import save_rule
from tests.cast import Cast, as_

pytestmark = pytest.mark.data
ON = date(2026, 11, 21)


def spoil() -> None:
    """One of everything that can be wrong."""
    c.load_all()
    save_rule("TK11", "快递 → 10 天", "快递 → 7 天", change="major", reason="公告")
    one, two = (queries.latest_version(each) for each in ("TK-001", "TK-002"))
    assert one is not None
    assert two is not None
    with db.transaction(at=c.AT, by="x", why="x"):
        actions.dispute("TK-003", reason="x", at=c.AT, by="x")
        actions.report_observed("e", [Report(one.id, 300, 950, ()), Report(two.id, 20, 300, ("inverted",))], at=c.AT)
        row = queries.question_row("TK-006")
        assert row is not None
        row.review_on = date(2026, 1, 1)


def test_each_line_counts_what_its_search_finds(context: Flask) -> None:
    spoil()
    found = condition(ON)
    for code, query, _tone in LINES:
        assert found.counts[code] == search(Search(**query), ON).total, code
    assert {code: found.counts[code] for code in ("moved", "disputed", "old", "often", "inverted")} == {
        "moved": 1, "disputed": 1, "old": 1, "often": 1, "inverted": 1,
    }  # fmt: skip
    assert found.counts["never"] == 13
    ((key, _name, sound, live),) = found.trust
    assert (key, live, sound) == ("TK", 15, queries.banks(ON)[0].ready - 1)


def test_the_page_leads_to_the_work(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        spoil()
    page = as_(client, cast.supervisor).get("/questions/health").get_data(as_text=True)
    links = re.findall(r'href="(/questions\?[^"]+)"', page)
    assert len(links) > 5
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link
    assert client.get("/questions/health").status_code == 200
    assert as_(client, cast.trainee).get("/questions/health").status_code == 403
