"""How a step stands for its person, and a day: what every page shows (ui section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Of a step."""

    LOCKED = "locked"
    OPEN = "open"
    RUNNING = "running"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    WAIVED = "waived"
    AGAIN = "again"  # its content moved on: learned and signed before, now once more
    REFUSED = "refused"  # the person would not sign, nobody has answered yet


DONE = frozenset({Standing.TO_SIGN, Standing.SIGNED, Standing.WAIVED, Standing.REFUSED})
OWED = frozenset({Standing.TO_SIGN, Standing.REFUSED})


@dataclass(frozen=True)
class Facts:
    """What is known of a step: ``before``: signed in an older major version."""

    is_open: bool
    is_begun: bool = False
    is_done: bool = False
    is_waived: bool = False
    is_signed: bool = False
    is_refused: bool = False
    before: bool = False


def standing(facts: Facts) -> Standing:
    """The one word for a step."""
    if facts.is_waived:
        return Standing.WAIVED
    if facts.is_done:
        if facts.is_signed:
            return Standing.SIGNED
        return Standing.REFUSED if facts.is_refused else Standing.TO_SIGN
    if not facts.is_open:
        return Standing.LOCKED
    if facts.before:
        return Standing.AGAIN
    return Standing.RUNNING if facts.is_begun else Standing.OPEN


class DayStanding(StrEnum):
    """Of a day."""

    LOCKED = "locked"
    OPEN = "open"
    OWED = "owed"  # learned, signatures missing
    DONE = "done"


def day_standing(steps: Iterable[Standing], is_open: bool) -> DayStanding:
    """A day is done when every step of it is done and signed; a day without steps is done when it has opened."""
    held = list(steps)
    if not all(one in DONE for one in held):
        return DayStanding.OPEN if is_open else DayStanding.LOCKED
    if any(one in OWED for one in held):
        return DayStanding.OWED
    return DayStanding.DONE if is_open or held else DayStanding.LOCKED
