"""Drill: what the room decides.

``fluency`` the verdict · ``memory`` when a card comes back · ``rating`` what an answer was worth · ``queue`` what the day
asks · ``cards`` which of a chosen few comes next · ``timing`` what a time is worth · ``history`` a card from its past · ``stuck`` what needs a trainer.
"""

from cstrain.drill.rules.beside import FEWEST, LATER, Beside, Wanted, middle, recalled
from cstrain.drill.rules.cards import due, next_card
from cstrain.drill.rules.fluency import DAYS, Answer, Fluency, Item, ItemState, fluency, places
from cstrain.drill.rules.hearing import DRAWN, Heard, Sounded, draw, sounded
from cstrain.drill.rules.history import Event, Kept, after, rebuilt
from cstrain.drill.rules.memory import AGAIN, EASY, GOOD, HARD, Memory, Review, recall, replayed, reviewed
from cstrain.drill.rules.queue import APART, FEWEST_NEW, DueCard, new_today, ranked, weakest
from cstrain.drill.rules.rating import (
    BUCKETS,
    Confidence,
    Mode,
    bucket,
    is_fast,
    is_known,
    is_slow,
    quantile,
    rate,
    upper,
)
from cstrain.drill.rules.stuck import PEOPLE, STUCK_MISSES, is_stuck, needs_mending
from cstrain.drill.rules.timing import LONGEST, SLACK, measured

__all__ = [
    "AGAIN",
    "APART",
    "BUCKETS",
    "DAYS",
    "DRAWN",
    "EASY",
    "FEWEST",
    "FEWEST_NEW",
    "GOOD",
    "HARD",
    "LATER",
    "LONGEST",
    "PEOPLE",
    "SLACK",
    "STUCK_MISSES",
    "Answer",
    "Beside",
    "Confidence",
    "DueCard",
    "Event",
    "Fluency",
    "Heard",
    "Item",
    "ItemState",
    "Kept",
    "Memory",
    "Mode",
    "Review",
    "Sounded",
    "Wanted",
    "after",
    "bucket",
    "draw",
    "due",
    "fluency",
    "is_fast",
    "is_known",
    "is_slow",
    "is_stuck",
    "measured",
    "middle",
    "needs_mending",
    "new_today",
    "next_card",
    "places",
    "quantile",
    "ranked",
    "rate",
    "rebuilt",
    "recall",
    "recalled",
    "replayed",
    "reviewed",
    "sounded",
    "upper",
    "weakest",
]
