"""docs/rules/statistics.md and pass-line.md say what the rules do: every figure of their tables is worked out again."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

from cstrain.exam.rules.appeals import due_on
from cstrain.exam.rules.marking import APART, counting
from cstrain.exam.rules.standard_setting import FEWEST, MOST, angoff, attainable
from cstrain.exam.rules.statistics import shown
from cstrain.exam.rules.statistics.decisions import classified, livingston_lewis, passes_once, passes_within, subkoviak
from cstrain.exam.rules.statistics.form import WISHES
from cstrain.exam.rules.statistics.items import RAPID_FIXED, RAPID_MOST, TIMED_FROM
from cstrain.exam.rules.statistics.pace import TOGETHER
from cstrain.exam.rules.statistics.reliability import feldt, kr20, kr21, length_for, lord_error, moments, sem
from tests.exam.statistics.anchors import ANGOFF, MANY
from tests.exam.statistics.test_items import analysed, of_a

RULES = Path(__file__).resolve().parents[3] / "docs" / "rules"
STATISTICS = (RULES / "statistics.md").read_text(encoding="utf-8")
LINE = (RULES / "pass-line.md").read_text(encoding="utf-8")


def tables(text: str, section: str) -> list[list[list[str]]]:
    """The tables of a section, each its rows without its head."""
    part = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    found = re.findall(r"(?:^\|.*\n)+", part, re.M)
    rows = [
        [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in each.split("\n")[2:-1]]
        for each in found
    ]
    assert rows, section
    return rows


def test_from_how_many_people() -> None:
    (rows,) = tables(STATISTICS, "多少人以后才说什么")
    assert [[int(low), int(firm)] for _what, low, firm in rows] == [
        [shown.FEW, shown.SOLID],
        [shown.FORM_FROM, shown.FORM_SOLID],
        [shown.ACCURACY_FROM, shown.ACCURACY_SOLID],
        [shown.KEY_FROM, shown.KEY_FROM],
    ]


def test_the_example_of_questions() -> None:
    (rows,) = tables(STATISTICS, "一道题的例子")
    figures = analysed(of_a())
    assert rows == [
        [str(place), f"{one.p:.2f}", f"{one.d:.2f}", f"{one.r:.2f}"] for place, one in enumerate(figures, start=1)
    ]
    assert f"{figures[0].p_low:.2f} 至 {figures[0].p_high:.2f}" in STATISTICS


def test_the_limits_of_the_flags() -> None:
    words = "\n".join(cells[1] for cells in tables(STATISTICS, "提示怎么来的")[0])
    for figure in (
        f"低于 {shown.WEAK}", f"低于 {shown.WEAK_TOP}", f"低于 {shown.HARD:.0%}", f"高于 {shown.EASY:.0%}",
        f"不到 {shown.IDLE:.0%} 的人选", f"{shown.RAPID:.0%} 以上", f"{shown.TOP_MORE} 人以上", f"最多按 {RAPID_MOST:.0f} 秒算",
        f"按 {RAPID_FIXED:.0f} 秒算", f"不到 {TIMED_FROM} 人",
    ):  # fmt: skip
        assert figure in words, figure
    assert f"不到 {TOGETHER} 秒" in STATISTICS


def test_the_example_of_an_exam() -> None:
    (rows,) = tables(STATISTICS, "一场考试的例子")
    found = moments(MANY)
    r = kr20(30, 5.5, found.v)
    assert r is not None
    model, same = livingston_lewis(MANY, 30, 22, r), subkoviak(MANY, 30, 22, r)
    between, length = feldt(r, 250, 30), length_for(WISHES[1], r, 30)
    assert model is not None
    assert same is not None
    assert between is not None
    assert length is not None
    decision = classified(model)
    assert [cells[1] for cells in rows] == [
        f"{r:.2f}",
        f"{between[0]:.2f} 至 {between[1]:.2f}",
        f"{kr21(30, found):.2f}",
        f"{sem(found, r):.1f} 分",
        f"{lord_error(22, 30, 30):.1f} 分",
        f"{100 * (decision.right or 0):.0f}",
        f"{100 * decision.false_pass:.0f}",
        f"{100 * decision.false_fail:.0f}",
        f"{100 * same.same:.0f}",
        str(length.items),
    ]
    assert f"平均 {found.mean:.2f} 分" in STATISTICS


def test_several_tries() -> None:
    (rows,) = tables(STATISTICS, "多给几次机会，会放进来多少人")
    for (_who, *said), below in zip(rows, (0.10, 0.05), strict=True):
        once = passes_once(30, 22, 22 / 30 - below)
        assert said == [f"{passes_within(tries, once):.0%}" for tries in (1, 2, 3)]


def test_the_example_of_judges() -> None:
    judges, figures = tables(LINE, "例子")
    found = angoff(ANGOFF)
    assert [cells[1] for cells in judges] == [f"{each:.2f}" for each in found.sums]
    assert [cells[1] for cells in figures] == [
        f"{found.cut:.2f}",
        str(attainable(found.cut)),
        f"±{found.se_judges:.2f}",
        f"±{found.se_random:.2f}",
        str(found.judges_for(0.15)),
    ]
    assert f"**{FEWEST}** 到 **{MOST}** 位" in LINE


def test_when_an_answer_is_due() -> None:
    (rows,) = tables(LINE, "对一道题有异议")
    for raised, due in rows:
        assert due_on(date.fromisoformat(raised[:10])).isoformat() == due


def test_two_markers() -> None:
    (rows,) = tables(LINE, "简答由人阅卷")
    for *given, counts in rows:
        marks = [(str(place), Fraction(one.rstrip("%")) / 100) for place, one in enumerate(given) if one.endswith("%")]
        found = counting(marks, doubled=True)
        assert (counts if found is None else f"{float(found):.0%}") == counts
        assert (found is None) == (counts == "—")
    assert Fraction(1, 5) == APART
