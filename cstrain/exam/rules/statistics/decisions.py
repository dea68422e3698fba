"""What a pass or fail is worth: would a second paper say the same, and is it right?

Livingston & Lewis 1995 (any scoring), Subkoviak 1976 and Huynh 1976 (right or wrong), the risk of k attempts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cstrain.exam.rules.statistics.distributions import at_least, gauss_legendre
from cstrain.exam.rules.statistics.reliability import Moments, moments

NODES = 400
LONGEST = 1000  # effective length beyond which nothing changes any more
FOUR_FROM = 100  # people, before four parameters may be fitted


@dataclass(frozen=True)
class TrueScores:
    """True proportions as a beta distribution with ends ``low`` and ``high``."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def mean_of(self, of: Callable[[float], float], start: float = 0.0, end: float = 1.0) -> float:
        """∫ of(t) · density(t) dt from ``start`` to ``end``, by t = low + (high − low)·sin²θ."""
        begin, stop = (self._angle(edge) for edge in (start, end))
        if stop <= begin:
            return 0.0
        half, middle = (stop - begin) / 2, (stop + begin) / 2
        log_whole = math.lgamma(self.a + self.b) - math.lgamma(self.a) - math.lgamma(self.b)
        found = []
        for node, weight in gauss_legendre(NODES):
            angle = middle + half * node
            sine, cosine = math.sin(angle), math.cos(angle)
            log_density = log_whole + (2 * self.a - 1) * math.log(sine) + (2 * self.b - 1) * math.log(cosine)
            found.append(weight * 2 * math.exp(log_density) * of(self.low + (self.high - self.low) * sine * sine))
        return half * math.fsum(found)

    def _angle(self, t: float) -> float:
        share = min(1.0, max(0.0, (t - self.low) / (self.high - self.low)))
        return math.asin(math.sqrt(share))


@dataclass(frozen=True)
class Decision:
    """Shares of all people. ``right``: accuracy; ``same``: consistency P0; ``kappa`` without chance, None if undefined."""

    same: float
    kappa: float | None
    right: float | None = None
    true_pass: float = 0.0
    false_pass: float = 0.0
    false_fail: float = 0.0
    true_fail: float = 0.0


@dataclass(frozen=True)
class Model:
    """What Livingston and Lewis make of a set of scores. ``length``: unrounded; ``line``: a share; ``cut``: of ``n``."""

    length: float
    n: int
    cut: int
    line: float
    scores: TrueScores
    is_four: bool

    def passes(self, t: float) -> float:
        return at_least(self.cut, self.n, t)


def half_up(x: float) -> int:
    return math.floor(x + 0.5 + 1e-9)


def _kappa(same: float, by_chance: float) -> float | None:
    return (same - by_chance) / (1 - by_chance) if by_chance < 1 else None


def livingston_lewis(scores: Sequence[float], full: float, c: float, reliability: float | None) -> Model | None:
    """The model behind the figures; None where the scores do not carry it."""
    found = moments(scores)
    if reliability is None or not 0 < reliability < 1 or not found.s2:
        return None
    length = (found.mean * (full - found.mean) - reliability * found.s2) / (found.s2 * (1 - reliability))
    if length < 2:
        return None
    n = min(LONGEST, half_up(length))
    true = true_moments([n * score / full for score in scores], n)
    four = _four(true) if found.n >= FOUR_FROM else None
    fitted = four or _two(true)
    return Model(length, n, half_up(n * c / full), c / full, fitted, four is not None) if fitted else None


def true_moments(counts: Sequence[float], n: int) -> list[float]:
    """The first four raw moments of the true proportion, from factorial moments of scores out of n (Hanson 1991)."""
    found = []
    for order in range(1, 5):
        falling = [math.prod(y - step for step in range(order)) for y in counts]
        found.append(
            math.fsum(falling) / len(counts) / math.prod(n - step for step in range(order)) if n >= order else 0
        )
    return found


