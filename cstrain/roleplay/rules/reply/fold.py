"""A sentence in the form in which words are looked for in it, every character knowing where it stood in the original.

NFKC without case, simplified characters, no blanks, signs, marks or fillers; numerals as digits between two bars, so that
``10`` is never found inside ``110``. Every step is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cstrain.kit.content.fold import chinese_number
from cstrain.roleplay.rules.reply.script import SIMPLIFIED
from cstrain.roleplay.rules.reply.shapes import ALIKE, PICTURES

OPEN, CLOSE = "\ue000", "\ue001"  # around a number
FILLERS = frozenset("嗯啊呃唉诶呀哦噢喔呐哈嘞咯哎欸噻")
FULL_STOPS = frozenset(".!?。\n")
STOPS = frozenset(",;:、…~") | FULL_STOPS
ASKING = frozenset("?")
_DIGITS = "0123456789零〇一二两三四五六七八九十"
_SCALES = "百千万亿"
_NUMERAL = re.compile(f"[{_DIGITS}][{_DIGITS}{_SCALES}]*")
_SMALL = {sign: str(value) for value, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for sign in signs}  # fmt: skip
_LONGEST = 15
READ = 3000  # characters that count: a reply of twenty screens
CLAUSE = 80
_KEPT = "Ll", "Lu", "Lt", "Lo", "Lm", "Nd", "Nl", "No"
_MOST_KNOWN = 20_000


class _Folds(dict[str, str]):
    """Character → what is left of it. Filled as characters come; emptied when a text of all signs in the world came by."""

    def __missing__(self, sign: str) -> str:
        if len(self) > _MOST_KNOWN:
            self.clear()
        self[sign] = found = _fold_sign(sign)
        return found


def _fold_sign(sign: str) -> str:
    if sign in PICTURES:
        return PICTURES[sign]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).casefold())
    kept = "".join(one for one in plain if unicodedata.category(one) in _KEPT)
    kept = unicodedata.normalize("NFKC", kept)[:8]
    return "".join(ALIKE.get(simple, simple) for one in kept for simple in (SIMPLIFIED.get(one, one),))


_FOLDS = _Folds()


@dataclass(frozen=True, slots=True)
class Span:
    """``original[start:end]``, the words as they were written."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` to look in; character i stood at ``starts[i]`` to ``ends[i]``. ``stops``: places in ``text`` that begin a clause;
    ``full``: those of them that begin a sentence; ``asked``: where a question ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    stops: Sequence[int]
    full: Sequence[int] = ()
    asked: Sequence[int] = ()

    def span(self, start: int, end: int) -> Span:
        return Span(self.starts[start], self.ends[end - 1])

    def clause(self, place: int) -> tuple[int, int]:
        """The clause that ``place`` is in: from, to, at most ``CLAUSE`` characters each way."""
        after = bisect_left(self.stops, place + 1)
        first = self.stops[after - 1] if after else 0
        last = self.stops[after] if after < len(self.stops) else len(self.text)
        return max(first, place - CLAUSE), min(last, place + CLAUSE)

    def asks(self, place: int) -> bool:
        """Whether the sentence that goes on at ``place`` ends as a question."""
        after = bisect_left(self.full, place)
        return after < len(self.full) and self.stops_at(self.asked, self.full[after])

    @staticmethod
    def stops_at(marks: Sequence[int], place: int) -> bool:
        """Whether one of the marks is there."""
        found = bisect_left(marks, place)
        return found < len(marks) and marks[found] == place

    def stops_within(self, start: int, end: int) -> int:
        """How many clauses begin inside."""
        return bisect_left(self.stops, end) - bisect_left(self.stops, start + 1)

    def without(self, signs: frozenset[str]) -> Folded:
        """The same with some characters left out."""
        if signs.isdisjoint(self.text):
            return self
        kept = [place for place, sign in enumerate(self.text) if sign not in signs]
        return Folded(
            "".join([self.text[place] for place in kept]),
            [self.starts[place] for place in kept],
            [self.ends[place] for place in kept],
            *(sorted({bisect_left(kept, place) for place in marks}) for marks in (self.stops, self.full, self.asked)),
        )

    def translated(self, table: dict[int, str]) -> Folded:
        """The same with characters exchanged one for one."""
        return Folded(self.text.translate(table), self.starts, self.ends, self.stops, self.full, self.asked)


