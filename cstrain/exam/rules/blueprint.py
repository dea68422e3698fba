"""The blueprint: sections, what each draws, points, limits; and what the bank lacks for it (formats 5.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cstrain.bank.rules import Kind
from cstrain.kit.content import Document, ListLine, Malformed, Part, Problem, setting
from cstrain.kit.errors import Refusal

ANY = "任意"
DRAW = re.compile(
    r"(?P<point>\S+) (?P<kind>\S+) (?P<level>易|中|难|任意) (?P<count>\d+) 题 每题 (?P<points>\d+(?:\.5)?) 分"
)
COMFORT = 2  # below twice the draw two papers share too much: a warning
KINDS = {kind.value for kind in Kind}
# Head setting → units it may be written in → how many of the first one each is.
UNITS: dict[str, dict[str, int]] = {
    "满分": {"分": 1},
    "时长": {"分钟": 1, "小时": 60},
    "及格线": {"分": 1},
    "次数": {"次": 1},
    "间隔": {"小时": 1, "天": 24},
}
WHOLE = ("时长", "次数", "间隔")


@dataclass(frozen=True)
class Draw:
    """N questions of a knowledge point, kind and difficulty (None: any), each worth ``points``."""

    point: str
    kind: str | None
    difficulty: str | None
    count: int
    points: Fraction
    line: int

    @property
    def words(self) -> str:
        return f"{self.point} {self.kind or ANY} {self.difficulty or ANY}"


@dataclass(frozen=True)
class Section:
    """A part of the exam with its own minimum, a share of its points in 0 … 1."""

    name: str
    minimum: Fraction
    draws: tuple[Draw, ...]

    @property
    def points(self) -> Fraction:
        return sum((draw.points * draw.count for draw in self.draws), Fraction(0))


@dataclass(frozen=True)
class Blueprint:
    """An exam as content. ``line`` in points, or None while the firm has not decided ``line_decision``."""

    key: str
    name: str
    full: Fraction
    minutes: int
    line: Fraction | None
    line_decision: str
    attempts: int
    wait_hours: int
    sections: tuple[Section, ...]

    @property
    def draws(self) -> list[tuple[int, Draw]]:
        """(section index, draw) in paper order."""
        return [(index, draw) for index, section in enumerate(self.sections) for draw in section.draws]

    @property
    def count(self) -> int:
        return sum(draw.count for _, draw in self.draws)


def read_blueprint(document: Document, decided: Mapping[str, str]) -> tuple[Blueprint | None, list[Problem]]:
    """The blueprint of an 考试 file with the firm's decisions filled in, or what is wrong with it."""
    problems: list[Problem] = []
    sections = tuple(_section(document, part, problems) for part in document.parts)
    head = document.head
    numbers = {key: _number(document, key, decided, problems) for key in UNITS}
    full = numbers["满分"] or Fraction(0)
    total = sum((section.points for section in sections), Fraction(0))
    if not problems and total != full:
        problems.append(document.problem(1, f"各题合计 {_plain(total)} 分，【满分】写的是 {_plain(full)} 分：改成一样"))
    if not sections:
        problems.append(document.problem(1, "没有分段：用 ## 写出至少一段"))
    if problems:
        return None, problems
    return (
        Blueprint(
            key=document.id,
            name=document.name,
            full=full,
            minutes=int(numbers["时长"] or 0),
            line=numbers["及格线"],
            line_decision=_decision(head.own("及格线")),
            attempts=int(numbers["次数"] or 0),
            wait_hours=int(numbers["间隔"] or 0),
            sections=sections,
        ),
        [],
    )


def require_line(blueprint: Blueprint) -> Fraction:
    """The pass line in points; refused while it is not decided, or when nobody could reach it."""
    if blueprint.line is None:
        raise Refusal("line_undecided", decision=blueprint.line_decision)
    if blueprint.line > blueprint.full:
        raise Refusal("line_above_full", line=_plain(blueprint.line), full=_plain(blueprint.full))
    return blueprint.line


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else str(float(number))


def _decision(value: str) -> str:
    found = re.match(r"\{([^}]+)\}", value.strip())
    return found.group(1) if found else ""


def _number(document: Document, key: str, decided: Mapping[str, str], problems: list[Problem]) -> Fraction | None:
    """A head setting as a number in its first unit; None when it hangs on a decision that is not made."""
    attribute = document.head.attribute(key)
    raw = document.head.own(key)
    line = attribute.line if attribute else 1
    if not raw:
        problems.append(document.problem(line, f"缺【{key}】：写上数字和单位"))
        return None
    name = _decision(raw)
    if name:
        return Fraction(decided[name]) if name in decided else None
    try:
        return _figure(key, raw)
    except Malformed as error:
        problems.append(document.problem(line, str(error)))
        return None


def _figure(key: str, raw: str) -> Fraction:
    """The number, its unit converted; ``Malformed`` for a unit or a size that this setting cannot have."""
    found = setting(raw).quantity
    scale = UNITS[key].get(found.measure) if found else None
    if found is None or scale is None:
        raise Malformed(f"【{key}】写成数字和单位，单位用「{'」或「'.join(UNITS[key])}」")
    number = found.number * scale
    if number < 0 or (number == 0 and key != "间隔") or (key in WHOLE and number.denominator != 1):
        raise Malformed(f"【{key}】要大于 0，{'、'.join(WHOLE)}要是整数")
    return number


def _section(document: Document, part: Part, problems: list[Problem]) -> Section:
    drawn = [_draw(document, item, problems) for item in part.lines]
    if not drawn:
        problems.append(document.problem(part.line, "这一段没有抽题的行：写上「知识点 题型 难度 N 题 每题 M 分」"))
    return Section(part.title, _share(document, part, problems), tuple(draw for draw in drawn if draw))


def _draw(document: Document, item: ListLine, problems: list[Problem]) -> Draw | None:
    found = DRAW.fullmatch(item.body)
    if found is None or int(found["count"]) == 0 or Fraction(found["points"]) == 0:
        problems.append(document.problem(item.line, "这一行要写成「知识点 题型 难度 N 题 每题 M 分」"))
        return None
    kind = found["kind"]
    if kind != ANY and kind not in KINDS:
        problems.append(
            document.problem(item.line, f"不认识题型「{kind}」：可用 {'、'.join(sorted(KINDS))}，或写 {ANY}")
        )
        return None
    level = None if found["level"] == ANY else found["level"]
    count, points = int(found["count"]), Fraction(found["points"])
    return Draw(found["point"], None if kind == ANY else kind, level, count, points, item.line)


def _share(document: Document, part: Part, problems: list[Problem]) -> Fraction:
    attribute = part.attribute("最低")
    found = re.match(r"(\d{1,3})%", attribute.value if attribute else "0%")
    if found is None or int(found[1]) > 100:
        problems.append(document.problem(attribute.line if attribute else part.line, "【最低】写成百分数，例如 60%"))
        return Fraction(0)
    return Fraction(int(found[1]), 100)


@dataclass(frozen=True)
class Supply:
    """How many live questions a draw may choose from. ``enough`` is False when the paper cannot be drawn."""

    draw: Draw
    found: int

    @property
    def short(self) -> int:
        return max(0, self.draw.count - self.found)

    @property
    def is_thin(self) -> bool:
        return not self.short and self.found < COMFORT * self.draw.count
