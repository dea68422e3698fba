"""How long a question took, from the times at which its saves reached the server."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

TOGETHER = 0.5  # seconds; saves closer than that were sent in one go after a break in the connection


def seconds_by_place(saves: Sequence[tuple[int, float]]) -> dict[int, float | None]:
    """``saves``: (place, seconds since the start) in the order they came. A question's time is the sum of what passed
    before each of its saves; None where saves came together, so that nobody's clock is guessed.
    """
    found: dict[int, float | None] = {}
    before = 0.0
    for place, at in saves:
        known, gap = found.get(place, 0.0), at - before
        found[place] = None if known is None else known + gap
        before = at
    for (one, at), (other, later) in itertools.pairwise(saves):
        if one != other and later - at < TOGETHER:
            found[one] = found[other] = None
    return found
