"""Which card comes next: what is not yet fluent, the weakest first, never the same few over and over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cstrain.drill.rules.fluency import ItemState

APART = 5  # so many other cards lie between two showings of one, as long as there are others


def due(states: Iterable[ItemState], today: date) -> list[ItemState]:
    """What an answer of today brings nearer to fluent."""
    return [state for state in states if state.left_today(today) > 0]


def next_card(states: Iterable[ItemState], today: date) -> ItemState | None:
    """The weakest of what is due, then of what only waits for another day, then of the rest; None of nothing.

    Weakest: wrong last time, then right least often, then slowest. The ``APART`` cards answered last stand back while
    there are others.
    """
    kept = list(states)
    for pool in (due(kept, today), [state for state in kept if not state.is_fluent], kept):
        if pool:
            return min(_rested(pool, kept), key=_strength)
    return None


def _rested(pool: list[ItemState], kept: list[ItemState]) -> list[ItemState]:
    seen = sorted((state for state in kept if state.last), key=_order, reverse=True)
    recent = {state.item.id for state in seen[:APART]}
    rested = [state for state in pool if state.item.id not in recent]
    return rested or [min(pool, key=_order)]


def _order(state: ItemState) -> int:
    return state.last.order if state.last else 0


def _strength(state: ItemState) -> tuple[int, int, int, int]:
    """Rises with how well it is known; where all is equal, what was answered longest ago."""
    return (0 if state.was_wrong else 1, state.hits, -(state.best or 0), _order(state))