def fold(original: str) -> Folded:
    """The text as words are looked for in it, fillers still there; what comes after ``READ`` characters that count is not read."""
    folds: list[str] = []
    size = 0
    while size < READ and len(folds) < len(original):
        more = [_FOLDS[sign] for sign in original[len(folds) : len(folds) + READ]]
        folds += more
        size += sum(map(len, more))
    original = original[: len(folds)]
    places = [place for place, folded in enumerate(folds) for _ in folded]
    text = "".join(folds)
    numbered = _numbered(text, places, original)
    marks = [_places(original, signs) for signs in (STOPS, FULL_STOPS, ASKING)]
    return Folded(*numbered, *(sorted({bisect_left(numbered[1], place) for place in places}) for places in marks))


def _places(original: str, signs: frozenset[str]) -> list[int]:
    here = frozenset(sign for sign in set(original) if _plain_sign(sign) in signs)
    marks = [place for place, sign in enumerate(original) if sign in here] if here else []
    return [
        place
        for place in marks
        if not (original[place - 1 : place].isdecimal() and original[place + 1 : place + 2].isdecimal())
    ]


@lru_cache(maxsize=8192)
def _plain_sign(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign)[:1]


def _numbered(text: str, places: list[int], original: str) -> tuple[str, list[int], list[int]]:
    """Numbers between bars. Characters of a number stand where the whole number stood."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    here = 0
    for found in _NUMERAL.finditer(text):
        _carry(text, places, (here, found.start()), (pieces, starts, ends))
        for first, last in _joined(places, original, found.start(), found.end()):
            for value, begin, end in _values(text, original, places, first, last):
                pieces.append(value)
                starts += [places[begin]] * len(value)
                ends += [places[end - 1] + 1] * len(value)
        here = found.end()
    _carry(text, places, (here, len(text)), (pieces, starts, ends))
    return "".join(pieces), starts, ends


def _carry(text: str, places: list[int], part: tuple[int, int], into: tuple[list[str], list[int], list[int]]) -> None:
    piece = places[part[0] : part[1]]
    into[0].append(text[part[0] : part[1]])
    into[1].extend(piece)
    into[2].extend([place + 1 for place in piece])


def _joined(places: list[int], original: str, start: int, end: int) -> list[tuple[int, int]]:
    """The runs of a numeral that were written without anything between, but for a decimal point or a thousands comma."""
    cuts = [start]
    for place in range(start + 1, end):
        gap = original[places[place - 1] + 1 : places[place]]
        if gap and not (gap in (".", "．", ",") and original[places[place]].isdecimal()):
            cuts.append(place)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _values(text: str, original: str, places: list[int], first: int, last: int) -> list[tuple[str, int, int]]:
    """[(what is written in the folded text, from, to)]."""
    run = text[first:last]
    if run.isascii():
        return [(_bars(_arabic(original, places, first, last)), first, last)]
    head = _ascii_head(run)
    if head:
        return _lead(run, first, head)
    value = chinese_number(run) if len(run) <= _LONGEST else None
    if value is not None:
        return [(_bars(str(value)), first, last)]
    return [(_single(sign), first + place, first + place + 1) for place, sign in enumerate(run)]


def _ascii_head(run: str) -> int:
    return next((place for place, sign in enumerate(run) if not sign.isascii()), len(run))


def _lead(run: str, first: int, head: int) -> list[tuple[str, int, int]]:
    """``3万`` and what else begins with digits and goes on in characters."""
    scale = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}.get(run[head:])
    if scale and head <= _LONGEST:
        return [(_bars(str(int(run[:head]) * scale)), first, first + len(run))]
    rest = [(_single(sign), first + head + place, first + head + place + 1) for place, sign in enumerate(run[head:])]
    return [(_bars(run[:head]), first, first + head), *rest]


def _arabic(original: str, places: list[int], first: int, last: int) -> str:
    written = unicodedata.normalize("NFKC", original[places[first] : places[last - 1] + 1])
    return "".join(sign for sign in written if sign.isascii() and (sign.isdigit() or sign == "."))


def _single(sign: str) -> str:
    if sign == "十":
        return _bars("10")
    return _bars(_SMALL[sign]) if sign in _SMALL else _bars(sign) if sign.isascii() else sign


def _bars(value: str) -> str:
    return f"{OPEN}{value}{CLOSE}"
