"""Drawing the paper: each draw gets its questions, no question twice, the same for the same seed and the same bank.

Rule ``draw-1``: the candidates of a draw stand in an order that depends on the seed alone, those of earlier papers last.
Draws with the fewest candidates choose first; where a later draw finds all of its candidates taken, an earlier one gives
way to another of its own (augmenting paths). So a paper is refused only when the bank cannot fill it, and questions of
earlier papers come in only where nothing else is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cstrain.bank.rules import Pool
from cstrain.bank.rules.shuffle import SHUFFLE, drawn
from cstrain.exam.rules.blueprint import Blueprint
from cstrain.kit.errors import Refusal

CHANCE = f"draw-1 {SHUFFLE}"
MOST_SHARED = Fraction(1, 5)  # of a second paper's questions; more is said, never hidden
Place = tuple[int, int]  # draw, n-th question of it


class _Order:
    """The candidates of a draw in the order in which they are tried, those of earlier papers last; read as far as needed."""

    def __init__(self, pool: Sequence[str], seed: str, seen: frozenset[str]) -> None:
        self.pool = pool if isinstance(pool, Pool) else Pool(pool)
        self.known: list[str] = []
        self.rest = self._drawn(seed, seen)

    def _drawn(self, seed: str, seen: frozenset[str]) -> Iterator[str]:
        before = []
        for place in drawn(seed, len(self.pool)):
            item = self.pool[place]
            if item in seen:
                before.append(item)
            else:
                yield item
        yield from before

    def __iter__(self) -> Iterator[str]:
        at = 0
        while True:
            if at == len(self.known):
                item = next(self.rest, None)
                if item is None:
                    return
                self.known.append(item)
            yield self.known[at]
            at += 1


@dataclass
class _Paper:
    """Who holds which question while the paper is filled."""

    choices: list[_Order]
    holder: dict[str, Place] = field(default_factory=dict)

    def fill(self, place: Place, avoided: frozenset[str], tried: set[str]) -> bool:
        """Give ``place`` a question that is not ``avoided``: a free one, else one whose holder finds another."""
        mine = self.choices[place[0]]
        free = (item for item in mine if item not in self.holder and item not in avoided)
        item = next(free, None) or next((held for held in mine if self._frees(held, avoided, tried)), None)
        if item is not None:
            self.holder[item] = place
        return item is not None

    def _frees(self, item: str, avoided: frozenset[str], tried: set[str]) -> bool:
        """Whether the holder of ``item`` finds another; each item is asked for once."""
        if item in tried or item not in self.holder:
            return False
        tried.add(item)
        return self.fill(self.holder[item], avoided, tried)


def assemble(blueprint: Blueprint, pools: Sequence[Sequence[str]], seed: str, seen: frozenset[str]) -> list[str]:
    """Question ids in paper order. ``pools[i]``: candidates of the i-th draw; ``seen``: questions of earlier papers.

    Refuses with ``bank_is_short`` when no paper can be filled.
    """
    paper = _Paper([_Order(pool, f"{seed}:draw{index}", seen) for index, pool in enumerate(pools)])
    draws = [draw for _, draw in blueprint.draws]
    by_size = sorted(range(len(pools)), key=lambda index: (len(pools[index]), index))
    places = [(index, each) for index in by_size for each in range(draws[index].count)]
    left = [place for place in places if not paper.fill(place, seen, set())]
    for place in left:
        if not paper.fill(place, frozenset(), set()):
            draw = draws[place[0]]
            found = sum(1 for holder in paper.holder.values() if holder[0] == place[0])
            raise Refusal("bank_is_short", point=draw.words, wanted=draw.count, found=found)
    held = {place: item for item, place in paper.holder.items()}
    return [held[index, each] for index, draw in enumerate(draws) for each in range(draw.count)]


def is_too_like(shared: int, total: int) -> bool:
    """Whether a paper shares more than a fifth of its questions with earlier ones, because the bank had no others."""
    return Fraction(shared, total) > MOST_SHARED if total else False
