"""How far a score can be trusted: α, KR-20, KR-21, their interval, measurement errors, the length a wish would take.

Sources: Cronbach 1951, Kuder & Richardson 1937, Feldt 1965, Lord 1955, Keats 1957, Livingston 1972, Spearman 1910.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cstrain.exam.rules.statistics.distributions import f_quantile


@dataclass(frozen=True)
class Moments:
    """n, mean, variance ÷n and ÷(n−1) of scores."""

    n: int
    mean: float
    v: float
    s2: float

    @property
    def sd(self) -> float:
        return math.sqrt(self.s2)


def moments(scores: Sequence[float]) -> Moments:
    n = len(scores)
    mean = math.fsum(scores) / n if n else 0.0
    squares = math.fsum((score - mean) ** 2 for score in scores)
    return Moments(n, mean, squares / n if n else 0.0, squares / (n - 1) if n > 1 else 0.0)


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's α of complete rows, one per person; KR-20 when all scores are 0 or 1. None without spread or with k = 1."""
    k = len(rows[0]) if rows else 0
    total = moments([math.fsum(row) for row in rows])
    if k < 2 or total.n < 2 or total.s2 == 0:
        return None
    within = math.fsum(moments([row[item] for row in rows]).s2 for item in range(k))
    return k / (k - 1) * (1 - within / total.s2)


def kr20(k: int, sum_pq: float, v: float) -> float | None:
    return k / (k - 1) * (1 - sum_pq / v) if k > 1 and v else None


def kr21(k: float, found: Moments) -> float | None:
    """From mean and spread alone: the reliability of papers drawn anew for each person; may be negative."""
    return k / (k - 1) * (1 - found.mean * (k - found.mean) / (k * found.v)) if k > 1 and found.v else None


def drawn_error(shares: Sequence[float], points: Sequence[float]) -> float | None:
    """Variance of one person's score from paper to paper, in points², when questions are drawn for each person.

    With equal points and right or wrong it is Lord's x(k−x)/(k−1); weights and partial credit follow the same idea.
    """
    k, full = len(shares), math.fsum(points)
    if k < 2 or not full:
        return None
    mean = math.fsum(share * each for share, each in zip(shares, points, strict=True)) / full
    spread = math.fsum(each * each * (share - mean) ** 2 for share, each in zip(shares, points, strict=True))
    return k / (k - 1) * spread


def drawn_reliability(errors: Sequence[float], found: Moments) -> float | None:
    """1 − mean error variance ÷ variance (÷n): KR-21 itself when questions are right or wrong and worth the same."""
    return 1 - math.fsum(errors) / len(errors) / found.v if errors and found.v else None


def feldt(reliability: float, n: int, k: int) -> tuple[float, float] | None:
    """The 95 % interval; its lower end may be negative."""
    if n < 3 or k < 2:
        return None
    d1, d2 = n - 1, (n - 1) * (k - 1)
    low, high = f_quantile(0.975, d1, d2), f_quantile(0.025, d1, d2)
    return 1 - (1 - reliability) * low, 1 - (1 - reliability) * high


def sem(found: Moments, reliability: float | None) -> float | None:
    """The standard error of measurement in points; about two thirds of repeated scores lie within ±1 of it."""
    if reliability is None or reliability < 0 or not found.s2:
        return None
    return found.sd * math.sqrt(max(0.0, 1 - reliability))


def lord_error(c: float, full: float, k: float) -> float | None:
    """The measurement error at score ``c`` of ``full`` points; ``k``: how many questions it is spread over. Needs nobody."""
    share = c / full if full else 0
    return full * math.sqrt(share * (1 - share) / (k - 1)) if k > 1 and 0 < share < 1 else None


def keats_error(lord: float, with_kr20: float, with_kr21: float) -> float | None:
    """Lord's error without the part that comes from unequal difficulty; for one fixed paper only."""
    return lord * math.sqrt((1 - with_kr20) / (1 - with_kr21)) if with_kr21 < 1 else None


def effective_length(points: Sequence[float]) -> float:
    """How many questions of equal worth these weigh: (Σw)² ÷ Σw²."""
    squares = math.fsum(each * each for each in points)
    return math.fsum(points) ** 2 / squares if squares else 0.0


def livingston(reliability: float | None, found: Moments, c: float) -> float | None:
    """K²: about the distance of scores from the line, not about wrong decisions."""
    if reliability is None or reliability < 0 or not found.s2:
        return None
    away = (found.mean - c) ** 2
    return (reliability * found.s2 + away) / (found.s2 + away)


@dataclass(frozen=True)
class Length:
    """``factor`` times as long; ``items`` questions in all."""

    factor: float
    items: int


def length_for(wanted: float, reliability: float | None, k: int) -> Length | None:
    """Spearman–Brown: how many questions of this kind a wanted reliability takes."""
    if reliability is None or not 0 < reliability < 1 or not 0 < wanted < 1:
        return None
    factor = wanted * (1 - reliability) / (reliability * (1 - wanted))
    return Length(factor, math.ceil(k * factor - 1e-9))
