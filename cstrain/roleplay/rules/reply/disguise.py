"""A reply seen as someone meant it who writes around a filter: halves put together, sounds, letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cstrain.roleplay.rules.reply.finder import finder
from cstrain.roleplay.rules.reply.fold import CLOSE, OPEN, Folded
from cstrain.roleplay.rules.reply.shapes import HALVES
from cstrain.roleplay.rules.reply.sounds import AS_FIRSTS, AS_SOUNDS, SOUND

_PAIRS = tuple(HALVES)
_BARS = frozenset(OPEN + CLOSE)
_FIGURES = {str(value): SOUND[sign] for value, sign in enumerate("零一二三四五六七八九") if sign in SOUND}


@dataclass(frozen=True, slots=True)
class Spelt:
    """The reply in letters; ``at[i]``: the character of the folded reply that letter i belongs to; ``typed``: it was a letter."""

    text: str
    at: Sequence[int]
    typed: Sequence[bool]


def put_together(said: Folded) -> tuple[Folded, frozenset[int]] | None:
    """The reply with halves put together, and where; None when there are none."""
    pairs: dict[int, str] = {}
    for index, start, _ in finder(_PAIRS).find(said.text):
        if not any(place in pairs for place in (start - 1, start)):
            pairs[start] = HALVES[_PAIRS[index]].replace("您", "你")
    if not pairs:
        return None
    kept = [place for place in range(len(said.text)) if place - 1 not in pairs]
    joined = frozenset(new for new, place in enumerate(kept) if place in pairs)
    text = "".join([pairs.get(place, said.text[place]) for place in kept])
    ends = [said.ends[place + 1] if place in pairs else said.ends[place] for place in kept]
    return Folded(text, [said.starts[place] for place in kept], ends, ()), joined


def as_sounds(said: Folded) -> Folded:
    """Each character as its sound, one for one."""
    return said.translated(AS_SOUNDS)


def as_firsts(said: Folded) -> str:
    """Each character as the first letter of its sound, one for one."""
    return said.text.translate(AS_FIRSTS)


def spelt(said: Folded) -> Spelt | None:
    """The reply in letters, tone numbers left out; None when no letter was typed."""
    if not any("a" <= sign <= "z" for sign in said.text):
        return None
    text: list[str] = []
    at: list[int] = []
    typed: list[bool] = []
    for place, sign in enumerate(said.text):
        if sign in _BARS:
            continue
        sound = (
            SOUND.get(sign)
            or (_FIGURES.get(sign, "") if _is_alone(said.text, place) else "")
            or ("" if sign.isdigit() else sign)
        )
        text.append(sound)
        at += [place] * len(sound)
        typed += ["a" <= sign <= "z"] * len(sound)
    return Spelt("".join(text), at, typed)


def _is_alone(text: str, place: int) -> bool:
    """A figure of one digit between its bars: 一, not a tone number behind letters nor a part of 12."""
    return (
        0 < place < len(text) - 1 and text[place - 1] == OPEN and text[place + 1] == CLOSE and not _is_tone(text, place)
    )


def _is_tone(text: str, place: int) -> bool:
    return place > 1 and "a" <= text[place - 2] <= "z"


def runs(said: Folded) -> list[tuple[int, int]]:
    """Runs of typed letters: word by word, and words that stand next to each other as one."""
    found: list[tuple[int, int]] = []
    here = 0
    size = len(said.text)
    while here < size:
        if not "a" <= said.text[here] <= "z":
            here += 1
            continue
        end = here
        words = [here]
        while end < size and "a" <= said.text[end] <= "z":
            if end > here and said.starts[end] != said.ends[end - 1]:
                words.append(end)
            end += 1
        found += list(zip(words, [*words[1:], end], strict=True))
        if len(words) > 1:
            found.append((here, end))
        here = end
    return found
