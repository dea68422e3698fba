"""The first day: what is left to do, and which open decision holds up what."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import clock, db
from cstrain.people import queries as people
from cstrain.people.models import DecisionText
from cstrain.people.queries.decisions import DecisionLine
from cstrain.people.rules.decisions import Asked
from cstrain.running import queries
from tests.cast import Cast, as_


def test_open_decisions_stand_under_what_they_hold_up() -> None:
    def line(name: str, *waiting: str) -> DecisionLine:
        return DecisionLine(Asked(name, "文字", ""), None, list(waiting))

    found = queries.held_up([line("甲", "考试 presale", "题库 SV"), line("乙"), line("丙", "考试 presale")])
    assert [(one.what, [each.asked.name for each in one.decisions]) for one in found] == [
        ("考试 presale", ["甲", "丙"]),
        ("题库 SV", ["甲"]),
        ("", ["乙"]),
    ]


def test_steps_follow_what_there_is(stamped: Flask, cast: Cast) -> None:
    with stamped.app_context():
        done = {step.code: step.is_done for step in queries.steps(clock.now())}
        assert done["teams"] and done["people"] and done["roles"] and done["administrators"] and done["decisions"]
        assert not done["take_over"] and not done["enrol"] and not done["copy"]
        with db.transaction(why="nobody mentors any more"):
            cast.mentor.row.grants[0].ended_at = clock.now()
        assert not {step.code: step.is_done for step in queries.steps(clock.now())}["roles"]


def test_the_page_leads_on(stamped: Flask, client: FlaskClient, cast: Cast) -> None:
    with stamped.app_context(), db.transaction(why="content asks"):
        db.database.session.add(
            DecisionText(name="及格线", kind="整数", question="几分？", suggestion="80", text="", hash="h")
        )
    shown = as_(client, cast.admin).get("/first-day").get_data(as_text=True)
    assert 'href="/people/import"' in shown and "及格线" in shown and "建议 80" in shown and "现在不挡事" in shown
    with stamped.app_context(), db.transaction(why="decided"):
        people.decision("及格线")
    assert as_(client, cast.supervisor).get("/first-day").status_code == 403
