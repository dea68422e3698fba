"""The canonical text: what `flask content tidy` writes and every import folds without a word.

One pass (`scan`) recognises each line; `tidy` writes the lines back, `read` builds the document from the same
lines, with the line numbers of the text as it was handed in. The author's order is kept: nothing is sorted,
re-wrapped or aligned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .keys import LESSON
from .lines import BLANKS, attributes_of, key_at_start, list_line
from .model import AttributeLine, Item, Text

FENCE = re.compile(r"(`{3,}|~{3,})")
_FIRST = re.compile(rf"[#＃](?![#＃])[{BLANKS}]*(\S.*)")
_TITLE = re.compile(rf"([#＃]{{2,3}})(?![#＃])([{BLANKS}]*)(\S.*)")
_COUNTED = re.compile(rf"([0-9０-９]{{1,2}})([、．]|\.(?=[{BLANKS}]))")
_BARE_COUNT = re.compile(r"[0-9０-９]{1,2}、[0-9０-９]")


@dataclass(frozen=True, slots=True)
class Title:
    """`## title`, recognised; `line` is where it stood in the text handed in."""

    level: int
    title: str
    line: int = field(default=0, compare=False)

    @property
    def written(self) -> str:
        """The line as it stands on the page."""
        return f"{'#' * self.level} {self.title}"


Scanned = Title | Item


def _raw_lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")
    return [line.rstrip() for line in text.split("\n")]


class _Scan:
    """What the lines so far say about the next one: first line, lesson head or body, inside a fence."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.out: list[Scanned] = []
        self.fence = ""
        self.fence_line = 0
        self.unclosed: list[int] = []
        self.in_lesson = False
        self.in_body = False

    def run(self) -> list[Scanned]:
        for index, line in enumerate(self.lines):
            if not self.out:
                line = line.lstrip("\ufeff")
            if not line:
                self._blank(index + 1)
            elif not self.out:
                self._first(line, index + 1)
            else:
                self._line(line, index)
        while self.out and self.out[-1] == Text(""):
            self.out.pop()
        self._close()
        return self.out

    def _close(self) -> None:
        if self.fence:
            self.unclosed.append(self.fence_line)
        self.fence = ""

    def _blank(self, number: int) -> None:
        if self.in_lesson and not isinstance(self.out[-1], Title) and self.out[-1] != Text(""):
            self.in_body = True
        if self.fence or (self.out and self.out[-1] != Text("")):
            self.out.append(Text("", number))

    def _first(self, line: str, number: int) -> None:
        found = _FIRST.match(line)
        if not found:
            self._line(line, number - 1)
            return
        self.out.append(Title(1, found[1], number))
        self.in_lesson = found[1].split(None, 1)[0] == LESSON

    def _title(self, title: Scanned, number: int) -> None:
        if self.out and self.out[-1] != Text(""):
            self.out.append(Text("", number))
        self.out.append(title)

    def _line(self, line: str, index: int) -> None:
        number = index + 1
        if self.in_lesson and not self.in_body:
            self.in_body = not line.startswith(("【", "［"))
        if self.in_body:
            self._lesson_line(line, number)
            return
        if (found := _TITLE.match(line)) and (found[2] or not line.endswith(("#", "＃"))):
            self._close()
            self._title(Title(len(found[1]), found[3], number), number)
        elif self._in_fence(line, number):
            self.out.append(Text(line, number, "code"))
        else:
            self.out.append(self._item(line, index))

    def _lesson_line(self, line: str, number: int) -> None:
        if self._in_fence(line, number):
            self.out.append(Text(line, number, "code"))
        elif line.startswith("## "):
            self._title(Text(line, number, "lesson"), number)
        else:
            self.out.append(Text(line, number, "lesson"))

    def _in_fence(self, line: str, number: int) -> bool:
        if self.fence:
            self.fence = "" if line == self.fence else self.fence
            return True
        found = FENCE.match(line)
        self.fence, self.fence_line = (found[1], number) if found else ("", 0)
        return bool(found)

    def _item(self, line: str, index: int) -> Item:
        if key_at_start(line):
            return AttributeLine(attributes_of(line, index + 1), index + 1)
        if _BARE_COUNT.match(line) and not self._is_counted(index):
            return Text(line, index + 1)
        return list_line(line, index + 1) or Text(line, index + 1)

    def _is_counted(self, index: int) -> bool:
        """Whether `3、5 天` is the third line of a list and not a text about three or five days."""
        own = _count(self.lines[index])
        before = _count(self.lines[index - 1]) if index else None
        after = _count(self.lines[index + 1]) if index + 1 < len(self.lines) else None
        return own is not None and (before == own - 1 or after == own + 1)


def _count(line: str) -> int | None:
    found = _COUNTED.match(line)
    return int(found[1]) if found else None


def scan(text: str) -> tuple[list[Scanned], list[int]]:
    """The recognised lines of a file without the blank lines that carry nothing, and the lines of unclosed fences."""
    one = _Scan(_raw_lines(text))
    return one.run(), one.unclosed


def tidy(text: str) -> str:
    """The canonical text of a file (formats section 3, rules 1 to 5); never fails, `tidy(tidy(x)) == tidy(x)`."""
    lines = [line.written for line in scan(text)[0]]
    return "\n".join(lines) + "\n" if lines else ""
