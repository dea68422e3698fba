"""A card is what its past makes of it: its reviews and coachings, one after another, lead to the same card every time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from cstrain.drill.rules.memory import AGAIN, Memory, Review, reviewed
from cstrain.drill.rules.stuck import is_stuck
from cstrain.people.rules import local_date


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of a card. ``coached``: misses when a trainer last went through it with the person."""

    major: int
    memory: Memory
    misses: int
    coached: int
    weak: bool
    unfinished: bool
    introduced_on: date

    @property
    def stuck(self) -> bool:
        return is_stuck(self.misses, self.coached)


@dataclass(frozen=True, slots=True)
class Event:
    """A review of one major version of the question; without one: a trainer went through it with the person."""

    major: int
    review: Review | None = None


def after(before: Kept | None, event: Event, *, seed: str, zone: ZoneInfo) -> Kept | None:
    """The card after one more event. A new major version begins with an empty memory; an older one changes nothing."""
    if event.review is None:
        return replace(before, coached=before.misses) if before else None
    if before and before.major > event.major:
        return before
    same = before if before and before.major == event.major else None
    review = event.review
    memory = reviewed(same.memory if same else None, review, seed=f"{seed}:{event.major}", zone=zone)
    return Kept(
        major=event.major,
        memory=memory,
        misses=(same.misses if same else 0) + (review.rating == AGAIN),
        coached=same.coached if same else 0,
        weak=review.rating == AGAIN,
        unfinished=review.unfinished,
        introduced_on=before.introduced_on if before else local_date(review.at, zone),
    )


def rebuilt(events: Iterable[Event], *, seed: str, zone: ZoneInfo) -> Kept | None:
    """The card that a whole past, oldest first, leads to."""
    found: Kept | None = None
    for event in events:
        found = after(found, event, seed=seed, zone=zone)
    return found
