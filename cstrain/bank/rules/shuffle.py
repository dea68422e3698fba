"""In which order options, items and sides are shown: from a seed, the same for ever.

Version 1: block i is SHA-256(seed ‖ ":" ‖ question id ‖ ":" ‖ what ‖ ":" ‖ i); its first 8 bytes are an integer; a number
below n is taken by rejection, so that every outcome is equally likely; Fisher–Yates from the front.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from cstrain.bank.rules.question import Kind, Question

SHUFFLE = "sha256-1"
_WHOLE = 1 << 64

Order = Any  # JSON: list of indexes · {"lefts": […], "rights": […]} · {part: order} · []


class _Stream:
    """Numbers from one seed for one purpose."""

    def __init__(self, head: str) -> None:
        self.head = f"{head}:".encode()
        self.counter = 0

    def below(self, n: int) -> int:
        """A number in 0 … n−1, each equally likely."""
        limit = _WHOLE - _WHOLE % n
        while True:
            block = hashlib.sha256(self.head + str(self.counter).encode()).digest()
            self.counter += 1
            number = int.from_bytes(block[:8], "big")
            if number < limit:
                return number % n


def permutation(seed: str, count: int) -> list[int]:
    """The numbers 0 … count−1 in an order that depends on the seed alone."""
    return list(drawn(seed, count))


def drawn(seed: str, count: int) -> Iterator[int]:
    """The same numbers in the same order, one after the other: whoever needs few of many pays for few."""
    stream, moved = _Stream(seed), dict[int, int]()
    for place in range(count):
        other = place + stream.below(count - place) if place < count - 1 else place
        mine = moved.pop(place, place)
        yield moved.get(other, other) if other != place else mine
        if other != place:
            moved[other] = mine


def shuffled(question: Question, seed: str) -> Order:
    """The order in which the question is shown for this seed. 排序 is never shown in its right order."""
    head = f"{seed}:{question.id}"
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        return permutation(f"{head}:options", len(question.options))
    if question.kind is Kind.ORDER:
        order = permutation(f"{head}:items", len(question.sequence))
        return order if order != sorted(order) else [*order[1:], order[0]]
    if question.kind in (Kind.MATCH, Kind.CLASSIFY):
        return {
            "lefts": permutation(f"{head}:lefts", len(question.lefts)),
            "rights": permutation(f"{head}:rights", len(question.rights)),
        }
    if question.kind is Kind.CASE:
        return {part.place: shuffled(part, seed) for part in question.parts}
    return []


def plain_order(question: Question) -> Order:
    """The order where nothing is shuffled for a person: choices as written; where that would show the key, by the id."""
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        return list(range(len(question.options)))
    if question.kind is Kind.CASE:
        return {part.place: plain_order(part) for part in question.parts}
    return shuffled(question, "")


def is_order(question: Question, order: Order) -> bool:
    """Whether a stored order belongs to this question."""
    if question.kind is Kind.CASE:
        return isinstance(order, dict) and all(is_order(part, order.get(part.place)) for part in question.parts)
    if question.kind in (Kind.MATCH, Kind.CLASSIFY):
        return (
            isinstance(order, dict)
            and _is_permutation(order.get("lefts"), len(question.lefts))
            and _is_permutation(order.get("rights"), len(question.rights))
        )
    return _is_permutation(order, max(len(question.options), len(question.sequence)))


def _is_permutation(order: object, count: int) -> bool:
    return isinstance(order, Sequence) and not isinstance(order, str) and sorted(order) == list(range(count))
