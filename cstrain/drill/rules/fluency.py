"""对答如流 as a count (domain 2.8, docs/rules/fluency.md): every question of the set, in time, so often, on two days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cstrain.bank.rules import Kind, Question

DAYS = 2  # different local days: what was right twice within a minute is not yet known


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the set as it stands now. ``places``: how many answers its card asks for."""

    id: str
    version_id: str
    major: int
    bank: str
    places: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One practice answer. ``milliseconds`` 0: nobody measured. ``order`` rises with time; ``day`` is the local one."""

    item: str
    major: int
    is_right: bool
    milliseconds: int
    day: date
    order: int


@dataclass(frozen=True, slots=True)
class ItemState:
    """Where one person stands with one question.

    ``limit``: milliseconds its card may take. ``hits``: times right within it, on ``days`` (each once, rising).
    ``best``: the fastest right answer in milliseconds, in time or not. ``last``: the latest answer of all.
    """

    item: Item
    times: int
    limit: int
    hits: int
    days: tuple[date, ...]
    tried: int
    best: int | None
    last: Answer | None

    @property
    def left(self) -> int:
        """How many answers right and in time are missing; 0 when fluent."""
        return max(self.times - self.hits, DAYS - len(self.days), 0)

    @property
    def is_fluent(self) -> bool:
        return self.left == 0

    @property
    def was_wrong(self) -> bool:
        """The latest answer was wrong."""
        return self.last is not None and not self.last.is_right

    def left_today(self, today: date) -> int:
        """How many of the missing ones can be given today: one has to wait while no other day than today is there."""
        waits = 1 if not any(day != today for day in self.days) else 0
        return max(self.left - waits, 0)


@dataclass(frozen=True, slots=True)
class Fluency:
    """The verdict over a set, with exactly what is missing."""

    states: tuple[ItemState, ...]

    @property
    def total(self) -> int:
        return len(self.states)

    @property
    def missing(self) -> list[ItemState]:
        """The questions not yet answered fluently, in the order of the set."""
        return [state for state in self.states if not state.is_fluent]

    @property
    def done(self) -> int:
        return self.total - len(self.missing)

    @property
    def fluent(self) -> bool:
        """Every question of a set that is not empty."""
        return self.total > 0 and not self.missing


def fluency(items: Sequence[Item], answers: Iterable[Answer], times: int, seconds: int) -> Fluency:
    """The verdict: each item right within ``seconds`` (for each answer its card asks for) ``times`` times on two days.

    Only answers to the same major version of an item count; an answer nobody timed, or to no item of the set, does not.
    A wrong or slow answer takes nothing away.
    """
    given: dict[str, list[Answer]] = {item.id: [] for item in items}
    majors = {item.id: item.major for item in items}
    for answer in answers:
        if majors.get(answer.item) == answer.major:
            given[answer.item].append(answer)
    return Fluency(tuple(_state(item, given[item.id], times, seconds) for item in items))


def _state(item: Item, answers: Sequence[Answer], times: int, seconds: int) -> ItemState:
    limit = seconds * item.places * 1000
    right = [answer for answer in answers if answer.is_right and answer.milliseconds > 0]
    hits = [answer for answer in right if answer.milliseconds <= limit]
    return ItemState(
        item=item,
        times=times,
        limit=limit,
        hits=len(hits),
        days=tuple(sorted({answer.day for answer in hits})),
        tried=len(answers),
        best=min((answer.milliseconds for answer in right), default=None),
        last=max(answers, key=lambda answer: answer.order, default=None),
    )


def places(question: Question) -> int:
    """How many answers a card asks for: one, but a case one for each of its parts, and lists one for each row or blank.

    What counts is visible on the card, so that the limit tells nothing about the key.
    """
    if question.kind is Kind.CASE:
        return sum(places(part) for part in question.parts)
    rows = {
        Kind.BLANKS: len(question.blanks),
        Kind.ORDER: len(question.sequence),
        Kind.MATCH: len(question.lefts),
        Kind.CLASSIFY: len(question.lefts),
    }
    return max(1, rows.get(question.kind, 1))
