"""The difference of two texts as people read it: line by line, and inside a changed line piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from cstrain.kit.content.changes import Difference
from cstrain.kit.content.changes import difference as lines_of

NEAR = 1  # unchanged lines shown around a change
KIN = 0.4  # lines that share less are shown as one gone and one new


@dataclass(frozen=True, slots=True)
class Change:
    """One line. ``kind``: same, gone, new, or skip (without pieces). Pieces: (text, is it what changed)."""

    kind: str
    pieces: tuple[tuple[str, bool], ...] = ()


def difference(old: str, new: str) -> tuple[Change, ...]:
    """The changed lines of two texts with one unchanged line around them."""
    groups = [(same, list(lines)) for same, lines in groupby(lines_of(old, new), key=lambda line: line.mark == " ")]
    out: list[Change] = []
    for index, (same, lines) in enumerate(groups):
        if same:
            out += _context([line.old for line in lines], first=index == 0, last=index == len(groups) - 1)
        else:
            out += [change for line in lines for change in _changed(line)]
    return tuple(out)


def _context(lines: list[str], *, first: bool, last: bool) -> Iterator[Change]:
    head, tail = 0 if first else NEAR, 0 if last else NEAR
    skipped = len(lines) > head + tail
    shown = [*lines[:head], *lines[len(lines) - tail :]] if skipped else lines
    for place, line in enumerate(shown):
        if skipped and place == head:
            yield Change("skip")
        yield Change("same", ((line, False),))
    if skipped and len(shown) == head:
        yield Change("skip")


def _changed(line: Difference) -> Iterator[Change]:
    if line.mark == "+":
        yield Change("new", ((line.new, True),))
    elif line.mark == "-":
        yield Change("gone", ((line.old, True),))
    else:
        matcher = SequenceMatcher(None, line.old, line.new, autojunk=False)
        codes = matcher.get_opcodes() if matcher.ratio() >= KIN else [("replace", 0, len(line.old), 0, len(line.new))]
        yield Change("gone", tuple((line.old[i:j], tag != "equal") for tag, i, j, _k, _m in codes if j > i))
        yield Change("new", tuple((line.new[k:m], tag != "equal") for tag, _i, _j, k, m in codes if m > k))
