"""Item analysis over columns of responses, a million in about a second.

One row per question and person; papers may be drawn anew for each person, so the other side of every comparison is the
share of points a person earned on the *other* questions of the same paper. Sources: Kelley 1939 (27 % groups, shared
ties), Henrysson 1963 (item–rest), Haladyna & Downing 1993 (options), Wise & Ma 2012 (rapid answers), Wilson 1927.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cstrain.exam.rules.statistics.distributions import Z, t_quantile
from cstrain.exam.rules.statistics.figures import ItemFigures, OptionFigures

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
GROUP = 0.27
LONGEST = 600.0  # seconds; a pause longer than that is no thinking
RAPID_SHARE, RAPID_MOST, RAPID_FIXED = 0.10, 10.0, 3.0
TIMED_FROM = 30  # people, before an item's own threshold is used
CURVE = 5  # bands of a distractor curve


@dataclass(frozen=True)
class Responses:
    """Columns of equal length, one row per question presented and reached.

    ``person`` and ``item``: indexes; ``share``: 0 … 1 of ``points``; ``total``: the person's share of the whole paper;
    ``rest``: of the other questions, NaN when the paper was not finished; ``seconds``: NaN when unknown;
    ``blank``: seen and left empty. ``chosen``: (row, option) for every option ticked.
    """

    person: Ints
    item: Ints
    share: Floats
    total: Floats
    rest: Floats
    seconds: Floats
    blank: npt.NDArray[np.bool_]
    chosen: tuple[Ints, Ints]


def wilson(right: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n right-or-wrong answers."""
    p, zz = right / n, Z * Z
    middle, spread = p + zz / (2 * n), Z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
    return (middle - spread) / (1 + zz / n), (middle + spread) / (1 + zz / n)


def fisher(r: float, n: int) -> tuple[float, float] | None:
    """The 95 % interval of a correlation."""
    if n < 4 or abs(r) >= 1:
        return None
    at, half = math.atanh(r), Z / math.sqrt(n - 3)
    return math.tanh(at - half), math.tanh(at + half)


def group_size(n: int) -> int:
    return max(1, math.floor(GROUP * n + 0.5))


class _Table:
    """The sums behind the figures, each an array by item."""

    def __init__(self, given: Responses, items: int) -> None:
        self.given, self.items = given, items
        self.n = np.bincount(given.item, minlength=items)
        self.right = self._sum(given.share)
        self.squares = self._sum(given.share**2)
        self.starts = np.concatenate(([0], np.cumsum(self.n)[:-1]))
        _levels, self.rank = np.unique(given.total, return_inverse=True)
        self.order = np.argsort(given.item * (int(self.rank.max(initial=0)) + 1) + self.rank)  # by item, then by total
        self.top, self.bottom = self._groups()
        self.whole = np.isfinite(given.rest)
        self.centre = float(given.rest[self.whole].mean()) if self.whole.any() else 0.0
        self.rest = np.where(self.whole, given.rest - self.centre, 0.0)
        self.n_rest = self._sum(self.whole.astype(float))
        self.sum_rest, self.squares_rest = self._sum(self.rest), self._sum(self.rest**2)

    def _sum(self, values: Floats) -> Floats:
        return np.bincount(self.given.item, weights=values, minlength=self.items).astype(np.float64)

    def _groups(self) -> tuple[Floats, Floats]:
        """Per row its weight in the top and in the bottom group of its item; ties at the edge share the open places."""
        item, at, n = self.given.item, self.rank[self.order], self.n
        size = np.minimum(np.maximum(1, np.floor(GROUP * n + 0.5)).astype(np.int64), np.maximum(n, 1))
        there = n > 0
        low, high = np.zeros_like(n), np.zeros_like(n)
        low[there], high[there] = at[(self.starts + size - 1)[there]], at[(self.starts + n - size)[there]]
        return _weights(item, self.rank, high, size), _weights(item, -self.rank, -low, size)

    def discrimination(self) -> Floats:
        share = self.given.share
        size: Floats = np.maximum(1.0, np.floor(GROUP * self.n + 0.5))
        apart: Floats = self._sum(share * self.top) - self._sum(share * self.bottom)
        return apart / size

    def correlation(self) -> Floats:
        share = np.where(self.whole, self.given.share, 0.0)
        return _pearson(self.n_rest, self._sum(share), self._sum(share**2), self._rest(self._sum(share * self.rest)))

    def _rest(self, cross: Floats) -> tuple[Floats, Floats, Floats]:
        return self.sum_rest, self.squares_rest, cross


