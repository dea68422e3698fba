"""docs/rules/ladder.md says what the rules do: every figure of its tables is worked out again."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

from cstrain.kit.content import number_text, read
from cstrain.levels.rules.eligibility import Facts, Gap, gaps
from cstrain.levels.rules.ladder import Level, read_ladder
from cstrain.levels.rules.promotion import MONTHS_AHEAD, MONTHS_BACK
from cstrain.people.rules import add_months

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "ladder.md").read_text(encoding="utf-8")
MONTHS = tuple(date(2026, month, 1) for month in (7, 8, 9, 10))


def table(section: str) -> list[list[str]]:
    """The rows of the table of a section ("" for what stands before the first), without its head."""
    part = (TEXT.partition(f"\n## {section}\n")[2] if section else TEXT).partition("\n## ")[0]
    found = re.findall(r"(?:^\|.*\n)+", part, re.M)[0]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in found.strip().split("\n")]
    assert len(rows) > 2
    return rows[2:]


def example() -> Level:
    """The level of the document's first table."""
    conditions = "\n".join(f"- {need} {said}" for need, said in table(""))
    head = "# 等级 five 五级客服\n【英文名】Five\n【英文简介】Five.\n\n## senior 高级客服\n【英文名】Senior\n\n"
    ladder, problems = read_ladder(read(head + conditions + "\n", "ladder.md"), {})
    assert problems == []
    return ladder.levels[0]


def gap(place: int, facts: Facts) -> Gap:
    return gaps(example(), facts)[place]


def words(found: Gap) -> str:
    return "够" if found.is_met else f"差 {found.want - found.have} 个月"


def test_tenure() -> None:
    for since, today, have, said, full in table("任期"):
        found = gap(1, Facts(date.fromisoformat(today), level="ordinary", level_since=date.fromisoformat(since)))
        assert (str(found.have), words(found)) == (have, said), since
        assert (found.from_on.isoformat() if found.from_on else "") == full, since


def test_months_in_a_row() -> None:
    for *cells, have, said, first in table("指标连续几个月"):
        told = {month: Fraction(cell) for month, cell in zip(MONTHS, cells, strict=True) if cell != "没有"}
        found = gap(2, Facts(date(2026, 11, 5), kpi={"KPI总分": told}))
        assert str(found.have) == have, cells
        assert _row_words(found) == said, cells
        assert (found.from_on.isoformat() if found.from_on else "") == first, cells


def _row_words(found: Gap) -> str:
    broken = found.breaks_at
    if found.is_met or broken is None:
        return "够了"
    if broken.value is None:
        return f"缺 {broken.month:%Y-%m} 的数"
    return f"差 {found.want - found.have} 个月，{broken.month:%Y-%m} 是 {number_text(broken.value)}"


def test_no_red_line() -> None:
    for event, today, months, said, full in table("没有红线事件"):
        red = [] if event == "没有" else [date.fromisoformat(event)]
        found = gap(3, Facts(date.fromisoformat(today), red_lines=red))
        assert (str(found.want), words(found)) == (months, said), event
        assert (found.from_on.isoformat() if found.from_on else "") == full, event


def test_the_sentences_about_months() -> None:
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert (MONTHS_BACK, MONTHS_AHEAD) == (1, 3), "最早上个月，最晚三个月以后"
