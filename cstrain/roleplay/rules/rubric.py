"""A rubric (formats 6.2): criteria with a weight and five anchored levels; and the score that a judging makes (domain 12.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from cstrain.bank.rules.findings import Findings
from cstrain.kit.content import Document, ListLine, Malformed, Part, Problem, number
from cstrain.kit.errors import Refusal

LEVELS = 5
FULL = 100


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at. ``weight``: of 100; ``anchors``: what level 1 to 5 looks like."""

    name: str
    english: str
    weight: int
    anchors: tuple[str, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rubric:
    key: str
    name: str
    english: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """``points`` of 100, exact; ``parts``: points of each criterion, which sum to ``earned``; a critical failure: 0."""

    points: Fraction
    earned: Fraction
    parts: Mapping[str, Fraction]
    is_fatal: bool
    passed: bool


def read_rubric(document: Document) -> tuple[Rubric, Findings]:
    """The rubric as far as it can be understood, and what is wrong with it."""
    found = Findings(document.file)
    for key in ("英文名", "英文简介"):
        if not document.head.own(key):
            found.wrong(document.head.line, f"文件开头没写【{key}】：补上")
    criteria = tuple(_criterion(part, found) for part in document.parts)
    if len(criteria) < 2:
        found.wrong(document.head.line, "量表至少要有两个项目：每个项目写「## 名称」")
    total = sum(one.weight for one in criteria)
    if criteria and total != FULL:
        found.wrong(document.head.line, f"各项【权重】加起来是 {total}，要正好 {FULL}")
    return Rubric(document.id, document.name, document.head.own("英文名"), criteria), found


def _criterion(part: Part, found: Findings) -> Criterion:
    if not part.own("英文名"):
        found.wrong(part.line, f"「{part.title}」没写【英文名】：补上")
    lines = [line for run in part.runs for line in run]
    _check_levels(part, lines, found)
    return Criterion(
        part.title, part.own("英文名"), _weight(part, found), tuple(line.body for line in lines[:LEVELS]), part.line
    )


def _check_levels(part: Part, lines: list[ListLine], found: Findings) -> None:
    if [line.number for line in lines] != list(range(1, LEVELS + 1)):
        found.wrong(part.line, f"「{part.title}」要有五档，写成「1.」到「5.」，从差到好")
    if len({line.body for line in lines}) < len(lines):
        found.wrong(part.line, f"「{part.title}」有两档写得一样：写出看得见的差别")


def _weight(part: Part, found: Findings) -> int:
    raw = part.own("权重")
    try:
        value = number(raw)
    except Malformed:
        value = Fraction(0)
    if value.denominator != 1 or not 0 < value <= FULL:
        line = part.attribute("权重")
        found.wrong(line.line if line else part.line, f"「{part.title}」的【权重】要是 1 到 {FULL} 的整数")
        return 0
    return int(value)


def check_rubric(document: Document) -> tuple[Problem, ...]:
    """All problems, sorted by line."""
    found = read_rubric(document)[1]
    found.problems += document.problems
    return found.all


def judge(rubric: Rubric, levels: Mapping[str, int], critical: Collection[str], line: Fraction) -> Judged:
    """The score of a scene: each criterion's weight × its level ÷ 5. ``levels``: criterion → 1 to 5.

    A critical failure makes it 0 and not passed, whatever the levels. Exact, and passed at the line itself. Refuses
    (``levels_missing``) while a criterion has no level.
    """
    missing = [one.name for one in rubric.criteria if levels.get(one.name) not in range(1, LEVELS + 1)]
    if missing:
        raise Refusal("levels_missing", names="、".join(missing))
    parts = {one.name: Fraction(one.weight * levels[one.name], LEVELS) for one in rubric.criteria}
    earned = sum(parts.values(), Fraction(0))
    points = Fraction(0) if critical else earned
    return Judged(points, earned, parts, bool(critical), not critical and points >= line)
