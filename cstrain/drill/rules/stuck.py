"""What practice alone will not mend: a question that one person keeps missing, and one that everybody misses."""

from __future__ import annotations

STUCK_MISSES = 4  # wrong so often since the last coaching: more of the same will not help
PEOPLE = 5  # fewer answers say nothing about a question
MISSES_AGAIN = 5  # wrong answers after a trainer has looked at it, before it is asked about again


def is_stuck(misses: int, coached: int) -> bool:
    """A trainer should go through this with the person. ``coached``: misses when somebody last did."""
    return misses - coached >= STUCK_MISSES


def needs_mending(people: int, weak: int, misses: int, settled: int) -> bool:
    """At least half of at least ``PEOPLE`` people were wrong last time: the question or the lesson is at fault, not they.

    ``settled``: misses when a trainer last looked at it; what was looked at comes back when it goes on being missed.
    """
    return people >= PEOPLE and weak * 2 >= people and (not settled or misses - settled >= MISSES_AGAIN)
