"""Wordings with light words between: 查了一下规则 is 查规则, 我再去帮您问问主管 is 问主管. Only for points that are
gained, and only wordings that have none of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from cstrain.roleplay.rules.reply.finder import finder
from cstrain.roleplay.rules.reply.fold import CLOSE, OPEN, Folded

_LIGHT = re.compile(
    f"{OPEN}1{CLOSE}(?=[下个些步句段张])|[了着过的地得下个给你我咱们再又也都就先去来帮把替请还些儿很太真挺]"
)
FEWEST, WIDER = 3, 5  # characters that carry meaning; how much longer than written it may be


@lru_cache(maxsize=8192)
def bones(text: str) -> str:
    """What is left without light words."""
    return _LIGHT.sub("", text)


def loosely(said: Folded, wholes: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(which of ``wholes``, from, to) in ``said``, within one clause."""
    needles = tuple(
        whole if len(whole) >= FEWEST and bones(whole) == whole and OPEN not in whole else "" for whole in wholes
    )
    if not any(needles):
        return
    gone = [found.span() for found in _LIGHT.finditer(said.text)]
    light = {place for start, end in gone for place in range(start, end)}
    kept = [place for place in range(len(said.text)) if place not in light]
    text = "".join([said.text[place] for place in kept])
    for index, start, end in finder(needles).find(text):
        first, last = kept[start], kept[end - 1] + 1
        if last - first <= len(wholes[index]) + WIDER and not said.stops_within(first, last):
            yield index, first, last
