"""Drill: what the room decides. ``fluency`` the verdict · ``cards`` which comes next · ``timing`` what a time is worth."""

from cstrain.drill.rules.cards import due, next_card
from cstrain.drill.rules.fluency import DAYS, Answer, Fluency, Item, ItemState, fluency, places
from cstrain.drill.rules.timing import LONGEST, SLACK, measured

__all__ = [
    "DAYS",
    "LONGEST",
    "SLACK",
    "Answer",
    "Fluency",
    "Item",
    "ItemState",
    "due",
    "fluency",
    "measured",
    "next_card",
    "places",
]
