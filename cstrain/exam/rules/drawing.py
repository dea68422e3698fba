"""Drawing the paper: each draw gets its questions, no question twice, the same for the same seed and the same bank.

Rule ``draw-1``: the candidates of a draw stand in an order that depends on the seed alone, those of earlier papers last.
Draws with the fewest candidates choose first; where a later draw finds all of its candidates taken, an earlier one gives
way to another of its own (augmenting paths). So a paper is refused only when the bank cannot fill it, and questions of
earlier papers come in only where nothing else is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cstrain.bank.rules.shuffle import SHUFFLE, permutation
from cstrain.exam.rules.blueprint import Blueprint
from cstrain.kit.errors import Refusal

CHANCE = f"draw-1 {SHUFFLE}"
Place = tuple[int, int]  # draw, n-th question of it


@dataclass
class _Paper:
    """Who holds which question while the paper is filled."""

    choices: list[list[str]]
    holder: dict[str, Place] = field(default_factory=dict)

    def fill(self, place: Place, usable: frozenset[str] | None, tried: set[str]) -> bool:
        """Give ``place`` a question: a free one, else one whose holder finds another. ``usable`` None: any."""
        mine = self.choices[place[0]]
        free = (item for item in mine if item not in self.holder and (usable is None or item in usable))
        item = next(free, None) or next((held for held in mine if self._frees(held, usable, tried)), None)
        if item is not None:
            self.holder[item] = place
        return item is not None

    def _frees(self, item: str, usable: frozenset[str] | None, tried: set[str]) -> bool:
        """Whether the holder of ``item`` finds another; each item is asked for once."""
        if item in tried or item not in self.holder:
            return False
        tried.add(item)
        return self.fill(self.holder[item], usable, tried)


def assemble(blueprint: Blueprint, pools: Sequence[Sequence[str]], seed: str, seen: frozenset[str]) -> list[str]:
    """Question ids in paper order. ``pools[i]``: candidates of the i-th draw; ``seen``: questions of earlier papers.

    Refuses with ``bank_is_short`` when no paper can be filled.
    """
    paper = _Paper([_ordered(pool, f"{seed}:draw{index}", seen) for index, pool in enumerate(pools)])
    draws = [draw for _, draw in blueprint.draws]
    by_size = sorted(range(len(pools)), key=lambda index: (len(pools[index]), index))
    places = [(index, each) for index in by_size for each in range(draws[index].count)]
    fresh = frozenset(item for pool in pools for item in pool if item not in seen)
    left = [place for place in places if not paper.fill(place, fresh, set())]
    for place in left:
        if not paper.fill(place, None, set()):
            draw = draws[place[0]]
            found = sum(1 for holder in paper.holder.values() if holder[0] == place[0])
            raise Refusal("bank_is_short", point=draw.words, wanted=draw.count, found=found)
    held = {place: item for item, place in paper.holder.items()}
    return [held[index, each] for index, draw in enumerate(draws) for each in range(draw.count)]


def _ordered(pool: Sequence[str], seed: str, seen: frozenset[str]) -> list[str]:
    """The candidates in the order in which they are tried; a stable sort keeps the drawn order among the seen."""
    listed = sorted(pool)
    shuffled = [listed[place] for place in permutation(seed, len(listed))]
    return sorted(shuffled, key=lambda item: item in seen)
