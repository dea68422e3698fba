"""How a question is found: folded text for parts of words, first letters of pinyin as a help.

GB 2312 lists its 3,755 common characters by pinyin, so that 24 borders say every first letter; rarer ones are left out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from cstrain.bank.rules.question import Question
from cstrain.kit.content.refs import IMAGE

MOST = 600  # characters that are looked through
_BORDERS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1, 0xD7FA,
)  # fmt: skip
_LETTERS = "abcdefghjklmnopqrstwxyz"


def folded(text: str) -> str:
    """Full width as half width, small letters, no blanks, no marks of markup."""
    flat = unicodedata.normalize("NFKC", IMAGE.sub(lambda found: found[1], text)).casefold()
    return re.sub(r"[\s*#`>_“”\"‘’]+", "", flat)


def initials(text: str) -> str:
    """First letters of the pinyin of its Chinese characters, with Latin letters and digits between them."""
    return "".join(_initial(each) for each in folded(text))


def _initial(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    place = bisect_right(_BORDERS, code) - 1
    return _LETTERS[place] if 0 <= place < len(_LETTERS) else ""


def looked_through(question: Question) -> str:
    """What a search looks through: number, stem, options, answers, and the same of a case's parts."""
    parts = (question, *question.parts)
    told = [
        text
        for part in parts
        for text in (
            part.stem,
            *(option.text for option in part.options),
            *(wording for blank in part.blanks for wording in blank.wordings),
            *part.sequence,
            *part.lefts,
        )
    ]
    return folded("|".join((question.id, *told)))[:MOST]


def words_of(typed: str) -> list[str]:
    """What somebody typed, as the words that all have to be found."""
    return [word for word in (folded(each) for each in typed.split()) if word]


def may_be_initials(word: str) -> bool:
    """Two Latin letters or more: perhaps somebody types pinyin."""
    return len(word) > 1 and word.isascii() and word.isalpha()
