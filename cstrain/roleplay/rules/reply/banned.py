"""Banned phrases and taboos in a reply, also disguised: split and look-alike characters, sounds, letters, initials, signs between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from cstrain.roleplay.rules.known import BannedLine
from cstrain.roleplay.rules.lines import GAP
from cstrain.roleplay.rules.phrases import WIDEST
from cstrain.roleplay.rules.reply.allowed import ALLOWED, HARMLESS_LETTERS, OWN, is_harmless, is_ours
from cstrain.roleplay.rules.reply.disguise import as_firsts, as_sounds, put_together, runs, spelt
from cstrain.roleplay.rules.reply.finder import Finder
from cstrain.roleplay.rules.reply.fold import FILLERS, Folded, Span, fold
from cstrain.roleplay.rules.reply.sounds import AS_SOUNDS, all_letters, initials

SAME = {ord("您"): "你", ord("嘛"): "吗", ord("啦"): "了"}
FEWEST_SOUNDS, FEWEST_LETTERS, LOOSE_LETTERS, FEWEST_INITIALS = 3, 4, 8, 4
MOST_PLACES = 60  # harmless places of one line that are looked at


class Way(StrEnum):
    """How the phrase was written."""

    PLAIN = "plain"
    SPLIT = "split"
    SOUND = "sound"
    LETTERS = "letters"
    INITIALS = "initials"


@dataclass(frozen=True, slots=True)
class Banned:
    """A phrase that was said: the line it is on, the wording, how it was written and where."""

    line: BannedLine
    wording: str
    way: Way
    span: Span


@dataclass(frozen=True, slots=True)
class _Phrase:
    line: BannedLine
    wording: str
    pieces: tuple[str, ...]


def bare(text: str) -> str:
    """A phrase as it is looked for; fillers stay where it is made of little else."""
    folded = fold(text)
    without = folded.without(FILLERS).text
    return (without if len(without) >= len(folded.text) - 1 and len(without) > 1 else folded.text).translate(SAME)


class Watch:
    """Looks for the phrases of many lines at once."""

    def __init__(self, lines: Sequence[BannedLine]) -> None:
        self.phrases = [
            _Phrase(line, wording, tuple(bare(piece) for piece in wording.replace("...", GAP).split(GAP) if piece))
            for line in lines
            for wording in line.wordings
        ]
        self.pieces = tuple(dict.fromkeys(piece for phrase in self.phrases for piece in phrase.pieces))
        self._uses: dict[str, list[tuple[_Phrase, int]]] = {}
        for phrase in self.phrases:
            for place, piece in enumerate(phrase.pieces):
                self._uses.setdefault(piece, []).append((phrase, place))
        self._plain = Finder(self.pieces)
        whole = [phrase for phrase in self.phrases if len(phrase.pieces) == 1]
        self._sounding = [phrase for phrase in whole if len(phrase.pieces[0]) >= FEWEST_SOUNDS]
        self._sounds = Finder([phrase.pieces[0].translate(AS_SOUNDS) for phrase in self._sounding])
        self._firsts = Finder([initials(phrase.pieces[0]) for phrase in self._sounding])
        self._spelt = [
            (phrase, spelt)
            for phrase in self.phrases
            for spelt in _spellings(phrase.wording)
            if len(spelt) >= FEWEST_LETTERS
        ]
        self._letters = Finder([spelt for _, spelt in self._spelt])
        self._initials = {
            firsts: phrase
            for phrase in reversed(whole)
            for firsts in dict.fromkeys((initials(phrase.pieces[0]), initials(phrase.wording)))
            if len(phrase.pieces[0]) >= FEWEST_INITIALS - phrase.line.is_grave
        }
        self._free = {line.id: tuple(bare(text) for text in (*line.allowed, *ALLOWED, *OWN)) for line in lines}

    def find(self, original: str) -> tuple[Banned, ...]:
        """Every line that was broken, once, by where it first was."""
        said = fold(original).translated(SAME)
        thin = said.without(FILLERS)
        seen: dict[str, Banned] = {}
        for banned in chain(
            self._plainly(original, thin, seen),
            self._plainly(original, said, seen),
            self._disguised(original, thin, seen),
        ):
            seen.setdefault(banned.line.id, banned)
        return tuple(sorted(seen.values(), key=lambda one: (one.span.start, one.span.end, one.line.id)))

    def _plainly(
        self, original: str, said: Folded, seen: Mapping[str, Banned], among: frozenset[int] | None = None
    ) -> Iterator[Banned]:
        """Phrases as written, but for lines that were ``seen``. ``among``: one of these places has to be inside."""
        way = Way.PLAIN if among is None else Way.SPLIT
        open_chains: dict[tuple[int, int], tuple[int, int]] = {}
        looked: Counter[str] = Counter()
        for index, start, end in self._plain.find(said.text):
            for phrase, place in self._uses[self.pieces[index]]:
                begin = start
                if phrase.line.id in seen:
                    continue
                if place:
                    before = open_chains.get((id(phrase), place - 1))
                    if before is None or not 0 <= start - before[1] <= WIDEST:
                        continue
                    begin = before[0]
                if place < len(phrase.pieces) - 1:
                    open_chains[(id(phrase), place)] = (begin, end)
                elif (
                    _still(looked, phrase.line.id)
                    and self._counts(original, said, phrase, (begin, end))
                    and (among is None or not among.isdisjoint(range(begin, end)))
                ):
                    yield Banned(phrase.line, phrase.wording, way, said.span(begin, end))

    def _counts(self, original: str, said: Folded, phrase: _Phrase, place: tuple[int, int]) -> bool:
        start, end = place
        text = said.text
        if text[start] in "不没" and start and start + 1 < end and text[start - 1] == text[start + 1]:
            return False  # 要不要, 是不是: a question, nothing denied
        breaks = said.stops_within(start, end)
        if breaks and (len(phrase.pieces) > 1 or (end - start < 4 and breaks < end - start - 1)):
            return False
        if _is_letter(said, start - 1, start) and "a" <= text[start] <= "z":
            return False
        if _is_letter(said, end, end) and "a" <= text[end - 1] <= "z":
            return False
        if any(_covers(text, free, start, end) for free in self._free[phrase.line.id]):
            return False
        return not (is_ours(said, phrase.line.group, start) or is_harmless(original, said, start, end))

    def _disguised(self, original: str, said: Folded, seen: Mapping[str, Banned]) -> Iterator[Banned]:
        together = put_together(said)
        if together is not None:
            yield from self._plainly(original, together[0], seen, together[1])
        yield from self._by_sound(original, said)
        yield from self._by_letters(said)
        yield from self._in_part(original, said)
        for start, end in runs(said):
            run = said.text[start:end]
            phrase = self._initials.get(run)
            if phrase is not None and run not in HARMLESS_LETTERS:
                yield Banned(phrase.line, phrase.wording, Way.INITIALS, said.span(start, end))

    def _by_sound(self, original: str, said: Folded) -> Iterator[Banned]:
        """Other characters with the same sounds; at least half of them are the phrase's own."""
        for index, start, end in self._sounds.find(as_sounds(said).text):
            phrase = self._sounding[index]
            same = sum(one == other for one, other in zip(said.text[start:end], phrase.pieces[0], strict=True))
            enough = end - start > same >= end - start - (end - start) // 2
            if enough and not said.stops_within(start, end) and self._counts(original, said, phrase, (start, end)):
                yield Banned(phrase.line, phrase.wording, Way.SOUND, said.span(start, end))

    def _in_part(self, original: str, said: Folded) -> Iterator[Banned]:
        """Some characters as their first letter: 烦s了."""
        if not any("a" <= sign <= "z" for sign in said.text):
            return
        for index, start, end in self._firsts.find(as_firsts(said)):
            phrase = self._sounding[index]
            pairs = list(zip(said.text[start:end], phrase.pieces[0], strict=True))
            same = sum(one == other for one, other in pairs)
            if not all(one == other or "a" <= one <= "z" for one, other in pairs):
                continue
            if end - start > same >= (end - start) // 2 and self._counts(original, said, phrase, (start, end)):
                yield Banned(phrase.line, phrase.wording, Way.INITIALS, said.span(start, end))

    def _by_letters(self, said: Folded) -> Iterator[Banned]:
        """Written in letters, wholly or in part; short ones only between what is no letter."""
        found = spelt(said)
        for index, start, end in self._letters.find(found.text) if found else ():
            assert found is not None
            first, last = found.at[start], found.at[end - 1]
            if not any(found.typed[start:end]) or not _whole(found.at, found.typed, start, end):
                continue
            loose = end - start >= LOOSE_LETTERS
            if loose or not (_is_letter(said, first - 1, first) or _is_letter(said, last + 1, last + 1)):
                phrase = self._spelt[index][0]
                yield Banned(phrase.line, phrase.wording, Way.LETTERS, said.span(first, last + 1))


