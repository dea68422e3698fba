"""What stands beside the count: how much is likely to be remembered after going live, and how fast next to the team.

Both are shown to everybody and required only where the firm says so; the count stands by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

LATER = 7  # days after going live for which recall is predicted
FEWEST = 30  # timed answers before a median is shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the firm requires beside the count; 0: shown, not required. Both in per cent."""

    recall: int = 0
    pace: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """``recall``: per cent of the set predicted to be known on ``on``. ``mine`` and ``team``: median milliseconds of a
    right answer, None while too few were timed. A figure that cannot be told is not held against anybody but for recall:
    what was never practised here counts as not remembered."""

    recall: int
    on: date
    mine: int | None
    team: int | None
    wanted: Wanted = Wanted()

    @property
    def pace(self) -> int | None:
        """The person's median in per cent of the team's, rounded up."""
        return -(-100 * self.mine // self.team) if self.mine and self.team else None

    @property
    def recall_is_met(self) -> bool:
        return self.recall >= self.wanted.recall

    @property
    def pace_is_met(self) -> bool:
        return not self.wanted.pace or self.pace is None or self.pace <= self.wanted.pace

    @property
    def is_met(self) -> bool:
        return self.recall_is_met and self.pace_is_met


def recalled(chances: Sequence[float], items: int) -> int:
    """Per cent of a set of ``items`` predicted to be known, rounded down; questions without a card count as forgotten."""
    return int(100 * sum(chances) / items + 1e-9) if items else 0


def middle(milliseconds: Sequence[int]) -> int | None:
    """The median, None while fewer than ``FEWEST`` were timed."""
    return round(median(milliseconds)) if len(milliseconds) >= FEWEST else None
