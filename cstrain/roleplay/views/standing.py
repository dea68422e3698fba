"""How a scene stands for one person, in one word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cstrain.kit.content import number_text
from cstrain.roleplay.queries import Result
from cstrain.roleplay.rules import Scenario
from cstrain.roleplay.words import STATES


@dataclass(frozen=True)
class Standing:
    """``best``: points of the best result, "" when there is none; ``mark``: word, icon, tone."""

    state: str
    best: str
    times: int

    @property
    def mark(self) -> tuple[Any, str, str]:
        return STATES[self.state]


def points_text(points: Fraction) -> str:
    """Points as shown: rounded down to a tenth, so that nothing below the line prints as the line."""
    return number_text(Fraction(int(points * 10), 10))


def state_of(result: Result, line: Fraction) -> str:
    """passed, failed, fatal; to_sign or others while a signature is missing."""
    if result.is_fatal:
        return "fatal"
    if "trainee" not in result.signed:
        return "to_sign"
    if not result.is_signed:
        return "others"
    return "passed" if result.points >= line else "failed"


def standing(results: Sequence[Result], line: Fraction | None) -> Standing:
    """By the best result: one that counts before one that waits for a signature."""
    if not results or line is None:
        return Standing("none", "", 0)
    top = max(results, key=lambda one: (one.is_signed and one.points >= line, not one.is_fatal, one.points, one.at))
    return Standing(state_of(top, line), points_text(top.points), len(results))


@dataclass(frozen=True)
class SceneLine:
    """One scene in a list. ``day``: of the course, 0 when the course does not ask for it."""

    scenario: Scenario
    standing: Standing
    day: int = 0
