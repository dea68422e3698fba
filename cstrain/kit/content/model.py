"""A content file as values: a file is a title, attributes, text and parts; a part is again the same.

Everything is immutable. Two documents are equal when they say the same; line numbers, the file's name, problems and
what is inherited are left out of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from .keys import INHERITED


class Malformed(ValueError):
    """A value that cannot be read. Its text is the Chinese sentence 什么不对：怎么改, ready for a `Problem`."""


def unescaped(raw: str) -> str:
    """What the reader of the page sees: a literal bracket without its backslash."""
    return raw.replace("\\【", "【").replace("\\［", "［")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, at a line of a file (1 = the title). Warnings read the same and stop nothing."""

    line: int
    text: str
    file: str = ""
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line `- …` or `1. …`. `label` is "-" or "3.", `mark` "√", "×" or ""; `raw` is the body as written."""

    label: str
    mark: str
    raw: str
    attributes: tuple[Attribute, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def written(self) -> str:
        """The line as it stands on the page."""
        pieces = (self.label, self.mark, self.raw, *(attribute.written for attribute in self.attributes))
        return " ".join(piece for piece in pieces if piece)

    @property
    def body(self) -> str:
        """The plain text of the line without mark and attributes."""
        return unescaped(self.raw)

    @property
    def number(self) -> int | None:
        """3 for `3. …`, None for a dash."""
        return int(self.label[:-1]) if self.label != "-" else None

    @property
    def marker(self) -> str:
        """What kind of line this is: "√", "×", "1." (numbered), "→" (has an arrow) or "-"."""
        if self.mark:
            return self.mark
        if self.number is not None:
            return "1."
        return "→" if self.pair else "-"

    @property
    def pair(self) -> tuple[str, str] | None:
        """Left and right of the last arrow, or None; the left is "" in `- → 15 天`."""
        left, arrow, right = f" {self.body} ".rpartition(" → ")
        return (left.strip(), right.strip()) if arrow and not self.mark else None

    @property
    def id(self) -> str:
        """The first word: the id of a step, a gate item, a phrase or a script."""
        return (self.body.split(None, 1) or [""])[0]

    def attribute(self, key: str) -> Attribute | None:
        """The attribute of that name at the end of this line."""
        return next((attribute for attribute in self.attributes if attribute.key == key), None)

    def value(self, key: str) -> str:
        """The attribute's value, "" when it is not there."""
        found = self.attribute(key)
        return found.value if found else ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """`【key】raw`. The raw value of a block holds its further lines; `lines` are the list lines among them (评分)."""

    key: str
    raw: str
    line: int = field(default=0, compare=False)
    lines: tuple[ListLine, ...] = field(default=(), compare=False)

    @property
    def written(self) -> str:
        """`【key】value`, a block with all its lines."""
        return f"【{self.key}】{self.raw}"

    @property
    def value(self) -> str:
        """The value without its outer blanks and with literal brackets."""
        return unescaped(self.raw).strip()


