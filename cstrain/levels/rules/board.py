"""The board of levels: in which group a person stands."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from cstrain.levels.rules.eligibility import Gap


class Group(StrEnum):
    PROPOSED = "proposed"  # awaits a decision
    ELIGIBLE = "eligible"  # all conditions met, nothing open (declined lately)
    NEAR = "near"  # one condition lacks
    FAR = "far"
    COMING = "coming"  # approved, from a later month
    HOLD = "hold"  # the level rests
    TOP = "top"
    ELSEWHERE = "elsewhere"  # the level stands on another ladder


def group_of(*, proposed: bool, coming: bool, lapsed: bool, elsewhere: bool, gaps: Sequence[Gap] | None) -> Group:
    """``gaps`` of the next level; None: there is none above."""
    if proposed:
        return Group.PROPOSED
    if lapsed:
        return Group.HOLD
    if coming:
        return Group.COMING
    if elsewhere:
        return Group.ELSEWHERE
    if gaps is None:
        return Group.TOP
    lacking = sum(1 for gap in gaps if not gap.is_met)
    return {0: Group.ELIGIBLE, 1: Group.NEAR}.get(lacking, Group.FAR)
