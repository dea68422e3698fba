"""The second half of docs/rules/fluency.md: practice, ratings, coaching, hearing; every row worked out again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from cstrain.drill.rules import (
    AGAIN,
    DRAWN,
    EASY,
    FEWEST,
    FEWEST_NEW,
    GOOD,
    HARD,
    LATER,
    PEOPLE,
    STUCK_MISSES,
    Beside,
    Confidence,
    Memory,
    Review,
    Sounded,
    Wanted,
    needs_mending,
    new_today,
    rate,
    reviewed,
)
from cstrain.drill.rules.memory import LONGEST, SOON, WANTED
from cstrain.drill.rules.rating import ENOUGH
from cstrain.drill.rules.stuck import MISSES_AGAIN
from tests.drill.test_document import TEXT, table

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 10, 19, 1, 0, tzinfo=UTC)
RATED = {"重来": AGAIN, "吃力": HARD, "记住": GOOD, "熟练": EASY}


def rows(title: str, number: int = 0) -> list[list[str]]:
    """The rows of one of several tables below a heading."""
    section = TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]
    found = re.findall(r"(?:^\|.*\n)+", section + "\n", re.M)[number]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in found.strip().split("\n")[2:]]


def after(before: Memory | None, rating: int, at: datetime, *, unfinished: bool = False) -> Memory:
    return reviewed(before, Review(rating, at, unfinished), seed="a", zone=ZONE)


def days(memory: Memory) -> int:
    return (memory.due.astimezone(ZONE).date() - memory.at.astimezone(ZONE).date()).days


def test_when_a_card_comes_back() -> None:
    told = rows("每天练什么", 0)
    assert [RATED[rated] for _what, rated, _when in told] == [AGAIN, GOOD, GOOD, GOOD]
    assert told[0][2] == f"{SOON // timedelta(minutes=1)} 分钟后"
    assert after(None, AGAIN, MONDAY).due - MONDAY == SOON
    first = after(None, GOOD, MONDAY)
    assert told[1][2] == f"{days(first)} 天后"
    assert told[2][2] == "明天" and days(after(None, GOOD, MONDAY, unfinished=True)) == 1
    said = int(re.findall(r"(\d+) 天后左右", told[3][2])[0])
    assert abs(days(after(first, GOOD, first.due)) - said) <= 1
    assert f"还有 **{WANTED:.0%}** 的把握" in TEXT and f"最长隔 **{LONGEST}** 天" in TEXT


def test_new_cards_of_a_day() -> None:
    for unseen, left, new in rows("每天练什么", 1):
        assert new_today(int(unseen), int(left), 0) == int(new), unseen
    assert f"一天至少 **{FEWEST_NEW}** 道" in TEXT


def test_what_an_answer_is_kept_as() -> None:
    sure = {"有把握": Confidence.SURE, "一半把握": Confidence.HALF}
    told = table("一次答案记成什么")
    assert len(told) == 6
    for said, rated in told:
        took = re.search(r"(\d+) 秒对", said)
        judged = int(took[1]) * 1000 if took and "头一次见" not in said else None
        given = sure[said.rpartition("，")[2]]
        assert rate(took is not None, given, judged, [], 15_000) == RATED[rated], said
    assert f"至少 **{ENOUGH}** 个人次" in TEXT


def test_what_a_trainer_looks_at() -> None:
    for people, weak, mend in table("谁要辅导，哪道题要看"):
        assert needs_mending(int(people), int(weak), int(weak), 0) is (mend == "要"), people
    assert f"答错 **{STUCK_MISSES}** 次" in TEXT
    assert f"至少 **{PEOPLE}** 个人" in TEXT and f"再错 **{MISSES_AGAIN}** 次" in TEXT


def figure(said: str) -> int:
    found = re.findall(r"[\d.]+", said)
    return int(Fraction(found[0])) if found else 0


def test_what_stands_beside() -> None:
    for recall, mine, team, wanted, pace, met in table("旁边的两个数"):
        others = figure(team) * 1000 or None
        wants = Wanted(figure(wanted), figure(pace))
        found = Beside(figure(recall), date(2026, 11, 5), figure(mine) * 1000, others, wants)
        assert found.is_met is (met == "过"), (recall, wanted, pace)
    assert f"上岗后第 **{LATER}** 天" in TEXT and f"攒够 **{FEWEST}** 个" in TEXT


def test_a_hearing() -> None:
    for fluent, halting, wrong, counts in table("抽问"):
        assert Sounded(int(fluent), int(halting), int(wrong), 1).passed is (counts == "算"), fluent
    assert f"抽 **{DRAWN}** 题" in TEXT
