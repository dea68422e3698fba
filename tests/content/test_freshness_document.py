"""docs/rules/freshness.md: the worked example comes out as it is written."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from cstrain.bank import actions as bank_actions
from cstrain.bank import queries as bank
from cstrain.content import actions
from cstrain.content.queries import change_day as queries
from cstrain.kit import db
from tests.bank import contents as c
from tests.bank.test_actions import ON, ids
from tests.cast import Cast
from tests.content.test_change_day import certified, change_the_rule, opened, touched

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "freshness.md").read_text(encoding="utf-8")


def cell(line: str, column: int) -> str:
    return next(row for row in TEXT.splitlines() if row.startswith(f"| {line}")).split("|")[column].strip()


def test_the_worked_example(context: Flask, cast: Cast) -> None:
    c.load_all()
    paper = ["TK-001", "TK-002", "TK-003", "TK-006", "TK-015"]
    assert f"{'、'.join(paper)}。" in TEXT
    certified(cast.agent, paper)
    day_id = opened(cast.trainer.id)
    before = len(touched(day_id).questions)
    assert cell("引用 TK1 第 1 版", 2) == f"{before} 题"
    change_the_rule()
    found = touched(day_id)
    assert cell("引用 TK1 第 1 版", 3) == f"{len(found.questions)} 题都移出试卷"
    (owed,) = bank.owed(ON)
    assert cell("这些题最晚", 3) == owed.due.isoformat() == date(2026, 11, 23).isoformat()
    assert not set(ids(bank.live(on=ON))) & {one.question_id for one in found.questions}
    assert "TK-001" in ids(bank.live(on=ON, with_stale=True))
    row = bank.question_row("TK-006")
    assert row is not None
    assert row.review_on is not None
    assert cell("没有规则的 TK-006", 2) == row.review_on.isoformat()
    (person,) = found.people
    assert re.search(r"\*\*(\d+)%\*\*", TEXT)[1] == str(int(person.share * 100))  # type: ignore[index]
    assert person.is_much
    with db.transaction(at=c.AT, by="t001", why="mend"):
        actions.pin_anew(day_id, ["TK-001"], at=c.AT, by="t001")
    with db.transaction(at=c.AT, by="s001", why="review"):
        bank_actions.review([one.token for one in bank.awaiting()], {}, at=c.AT, by="s001")
    after = touched(day_id)
    assert f"要核对的剩 {len(after.questions)} 题，已核对 {len(after.mended)} 题" in TEXT
    assert after.people[0].share == person.share


@pytest.mark.parametrize(
    ("said", "figure"),
    [("期限是**三天**", bank.freshness.DAYS_TO_MEND == 3), ("**90 天**", bank.review.REVIEW_DAYS == 90), ("15% 起", queries.MANY * 100 == 15)],
)  # fmt: skip
def test_the_figures_are_those_of_the_code(said: str, figure: bool) -> None:
    assert said in TEXT
    assert figure
