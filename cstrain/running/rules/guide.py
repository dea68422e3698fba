"""The help pages: which there are, for whom, and how a page of Markdown names the screens.

A page names a screen or a button by its word: 「今日」 in Chinese; in the other languages {今日}, for which the word of
that language is put, so that help and screen cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cstrain.people.rules import May

# name -> what one must be allowed to for it to be a page of one's own; None: everybody's
PAGES: dict[str, May | None] = {
    "start": None,
    "learn": None,
    "drill": None,
    "exam": None,
    "record": None,
    "mentor": May.CONFIRM,
    "people": May.ENROL,
    "content": May.BANK_EDIT,
    "decide": May.GATE_SEE,
    "keep": May.RUNNING_SEE,
}
TERM = re.compile(r"「([^」]+)」|\{([^}]+)\}")


def terms(text: str) -> list[str]:
    """The words of screens that a page names, in their order."""
    return [one or other for one, other in TERM.findall(text)]


def said(text: str, word: Callable[[str], str]) -> str:
    """The page with {…} filled by ``word``."""
    return TERM.sub(lambda found: word(found[2]) if found[2] else found[0], text)


def split(text: str) -> tuple[str, str]:
    """Its title and the rest."""
    title, _line, rest = text.partition("\n")
    return title.removeprefix("# ").strip(), rest.strip()
