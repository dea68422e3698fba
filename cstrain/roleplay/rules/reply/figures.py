"""Figures in a reply as values: durations and amounts of money, each with the words around it that say what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from cstrain.kit.content import Quantity
from cstrain.roleplay.rules.reply.fold import CLOSE, OPEN, Folded, fold

_UNITS = {
    "个工作日": "工作日", "工作日": "工作日", "个小时": "小时", "小时": "小时", "个钟头": "小时", "钟头": "小时", "个钟": "小时",
    "分钟": "分钟", "秒钟": "秒", "秒": "秒", "天": "天", "日": "天", "个星期": "周", "星期": "周", "个礼拜": "周", "礼拜": "周",
    "周": "周", "个月": "月", "月": "月", "年": "年", "元": "元", "块钱": "元", "块": "元", "圆": "元", "rmb": "元",
}  # fmt: skip
_FOLDED_UNITS = {fold(unit).text: name for unit, name in _UNITS.items()}
_FIGURE = re.compile(
    f"{OPEN}([0-9]{{1,12}}(?:\\.[0-9]{{1,6}})?){CLOSE}(?:({'|'.join(sorted(_FOLDED_UNITS, key=len, reverse=True))})(半?)|(个?半)(小时|钟头|天|年|月|个月))?"
)
SECONDS = {"秒": 1, "分钟": 60, "小时": 3600, "天": 86400, "周": 7 * 86400}
MONEY = "元"
MOST = 60
_HALF = {
    "半天": ("小时", 12),
    "半个小时": ("分钟", 30),
    "半小时": ("分钟", 30),
    "半个月": ("天", 15),
    "半个钟头": ("分钟", 30),
}
_HALVES = re.compile("|".join(sorted(_HALF, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit under its one name ("" without); from start to end in the folded reply."""

    quantity: Quantity
    start: int
    end: int

    @property
    def seconds(self) -> Fraction | None:
        """Length in seconds; None for months, years, working days and what is no time."""
        scale = SECONDS.get(self.quantity.unit)
        return None if scale is None else self.quantity.number * scale


def figures(said: Folded) -> tuple[Figure, ...]:
    """The figures in the order they are said; of a reply that is all figures, the first ``MOST``."""
    found = [*islice(_numbers(said.text), MOST), *islice(_halves(said.text), MOST)]
    return tuple(sorted(found, key=lambda one: one.start)[:MOST])


def _numbers(text: str) -> Iterator[Figure]:
    for found in _FIGURE.finditer(text):
        number = Fraction(found[1])
        unit = _FOLDED_UNITS.get(found[2] or "", "")
        if found[4]:
            unit, number = _FOLDED_UNITS[found[5]], number + Fraction(1, 2)
        elif found[3] and unit != MONEY:
            number += Fraction(1, 2)
        yield Figure(Quantity(number, unit), found.start(), found.end())


def _halves(text: str) -> Iterator[Figure]:
    for found in _HALVES.finditer(text):
        unit, number = _HALF[found[0]]
        if not found.start() or text[found.start() - 1] != CLOSE:
            yield Figure(Quantity(Fraction(number), unit), found.start(), found.end())


def same(one: Figure, other: Quantity) -> bool:
    """48 小时 is 2 天; months and working days equal only themselves."""
    unit = other.measure
    if one.quantity.unit == unit:
        return one.quantity.number == other.number
    scale = SECONDS.get(unit)
    return one.seconds is not None and scale is not None and one.seconds == other.number * scale
