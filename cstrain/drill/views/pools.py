"""What cards are drawn from, and how the person who asks stands with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from cstrain.drill import queries, rules
from cstrain.drill.queries import Target
from cstrain.drill.rules import ItemState
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.doors import me
from cstrain.people.rules import local_date

GATE, WRONG = "gate", "wrong"


def now() -> tuple[datetime, date]:
    """When the request came, and the day that was on the wall."""
    at = clock.received()
    return at, local_date(at, clock.zone())


@dataclass(frozen=True)
class Road:
    """All that the person's lines ask. ``shut``: banks the course has not come to → the day on which it does."""

    targets: Sequence[Target]
    states: Sequence[ItemState]
    shut: Mapping[str, int]

    @property
    def decided(self) -> bool:
        return all(target.is_decided for target in self.targets)

    @property
    def open(self) -> tuple[ItemState, ...]:
        """What may be practised now."""
        return tuple(state for state in self.states if state.item.bank not in self.shut)

    @property
    def banks(self) -> list[str]:
        """Bank keys in the order of the lines."""
        return list(dict.fromkeys(key for target in self.targets for key in target.banks))

    def of(self, bank: str) -> tuple[ItemState, ...]:
        return tuple(state for state in self.states if state.item.bank == bank)


def road(at: datetime) -> Road:
    """Every question once, as the line asks for it that is farther from being reached."""
    targets = queries.targets(me().id)
    found: dict[str, ItemState] = {}
    for target in targets:
        for state in queries.standing(me().id, target, at).states:
            kept = found.get(state.item.id)
            if kept is None or kept.left < state.left:
                found[state.item.id] = state
    return Road(targets, tuple(found.values()), queries.shut_banks(me().id))


@dataclass(frozen=True)
class Pool:
    """What cards are drawn from: all that is open, one bank, or the 错题本."""

    key: str
    name: str
    states: tuple[ItemState, ...]
    road: Road

    def due(self, on: date) -> list[ItemState]:
        """Of the 错题本 everything is due."""
        return list(self.states) if self.key == WRONG else rules.due(self.states, on)


def pool_of(key: str, at: datetime) -> Pool:
    """404 for a bank that is not of one's course; refused while the course has not come to it."""
    mine = road(at)
    if not mine.targets:
        raise NotYours
    if key == WRONG:
        return Pool(key, _("错题本"), _wrong_states(mine.targets[0], at), mine)
    if key == GATE:
        return Pool(key, _("练习"), mine.open, mine)
    names = queries.bank_names([key]) if key in mine.banks else {}
    if key not in names:
        raise NotYours
    if key in mine.shut:
        raise Refusal("bank_comes_later", name=names[key], day=mine.shut[key])
    return Pool(key, names[key], mine.of(key), mine)


def _wrong_states(target: Target, at: datetime) -> tuple[ItemState, ...]:
    asked = queries.wrong_items(me().id, at)
    given = queries.answers(me().id, asked)
    return rules.fluency(asked, given, max(1, target.times), target.seconds).states
