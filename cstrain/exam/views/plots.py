"""Plots as numbers for SVG attributes: every place on the sheet is worked out here, words and tables stand in the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cstrain.exam.queries import FormRow, ItemRow
from cstrain.exam.rules.statistics.figures import ItemFigures
from cstrain.exam.rules.statistics.shown import is_to_look_at

LEFT, RIGHT, TOP, FLOOR = 50.0, 570.0, 30.0, 230.0


@dataclass(frozen=True)
class Mark:
    """Words at a place, or a line across when ``words`` belong to an axis."""

    x: float
    y: float
    words: str = ""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    kind: str = "col"


@dataclass(frozen=True)
class Curve:
    """``points``: as a polyline wants them; ``end``: where its words stand."""

    points: str
    kind: str
    end: Mark


@dataclass(frozen=True)
class Plot:
    columns: list[Box] = field(default_factory=list)
    across: list[Mark] = field(default_factory=list)
    below: list[Mark] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    warned: list[Mark] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    band: Box | None = None
    cut: float | None = None


def _at(share: float, low: float, high: float) -> float:
    return round(low + share * (high - low), 1)


def _steps(most: int) -> list[int]:
    """Four or five round figures up to the most."""
    step = next(each for power in range(6) for each in (10**power, 2 * 10**power, 5 * 10**power) if most <= 5 * each)
    return list(range(0, most + step, step))


def distribution(row: FormRow) -> Plot:
    """People per bar of scores, the pass line, and one measurement error to either side of it."""
    steps = _steps(max(1, *(bar.people for bar in row.bars)))
    low, high = float(row.bars[0].low), float(row.bars[-1].high)

    def x(score: float) -> float:
        return _at((min(max(score, low), high) - low) / (high - low), LEFT, RIGHT)

    def y(people: float) -> float:
        return _at(people / steps[-1], FLOOR, TOP)

    columns = [
        Box(x(bar.low) + 1, y(bar.people), max(1.0, round(x(bar.high) - x(bar.low) - 2, 1)), round(FLOOR - y(bar.people), 1),
            "below" if bar.is_below else "col")
        for bar in row.bars
        if bar.people
    ]  # fmt: skip
    line, error = row.form.line, row.form.at_line or 0.0
    edges = x(line - error), x(line + error)
    every = max(1, len(row.bars) // 6)
    return Plot(
        columns=columns,
        across=[Mark(LEFT, y(each), str(each)) for each in steps],
        below=[Mark(x(bar.low), FLOOR + 18, str(bar.low)) for bar in row.bars[::every]],
        band=Box(edges[0], TOP, round(edges[1] - edges[0], 1), FLOOR - TOP) if error else None,
        cut=x(line),
    )


def item_map(rows: Sequence[ItemRow]) -> Plot:
    """Facility to the right, discrimination upwards; triangles are to be looked at."""
    known = [row for row in rows if row.seen.figures.r is not None and row.seen.figures.n >= 30]
    found = [row.seen.figures.r or 0.0 for row in known]
    low, high = min(-0.2, *found, 0.0), max(0.6, *found, 0.0)

    def place(row: ItemRow, words: str = "") -> Mark:
        figures = row.seen.figures
        return Mark(_at(figures.p, LEFT, RIGHT), y(figures.r or 0.0), words)

    def y(r: float) -> float:
        return _at((r - low) / (high - low), FLOOR, TOP)

    return Plot(
        across=[
            Mark(LEFT, y(step / 10), f"{step / 10:.1f}".replace("-", "−"))
            for step in range(-8, 11, 2)
            if low <= step / 10 <= high
        ],
        below=[Mark(_at(share / 100, LEFT, RIGHT), FLOOR + 18, f"{share}%") for share in range(0, 101, 20)],
        dots=[place(row) for row in known if not is_to_look_at(row.seen)],
        warned=[place(row, row.version.question_id) for row in known if is_to_look_at(row.seen)],
        band=Box(LEFT, y(0.1), RIGHT - LEFT, round(FLOOR - y(0.1), 1)),
    )


def curves(figures: ItemFigures, right: frozenset[int], words: Sequence[str]) -> Plot:
    """Per option the share that chose it in each fifth of the scores, lowest to highest."""
    listed = [one for one in figures.options if one.option >= 0 and any(share is not None for share in one.curve)]
    bands = len(listed[0].curve) if listed else 5
    taken: list[float] = []

    def y(share: float) -> float:
        return _at(share, FLOOR, TOP)

    found = []
    for one in sorted(listed, key=lambda each: -(each.curve[-1] or 0)):
        points = [
            (_at(band / (bands - 1), 66, 500), y(share)) for band, share in enumerate(one.curve) if share is not None
        ]
        end = max([points[-1][1], *(each + 15 for each in taken[-1:])])
        taken.append(end)
        kind = "l1" if one.option in right else "l2" if (one.curve[-1] or 0) > (one.curve[0] or 0) + 0.1 else "l3"
        text = " ".join(f"{x},{at}" for x, at in points)
        found.append(Curve(text, kind, Mark(508, round(end + 4, 1), words[one.option])))
    return Plot(
        across=[Mark(LEFT, y(share / 100), f"{share}%") for share in range(0, 101, 20)],
        below=[Mark(_at(band / (bands - 1), 66, 500), FLOOR + 18) for band in range(bands)],
        curves=found,
    )