def _four(true: Sequence[float]) -> TrueScores | None:
    """Four-parameter beta by moments; None when no such beta has them."""
    mean, second, third, fourth = true
    variance = second - mean**2
    if variance <= 0:
        return None
    g3 = (third - 3 * mean * second + 2 * mean**3) / variance**1.5
    g4 = (fourth - 4 * mean * third + 6 * mean**2 * second - 3 * mean**4) / variance**2
    below = 6 + 3 * g3**2 - 2 * g4
    if below == 0:
        return None
    rho = 6 * (g4 - g3**2 - 1) / below
    under = (rho + 2) * (rho + 3) * g4 - 3 * (rho - 6) * (rho + 1)
    if under == 0 or rho <= 0:
        return None
    q = 1 - 24 * (rho + 1) / under
    if not 0 <= q < 1:
        return None
    large, small = rho * (1 + math.sqrt(q)) / 2, rho * (1 - math.sqrt(q)) / 2
    a, b = (large, small) if g3 < 0 else (small, large)
    step = math.sqrt(variance * (a + b + 1) / (a * b))
    low, high = mean - a * step, mean + b * step
    return TrueScores(a, b, low, high) if a > 0 and b > 0 and 0 <= low < high <= 1 else None


def _two(true: Sequence[float]) -> TrueScores | None:
    mean, second = true[:2]
    variance = second - mean**2
    if variance <= 0 or not 0 < mean < 1:
        return None
    together = mean * (1 - mean) / variance - 1
    return TrueScores(mean * together, (1 - mean) * together) if together > 0 else None


def classified(model: Model) -> Decision:
    """Accuracy and consistency under the model."""
    scores, line = model.scores, model.line
    true_pass = scores.mean_of(model.passes, line)
    false_pass = scores.mean_of(model.passes, 0, line)
    false_fail = scores.mean_of(lambda t: 1 - model.passes(t), line)
    true_fail = scores.mean_of(lambda t: 1 - model.passes(t), 0, line)

    def both(t: float) -> float:
        return model.passes(t) ** 2 + (1 - model.passes(t)) ** 2

    same = scores.mean_of(both, 0, line) + scores.mean_of(both, line)
    passing = true_pass + false_pass
    kappa = _kappa(same, passing**2 + (1 - passing) ** 2)
    return Decision(same, kappa, true_pass + true_fail, true_pass, false_pass, false_fail, true_fail)


def subkoviak(counts: Sequence[float], k: int, c: int, reliability: float | None) -> Decision | None:
    """Consistency from one sitting; ``counts``: right answers of k per person."""
    if reliability is None or not counts or k < 1:
        return None
    r, mean = max(0.0, reliability), math.fsum(counts) / len(counts)
    passing = [at_least(c, k, (r * x + (1 - r) * mean) / k) for x in counts]
    same = math.fsum(p * p + (1 - p) ** 2 for p in passing) / len(passing)
    average = math.fsum(passing) / len(passing)
    return Decision(same, _kappa(same, average**2 + (1 - average) ** 2))


def huynh(k: int, c: int, found: Moments, with_kr21: float | None) -> Decision | None:
    """Consistency of papers drawn at random: beta-binomial, closed sums."""
    if with_kr21 is None or not 0 < with_kr21 < 1 or not 0 < found.mean < k:
        return None
    a = found.mean * (1 / with_kr21 - 1)
    b = k / with_kr21 - k - a
    log_ways = [math.lgamma(k + 1) - math.lgamma(x + 1) - math.lgamma(k - x + 1) for x in range(k + 1)]

    def log_beta(p: float, q: float) -> float:
        return math.lgamma(p) + math.lgamma(q) - math.lgamma(p + q)

    whole = log_beta(a, b)
    failing = math.fsum(math.exp(log_ways[x] + log_beta(a + x, b + k - x) - whole) for x in range(c))
    twice = math.fsum(
        math.exp(log_ways[x] + log_ways[y] + log_beta(a + x + y, b + 2 * k - x - y) - whole)
        for x in range(c)
        for y in range(c)
    )
    below = failing - failing**2
    return Decision(1 + 2 * (twice - failing), (twice - failing**2) / below if below > 1e-12 else None)


def passes_once(k: int, c: int, t: float) -> float:
    """The chance that a person who is able to answer a share ``t`` passes a paper of k questions with the line at c."""
    return at_least(c, k, t)


def passes_within(tries: int, once: float) -> float:
    return 1 - (1 - once) ** tries


def unready_pass(model: Model, tries: int) -> tuple[float | None, float]:
    """(share of those not ready who get through within so many tries, their share among all who pass)."""

    def through(t: float) -> float:
        return passes_within(tries, model.passes(t))

    unready = model.scores.mean_of(lambda _t: 1.0, 0, model.line)
    got_through = model.scores.mean_of(through, 0, model.line)
    passing = got_through + model.scores.mean_of(through, model.line)
    return (got_through / unready if unready > 1e-12 else None), (got_through / passing if passing else 0.0)
