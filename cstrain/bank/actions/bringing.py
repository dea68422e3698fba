"""A file of any kind into items: unpacked by the kit, read by the reader of its dialect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cstrain.bank.rules.exchange.gift import read_gift
from cstrain.bank.rules.exchange.headers import head_row, likely_head, place_of, signature
from cstrain.bank.rules.exchange.item import Brought
from cstrain.bank.rules.exchange.moodle import read_moodle
from cstrain.bank.rules.exchange.plain import is_questions, read_text
from cstrain.bank.rules.exchange.tables import read_grids
from cstrain.kit import tables
from cstrain.kit.content import Malformed
from cstrain.kit.errors import Refusal


@dataclass(frozen=True)
class How:
    """How a person wants it read: the dialect ("" finds out), 「sheet!C」 → what the column holds, 「sheet!B7」 → what was
    written into that cell since. ``remembered``: titles of a sheet → what its columns held the last time, by letter."""

    dialect: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[str, str] = field(default_factory=dict)
    remembered: Callable[[str], Mapping[str, str]] = lambda _titles: {}


def read_file(data: bytes, name: str, how: How) -> Brought:
    """The questions of a file."""
    unpacked = tables.brought(data)
    if unpacked.kind == "xlsx":
        return _with_questions(_sheets([(grid.name, grid.rows) for grid in unpacked.grids], how))
    if unpacked.kind == "xml":
        return _with_questions(_xml(unpacked.text))
    dialect = how.dialect or text_dialect(unpacked.text, name)
    if dialect in ("gift", "text"):
        return _with_questions(read_gift(unpacked.text) if dialect == "gift" else read_text(unpacked.text))
    rows = tables.table(unpacked.text)
    if rows is None:
        raise Refusal("file_holds_no_questions")
    return _with_questions(_sheets([("csv", rows)], how))


def text_dialect(text: str, name: str) -> str:
    """Whether a text is GIFT, a table, or questions one below the other."""
    if name.casefold().endswith(".gift") or re.search(
        r"^::.{0,200}?::|(?<!\\)\{\s*(?:[=~#]|T\b|F\b|TRUE|FALSE)", text, re.M
    ):
        return "gift"
    rows = None if is_questions(text) else tables.table(text)
    return "table" if rows and len(rows) > 1 else "text"


def _xml(text: str) -> Brought:
    try:
        return read_moodle(text)
    except Malformed as broken:
        raise Refusal("xml_unreadable") from broken


def _sheets(grids: list[tuple[str, list[list[str]]]], how: How) -> Brought:
    grids = _mended(grids, how.mended)
    return read_grids(grids, {**_known_columns(grids, how), **how.mapping}, how.dialect)


def _known_columns(grids: list[tuple[str, list[list[str]]]], how: How) -> dict[str, str]:
    """What the columns of the same source held the last time."""
    return {
        f"{name}!{letter}": held
        for name, rows in grids
        if (place := head_row(rows) if head_row(rows) is not None else likely_head(rows)) is not None
        for letter, held in how.remembered(signature(rows[place])).items()
    }


def _mended(grids: list[tuple[str, list[list[str]]]], mended: Mapping[str, str]) -> Any:
    by_name = dict(grids)
    for key, text in mended.items():
        sheet, _, cell = key.rpartition("!")
        letters, number = cell.rstrip("0123456789"), cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rows = by_name.get(sheet, [])
        if number.isdecimal() and 0 < int(number) <= len(rows):
            row = rows[int(number) - 1]
            row.extend([""] * (place_of(letters) + 1 - len(row)))
            row[place_of(letters)] = text
    return grids


def _with_questions(brought: Brought) -> Brought:
    if not brought.items and not brought.left_out:
        raise Refusal("file_holds_no_questions")
    return brought
