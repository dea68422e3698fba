"""The board of the gate: in which group a person stands."""

from __future__ import annotations

from enum import StrEnum

MOST_NEAR = 3  # conditions short of which somebody counts as near


class Group(StrEnum):
    """In the order of the board."""

    READY = "ready"
    POSTPONED = "postponed"
    NEAR = "near"
    TRAINING = "training"
    CONDITIONAL = "conditional"
    SUSPENDED = "suspended"
    LIVE = "live"
    LAPSED = "lapsed"


LEARNING = (Group.READY, Group.POSTPONED, Group.NEAR, Group.TRAINING)
CERTIFIED = (Group.CONDITIONAL, Group.SUSPENDED, Group.LIVE, Group.LAPSED)


def group_of(is_ready: bool, lacking: int, *, is_postponed: bool) -> Group:
    """Of somebody in training; a postponement holds until the evidence changes."""
    if is_postponed:
        return Group.POSTPONED
    if is_ready:
        return Group.READY
    return Group.NEAR if 1 <= lacking <= MOST_NEAR else Group.TRAINING
