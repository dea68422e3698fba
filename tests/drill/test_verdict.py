"""What stands beside the count, the command that says it all, and what the firm may switch on."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cstrain.drill import queries
from cstrain.drill.rules import FEWEST, Beside, Wanted, middle, recalled
from cstrain.kit import clock, db
from cstrain.kit.content import read
from cstrain.people.actions import decide, load_decisions
from cstrain.records import queries as facts
from tests.cast import Cast
from tests.drill.acts import BY, DECISIONS, MONDAY, TUESDAY, answer, become_fluent, choose, enrol, load_content
from tests.kept import kept

DAY = date(2026, 11, 5)
MORE = """
## 流利回想率 整数
还记得百分之几。
【范围】0～99 【单位】% 【用在】准入 【取值】由企业决定
【建议】0 % 先看看

## 流利快慢 整数
是同事的百分之几。
【范围】0～300 【单位】% 【用在】准入 【取值】由企业决定
【建议】0 % 先看看
"""


def beside(known: int = 80, mine: int | None = 6_000, team: int | None = 5_000, **wanted: int) -> Beside:
    return Beside(known, DAY, mine, team, Wanted(**wanted))


def test_beside_the_count_nothing_is_required_until_the_firm_says_so() -> None:
    assert beside(0, 60_000).is_met
    assert beside(80, recall=80).is_met
    assert not beside(79, recall=80).is_met
    assert beside().pace == 120
    assert beside(pace=120).is_met
    assert not beside(pace=119).is_met
    assert beside(team=None, pace=100).is_met  # nobody to compare with
    assert beside(mine=None, pace=100).is_met


def test_a_median_needs_enough_answers() -> None:
    assert middle([5_000] * (FEWEST - 1)) is None
    assert middle([4_000] * 15 + [6_000] * 15) == 5_000


@given(st.lists(st.floats(0, 1), max_size=20), st.integers(0, 5))
def test_recall_of_a_set_never_counts_what_has_no_card(chances: list[float], unseen: int) -> None:
    found = recalled(chances, len(chances) + unseen)
    assert 0 <= found <= 100
    if unseen and chances:
        assert found < 100


@kept
def ready(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        load_content()
        with db.transaction(at=MONDAY, by=BY, why="load"):
            load_decisions(read(DECISIONS + MORE, "decisions.md"))
        choose()
        enrol(cast.trainee)
    return cast


def require(name: str, value: int) -> None:
    with db.transaction(at=MONDAY, by=BY, why="decide"):
        decide(name, str(value), reason="测试", by=BY, at=MONDAY)


@pytest.mark.data
def test_the_verdict_says_what_is_remembered_a_week_after_going_live(ready: Cast, app: Flask) -> None:
    with app.app_context():
        become_fluent(ready.trainee)
        found = queries.verdict(ready.trainee.id, queries.targets(ready.trainee.id)[0], TUESDAY)
        assert found.fluent
        assert found.beside.on == MONDAY.date() + timedelta(days=10 + 7)
        assert 50 < found.beside.recall < 100
        body = facts.facts(ready.trainee.id, "fluency")[0].body
        assert (body["recall"], body["pace"]) == (found.beside.recall, 0)


@pytest.mark.data
def test_what_the_firm_requires_beside_the_count_keeps_the_fact_back(ready: Cast, app: Flask) -> None:
    with app.app_context():
        require("流利回想率", 99)
        become_fluent(ready.trainee)
        found = queries.verdict(ready.trainee.id, queries.targets(ready.trainee.id)[0], TUESDAY)
        assert found.count.fluent and not found.fluent
        assert facts.facts(ready.trainee.id, "fluency") == []
        require("流利回想率", 50)
        answer(ready.trainee, "DA-001", TUESDAY + timedelta(days=1))
        assert len(facts.facts(ready.trainee.id, "fluency")) == 1


@pytest.mark.data
def test_the_team_is_who_holds_a_certificate(ready: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        enrol(ready.agent)
        for place in range(FEWEST + 1):
            answer(ready.agent, "DA-001", MONDAY + timedelta(minutes=place), took=4)
            answer(ready.trainee, "DA-001", MONDAY + timedelta(minutes=place), took=6)
        target = queries.targets(ready.trainee.id)[0]
        assert queries.beside(ready.trainee.id, target, TUESDAY).team is None  # nobody is certified here
        monkeypatch.setattr(
            sys.modules["cstrain.drill.queries.verdict"], "CERTIFIED", [lambda column, at: column == ready.agent.id]
        )
        found = queries.beside(ready.trainee.id, target, TUESDAY)
        assert (found.mine, found.team, found.pace) == (6_000, 4_000, 150)


@pytest.mark.data
def test_the_command_says_who_is_fluent_and_why_not(ready: Cast, app: Flask) -> None:
    with app.app_context():
        answer(ready.trainee, "DA-001", clock.now() - timedelta(minutes=5), took=18)
    run = app.test_cli_runner()
    done = run.invoke(args=["drill", "fluency", ready.trainee.employee_no.lower(), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["employee_no"], told["fluent"]) == (ready.trainee.employee_no, False)
    line = told["lines"][0]
    assert (line["banks"], line["done"], line["total"], line["today"]) == (["DA"], 0, 2, 2)
    first = line["missing"][0]
    assert (first["question"], first["best_ms"], first["limit_ms"], first["left_today"]) == (
        "DA-001",
        18_000,
        15_000,
        1,
    )
    assert (first["so_far"], first["to_do"]) == ("答对过，最快 18 秒，要在 15 秒内", "今天答对 1 次，改天再对 1 次")
    words = run.invoke(args=["drill", "fluency", ready.trainee.employee_no]).output
    assert "还没有对答如流" in words and "0 / 2 题，今天能补 2 题" in words and "只供参考" in words


@pytest.mark.data
def test_the_command_of_somebody_fluent_of_nobody_and_of_somebody_without_a_course(ready: Cast, app: Flask) -> None:
    with app.app_context():
        become_fluent(ready.trainee)
    run = app.test_cli_runner()
    told = json.loads(run.invoke(args=["drill", "fluency", ready.trainee.employee_no, "--json"]).output)
    assert told["fluent"] and told["lines"][0]["missing"] == []
    assert run.invoke(args=["drill", "fluency", "nobody"]).exit_code == 1
    without = run.invoke(args=["drill", "fluency", ready.agent.employee_no])
    assert without.exit_code == 0
    assert "没有要对答如流的题" in without.output
