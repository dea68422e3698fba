"""How long the item analysis of a million responses takes: 20,000 people with 50 questions each, drawn from 400."""

from __future__ import annotations

import time

import numpy as np

from cstrain.exam.rules.statistics.items import Responses, analyse

PEOPLE, PLACES, ITEMS, OPTIONS = 20_000, 50, 400, 4


def made(people: int = PEOPLE) -> Responses:
    """Responses of people whose ability decides, the same at every run."""
    chance = np.random.default_rng(20261122)
    ability, hardness = chance.normal(size=people), chance.normal(size=ITEMS)
    person = np.repeat(np.arange(people), PLACES)
    item = chance.random((people, ITEMS)).argpartition(PLACES, axis=1)[:, :PLACES].ravel()
    share = (chance.random(len(person)) < 1 / (1 + np.exp(hardness[item] - ability[person]))).astype(float)
    total = np.bincount(person, weights=share)[person] / PLACES
    option = np.where(share == 1, 0, chance.integers(1, OPTIONS, len(person)))
    return Responses(
        person=person,
        item=item,
        share=share,
        total=total,
        rest=(total * PLACES - share) / (PLACES - 1),
        seconds=chance.gamma(2, 20, len(person)),
        blank=np.zeros(len(person), bool),
        chosen=(np.arange(len(person)), option),
    )


def item_analysis(people: int = PEOPLE) -> dict[str, float]:
    """Seconds of the wall clock from the columns to the finished table of figures, options and curves included."""
    given = made(people)
    began = time.perf_counter()
    analyse(given, ITEMS, [OPTIONS] * ITEMS)
    return {"item_analysis_1e6_s": round(time.perf_counter() - began, 3)}


if __name__ == "__main__":
    print(item_analysis())
