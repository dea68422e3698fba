"""抽问: twenty questions drawn from the whole set, asked aloud, marked by who heard them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

DRAWN = 20  # or the whole set where it is smaller


class Heard(StrEnum):
    """How one answer sounded."""

    FLUENT = "fluent"
    HALTING = "halting"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Sounded:
    """All answers of one hearing. ``allowed``: so many may be halting; none may be wrong."""

    fluent: int
    halting: int
    wrong: int
    allowed: int

    @property
    def total(self) -> int:
        return self.fluent + self.halting + self.wrong

    @property
    def passed(self) -> bool:
        return self.total > 0 and self.wrong == 0 and self.halting <= self.allowed


def draw(items: Iterable[str], seed: str) -> list[str]:
    """Twenty of these, each as likely, the same ones whenever they are drawn from this seed."""
    ranked = sorted(items, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).hexdigest())
    return ranked[:DRAWN]


def sounded(drawn: Sequence[str], marks: Mapping[str, Heard], allowed: int) -> Sounded:
    """The verdict over a hearing; every question drawn has to be marked (KeyError)."""
    given = [marks[each] for each in drawn]
    return Sounded(given.count(Heard.FLUENT), given.count(Heard.HALTING), given.count(Heard.WRONG), allowed)