def _pearson(n: Floats, x: Floats, xx: Floats, rest: tuple[Floats, Floats, Floats]) -> Floats:
    """Correlations from sums; NaN without spread on either side."""
    y, yy, xy = rest
    spread = (n * xx - x * x) * (n * yy - y * y)
    with np.errstate(divide="ignore", invalid="ignore"):
        flat = spread <= 1e-12 * np.maximum(1.0, n**4)
        found: Floats = np.where(flat, np.nan, (n * xy - x * y) / np.sqrt(np.where(flat, 1.0, spread)))
    return found


def _weights(item: Ints, rank: Ints, edge: Ints, size: Ints) -> Floats:
    beyond, on = rank > edge[item], rank == edge[item]
    count_beyond = np.bincount(item, weights=beyond, minlength=len(size))
    count_on = np.bincount(item, weights=on, minlength=len(size))
    share = (size - count_beyond) / np.maximum(count_on, 1)
    found: Floats = beyond + on * share[item]
    return found


def thresholds(given: Responses, items: int) -> Floats:
    """Seconds under which an answer is rapid (NT10): a tenth of the item's mean, at most 10; fixed while few were timed."""
    timed = np.isfinite(given.seconds)
    item, seconds = given.item[timed], np.minimum(given.seconds[timed], LONGEST)
    count = np.bincount(item, minlength=items)
    mean = np.bincount(item, weights=seconds, minlength=items) / np.maximum(count, 1)
    found: Floats = np.where(count >= TIMED_FROM, np.minimum(RAPID_MOST, RAPID_SHARE * mean), RAPID_FIXED)
    return found


def analyse(given: Responses, items: int, options: list[int]) -> list[ItemFigures | None]:
    """Per item its figures, None for one that nobody was presented. ``options``: how many each item has, 0 for none."""
    table = _Table(given, items)
    d, r = table.discrimination(), table.correlation()
    blank = table._sum(given.blank.astype(float))
    timed = np.isfinite(given.seconds)
    rapid = np.bincount(
        given.item, weights=timed & (given.seconds < thresholds(given, items)[given.item]), minlength=items
    )
    medians, counts = _medians(given, timed, items)
    chosen = _options(table, options)
    found: list[ItemFigures | None] = []
    for item in range(items):
        n = int(table.n[item])
        if n == 0:
            found.append(None)
            continue
        sums = (n, float(table.right[item]), float(table.squares[item]))
        low, high = _facility_interval(*sums)
        between = None if math.isnan(r[item]) else fisher(float(r[item]), int(table.n_rest[item]))
        told: dict[str, Any] = {"d": _d(float(d[item]), n, sums), "r": None if math.isnan(r[item]) else float(r[item])}
        told["r_low"], told["r_high"] = between or (None, None)
        told["seconds"] = float(medians[item]) if counts[item] else None
        found.append(
            ItemFigures(
                n=n, right=sums[1], p=sums[1] / n, p_low=low, p_high=high, n_rest=int(table.n_rest[item]),
                blank=int(blank[item]), n_timed=int(counts[item]), rapid=int(rapid[item]),
                options=chosen.get(item, ()), **told,
            )
        )  # fmt: skip
    return found


def _d(d: float, n: int, sums: tuple[int, float, float]) -> float | None:
    """No figure where the groups would overlap or everybody answered alike."""
    _n, right, squares = sums
    alike = squares * n - right * right <= 1e-12 * n * n
    return None if n < 4 or n < 2 * group_size(n) or alike else d


def _facility_interval(n: int, right: float, squares: float) -> tuple[float, float]:
    """Wilson for right or wrong; mean ± t·SD/√n where part of the points can be earned."""
    if abs(squares - right) < 1e-9 * n:
        return wilson(right, n)
    if n < 2:
        return 0.0, 1.0
    mean = right / n
    half = t_quantile(0.975, n - 1) * math.sqrt(max(0.0, (squares - n * mean * mean) / (n - 1)) / n)
    return max(0.0, mean - half), min(1.0, mean + half)


