"""How far two markers agree: exact agreement, within a step, and quadratic weighted κ (Cohen 1968)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """Shares of n pairs. ``kappa``: None where neither marker spread the marks."""

    n: int
    exact: float
    near: float
    kappa: float | None


def agreement(pairs: Sequence[tuple[int, int]], steps: int) -> Agreement | None:
    """Of marks in whole steps 0 … ``steps``; None without pairs. Distances are those of the whole scale."""
    if not pairs:
        return None
    n = len(pairs)
    apart = [abs(one - other) for one, other in pairs]
    return Agreement(n, apart.count(0) / n, sum(each <= 1 for each in apart) / n, weighted_kappa(pairs, steps))


def weighted_kappa(pairs: Sequence[tuple[int, int]], steps: int) -> float | None:
    """1 − Σ(i−j)²O ÷ Σ(i−j)²E."""
    n = len(pairs)
    seen = math.fsum((one - other) ** 2 for one, other in pairs) / n
    expected = math.fsum((one - other) ** 2 for one, _ in pairs for _, other in pairs) / n**2
    return 1 - seen / expected if steps and expected else None
