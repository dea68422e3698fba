"""References between pieces: {名字}, the two separators, pictures and blanks."""

from __future__ import annotations

import re
from typing import NamedTuple

from .model import AttributeLine, Part

REFERENCE = re.compile(r"(?<!\\)\{([^{}\\\n]{1,40})\}")
IMAGE = re.compile(r"!\[([^\[\]\n]{0,200})\]\(([^()\n]{0,300})\)")
IMAGE_PATH = re.compile(r"img/([a-z0-9][a-z0-9-]{0,80}\.(?:svg|png|jpg|webp))", re.ASCII)
BLANK = re.compile(r"_{3,}")


class Reference(NamedTuple):
    """A name between braces and the line it stands on."""

    name: str
    line: int


class Image(NamedTuple):
    """A picture: its description, the path as written, and its line."""

    alt: str
    path: str
    line: int


def all_of(text: str) -> tuple[str, ...]:
    """The items of a list joined by 、 (all of these), without empty ones."""
    return tuple(item for piece in text.split("、") if (item := piece.strip()))


def any_of(text: str) -> tuple[str, ...]:
    """The wordings joined by ； (any of these), without empty ones."""
    return tuple(item for piece in text.split("；") if (item := piece.strip()))


def references(text: str) -> tuple[str, ...]:
    """The names in {…}, each once, in the order they first appear. `\\{` is a literal brace."""
    return tuple(dict.fromkeys(name for found in REFERENCE.finditer(text) if (name := found[1].strip())))


def numbered_lines(part: Part) -> tuple[tuple[int, str], ...]:
    """Every line of the part itself (its title first) with its number in the file, fences left out."""
    lines = [(part.line, part.title)]
    for item in part.items:
        if isinstance(item, AttributeLine) and "\n" in item.written:
            lines += [(item.line + offset, text) for offset, text in enumerate(item.written.split("\n"))]
        elif getattr(item, "where", "") != "code":
            lines.append((item.line, item.written))
    return tuple(lines)


def references_of(part: Part) -> tuple[Reference, ...]:
    """All {…} of the part itself (not of the parts below it), with their lines."""
    return tuple(Reference(name, line) for line, text in numbered_lines(part) for name in references(text))


def images_of(part: Part) -> tuple[Image, ...]:
    """All pictures of the part itself, with their lines."""
    return tuple(
        Image(found[1].strip(), found[2].strip(), line)
        for line, text in numbered_lines(part)
        for found in IMAGE.finditer(text)
    )


def blanks(stem: str) -> int:
    """How many blanks (three or more underscores) the stem has."""
    return len(BLANK.findall(stem))
