"""Paper mode: the letters on an answer sheet, read back into answers."""

from __future__ import annotations

from collections.abc import Sequence

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RIGHT, WRONG = frozenset("对√VT是Y"), frozenset("错×XF否N")


def read_letters(text: str, order: Sequence[int], *, several: bool) -> int | list[int] | None:
    """Options by the letters printed beside them (``order``: option per letter). None for an empty box.

    ValueError for letters that the question does not have, and for two where one is asked.
    """
    typed = [letter for letter in _wide(text) if not letter.isspace() and letter not in "、,，"]
    if not typed:
        return None
    places = {LETTERS.find(letter) for letter in typed}
    if not all(0 <= place < len(order) for place in places) or (len(places) > 1 and not several):
        raise ValueError(text)
    chosen = sorted(order[place] for place in places)
    return chosen if several else chosen[0]


def read_truth(text: str) -> bool | None:
    """对 or 错, or one of the signs people make for them. ValueError for anything else."""
    typed = _wide(text).strip()
    if not typed:
        return None
    if typed in RIGHT or typed in WRONG:
        return typed in RIGHT
    raise ValueError(text)


def _wide(text: str) -> str:
    """Capitals, full-width ones too."""
    return "".join(
        chr(ord(each) - 0xFEE0) if "！" <= each <= "～" and each not in "，" else each for each in text
    ).upper()
