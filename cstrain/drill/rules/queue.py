"""The queue of the day: what is due, the weakest first; then new cards, as many as the course has room for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from cstrain.drill.rules.memory import Memory, recall

APART = 5  # so many other cards lie between two showings of one, as long as there are others
FEWEST_NEW = 10  # a day


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card that is due. ``weak``: answered wrong last time."""

    question_id: str
    version_id: str
    weak: bool
    memory: Memory


def weakest(due: Iterable[DueCard], recent: Collection[str], at: datetime) -> DueCard | None:
    """What was wrong last time first, then what is most likely forgotten. The ``recent`` ones wait while there are others."""
    listed = list(due)
    rested = [card for card in listed if card.question_id not in recent]
    return next(iter(ranked(rested or listed, at)), None)


def ranked(due: Iterable[DueCard], at: datetime) -> list[DueCard]:
    """Cards in the order in which they are served."""
    return sorted(due, key=lambda card: _strength(card, at))


def _strength(card: DueCard, at: datetime) -> tuple[bool, float, datetime, str]:
    return (not card.weak, recall(card.memory, at), card.memory.due, card.question_id)


def new_today(unseen: int, days_left: int, introduced: int) -> int:
    """How many new cards a day still brings. ``unseen``: questions of open banks never answered, those of today left out;
    ``introduced``: new ones of today. The last day is kept free: what is new on it cannot be fluent before another.
    """
    spread = -(-(unseen + introduced) // max(1, days_left - 1))
    return min(unseen, max(0, max(FEWEST_NEW, spread) - introduced))
