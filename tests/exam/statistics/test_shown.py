"""What may be said of how few people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cstrain.exam.rules.statistics.figures import ItemFigures, OptionFigures
from cstrain.exam.rules.statistics.shown import Flag, Told, seen, told

KEY, OTHER = OptionFigures(0, 70, 0.7, 0.9, 0.5, 0.3), OptionFigures(1, 30, 0.3, 0.1, 0.5, -0.3)
GOOD = ItemFigures(
    n=100, right=70, p=0.7, p_low=0.6, p_high=0.8, d=0.4, r=0.3, r_low=0.1, r_high=0.5, n_rest=100, blank=0,
    seconds=30, n_timed=100, rapid=0, options=(KEY, OTHER),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        ({}, ()),
        ({"n": 29, "r_high": -0.2, "r": -0.5}, (Flag.FEW,)),
        ({"r": -0.3, "r_high": -0.1}, (Flag.INVERTED,)),
        ({"r": 0.05, "r_high": 0.19}, (Flag.WEAK,)),
        ({"r": 0.05, "r_high": 0.24}, ()),
        ({"p_low": 0.951, "p_high": 0.99}, (Flag.EASY,)),
        ({"p_low": 0.94, "p_high": 0.99}, ()),
        ({"p_low": 0.1, "p_high": 0.29}, (Flag.HARD,)),
        ({"rapid": 10}, (Flag.RAPID,)),
        ({"rapid": 9}, ()),
        ({"options": (KEY, replace(OTHER, share=0.04))}, (Flag.IDLE,)),
        ({"options": (KEY, replace(OTHER, r=0.31, r_low=0.01))}, (Flag.KEY,)),
        ({"options": (KEY, replace(OTHER, r=0.31, r_low=-0.01))}, ()),
        ({"options": (replace(KEY, r=-0.1), replace(OTHER, r=-0.05))}, ()),
        ({"options": (replace(KEY, top=0.5), replace(OTHER, top=0.55))}, ()),
        ({"options": (replace(KEY, top=0.4), replace(OTHER, top=0.6))}, (Flag.KEY,)),
        ({"n": 49, "options": (replace(KEY, top=0.4), replace(OTHER, top=0.6))}, ()),
    ],
)
def test_flags(change: dict[str, object], flags: tuple[Flag, ...]) -> None:
    assert seen(replace(GOOD, **change), frozenset({0})).flags == flags  # type: ignore[arg-type]


def test_levels() -> None:
    assert [told(n) for n in (0, 29, 30, 99, 100)] == [
        Told.HIDDEN, Told.HIDDEN, Told.PROVISIONAL, Told.PROVISIONAL, Told.SHOWN,
    ]  # fmt: skip
