"""Looks for many words at once in one pass over a text (Aho and Corasick, 1975): the time grows with the text, never with
what stands in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache


class Finder:
    """Finds every place where one of the ``needles`` stands; empty ones are never found."""

    def __init__(self, needles: Sequence[str]) -> None:
        self.needles = needles
        self._next: list[dict[str, int]] = [{}]
        self._back: list[int] = [0]
        self._ends: list[tuple[int, ...]] = [()]
        for index, needle in enumerate(needles):
            if needle:
                self._plant(index, needle)
        self._link()

    def _plant(self, index: int, needle: str) -> None:
        state = 0
        for sign in needle:
            if sign not in self._next[state]:
                self._next[state][sign] = len(self._next)
                self._next.append({})
                self._back.append(0)
                self._ends.append(())
            state = self._next[state][sign]
        self._ends[state] += (index,)

    def _link(self) -> None:
        """Where to go on when the next character does not fit: the longest end that is a beginning too."""
        waiting = deque(self._next[0].values())
        while waiting:
            state = waiting.popleft()
            for sign, child in self._next[state].items():
                back = self._back[state]
                while back and sign not in self._next[back]:
                    back = self._back[back]
                self._back[child] = self._next[back].get(sign, 0)
                self._ends[child] += self._ends[self._back[child]]
                waiting.append(child)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(which needle, from, to), by where it ends."""
        ways, back, ends = self._next, self._back, self._ends
        state = 0
        for place, sign in enumerate(text):
            while state and sign not in ways[state]:
                state = back[state]
            state = ways[state].get(sign, 0)
            for index in ends[state]:
                yield index, place + 1 - len(self.needles[index]), place + 1


@lru_cache(maxsize=512)
def finder(needles: tuple[str, ...]) -> Finder:
    """One finder per set of needles."""
    return Finder(needles)
