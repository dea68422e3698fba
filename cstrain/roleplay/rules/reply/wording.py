"""Whether one of several wordings stands in a reply: ``…`` up to twelve characters between, ``＋`` both in any order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cstrain.roleplay.rules.lines import BOTH, GAP
from cstrain.roleplay.rules.phrases import WIDEST
from cstrain.roleplay.rules.reply.comment import is_dismissed
from cstrain.roleplay.rules.reply.deadline import asks_deadline, deadlines
from cstrain.roleplay.rules.reply.finder import finder
from cstrain.roleplay.rules.reply.fold import FILLERS, Folded, Span, fold
from cstrain.roleplay.rules.reply.loose import loosely
from cstrain.roleplay.rules.reply.negation import is_denied
from cstrain.roleplay.rules.reply.synonyms import alternatives

Denies = Callable[[tuple[int, int]], bool]
POLITE = {ord("您"): "你"}


@dataclass(frozen=True, slots=True)
class Found:
    """A wording and the words that are it. ``denied``: it stands there, but negated every time."""

    wording: str
    spans: tuple[Span, ...]
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Needle:
    """A wording taken apart: ``sets`` all have to be there; in each the pieces follow one another."""

    wording: str
    sets: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=8192)
def needle(wording: str, politely: bool) -> Needle:
    """``politely``: 您 and 你 are the same."""
    sets = (part.replace("...", GAP).split(GAP) for part in re.split(f"[{BOTH}+]", wording))
    return Needle(wording, tuple(tuple(_bare(piece, politely) for piece in pieces) for pieces in sets))


def _bare(piece: str, politely: bool) -> str:
    folded = fold(piece)
    bare = folded.without(FILLERS).text or folded.text
    return bare.translate(POLITE) if politely else bare


def look(said: Folded, wordings: Sequence[str], *, politely: bool) -> tuple[Found, ...]:
    """Every wording that stands in the reply (fillers left out of it already), in the order they were given.

    ``politely``: what is to be gained, where 您 and 你 are the same and synonyms count.
    """
    written = [other for wording in wordings for other in (alternatives(wording) if politely else (wording,))]
    place = said.translated(POLITE) if politely else said
    needles = [needle(wording, politely) for wording in dict.fromkeys([*wordings, *written])]
    pieces = tuple(dict.fromkeys(piece for one in needles for pieces in one.sets for piece in pieces))
    at: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, start, end in finder(pieces).find(place.text):
        at[pieces[index]].append((start, end))
    dark = _dark(place, [one.sets[0][0] for one in needles if len(one.sets) == len(one.sets[0]) == 1], at)

    def denies(here: tuple[int, int]) -> bool:
        hidden = here[0] in dark and here[1] - 1 in dark
        return hidden or is_denied(place, *here) or (politely and is_dismissed(place, *here))

    standing = [found for one in needles if (found := _standing(place, one, at, denies)) is not None]
    if politely and asks_deadline(wordings):
        standing += [Found(wordings[0], (place.span(*here),), denies(here)) for here in deadlines(place.text)]
    if politely and not any(not one.denied for one in standing):
        wholes = [one for one in needles if len(one.sets) == len(one.sets[0]) == 1]
        for index, *here in loosely(place, [one.sets[0][0] for one in wholes]):
            where = (here[0], here[1])
            standing.append(Found(wholes[index].wording, (place.span(*where),), denies(where)))
    return tuple(standing)


def _dark(said: Folded, wholes: Sequence[str], at: Mapping[str, list[tuple[int, int]]]) -> frozenset[int]:
    """Places inside a wording that is denied, so that 单号 does not count in 不是订单号."""
    denied = {place for whole in wholes if len(whole) > 2 for place in at.get(whole, ()) if is_denied(said, *place)}
    return frozenset(place for start, end in denied for place in range(start, end))


def _standing(said: Folded, one: Needle, at: Mapping[str, list[tuple[int, int]]], denies: Denies) -> Found | None:
    spans: list[Span] = []
    denied = False
    for pieces in one.sets:
        chains = _chains([at.get(piece, []) for piece in pieces])
        if not chains:
            return None
        good = next((chain for chain in chains if not any(map(denies, chain))), None)
        denied = denied or good is None
        spans += [said.span(*place) for place in good or chains[0]]
    return Found(one.wording, tuple(sorted(spans, key=lambda span: span.start)), denied)


def _chains(places: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    """Ways through the pieces in their order, no gap wider than ``WIDEST``; one way for each place of the last piece."""
    chains = [[place] for place in places[0]]
    for following in places[1:]:
        ends = [chain[-1][1] for chain in chains]
        longer = []
        for start, end in following:
            nearest = bisect_right(ends, start) - 1
            if nearest >= 0 and start - ends[nearest] <= WIDEST:
                longer.append([*chains[nearest], (start, end)])
        chains = longer
    return chains
