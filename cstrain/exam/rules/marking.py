"""Marking by people: which answers two of them mark, and which mark counts."""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Sequence
from fractions import Fraction

APART = Fraction(1, 5)  # of the question's points; two marks further apart than this call for a third person
STEPS = 10  # of the points: the scale on which agreement is reckoned


def is_doubled(attempt_id: str, place: int, share: int) -> bool:
    """Whether two people mark this answer: ``share`` of a hundred answers, fixed by the answer itself."""
    digest = hashlib.sha256(f"{attempt_id}:{place}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < share


def counting(marks: Sequence[tuple[str, Fraction]], *, doubled: bool) -> Fraction | None:
    """The share that counts, of (marker, share) in the order given, a marker's later one in place of the earlier.

    One marker: the newest mark. Two: the mean, if they are no further apart than ``APART``; else the middle one of three.
    None while a mark is owed.
    """
    if not marks:
        return None
    if not doubled:
        return marks[-1][1]
    given = list(dict(marks).values())
    if len(given) == 1 or (len(given) == 2 and abs(given[0] - given[1]) > APART):
        return None
    return (given[0] + given[1]) / 2 if len(given) == 2 else statistics.median(given[:3])


def step(share: Fraction) -> int:
    """A mark on the scale of agreement."""
    return round(share * STEPS)
