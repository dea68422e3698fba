"""Drill: what changes. ``cards`` a card answered · ``fluent`` the fact that somebody has become fluent · ``coaching`` ·
``hearing`` twenty questions heard."""

from cstrain.drill.actions.cards import SOURCE, Card, answer_card
from cstrain.drill.actions.coaching import coach, settle_item
from cstrain.drill.actions.fluent import METHOD, note_fluency
from cstrain.drill.actions.hearing import draw_hearing, mark_hearing

__all__ = [
    "METHOD",
    "SOURCE",
    "Card",
    "answer_card",
    "coach",
    "draw_hearing",
    "mark_hearing",
    "note_fluency",
    "settle_item",
]
