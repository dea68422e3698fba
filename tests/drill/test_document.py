"""docs/rules/fluency.md, repeated: every row of its tables is worked out again by the rules."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from cstrain.bank.rules import read_question
from cstrain.drill.rules import DAYS, SLACK, Answer, Item, ItemState, fluency, measured, places
from cstrain.drill.rules.cards import APART
from cstrain.kit.content import read
from cstrain.roleplay.rules import Criterion, Rubric, judge

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "fluency.md").read_text()
MONDAY = date(2026, 10, 19)
DAY = {"周一": MONDAY, "周二": MONDAY + timedelta(days=1)}
TIMES, SECONDS = (int(found) for found in re.findall(r"流利次数 \*\*(\d+)\*\* 次、流利秒数 \*\*(\d+)\*\* 秒", TEXT)[0])
ITEM = Item("TB-001", "v", 1, "TB")


def table(title: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    section = TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def answers(told: str) -> list[Answer]:
    """周一 8 秒对、周二 6 秒错."""
    if told == "没答过":
        return []
    return [
        Answer(ITEM.id, 1, verdict == "对", int(Fraction(seconds) * 1000), DAY[day], place)
        for place, (day, seconds, verdict) in enumerate(re.findall(r"(周.) ([\d.]+) 秒([对错])", told))
    ]


def state(told: str) -> ItemState:
    found = answers(told)
    assert len(found) == (0 if told == "没答过" else told.count("、") + 1), told
    return fluency([ITEM], found, TIMES, SECONDS).states[0]


def test_one_question() -> None:
    rows = table("一道题")
    assert len(rows) == 8
    for told, hits, days, left, now in rows:
        one = state(told)
        worked = (one.hits, len(one.days), one.left, one.left_today(DAY["周二"]))
        assert worked == (int(hits), int(days), int(left), int(now)), told


def test_one_set() -> None:
    rows = table("一套题")
    done = [state(told).is_fluent for _name, told, _verdict in rows]
    assert done == [verdict == "算" for _name, _told, verdict in rows]
    assert f"{sum(done)} / {len(done)} 题" in TEXT


CARDS = """# 题库 TB 题
【英文名】Bank
【英文简介】Cards.
【来源】本店
【知识点】淘宝时限 【难度】易 【复核】2027-01-15

## TB-001 单选
哪个？

- √ 一
- × 二
- × 三
- × 四

【解析】是这样。

## TB-002 填空
快递 ____ 天，平邮 ____ 天。

【答案】10
【答案】30
【解析】是这样。

## TB-003 排序
按先后。

1. 甲
2. 乙
3. 丙
4. 丁
5. 戊

【解析】是这样。

## TB-004 匹配
连起来。

- 甲 → 1
- 乙 → 2
- 丙 → 3
- 丁 → 4
- → 5

【解析】是这样。

## TB-005 案例
> 客户：怎么办

### TB-005.1 填空
快递 ____ 天，平邮 ____ 天。

【答案】10
【答案】30
【解析】是这样。

### TB-005.2 判断
对吗？

【答案】对
【解析】是这样。
"""


def test_one_card() -> None:
    limits = [int(row[3].removesuffix(" 秒")) for row in table("一张卡有几处要答")]
    cards = [read_question(part) for part in read(CARDS).parts]
    assert [SECONDS * places(card) for card in cards] == limits


def test_the_time() -> None:
    rows = table("时间怎么量")
    for seen, claimed, counted in rows:
        said = None if claimed == "没说" else milliseconds(claimed)
        assert measured(said, milliseconds(seen)) == milliseconds(counted), (seen, claimed)
    assert f"最多少 **{SLACK // 1000}** 秒" in TEXT


def milliseconds(told: str) -> int:
    return int(Fraction(told.removesuffix(" 秒")) * 1000)


def test_the_figures_in_the_sentences() -> None:
    assert f"分在至少 **{DAYS}** 个不同的日子" in TEXT
    assert f"隔 **{APART}** 张别的卡" in TEXT
    once = fluency([ITEM], answers("周一 8 秒对"), 1, SECONDS)
    assert not once.fluent


def test_the_score_of_a_scene() -> None:
    rows = table("情景模拟的分数")
    criteria = tuple(Criterion(name, "", int(weight), tuple("一二三四五")) for name, weight, _, _ in rows[:-1])
    levels = {name: int(level) for name, _, level, _ in rows[:-1]}
    rubric = Rubric("common", "通用", "", criteria)
    found = judge(rubric, levels, (), Fraction(90))
    assert {name: found.parts[name] for name in levels} == {name: int(points) for name, _, _, points in rows[:-1]}
    assert (str(found.points), str(sum(one.weight for one in criteria))) == (rows[-1][3], rows[-1][1])
    assert found.passed
    assert not judge(rubric, levels, (), Fraction("90.5")).passed
    assert judge(rubric, levels, ("clash",), Fraction(1)).points == 0
