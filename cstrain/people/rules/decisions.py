"""The firm's decisions as values: what is asked, in which range, and what the content suggests (formats 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cstrain.kit.content import Malformed, Part
from cstrain.kit.content.numbers import number, number_text, span
from cstrain.kit.errors import Refusal

WHOLE, MONEY, WORDS, CHOICE = "整数", "金额", "文字", "选项"
KINDS = (WHOLE, MONEY, WORDS, CHOICE)
MOST_WORDS = 500


@dataclass(frozen=True)
class Asked:
    """One decision as content asks for it. ``low`` and ``high`` are figures as written, "" when there is no range."""

    name: str
    kind: str
    question: str
    unit: str = ""
    low: str = ""
    high: str = ""
    used_in: str = ""
    suggestion: str = ""
    ground: str = ""
    caution: str = ""
    options: tuple[str, ...] = ()

    def read(self, given: str) -> str:
        """``given`` in its one form, or a Refusal saying what is wrong with it."""
        value = " ".join(given.split())
        if not value:
            raise Refusal("decision_is_empty", name=self.name)
        if self.kind in (WHOLE, MONEY):
            return self._figure(value.removesuffix(self.unit).strip() if self.unit else value)
        if self.kind == CHOICE and value not in self.options:
            raise Refusal("decision_not_an_option", name=self.name, options="、".join(self.options))
        if len(value) > MOST_WORDS:
            raise Refusal("decision_too_long", name=self.name, most=MOST_WORDS)
        return value

    def _figure(self, value: str) -> str:
        try:
            figure = number(value)
        except Malformed:
            raise Refusal("decision_not_a_number", name=self.name, unit=self.unit) from None
        if self.kind == WHOLE and figure.denominator != 1:
            raise Refusal("decision_not_a_number", name=self.name, unit=self.unit)
        if self.low and not Fraction(self.low) <= figure <= Fraction(self.high):
            raise Refusal("decision_out_of_range", name=self.name, low=self.low, high=self.high, unit=self.unit)
        return number_text(figure)


def _range(written: str) -> tuple[str, str]:
    if not written:
        return "", ""
    low, high = span(written)
    return number_text(low), number_text(high)


def _suggested(kind: str, written: str) -> tuple[str, str]:
    """``80 分 理由`` of a figure, ``值 理由`` of the rest: (value, ground)."""
    if kind in (WHOLE, MONEY):
        value, _unit, ground = ([*written.split(None, 2), "", "", ""])[:3]
        return value, ground
    value, ground = ([*written.split(None, 1), "", ""])[:2]
    return value, ground


def read_decision(part: Part) -> Asked:
    """A part ``## 名称 类型`` of a 决定 file; the content check has already spoken about what is missing."""
    low, high = _range(part.value("范围"))
    suggestion, ground = _suggested(part.rest, part.value("建议"))
    options = tuple(line.body.strip() for run in part.runs for line in run)
    return Asked(
        name=part.id,
        kind=part.rest,
        question="\n".join(line for line in part.body.splitlines() if not line.startswith("- ")).strip(),
        unit=part.value("单位"),
        low=low,
        high=high,
        used_in=part.value("用在"),
        suggestion=suggestion,
        ground=ground,
        caution=part.value("当心"),
        options=options if part.rest == CHOICE else (),
    )
