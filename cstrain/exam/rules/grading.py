"""The verdict on a paper: total, sections, fatal items. Exact fractions; no float anywhere.

Passed means: total ≥ line **and** every section ≥ its minimum **and** no fatal item wrong (domain 2.9, H1).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cstrain.bank.rules import Graded, Question, whole
from cstrain.exam.rules.blueprint import Blueprint


@dataclass(frozen=True)
class SlotResult:
    """One question of the paper: its section, its points and what was earned of them (0 … 1)."""

    section: int
    points: Fraction
    fraction: Fraction
    fatal_wrong: bool = False


@dataclass(frozen=True)
class SectionScore:
    name: str
    score: Fraction
    points: Fraction
    minimum: Fraction

    @property
    def is_reached(self) -> bool:
        return self.score >= self.minimum * self.points


@dataclass(frozen=True)
class Verdict:
    """``score`` of ``full`` points against ``line``; ``reasons`` names each condition that failed."""

    score: Fraction
    full: Fraction
    line: Fraction
    sections: tuple[SectionScore, ...]
    fatal_wrong: int

    @property
    def reasons(self) -> tuple[str, ...]:
        found = []
        if self.fatal_wrong:
            found.append("fatal")
        if self.score < self.line:
            found.append("line")
        if any(not section.is_reached for section in self.sections):
            found.append("section")
        return tuple(found)

    @property
    def is_passed(self) -> bool:
        return not self.reasons


def judge(blueprint: Blueprint, line: Fraction, results: Sequence[SlotResult]) -> Verdict:
    """The verdict on a whole paper; ``line`` is the pass line in points, pinned when the attempt began."""
    scores = []
    for index, section in enumerate(blueprint.sections):
        mine = [result for result in results if result.section == index]
        scores.append(
            SectionScore(
                section.name,
                sum((result.points * result.fraction for result in mine), Fraction(0)),
                sum((result.points for result in mine), Fraction(0)),
                section.minimum,
            )
        )
    return Verdict(
        score=sum((section.score for section in scores), Fraction(0)),
        full=blueprint.full,
        line=line,
        sections=tuple(scores),
        fatal_wrong=sum(result.fatal_wrong for result in results),
    )


def with_marks(question: Question, graded: Graded, marks: Mapping[str, Fraction]) -> Graded:
    """The grade once people have marked: ``marks`` by part ("" for a question that is no case), as shares.

    What a person would mark and was left empty is worth 0, unasked. ``fraction`` stays None while a mark is owed.
    """
    given = {**_nothing_written(graded), **marks}
    parts = {
        place: one if one.fraction is not None else replace(one, fraction=given.get(place))
        for place, one in graded.parts.items()
    }
    return replace(graded, fraction=whole(question, graded, given), parts=parts)


def _nothing_written(graded: Graded) -> dict[str, Fraction]:
    parts = graded.parts or {"": graded}
    return {place: Fraction(0) for place, one in parts.items() if one.fraction is None and not one.answered}


def short_by(score: Fraction, line: Fraction) -> str:
    """How far below the line, rounded *up* to 0.1 from the score as shown: the two add up to the line or more."""
    tenths = math.ceil(line * 10 - math.floor(score * 10))
    return shown(Fraction(tenths, 10))


def shown(score: Fraction) -> str:
    """A score rounded *down* to 0.1, so that nothing below the line prints as the line."""
    tenths = score.numerator * 10 // score.denominator
    whole, tenth = divmod(tenths, 10)
    return str(whole) if tenth == 0 else f"{whole}.{tenth}"