@dataclass(frozen=True, slots=True)
class AttributeLine:
    """One line of attributes: several tags, or one attribute that fills the line or a block of lines."""

    attributes: tuple[Attribute, ...]
    line: int = field(default=0, compare=False)

    @property
    def written(self) -> str:
        """The line (of a block: the lines) as it stands on the page."""
        return " ".join(attribute.written for attribute in self.attributes)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of Markdown as written; blank lines are kept. `where` is "code" inside a fence, "lesson" in its body."""

    raw: str
    line: int = field(default=0, compare=False)
    where: str = field(default="", compare=False)

    @property
    def written(self) -> str:
        """The line as it stands on the page."""
        return self.raw


Item = Text | ListLine | AttributeLine


@dataclass(frozen=True, slots=True)
class Part:
    """A titled piece: level 1 is the file itself, `title` what follows the #, `items` its own lines in order.

    `id` is the first word of the title where parts of this type have ids (`TB-001`, `及格线`), elsewhere the whole
    title; `rest` is what follows the id: the kind or the name.
    """

    level: int
    title: str
    items: tuple[Item, ...] = ()
    parts: tuple[Part, ...] = ()
    id: str = ""
    rest: str = ""
    line: int = field(default=0, compare=False)
    defaults: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """All attributes the part itself writes, in its order."""
        return tuple(one for item in self.items if isinstance(item, AttributeLine) for one in item.attributes)

    def attribute(self, key: str) -> Attribute | None:
        """The part's own attribute of that name (the first, where 答案 repeats)."""
        for item in self.items:
            if isinstance(item, AttributeLine):
                for one in item.attributes:
                    if one.key == key:
                        return one
        return None

    def own(self, key: str) -> str:
        """The value the part itself writes, or ""."""
        found = self.attribute(key)
        return found.value if found else ""

    def value(self, key: str) -> str:
        """The value that holds for the part: its own, else the inherited one, else ""."""
        return self.own(key) if self.attribute(key) else self.defaults.get(key, "")

    def values(self, key: str) -> tuple[str, ...]:
        """All values of a key that repeats: one 答案 per blank."""
        return tuple(attribute.value for attribute in self.attributes if attribute.key == key)

    def has(self, key: str) -> bool:
        """Whether the part itself writes this key."""
        return self.attribute(key) is not None

    @property
    def runs(self) -> tuple[tuple[ListLine, ...], ...]:
        """The unbroken lists of the part; a blank line or a line of text ends one."""
        groups = groupby(self.items, key=lambda item: isinstance(item, ListLine))
        return tuple(
            tuple(item for item in group if isinstance(item, ListLine)) for is_list, group in groups if is_list
        )

    @property
    def lines(self) -> tuple[ListLine, ...]:
        """The closing list: the last unbroken one, unless text follows it."""
        for item in reversed(self.items):
            if isinstance(item, ListLine):
                return self.runs[-1]
            if isinstance(item, Text) and item.raw:
                return ()
        return ()

    @property
    def text(self) -> str:
        """The Markdown of the part without attributes and without its closing list: the stem, the lesson's body."""
        closing = set(map(id, self.lines))
        return _joined(item for item in self.items if id(item) not in closing)

    @property
    def body(self) -> str:
        """The Markdown of the part without attributes, lists and all."""
        return _joined(self.items)

    def walk(self) -> Iterator[Part]:
        """This part, then all parts below it, in the order of the page."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """One file. `head` is its level-1 part; `problems` are all errors the grammar itself can see, by line."""

    type: str
    id: str
    name: str
    head: Part
    file: str = field(default="", compare=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts right below the title."""
        return self.head.parts

    @property
    def text(self) -> str:
        """The text of the head: a lesson's whole body, a bank's preface."""
        return self.head.text

    def walk(self) -> Iterator[Part]:
        """All parts of all levels below the head, in the order of the page."""
        for part in self.head.parts:
            yield from part.walk()

    def part(self, part_id: str) -> Part | None:
        """The part with that id (or, where parts have none, that title)."""
        return next((part for part in self.walk() if part.id == part_id), None)

    def problem(self, line: int, text: str, *, warning: bool = False) -> Problem:
        """A problem of this file, for the checks that rooms add."""
        return Problem(line, text, self.file, warning)


def inherited(part: Part) -> dict[str, str]:
    """The attributes that come to `part` from the file's head or its case, without those it writes itself."""
    return {key: part.defaults[key] for key in INHERITED if key in part.defaults and not part.has(key)}


def _joined(items: Iterable[Item]) -> str:
    lines: list[str] = []
    gap = False
    for item in items:
        if isinstance(item, AttributeLine):
            gap = True
        elif not gap:
            lines.append(item.written)
        elif item.written:
            lines += ["", item.written] if lines and lines[-1] else [item.written]
            gap = False
    return "\n".join(lines).strip("\n")
