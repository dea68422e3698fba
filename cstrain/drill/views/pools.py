"""What cards are drawn from, and which comes next for the person who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from cstrain.bank.models import QuestionVersion
from cstrain.drill import queries, rules
from cstrain.drill.queries import Target, Waiting, Way
from cstrain.drill.rules import ItemState, Mode
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.doors import me
from cstrain.people.rules import local_date

GATE, WRONG, LEFT, INSTANT = "gate", "wrong", "left", "instant"
MODES = {GATE: Mode.DAILY, WRONG: Mode.WRONG, LEFT: Mode.LEFT, INSTANT: Mode.INSTANT}
PATIENCE = 20  # seconds for a question of 即问即答 while the firm has not decided


def now() -> tuple[datetime, date]:
    """When the request came, and the day that was on the wall."""
    at = clock.received()
    return at, local_date(at, clock.zone())


def states_of(way: Way, at: datetime, banks: Sequence[str] = ()) -> list[ItemState]:
    """Every question of the lines (or of these banks of them) once, as the line asks for it that is farther from reached."""
    found: dict[str, ItemState] = {}
    for target in way.targets:
        asked = [key for key in target.banks if not banks or key in banks]
        states = queries.fluency(me().id, asked, max(1, target.times), target.seconds, at).states if asked else ()
        for state in states:
            kept = found.get(state.item.id)
            if kept is None or kept.left < state.left:
                found[state.item.id] = state
    return list(found.values())


def state_of(way: Way, version: QuestionVersion) -> ItemState | None:
    """One question likewise; None when no line asks for it."""
    item = queries.item_of(version)
    given = queries.answers(me().id, [item])
    asking = [target for target in way.targets if item.bank in target.banks]
    states = [rules.fluency([item], given, max(1, one.times), one.seconds).states[0] for one in asking]
    return max(states, key=lambda state: state.left, default=None)


@dataclass(frozen=True)
class Pool:
    """What cards are drawn from. ``states``: of a chosen few; the queue of the day is found by its index instead.

    ``round``: of 即问即答.
    """

    key: str
    name: str
    way: Way
    states: tuple[ItemState, ...] = ()
    round: str = ""

    @property
    def is_instant(self) -> bool:
        return self.key == INSTANT

    @property
    def seconds(self) -> int:
        """For one answer; 0: no limit is shown."""
        return self.way.limits or (PATIENCE if self.is_instant else 0)

    @property
    def mode(self) -> Mode:
        return MODES.get(self.key, Mode.BANK)

    @property
    def decided(self) -> bool:
        return all(target.is_decided for target in self.way.targets)

    def due(self, on: date) -> list[ItemState]:
        """Of the 错题本 everything is due."""
        return list(self.states) if self.key == WRONG else rules.due(self.states, on)

    def waiting(self, at: datetime, on: date) -> Waiting:
        """How many are left: cards that are due, or when there are none the new ones of the day."""
        if self.is_instant:
            return Waiting(queries.LENGTH - len(queries.round_of(me().id, self.round)))
        if self.key != GATE:
            return Waiting(len(self.due(on)))
        due = queries.due_now(me().id, self.way, at)
        if due:
            return Waiting(due)
        return Waiting(0, queries.new_left(me().id, self.way, at, queries.unseen(me().id, self.way, at)))

    def next(self, at: datetime, on: date, *, more: bool) -> Served | None:
        """The question to be served; ``more``: also when nothing is due."""
        if self.key == GATE:
            return self._of_the_day(at, more=more)
        if self.is_instant:
            found = queries.next_of_round(me().id, self.way, self.round, at)
            return Served(found.version_id, self.waiting(at, on)) if found else None
        due = self.due(on)
        if not due and not more:
            return None
        state = rules.next_card(due if self.key == WRONG else self.states, on)
        return Served(state.item.version_id, Waiting(len(due))) if state else None

    def ahead(self, at: datetime, on: date) -> list[str]:
        """Versions of the next few questions, the one on the table among them."""
        if self.key == GATE:
            found = queries.some_due(me().id, self.way, at)
            return found or queries.some_new(me().id, self.way, at, queries.unseen(me().id, self.way, at))
        return [state.item.version_id for state in (self.due(on) or self.states)[: queries.AHEAD]]

    def _of_the_day(self, at: datetime, *, more: bool) -> Served | None:
        """What is due; then the new cards of the day; then, for somebody who goes on, more new ones and what is due first."""
        whose, due = me().id, queries.due_now(me().id, self.way, at)
        found = queries.next_due(whose, self.way, at) if due else None
        if found is not None:
            return Served(found.version_id, Waiting(due))
        left = queries.unseen(whose, self.way, at)
        new = queries.new_left(whose, self.way, at, left)
        found = queries.next_new(whose, self.way, at, left) if new or more else None
        if found is None and more:
            found = queries.next_ahead(whose, self.way, at)
        return Served(found.version_id, Waiting(0, new)) if found else None


@dataclass(frozen=True)
class Served:
    """A question to be asked, and how many are waiting with it."""

    version_id: str
    waiting: Waiting


def pool_of(key: str, at: datetime, round_id: str = "") -> Pool:
    """404 for a bank that is not of one's course; refused while the course has not come to it."""
    way = queries.way(me().id)
    if not way.targets:
        raise NotYours
    if key == GATE:
        return Pool(key, _("练习"), way)
    if key == INSTANT:
        return Pool(key, _("即问即答"), way, round=round_id)
    if key == WRONG:
        return Pool(key, _("错题本"), way, _wrong_states(way.targets[0], at))
    if key == LEFT:
        return Pool(key, _("还差的题"), way, tuple(s for s in states_of(way, at, way.open) if not s.is_fluent))
    names = queries.bank_names([key]) if key in way.banks else {}
    if key not in names:
        raise NotYours
    if key in way.shut:
        raise Refusal("bank_comes_later", name=names[key], day=way.shut[key])
    return Pool(key, names[key], way, tuple(states_of(way, at, [key])))


def _wrong_states(target: Target, at: datetime) -> tuple[ItemState, ...]:
    asked = queries.wrong_items(me().id, at)
    given = queries.answers(me().id, asked)
    return rules.fluency(asked, given, max(1, target.times), target.seconds).states


@dataclass(frozen=True)
class Progress:
    """How many questions of each bank are fluent by all lines that ask for them: bank → (fluent, all)."""

    banks: Mapping[str, tuple[int, int]]

    @property
    def done(self) -> int:
        return sum(done for done, _total in self.banks.values())

    @property
    def total(self) -> int:
        return sum(total for _done, total in self.banks.values())


def progress(way: Way, at: datetime) -> Progress:
    """Counted by the database: a row for each question, however much was answered."""
    asked = queries.items(way.banks, at) if way.banks else []
    lacking: set[str] = set()
    for target in way.targets:
        mine = [item for item in asked if item.bank in target.banks]
        reached = queries.settled(me().id, mine, target) if target.is_decided else set()
        lacking |= {item.id for item in mine if item.id not in reached}
    found: dict[str, tuple[int, int]] = dict.fromkeys(way.banks, (0, 0))
    for item in asked:
        done, total = found[item.bank]
        found[item.bank] = done + (item.id not in lacking), total + 1
    return Progress({key: counts for key, counts in found.items() if counts[1]})
