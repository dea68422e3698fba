"""Distributions that the standard library lacks: incomplete beta, binomial tails, quantiles of F and t, Gauss–Legendre."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)
TINY = 1e-300


def incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b), the regularised incomplete beta function, to about 1e-14."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction by Lentz's method (Abramowitz & Stegun 26.5.8)."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or TINY)
    total = d
    for m in range(1, 400):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d or TINY)
            c = 1 + step / c or TINY
            total *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return total


def at_least(c: int, n: int, t: float) -> float:
    """Pr(Bin(n, t) ≥ c)."""
    if c <= 0:
        return 1.0
    if c > n:
        return 0.0
    return incomplete_beta(t, c, n - c + 1)


def _inverse(of: Callable[[float], float], wanted: float) -> float:
    """The x in 0 … 1 at which the rising ``of`` reaches ``wanted``."""
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if of(middle) < wanted else (low, middle)
    return (low + high) / 2


def f_quantile(p: float, d1: float, d2: float) -> float:
    """The p-quantile of the F distribution."""
    x = _inverse(lambda x: incomplete_beta(x, d1 / 2, d2 / 2), p)
    return d2 * x / (d1 * (1 - x))


def t_quantile(p: float, d: float) -> float:
    """The p-quantile of Student's t, p ≥ ½."""
    return math.sqrt(f_quantile(2 * p - 1, 1, d))


@lru_cache(maxsize=4)
def gauss_legendre(count: int) -> tuple[tuple[float, float], ...]:
    """Nodes and weights on −1 … 1."""
    found = []
    for place in range(1, count + 1):
        x = math.cos(math.pi * (place - 0.25) / (count + 0.5))
        for _ in range(100):
            before, here = 1.0, x
            for k in range(2, count + 1):
                before, here = here, ((2 * k - 1) * x * here - (k - 1) * before) / k
            slope = count * (x * here - before) / (x * x - 1)
            step = here / slope
            x -= step
            if abs(step) < 1e-15:
                break
        found.append((x, 2 / ((1 - x * x) * slope * slope)))
    return tuple(found)
