"""The figures of one question. They stand apart from their computation, which alone loads numpy."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OptionFigures:
    """One option: how many chose it, the shares among all and among top and bottom, its correlation with the rest.

    ``curve``: the share in each fifth of the scores, None for a fifth in which nobody stands.
    """

    option: int
    count: int
    share: float
    top: float
    bottom: float
    r: float | None
    r_low: float | None = None
    curve: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class ItemFigures:
    """One question version. Intervals are 95 %; None where the figure is not defined."""

    n: int
    right: float  # sum of shares
    p: float
    p_low: float
    p_high: float
    d: float | None
    r: float | None
    r_low: float | None
    r_high: float | None
    n_rest: int
    blank: int
    seconds: float | None  # median
    n_timed: int
    rapid: int
    options: tuple[OptionFigures, ...] = field(default=())