def _still(looked: Counter[str], line: str) -> bool:
    """Whether one more place of the line is looked at."""
    looked[line] += 1
    return looked[line] <= MOST_PLACES


def _spellings(wording: str) -> tuple[str, ...]:
    """In letters, with 您 as nin and as ni, with and without its fillers."""
    plain = wording.replace("...", "").replace(GAP, "")
    kept = "".join(sign for sign in plain if sign not in FILLERS)
    spelt = (way for text in (plain, kept) for one in (text, text.replace("您", "你")) for way in all_letters(one))
    return tuple(dict.fromkeys(one for one in spelt if one))


def _whole(at: Sequence[int], typed: Sequence[bool], start: int, end: int) -> bool:
    """A character that is not typed in letters is inside with all its letters."""
    cut_before = start > 0 and at[start - 1] == at[start] and not typed[start]
    cut_after = end < len(at) and at[end] == at[end - 1] and not typed[end - 1]
    return not (cut_before or cut_after)


def _is_letter(said: Folded, place: int, border: int) -> bool:
    """Whether a letter stands at ``place`` with nothing written between it and the border."""
    if not 0 <= place < len(said.text) or not "a" <= said.text[place] <= "z":
        return False
    return 0 < border < len(said.text) and said.starts[border] == said.ends[border - 1]


def _covers(text: str, free: str, start: int, end: int) -> bool:
    """Whether what is allowed stands around the place."""
    first = max(0, end - len(free))
    return bool(free) and text.find(free, first, start + len(free)) in range(first, start + 1)


@lru_cache(maxsize=8)
def watch(lines: tuple[BannedLine, ...]) -> Watch:
    """One watch per set of lines."""
    return Watch(lines)
