"""When a card comes back: FSRS (the ``fsrs`` library, and the only file that knows it).

The library is asked for the memory state and the interval; everything it would take from outside is handed in: the time,
and the fuzz, which comes from SHA-256 of the card and the count of its reviews, so that the log replays to the same state.
Whole days are days on the wall: what is due on Tuesday is due on Tuesday morning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler, State

from cstrain.people.rules import local_date, start_of

AGAIN, HARD, GOOD, EASY = Rating.Again.value, Rating.Hard.value, Rating.Good.value, Rating.Easy.value
WANTED = 0.9  # predicted recall at which a card is due
SOON = timedelta(minutes=1)  # a card answered wrong comes back within the same few minutes
LONGEST = 180  # days; a rule that is not asked about for half a year may have changed twice
FUZZ_FROM = 3  # days: shorter intervals are not spread
FUZZ = 0.1  # a tenth to either side, so that what was learnt together does not stay one lump

_FSRS = Scheduler(
    desired_retention=WANTED,
    learning_steps=(SOON,),
    relearning_steps=(SOON,),
    maximum_interval=LONGEST,
    enable_fuzzing=False,
)


@dataclass(frozen=True, slots=True)
class Review:
    """One review as the log holds it. ``unfinished``: the gate still asked for the question afterwards."""

    rating: int
    at: datetime
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """The state of one card. ``seen``: reviews so far; ``state`` and ``step`` as the library counts them."""

    state: int
    step: int | None
    stability: float
    difficulty: float
    at: datetime
    due: datetime
    seen: int


def reviewed(before: Memory | None, review: Review, *, seed: str, zone: ZoneInfo) -> Memory:
    """The card after one more review. ``seed``: whose card of which question; it decides the fuzz."""
    at = review.at.astimezone(UTC)
    card, _log = _FSRS.review_card(_card(before, at), Rating(review.rating), at)
    assert card.stability is not None
    assert card.difficulty is not None
    seen = before.seen + 1 if before else 1
    due = _due(card, at, f"{seed}:{seen}", zone)
    if review.unfinished and due > at:
        due = min(due, start_of(local_date(at, zone) + timedelta(days=1), zone))
    return Memory(card.state.value, card.step, card.stability, card.difficulty, at, due, seen)


def replayed(reviews: Iterable[Review], *, seed: str, zone: ZoneInfo) -> Memory | None:
    """The state that a whole log, oldest first, leads to; None for a card never answered."""
    found: Memory | None = None
    for review in reviews:
        found = reviewed(found, review, seed=seed, zone=zone)
    return found


def recall(memory: Memory, at: datetime) -> float:
    """The predicted chance, 0 to 1, that the question is answered right at ``at``."""
    return float(_FSRS.get_card_retrievability(_card(memory, memory.at), at.astimezone(UTC)))


def _card(memory: Memory | None, at: datetime) -> Card:
    if memory is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0,
        state=State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.at,
    )


def _due(card: Card, at: datetime, seed: str, zone: ZoneInfo) -> datetime:
    """Minutes stay minutes; days begin in the morning, those from ``FUZZ_FROM`` on are spread."""
    interval = card.due - at
    if interval < timedelta(days=1):
        return card.due
    return start_of(local_date(at, zone) + timedelta(days=_spread(interval.days, seed)), zone)


def _spread(days: int, seed: str) -> int:
    """A whole number of days within a tenth of ``days``, at least one to either side, each as likely."""
    if days < FUZZ_FROM:
        return days
    reach = max(1, round(days * FUZZ))
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    return min(days - reach + drawn % (2 * reach + 1), LONGEST)
