"""What may be said of how few people, and which questions a trainer should look at.

The limits follow the standard errors; below 30 people a question says only how many were right.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cstrain.exam.rules.statistics.figures import ItemFigures, OptionFigures

FEW = 30  # below: counts only
SOLID = 100  # below: provisional
KEY_FROM = 50  # people, before a key is doubted
FORM_FROM, FORM_SOLID = 30, 50  # for reliability and consistency
ACCURACY_FROM, ACCURACY_SOLID = 50, 100  # for accuracy and the risk of a group
EASY, HARD, WEAK, WEAK_TOP = 0.95, 0.30, 0.10, 0.20
IDLE, RAPID = 0.05, 0.10
TOP_MORE = 3  # people of the best group


class Told(StrEnum):
    HIDDEN = "hidden"
    PROVISIONAL = "provisional"
    SHOWN = "shown"


class Flag(StrEnum):
    """In the order of how much they matter."""

    INVERTED = "inverted"  # the better people choose wrong
    KEY = "key"  # another option does what the key should
    WEAK = "weak"  # does not tell strong from weak
    HARD = "hard"
    EASY = "easy"
    RAPID = "rapid"
    IDLE = "idle"  # an option that hardly anybody chooses
    FEW = "few"


def told(n: int, least: int = FEW, solid: int = SOLID) -> Told:
    if n < least:
        return Told.HIDDEN
    return Told.PROVISIONAL if n < solid else Told.SHOWN


@dataclass(frozen=True)
class Seen:
    """One question's figures with what is to be said of them. ``right``: options that are the key."""

    figures: ItemFigures
    flags: tuple[Flag, ...]
    told: Told


def seen(figures: ItemFigures, right: frozenset[int]) -> Seen:
    """Which flags a question bears. A limit counts as passed only when the whole interval lies beyond it."""
    if figures.n < FEW:
        return Seen(figures, (Flag.FEW,), Told.HIDDEN)
    inverted = figures.r_high is not None and figures.r_high < 0
    is_weak = figures.r is not None and figures.r < WEAK and (figures.r_high or 0) < WEAK_TOP
    found = {
        Flag.INVERTED: inverted,
        Flag.KEY: is_key_doubtful(figures, right),
        Flag.WEAK: is_weak and not inverted,
        Flag.HARD: figures.p_high < HARD,
        Flag.EASY: figures.p_low > EASY,
        Flag.RAPID: bool(figures.n_timed) and figures.rapid / figures.n_timed >= RAPID,
        Flag.IDLE: any(one.option >= 0 and one.option not in right and one.share < IDLE for one in figures.options),
    }
    return Seen(figures, tuple(flag for flag, is_so in found.items() if is_so), told(figures.n))


def is_key_doubtful(figures: ItemFigures, right: frozenset[int]) -> bool:
    """A wrong option goes with better papers more surely than the key does, or clearly more of the best choose it."""
    if figures.n < KEY_FROM or len(right) != 1:
        return False
    key = next((one for one in figures.options if one.option in right), None)
    others = [one for one in figures.options if one.option >= 0 and one.option not in right and one.share >= IDLE]
    return key is not None and any(_beats(other, key, figures.n) for other in others)


def _beats(other: OptionFigures, key: OptionFigures, n: int) -> bool:
    """By a correlation whose whole interval lies above 0, or by three people and more among the best."""
    goes_with = other.r_low is not None and other.r_low > 0 and (other.r or 0) > (key.r or 0)
    return goes_with or (other.top - key.top) * max(1, round(0.27 * n)) >= TOP_MORE - 1e-9


def is_to_look_at(one: Seen) -> bool:
    """Whether a trainer should open the question."""
    return any(flag in (Flag.INVERTED, Flag.KEY, Flag.WEAK) for flag in one.flags)
