"""What ids look like, which of them a firm made itself, and how a citation pins a version (formats section 3)."""

from __future__ import annotations

import re
from typing import NamedTuple

from .model import Malformed

# Shipped ids never hold an x before the digits; numbers a firm makes always do: TB-x001, TBx1, Lx01, presale-x1.
_QUESTION = r"[A-Z]{2,6}-x?[0-9]{3,4}"
_SLUG = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
PATTERNS: dict[str, str] = {
    "bank": r"[A-Z]{2,6}",
    "question": _QUESTION,
    "subquestion": _QUESTION + r"\.[1-9][0-9]?",
    "rule": r"[A-Z]{2,6}x?[0-9]{1,4}[a-wyz]?",
    "lesson": r"Lx?[0-9]{2,3}",
    "scenario": r"Rx?[0-9]{2,3}",
    "step": r"[A-Z]x?[0-9]{1,3}",
    "gate item": r"Gx?[0-9]{1,3}",
    "phrase": r"Bx?[0-9]{3,4}",
    "script": r"Hx?[0-9]{3,4}",
    "slug": _SLUG,  # levels, courses, exams, gates, modules, registers
}
_MADE_HERE = re.compile(r"[A-Z]-?x[0-9]|(?:^|-)x[0-9]*(?:-|$)")
_CITATION = re.compile(rf"({PATTERNS['rule']})(?:@([1-9][0-9]{{0,2}}))?")


class Citation(NamedTuple):
    """A rule and the major version of it that the citing item was written against."""

    id: str
    major: int

    def __str__(self) -> str:
        return self.id if self.major == 1 else f"{self.id}@{self.major}"


def is_id(kind: str, text: str) -> bool:
    """Whether `text` is an id of that kind (a key of `PATTERNS`)."""
    return re.fullmatch(PATTERNS[kind], text, re.ASCII) is not None


def made_here(an_id: str) -> bool:
    """Whether the id carries the x of numbers that a firm makes."""
    return _MADE_HERE.search(an_id) is not None


def parent_id(subquestion: str) -> str:
    """The case of a sub-question: `TB-011` of `TB-011.2`; "" when it is none."""
    return subquestion.partition(".")[0] if is_id("subquestion", subquestion) else ""


def citation(text: str) -> Citation:
    """`TB1` is version 1, `TB1@2` version 2; anything else is `Malformed`."""
    found = _CITATION.fullmatch(text.strip())
    if not found:
        raise Malformed(f"「{text.strip()}」不是规则编号：写成 TB1；引用第 2 版写成 TB1@2")
    return Citation(found[1], int(found[2] or 1))
