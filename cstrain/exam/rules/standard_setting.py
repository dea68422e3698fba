"""Setting the pass line by modified Angoff: judges say of each question what share of just-ready agents gets it right.

Sources: Angoff 1971, Brennan & Lockwood 1980 (components of variance), Cohen, Kane & Crooks 1999 (half a SEM).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cstrain.kit.errors import Refusal

FEWEST, MOST = 3, 15  # judges
SHOWN_FROM, GOOD_FROM = 5, 10  # judges, before an error is shown; before it is no longer provisional
REASON = 10  # characters at least
SET_BY = "及格线评定"  # among the decisions pinned into an attempt: the panel that set its line


class Round(StrEnum):
    """Where a panel stands."""

    BLIND = "blind"  # each judge alone; nobody sees another's figures
    TALK = "talk"  # spread and real difficulty are shown, figures may be changed
    SETTLED = "settled"
    DROPPED = "dropped"


class Step(StrEnum):
    OPEN_TALK = "open_talk"
    SETTLE = "settle"
    DROP = "drop"


NEXT: dict[tuple[Round, Step], Round] = {
    (Round.BLIND, Step.OPEN_TALK): Round.TALK,
    (Round.TALK, Step.SETTLE): Round.SETTLED,
    (Round.BLIND, Step.DROP): Round.DROPPED,
    (Round.TALK, Step.DROP): Round.DROPPED,
}


def move(now: Round, step: Step) -> Round:
    try:
        return NEXT[(now, step)]
    except KeyError:
        raise Refusal("panel_does_not_allow", round=now.value) from None


@dataclass(frozen=True)
class Standard:
    """``cut`` in points of ``full``. Errors in points too, None with fewer than two judges."""

    judges: int
    items: int
    sums: tuple[float, ...]
    cut: float
    sd: float | None
    se_judges: float | None
    se_fixed: float | None
    se_random: float | None
    components: tuple[float, float, float] | None  # variances of judges, items, both

    def judges_for(self, wanted: float) -> int | None:
        """How many judges a wanted standard error takes."""
        return math.ceil((self.sd / wanted) ** 2 - 1e-9) if self.sd is not None and wanted > 0 else None


def angoff(rows: Sequence[Sequence[float]], points: Sequence[float] | None = None) -> Standard:
    """``rows``: per judge the shares 0 … 1, complete; ``points``: what each question is worth (1 each)."""
    weights = list(points or [1.0] * len(rows[0]))
    worth = [[share * each for share, each in zip(row, weights, strict=True)] for row in rows]
    judges, items = len(worth), len(weights)
    sums = [math.fsum(row) for row in worth]
    cut = math.fsum(sums) / judges
    if judges < 2 or items < 2:
        return Standard(judges, items, tuple(sums), cut, None, None, None, None, None)
    sd = math.sqrt(math.fsum((each - cut) ** 2 for each in sums) / (judges - 1))
    of_judges, of_items, of_both = _components(worth)
    fixed = items * math.sqrt(of_judges / judges + of_both / (items * judges))
    anew = items * math.sqrt(of_judges / judges + of_items / items + of_both / (items * judges))
    return Standard(
        judges, items, tuple(sums), cut, sd, sd / math.sqrt(judges), fixed, anew, (of_judges, of_items, of_both)
    )


def _components(rows: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    judges, items = len(rows), len(rows[0])
    by_judge = [math.fsum(row) / items for row in rows]
    by_item = [math.fsum(row[item] for row in rows) / judges for item in range(items)]
    mean = math.fsum(by_judge) / judges
    ms_judges = items * math.fsum((each - mean) ** 2 for each in by_judge) / (judges - 1)
    ms_items = judges * math.fsum((each - mean) ** 2 for each in by_item) / (items - 1)
    left = math.fsum(
        (rows[judge][item] - by_judge[judge] - by_item[item] + mean) ** 2
        for judge in range(judges)
        for item in range(items)
    )
    ms_both = left / ((judges - 1) * (items - 1))
    return max(0.0, (ms_judges - ms_both) / items), max(0.0, (ms_items - ms_both) / judges), ms_both


def attainable(cut: float, step: Fraction = Fraction(1)) -> Fraction:
    """The smallest score in whole steps that is not below the cut."""
    return math.ceil(Fraction(cut).limit_denominator(10**9) / step) * step


def require_panel(judges: int) -> None:
    if not FEWEST <= judges <= MOST:
        raise Refusal("panel_size", fewest=FEWEST, most=MOST)


def require_share(percent: int) -> None:
    """Judges say 1 … 99 of 100: nobody is sure of all, nor of none."""
    if not 1 <= percent <= 99:
        raise Refusal("share_out_of_range")


def require_decision(line: Fraction, panel_line: Fraction, full: Fraction, reason: str) -> bool:
    """Whether the decided line departs from the panel's. A reason is asked in any case, more so for a departure."""
    if not 0 < line <= full:
        raise Refusal("line_above_full", line=str(line), full=str(full))
    if len(reason.strip()) < REASON:
        raise Refusal("reason_too_short", least=REASON)
    return line != panel_line
