"""One line at a time: what an attribute line and a list line say, however they were typed.

`tidy` writes back what these functions read, so the canonical line and the meaning cannot drift apart.
"""

from __future__ import annotations

import re

from .keys import KNOWN, ON_LIST, SHAPES, Shape
from .model import Attribute, ListLine

BRACKETED = re.compile(r"(?<!\\)(?:【([^【】［］\n]{0,24})】|［([^【】［］\n]{0,24})］)")
MARKS = dict.fromkeys("√✓✔☑✅", "√") | dict.fromkeys("×✗✘✕❌", "×")
BLANKS = " \u3000"

_DASHED = re.compile(rf"[-*+][{BLANKS}]+(?=\S)|[·•][{BLANKS}]*(?=\S)|－(?![-－0-9０-９])[{BLANKS}]*(?=\S)")
_NUMBERED = re.compile(rf"([0-9０-９]{{1,3}})(?:\.[{BLANKS}]+|、[{BLANKS}]*|．[{BLANKS}]*(?![0-9０-９]))(?=\S)")
_ARROWS = re.compile(r"[-—－]{1,3}[>＞]|[=＝]{1,3}[>＞]|⇒|→")


def key_at_start(line: str) -> str:
    """The key that opens an attribute line, however its brackets and blanks were typed; "" when none does."""
    found = BRACKETED.match(line)
    key = _key(found) if found else ""
    return key if key in KNOWN else ""


def attributes_of(line: str, number: int = 0) -> tuple[Attribute, ...]:
    """The attributes of a line that starts with a known key: all of them for tags, else the one that fills it.

    Unknown keys among tags are returned as they are, for the reader to complain about.
    """
    first = BRACKETED.match(line)
    assert first is not None, "only for lines with key_at_start"
    key = _key(first)
    if SHAPES.get(key) is not Shape.TAG:
        return (Attribute(key, line[first.end() :].strip(BLANKS), number),)
    return _cut(line, [one for one in BRACKETED.finditer(line) if one[1] is not None or _key(one) in KNOWN], number)[1]


def list_line(line: str, number: int = 0) -> ListLine | None:
    """The line as a list line, or None. Arrows count only where there is no √ or ×."""
    if dashed := _DASHED.match(line):
        label, rest = "-", line[dashed.end() :]
    elif numbered := _NUMBERED.match(line):
        label, rest = f"{int(numbered[1])}.", line[numbered.end() :]
    else:
        return None
    mark = MARKS.get(rest[:1], "")
    if mark:
        rest = rest[1:].removeprefix("\ufe0f").lstrip(BLANKS)
    body, attributes = _cut(rest, _tail(rest), number)
    return ListLine(label, mark, body if mark else _arrowed(body), attributes, number)


def strangers(line: ListLine) -> tuple[str, ...]:
    """What stands in 【】 on a list line without being one of its attributes: text, or a slip."""
    texts = (line.raw, *(attribute.raw for attribute in line.attributes))
    return tuple(found[1].strip(BLANKS) for text in texts for found in BRACKETED.finditer(text) if found[1])


def _key(found: re.Match[str]) -> str:
    return (found[1] or found[2] or "").strip(BLANKS)


def _tail(text: str) -> list[re.Match[str]]:
    return [found for found in BRACKETED.finditer(text) if _key(found) in ON_LIST]


def _cut(text: str, starts: list[re.Match[str]], number: int) -> tuple[str, tuple[Attribute, ...]]:
    edges = [found.start() for found in starts] + [len(text)]
    attributes = tuple(
        Attribute(_key(found), text[found.end() : end].strip(BLANKS), number)
        for found, end in zip(starts, edges[1:], strict=True)
    )
    return text[: edges[0]].strip(BLANKS), attributes


def _arrowed(body: str) -> str:
    pieces = [piece.strip(BLANKS) for piece in _ARROWS.split(body)]
    return " → ".join(pieces).strip(BLANKS)
