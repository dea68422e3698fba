"""The ladder as content (formats 5.6): levels in rising order, each with its conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from cstrain.certification.rules.asked import asked_words, names_asked
from cstrain.kit.content import Document, ListLine, Malformed, Problem, nearest, setting


class Need(StrEnum):
    CERTIFICATE = "证书"
    TENURE = "任期"
    INDICATOR = "指标"
    NO_RED_LINE = "无红线"


INDICATOR = re.compile(r"(?P<name>\S+) ≥ (?P<line>.+)")
DECISION = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Condition:
    """One condition of a level. ``certificates``: each a name, or several with ； between them of which one will do. ``months``: of tenure, in a row, or without red line; ``line`` and ``unit`` (``%``, or "")
    of an indicator, ``line`` None while the firm has not decided it."""

    need: Need
    certificates: tuple[str, ...] = ()
    months: int = 0
    indicator: str = ""
    line: Fraction | None = None
    unit: str = ""

    @property
    def certificate_words(self) -> str:
        return asked_words(self.certificates)


@dataclass(frozen=True)
class Level:
    code: str
    name: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Ladder:
    """Levels from low to high; ``undecided`` decisions keep everybody from rising."""

    key: str
    name: str
    levels: tuple[Level, ...]
    undecided: tuple[str, ...] = ()

    def after(self, code: str | None) -> Level | None:
        """The next level above ``code``; the first for None; None at the top."""
        codes = [level.code for level in self.levels]
        index = codes.index(code) + 1 if code in codes else 0
        return self.levels[index] if index < len(self.levels) else None

    def level(self, code: str) -> Level | None:
        return next((level for level in self.levels if level.code == code), None)

    def rank(self, code: str) -> int:
        """1 for the lowest; 0 for what is not on this ladder."""
        codes = [level.code for level in self.levels]
        return codes.index(code) + 1 if code in codes else 0

    @property
    def indicators(self) -> dict[str, str]:
        """Every indicator some level asks for, with its unit ("" when it has none)."""
        asked = [each for level in self.levels for each in level.conditions if each.need is Need.INDICATOR]
        return {each.indicator: each.unit for each in asked}


def read_ladder(document: Document, decided: Mapping[str, str]) -> tuple[Ladder, list[Problem]]:
    """The ladder with the firm's decisions filled in, and what is wrong with its text."""
    reader = _Reader(document, decided)
    levels = []
    for part in document.parts:
        lines = [item for run in part.runs for item in run]
        conditions = [reader.condition(item) for item in lines]
        levels.append(Level(part.id, part.rest, tuple(each for each in conditions if each is not None)))
        if not lines:
            reader.wrong(part.line, f"{part.id} 没有条件")
    codes = [level.code for level in levels]
    for part in document.parts:
        if codes.count(part.id) > 1:
            reader.wrong(part.line, f"级别代号 {part.id} 写了两次")
    if not levels:
        reader.wrong(1, "没有级别：用 ## 写出至少一级")
    return Ladder(document.id, document.name, tuple(levels), tuple(dict.fromkeys(reader.open))), reader.problems


def check_ladder(document: Document, certificates: Collection[str]) -> list[Problem]:
    """Everything wrong with a ladder's text, sorted by line. ``certificates``: names that gates issue."""
    problems = [*document.problems, *read_ladder(document, {})[1]]
    for item in (item for part in document.parts for run in part.runs for item in run):
        word, _, rest = item.body.partition(" ")
        named = [name for asked in rest.split("、") for name in names_asked(asked)] if word == Need.CERTIFICATE else []
        for name in named:
            if name not in certificates:
                offer = nearest(name, list(certificates))
                hint = f"，是不是想写「{offer}」" if offer else ""
                problems.append(document.problem(item.line, f"没有一道准入发「{name}」{hint}：写准入里【证书】的名字"))
    return sorted(set(problems))


@dataclass
class _Reader:
    """Reads the lines of one ladder, collecting problems and decisions that are open."""

    document: Document
    decided: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def wrong(self, line: int, text: str) -> None:
        self.problems.append(self.document.problem(line, text))

    def number(self, raw: str, line: int) -> Fraction | None:
        """A figure: written, or decided; None and noted when the decision is open."""
        named = DECISION.search(raw)
        try:
            if named and named[1] in self.decided:
                return Fraction(self.decided[named[1]])
            if named:
                self.open.append(named[1])
                return None
            found = setting(raw)
        except Malformed as error:
            self.wrong(line, str(error))
            return None
        except ValueError:
            self.wrong(line, f"「{raw}」的决定不是数字：这里要用一个数字的决定")
            return None
        return found.quantity.number if found.quantity else None

    def condition(self, item: ListLine) -> Condition | None:
        word, _, rest = item.body.partition(" ")
        if word not in list(Need):
            offer = nearest(word, [need.value for need in Need])
            hint = f"，是不是想写「{offer}」" if offer else ""
            self.wrong(item.line, f"不认识条件「{word}」{hint}；可用：{'、'.join(Need)}")
            return None
        need = Need(word)
        if need is Need.CERTIFICATE:
            return Condition(need, certificates=tuple(rest.split("、")))
        if need is Need.INDICATOR:
            return self.indicator(item, rest)
        return Condition(need, months=int(self.number(rest, item.line) or 0))

    def indicator(self, item: ListLine, rest: str) -> Condition | None:
        found = INDICATOR.fullmatch(rest)
        row = item.value("连续")
        if found is None or not row:
            self.wrong(item.line, "指标要写成「指标 KPI总分 ≥ 90 【连续】3 个月」")
            return None
        line = self.number(found["line"], item.line)
        months = self.number(row, item.line)
        unit = _unit(found["line"])
        return Condition(Need.INDICATOR, indicator=found["name"], line=line, months=int(months or 0), unit=unit)


def _unit(raw: str) -> str:
    try:
        return setting(raw).unit
    except Malformed:  # has been reported already
        return ""
