"""The standard form in which a part made in the browser is written: text, list, own-line keys, one line of tags.

Typed values may hold what the grammar reads as a mark; they are escaped so that they read back as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .keys import BLOCKS, KNOWN, LINES, TAGS, resembles
from .lines import BRACKETED
from .model import ListLine
from .tidy import tidy

OWN_LINE = (*LINES, *BLOCKS)
_OPENS = re.compile(r"[【［]|#{1,6}(?=[ \u3000]|$)|[#＃]{2,3}(?![#＃])")
Value = str | tuple[str, ...]


def standard(level: int, title: str, text: str, lines: Iterable[ListLine], attributes: Mapping[str, Value]) -> str:
    """The canonical text of a part (level 2 or 3) or of a file's head (level 1: attributes before text).

    A key that repeats (答案) takes a tuple of values; empty values are left out; an unknown key is a KeyError.
    """
    if strange := set(attributes) - {*OWN_LINE, *TAGS}:
        raise KeyError(", ".join(sorted(strange)))
    prose = "\n".join(escaped_text(line) for line in text.split("\n"))
    listed = "\n".join(_list_line(line) for line in lines)
    keyed = "\n".join(_attribute_lines(attributes))
    groups = (keyed, prose, listed) if level == 1 else (prose, listed, keyed)
    body = "\n\n".join(group for group in groups if group.strip())
    gap = "\n" if level == 1 and not keyed else ""
    return tidy(f"{'#' * level} {_one_line(title)}\n{gap}{body}")


def escaped_text(line: str) -> str:
    """A line of Markdown that is neither title nor attribute, whatever it begins with."""
    return "\\" + line if _OPENS.match(line) else line


def escaped_body(text: str) -> str:
    """One line of plain text in which no 【键】 is an attribute and a backslash before a bracket stays one."""
    line = _one_line(text).replace("\\【", "\\\\【").replace("\\［", "\\\\［")
    return BRACKETED.sub(
        lambda found: "\\" + found[0] if _is_key((found[1] or found[2] or "").strip()) else found[0], line
    )


def _tag_value(text: str) -> str:
    """In a line of tags every 【…】 is one, known or not."""
    return re.sub(r"(?<!\\)【", r"\\【", escaped_body(text))


def _is_key(word: str) -> bool:
    return word in KNOWN or bool(resembles(word))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _list_line(line: ListLine) -> str:
    ending = (f"【{attribute.key}】{escaped_body(attribute.value)}" for attribute in line.attributes)
    return " ".join(piece for piece in (line.label, line.mark, escaped_body(line.body), *ending) if piece)


def _attribute_lines(attributes: Mapping[str, Value]) -> list[str]:
    own = [
        f"【{key}】{_block(value) if key in BLOCKS else escaped_body(value)}"
        for key in OWN_LINE
        for value in _values(attributes.get(key, ""))
    ]
    tags = " ".join(f"【{key}】{_tag_value(value)}" for key in TAGS for value in _values(attributes.get(key, "")))
    return [*own, tags] if tags else own


def _values(value: Value) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else value
    return tuple(one for one in given if one.strip())


def _block(value: str) -> str:
    """The value line by line; a list begins below its key (【评分】)."""
    first, *more = value.strip().split("\n")
    if re.match(r"- |[0-9]+\. ", first):
        return "\n".join(["", *map(escaped_text, (first, *more))])
    return "\n".join([first, *map(escaped_text, more)])
