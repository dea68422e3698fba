"""A text as blocks for display: running text, lists, attributes, in the author's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cstrain.curriculum.rules import LessonPage, pages
from cstrain.kit.content import Attribute, AttributeLine, Document, Item, ListLine, Part, Text
from cstrain.kit.content import sections as cut

NOT_SHOWN = frozenset({"英文名", "英文简介"})


@dataclass(frozen=True)
class Block:
    """Exactly one of the three is filled."""

    text: str = ""
    lines: tuple[ListLine, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A part with its blocks; ``level`` 1 is the whole text."""

    level: int
    title: str
    blocks: tuple[Block, ...]


def shown(document: Document) -> tuple[Piece, ...]:
    """The whole text, part by part, in the order of the page."""
    return tuple(Piece(part.level, part.title, tuple(_blocks(part))) for part in document.head.walk())


def reading(document: Document) -> tuple[LessonPage, ...]:
    """A lesson as the trainee turns its pages; () for what is no lesson."""
    return pages(cut(document.text)) if document.type == "课文" else ()


def _blocks(part: Part) -> Iterator[Block]:
    for kind, group in groupby(part.items, key=type):
        items: list[Item] = list(group)
        if kind is Text:
            text = "\n".join(item.written for item in items).strip("\n")
            if text:
                yield Block(text=text)
        elif kind is ListLine:
            yield Block(lines=tuple(item for item in items if isinstance(item, ListLine)))
        else:
            found = [one for item in items if isinstance(item, AttributeLine) for one in item.attributes]
            told = tuple(one for one in found if one.key not in NOT_SHOWN)
            if told:
                yield Block(attributes=told)
