"""The statistics of one exam: how its scores lie, how far they can be trusted, what its pass line decides."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cstrain.exam.rules.statistics.decisions import (
    Decision,
    Model,
    classified,
    half_up,
    huynh,
    livingston_lewis,
    passes_once,
    passes_within,
    subkoviak,
    unready_pass,
)
from cstrain.exam.rules.statistics.reliability import (
    Length,
    Moments,
    alpha,
    drawn_error,
    drawn_reliability,
    effective_length,
    feldt,
    kr21,
    length_for,
    lord_error,
    moments,
    sem,
)
from cstrain.exam.rules.statistics.shown import ACCURACY_FROM, ACCURACY_SOLID, FORM_FROM, FORM_SOLID, Told, told

WISHES = (0.8, 0.9)
TRIES = (1, 2, 3)
BELOW = (0.10, 0.05)  # below the line, as shares of the full score
AROUND = (-10, -5, -2, 0, 2, 5, 10)  # of 100, around the line


@dataclass(frozen=True)
class Paper:
    """One first attempt: shares and points by place; ``is_fixed`` papers are the same for everybody."""

    score: Fraction
    passed: bool
    shares: tuple[float, ...]
    points: tuple[float, ...]
    versions: tuple[str, ...]


@dataclass(frozen=True)
class Chances:
    """Of 100 people who are able to reach ``percent`` of the points, how many pass, within one, two and three tries."""

    percent: int
    passing: tuple[int, ...]


@dataclass(frozen=True)
class Form:
    """Figures in points. Each None where undefined or not to be shown; ``told`` says how firm they are."""

    n: int
    passed: int
    full: float
    line: float
    items: int
    found: Moments
    is_fixed: bool
    reliability: float | None
    interval: tuple[float, float] | None
    sem: float | None
    at_line: float | None
    told: Told
    accuracy_told: Told
    same: Decision | None
    simple: Decision | None
    decision: Decision | None
    model: Model | None
    risk: tuple[tuple[float | None, float], ...]
    lengths: tuple[tuple[float, Length | None], ...]
    chances: tuple[Chances, ...]
    near: int


def chances(k: float, full: float, line: float, around: Sequence[int] = AROUND) -> tuple[Chances, ...]:
    """Needs nobody: it follows from the number of questions and the line alone."""
    n = max(1, half_up(k))
    cut = math.ceil(n * line / full - 1e-9)
    percents = [round(100 * line / full) + step for step in around]
    return tuple(
        Chances(
            percent, tuple(round(100 * passes_within(tries, passes_once(n, cut, percent / 100))) for tries in TRIES)
        )
        for percent in percents
        if 0 < percent < 100
    )


def statistics(papers: Sequence[Paper], points: Sequence[float], line: float) -> Form:
    """``points``: what the places of the paper are worth; ``line``: the pass line in points."""
    full, k = math.fsum(points), effective_length(points)
    scores = [float(paper.score) for paper in papers]
    found, level = moments(scores), told(len(papers), FORM_FROM, FORM_SOLID)
    fixed = len({paper.versions for paper in papers}) == 1 and len(papers) > 1
    reliability = _reliability(papers, found, fixed) if level is not Told.HIDDEN else None
    at_line = lord_error(line, full, k)
    firm = reliability if reliability is not None and reliability > 0 else None
    accuracy = told(len(papers), ACCURACY_FROM, ACCURACY_SOLID) if firm is not None else Told.HIDDEN
    model = livingston_lewis(scores, full, line, firm) if accuracy is not Told.HIDDEN else None
    counts = [score / full * len(points) for score in scores]
    cut = math.ceil(line / full * len(points) - 1e-9)
    return Form(
        n=len(papers),
        passed=sum(paper.passed for paper in papers),
        full=full,
        line=line,
        items=len(points),
        found=found,
        is_fixed=fixed,
        reliability=reliability,
        interval=feldt(reliability, len(papers), len(points)) if reliability is not None else None,
        sem=sem(found, reliability),
        at_line=at_line,
        told=level,
        accuracy_told=accuracy if model else Told.HIDDEN,
        same=subkoviak(counts, len(points), cut, firm) if firm is not None else None,
        simple=huynh(len(points), cut, moments(counts), kr21(len(points), moments(counts)))
        if firm is not None
        else None,
        decision=classified(model) if model else None,
        model=model,
        risk=tuple(unready_pass(model, tries) for tries in TRIES) if model else (),
        lengths=tuple((wish, length_for(wish, reliability, len(points))) for wish in WISHES),
        chances=chances(k, full, line),
        near=sum(abs(score - line) <= at_line for score in scores) if at_line else 0,
    )


def _reliability(papers: Sequence[Paper], found: Moments, fixed: bool) -> float | None:
    """α where everybody had the same paper; else the reliability of papers drawn anew, which is the more cautious."""
    if fixed:
        rows = [[share * each for share, each in zip(paper.shares, paper.points, strict=True)] for paper in papers]
        return alpha(rows)
    errors = [drawn_error(paper.shares, paper.points) for paper in papers]
    return drawn_reliability([error for error in errors if error is not None], found)


@dataclass(frozen=True)
class Bar:
    """People from ``low`` up to, not reaching, ``high`` points."""

    low: int
    high: int
    people: int
    is_below: bool

    def words(self, full: float) -> str:
        """The scores it holds, as they are shown: rounded down to 0.1."""
        return f"{self.low}" if self.low >= full else f"{self.low}–{self.high - 1}.9"


def bars(scores: Sequence[Fraction], full: Fraction, line: Fraction) -> list[Bar]:
    """Bars of equal width with a border on the line, a line between whole points counting as the next one."""
    width = max(1, math.ceil(full / 20))
    first = line.__floor__() if line.denominator == 1 else math.ceil(line)
    start = first - math.ceil(Fraction(first, width)) * width
    edges = list(range(start, math.ceil(full) + 1, width))
    if edges[-1] <= full:
        edges.append(edges[-1] + width)
    found = []
    for low, high in itertools.pairwise(edges):
        inside = sum(low <= score < high for score in scores)
        found.append(Bar(max(0, low), high, inside, high <= line))
    return found
