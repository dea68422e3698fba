"""What an answer was worth is derived, not asked: wrong, slow, right, or fast and sure.

Slow and fast are judged by how long right answers to this very question take, since one is read in three seconds and
another in twenty. Times are kept as counts in steps that grow by a quarter: enough to tell fast from slow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from cstrain.drill.rules.memory import AGAIN, EASY, GOOD, HARD

FIRST, GROWTH = 500, 1.25  # milliseconds up to which the first step reaches; each further one is a quarter wider
BUCKETS = 28  # the last reaches beyond three minutes
ENOUGH = 12  # right answers in time before a question is compared with itself
FAST_SHARE, SLOW_SHARE = 0.25, 0.9  # the fastest quarter is fast, the slowest tenth is slow


class Confidence(StrEnum):
    """How sure the person said to be before seeing the key; NONE where it was not asked."""

    NONE = ""
    SURE = "sure"
    HALF = "half"
    GUESS = "guess"


class Mode(StrEnum):
    """Where a card was answered."""

    DAILY = "daily"
    BANK = "bank"
    WRONG = "wrong"
    LEFT = "left"
    INSTANT = "instant"


def bucket(milliseconds: int) -> int:
    """The step of the distribution that a time falls into."""
    if milliseconds <= FIRST:
        return 0
    return min(BUCKETS - 1, math.ceil(round(math.log(milliseconds / FIRST, GROWTH), 9)))


def upper(step: int) -> int:
    """Milliseconds up to which a step reaches."""
    return round(FIRST * GROWTH**step)


def quantile(times: Sequence[int], share: float) -> int:
    """Milliseconds within which ``share`` of the counted times lie: the upper end of the step."""
    wanted, seen = share * sum(times), 0
    for step, count in enumerate(times):
        seen += count
        if count and seen >= wanted:
            return upper(step)
    return upper(BUCKETS - 1)


def is_known(times: Sequence[int]) -> bool:
    """Whether enough right answers were timed to compare with."""
    return sum(times) >= ENOUGH


def is_fast(milliseconds: int, times: Sequence[int], limit: int) -> bool:
    """Among the fastest quarter; while too few are known, within a third of the limit."""
    return milliseconds <= (quantile(times, FAST_SHARE) if is_known(times) else limit // 3)


def is_slow(milliseconds: int, times: Sequence[int], limit: int) -> bool:
    """Among the slowest tenth; while too few are known, beyond the limit."""
    return milliseconds > (quantile(times, SLOW_SHARE) if is_known(times) else limit)


def rate(is_right: bool, confidence: Confidence, took: int | None, times: Sequence[int], limit: int) -> int:
    """Again, Hard, Good or Easy. ``took`` None: not to be judged (first exposure, the page was hidden, nobody measured).

    ``limit``: milliseconds the card may take, 0 while the firm has not decided: then too few times judge nothing.
    """
    if not is_right:
        return AGAIN
    if took is None or not (limit or is_known(times)):
        return GOOD
    if is_slow(took, times, limit):
        return HARD
    return EASY if confidence is Confidence.SURE and is_fast(took, times, limit) else GOOD
