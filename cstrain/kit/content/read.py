"""Text or bytes in, a document out, with everything that is wrong in it reported at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from .checks import line_problems
from .decode import decoded
from .keys import INHERITED, SHAPES, TYPES_WITH_PART_IDS, Shape
from .model import AttributeLine, Document, Item, ListLine, Part, Problem, Text
from .structure import part_problems
from .tidy import Scanned, Title, scan

MOST_PROBLEMS = 500  # what nobody will read is not worked out


def read(source: str | bytes, name: str = "") -> Document:
    """The document in `source`; `name` is the file's name for the problems. Never fails on any input.

    A document with problems that are not warnings must not be imported; what could be understood is there all the
    same, so that an editor can show it.
    """
    text, problems = decoded(source)
    scanned, unclosed = scan(text)
    document = _document(scanned, name)
    if text or not problems:
        problems += islice(chain(line_problems(scanned, unclosed), part_problems(document)), MOST_PROBLEMS)
    return replace(document, problems=tuple(sorted({replace(problem, file=name) for problem in problems})))


def read_again(text: str) -> Document:
    """A text that was read without problems before it was kept: nothing is looked for that was found absent then."""
    return _document(scan(text)[0], "")


def _document(scanned: Sequence[Scanned], name: str) -> Document:
    head = _tree(scanned)
    kind, an_id, title = (*head.title.split(None, 2), "", "", "")[:3]
    return Document(kind, an_id, title, _with_defaults(replace(_named(head, kind), id=an_id, rest=title), {}), name)


def errors(document: Document) -> tuple[Problem, ...]:
    """The problems that keep the document from being imported."""
    return tuple(problem for problem in document.problems if not problem.warning)


def _tree(scanned: Sequence[Scanned]) -> Part:
    """Parts nested by their level; what precedes the first title belongs to a head without title."""
    open_parts: list[tuple[Title, list[Scanned], list[Part]]] = [(Title(1, ""), [], [])]
    for line in scanned:
        if not isinstance(line, Title):
            open_parts[-1][1].append(line)
        elif line.level == 1:
            open_parts[-1] = (line, [], [])
        else:
            while open_parts[-1][0].level >= line.level:
                _close(open_parts)
            open_parts.append((line, [], []))
    while len(open_parts) > 1:
        _close(open_parts)
    return _part(*open_parts[0])


def _close(open_parts: list[tuple[Title, list[Scanned], list[Part]]]) -> None:
    done = _part(*open_parts.pop())
    open_parts[-1][2].append(done)


def _part(title: Title, lines: Iterable[Scanned], parts: Iterable[Part]) -> Part:
    items = _with_blocks([line for line in lines if not isinstance(line, Title)])
    return Part(title.level, title.title, tuple(items), tuple(parts), line=title.line)


def _with_blocks(items: list[Item]) -> list[Item]:
    """A block takes all that follows up to the next attribute line, but not the blank lines at its end."""
    out: list[Item] = []
    index = 0
    while index < len(items):
        item = items[index]
        index += 1
        if isinstance(item, AttributeLine) and SHAPES.get(item.attributes[0].key) is Shape.BLOCK:
            end = index
            while end < len(items) and not isinstance(items[end], AttributeLine):
                end += 1
            while end > index and items[end - 1] == Text(""):
                end -= 1
            item = _block(item, items[index:end])
            index = end
        out.append(item)
    return out


def _block(first: AttributeLine, more: list[Item]) -> AttributeLine:
    attribute = first.attributes[0]
    raw = "\n".join([attribute.raw, *(item.written for item in more)])
    lines = tuple(item for item in more if isinstance(item, ListLine))
    return AttributeLine((replace(attribute, raw=raw, lines=lines),), first.line)


def _named(part: Part, kind: str) -> Part:
    first, rest = (*part.title.split(None, 1), "", "")[:2]
    an_id, rest = (first, rest) if kind in TYPES_WITH_PART_IDS else (part.title, "")
    return replace(part, id=an_id, rest=rest, parts=tuple(_named(below, kind) for below in part.parts))


def _with_defaults(part: Part, defaults: Mapping[str, str]) -> Part:
    own = {one.key: one.value for one in reversed(part.attributes) if one.key in INHERITED}
    below = {**defaults, **own}
    return replace(part, defaults=defaults, parts=tuple(_with_defaults(one, below) for one in part.parts))