def _medians(given: Responses, timed: npt.NDArray[np.bool_], items: int) -> tuple[Floats, Ints]:
    item, seconds = given.item[timed], given.seconds[timed]
    order = np.argsort(item * (2 * LONGEST) + np.minimum(seconds, LONGEST))
    counts = np.bincount(item, minlength=items)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    sorted_seconds = np.append(seconds[order], 0.0)
    low, high = starts + np.maximum(counts - 1, 0) // 2, starts + counts // 2
    high = np.minimum(high, len(sorted_seconds) - 1)
    return (sorted_seconds[np.minimum(low, len(sorted_seconds) - 1)] + sorted_seconds[high]) / 2, counts


def _options(table: _Table, options: list[int]) -> dict[int, tuple[OptionFigures, ...]]:
    """Per item with options one figure for each; an option of its own is −1, the blank."""
    given, width = table.given, max(options, default=0) + 1
    if width == 1:
        return {}
    empty = np.flatnonzero(given.blank)
    rows = np.concatenate((given.chosen[0], empty))
    picked = np.concatenate((given.chosen[1], np.full(len(empty), width - 1)))
    cell = given.item[rows] * width + picked
    length = table.items * width

    def summed(values: Floats | None) -> Floats:
        weights = None if values is None else values[rows]
        return np.bincount(cell, weights=weights, minlength=length).astype(float).reshape(table.items, width)

    count, top, bottom = summed(None), summed(table.top), summed(table.bottom)
    x, cross = summed(table.whole.astype(float)), summed(table.rest)
    column = (table.sum_rest[:, None], table.squares_rest[:, None], cross)
    r = _pearson(table.n_rest[:, None], x, x, column)
    curves = _curves(table, rows, cell, width)
    found = {}
    for item in (place for place, many in enumerate(options) if many and table.n[place]):
        n, size = int(table.n[item]), group_size(int(table.n[item]))
        places = [*range(options[item]), *([width - 1] if count[item, width - 1] else [])]
        found[item] = tuple(
            OptionFigures(
                option=-1 if place == width - 1 else place,
                count=int(count[item, place]),
                share=float(count[item, place]) / n,
                top=float(top[item, place]) / size,
                bottom=float(bottom[item, place]) / size,
                r=None if math.isnan(r[item, place]) else float(r[item, place]),
                curve=tuple(None if math.isnan(curve[item, place]) else float(curve[item, place]) for curve in curves),
                r_low=_low(float(r[item, place]), int(table.n_rest[item])),
            )
            for place in places
        )
    return found


def _low(r: float, n: int) -> float | None:
    between = None if math.isnan(r) else fisher(r, n)
    return between[0] if between else None


def _curves(table: _Table, rows: Ints, cell: Ints, width: int) -> list[Floats]:
    """Per band of the paper's score, from the lowest fifth to the highest, the share that chose each option.

    People with the same score stand in the same band, the one in which their middle place lies.
    """
    item = table.given.item
    sorted_item, sorted_rank = item[table.order], table.rank[table.order]
    changes = (np.diff(sorted_item) != 0) | (np.diff(sorted_rank) != 0)
    first = np.concatenate(([0], np.flatnonzero(changes) + 1))[: len(item)]
    length = np.diff(np.append(first, len(item)))
    twice = np.repeat(2 * first + length, length)  # twice the middle place, counted from ½
    band = np.empty(len(item), np.int64)
    ends = np.maximum(table.n, 1)[sorted_item]
    band[table.order] = np.minimum(CURVE - 1, (twice - 2 * table.starts[sorted_item]) * CURVE // (2 * ends))
    people = np.bincount(item * CURVE + band, minlength=table.items * CURVE).reshape(table.items, 1, CURVE)
    count = np.bincount(cell * CURVE + band[rows], minlength=table.items * width * CURVE)
    shares = np.where(people > 0, count.reshape(table.items, width, CURVE) / np.maximum(people, 1), np.nan)
    return [shares[:, :, each] for each in range(CURVE)]
