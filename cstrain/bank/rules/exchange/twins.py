"""Questions that say nearly the same, found among many thousands without comparing each with each.

Two stems with nine tenths of their three-character pieces in common share the least piece under some of a few orders with
near certainty; only those are compared in full.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cstrain.bank.rules.lint import ALIKE, SHORTEST_STEM, likeness

ORDERS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
_WORD = 0xFFFFFFFF
_SIGNS = re.compile(r"[\W_]+")
MOST_NEAR = 20  # compared in full under one order


class Twins:
    """Stems seen so far, by number."""

    def __init__(self) -> None:
        self.pieces: dict[str, frozenset[str]] = {}
        self.least: dict[tuple[int, int], list[str]] = {}

    def add(self, number: str, stem: str) -> None:
        pieces = _pieces(stem)
        if pieces:
            self.pieces[number] = pieces
            for key in _keys(pieces):
                self.least.setdefault(key, []).append(number)

    def find(self, stem: str, besides: str = "") -> str:
        """The number of a question that says nearly the same, or ""."""
        pieces = _pieces(stem)
        for other in self._near(pieces) if pieces else ():
            if other != besides and likeness(pieces, self.pieces[other]) >= ALIKE:
                return other
        return ""

    def _near(self, pieces: frozenset[str]) -> Iterable[str]:
        found = (other for key in _keys(pieces) for other in self.least.get(key, ())[:MOST_NEAR])
        return dict.fromkeys(found)


def _pieces(stem: str) -> frozenset[str]:
    if len(stem) < SHORTEST_STEM:
        return frozenset()
    plain = _SIGNS.sub("", unicodedata.normalize("NFKC", stem).casefold())
    return frozenset(plain[start : start + 3] for start in range(max(1, len(plain) - 2)))


def _keys(pieces: frozenset[str]) -> list[tuple[int, int]]:
    sums = [hash(piece) & _WORD for piece in pieces]  # of this process: nothing of it is kept
    return [(order, min(one * order & _WORD for one in sums)) for order in ORDERS]
