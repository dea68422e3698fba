"""Files of any kind as sheets or text: xlsx, xls, docx, csv, plain text. Nothing is parsed before its sums are checked.

``brought`` is for callers; it unpacks office files in a confined process. Formulas, macros and links to other files are not
looked at: a cell is the text that stands in it.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from cstrain.kit import confined
from cstrain.kit.content.elements import elements
from cstrain.kit.content.model import Malformed
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import MOST_BYTES, MOST_ENTRIES, MOST_RATIO, MOST_ROWS, _text

MOST_SIZE = 30 * 1024 * 1024
MOST_COLUMNS, MOST_SHEETS, MOST_CELL, MOST_CELLS = 120, 40, 40_000, 1_500_000
SMALL = 1024 * 1024  # below this a high ratio is no bomb
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Grid:
    """A sheet: its name and its rows from row 1 on, every cell a text."""

    name: str
    rows: list[list[str]]


@dataclass(frozen=True)
class Unpacked:
    """A file as sheets, or as text; ``kind``: xlsx, docx, csv, xml or text."""

    kind: str
    text: str = ""
    grids: list[Grid] = field(default_factory=list)


def brought(data: bytes) -> Unpacked:
    """What a file holds. Refuses what is too large, unreadable, or no text and no office file."""
    if len(data) > MOST_SIZE:
        raise Refusal("file_too_large", most=MOST_SIZE // 1024 // 1024)
    if data[:4] == ZIP or data[:8] == OLD:
        _require_sane(data)
        told = confined.run("cstrain.kit.tables:unpacked", data)
        return Unpacked(told["kind"], told["text"], [Grid(one["name"], one["rows"]) for one in told["grids"]])
    text = decoded(data)
    head = text.lstrip()[:200]
    return Unpacked("xml" if head.startswith(("<?xml", "<quiz")) else "text", text)


def _require_sane(data: bytes) -> None:
    """The sums in the directory of a zip: what it says it becomes."""
    if data[:4] != ZIP:
        return
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as broken:
        raise Refusal("sheet_unreadable") from broken
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    heavy = unpacked > SMALL and unpacked / packed > MOST_RATIO
    if heavy or unpacked > MOST_BYTES or len(entries) > MOST_ENTRIES:
        raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("sheet_unreadable")


def unpacked(data: bytes) -> dict[str, Any]:
    """In the confined process: an office file as plain values."""
    if data[:4] == ZIP:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = set(archive.namelist())
                _stream(archive)
                if "word/document.xml" in names:
                    return {"kind": "docx", "text": _document(archive.read("word/document.xml")), "grids": []}
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as broken:
            raise Refusal("sheet_unreadable") from broken
    return {"kind": "xlsx", "text": "", "grids": _workbook(data)}


def _stream(archive: zipfile.ZipFile) -> None:
    """Sizes in a directory can lie: unpack each member to its stated size, and no further."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as member:
                left = entry.file_size
                while chunk := member.read(min(left + 1, 1 << 20)):
                    left -= len(chunk)
                    if left < 0:
                        raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)


def _workbook(data: bytes) -> list[dict[str, Any]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheet_names) > MOST_SHEETS:
            raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
        return [_grid(book, name) for name in book.sheet_names]
    except (CalamineError, IndexError, ValueError, OSError, MemoryError) as broken:
        raise Refusal("sheet_unreadable") from broken


def _grid(book: CalamineWorkbook, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    if (
        sheet.total_height > MOST_ROWS
        or sheet.total_width > MOST_COLUMNS
        or sheet.total_height * sheet.total_width > MOST_CELLS
    ):
        raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    rows = [[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [])
    return {"name": name, "rows": rows}


def _cell(cell: object) -> str:
    if isinstance(cell, str):
        return cell[:MOST_CELL]
    return str(cell) if isinstance(cell, timedelta) else _text(cell)[:MOST_CELL]


def _fill_merged(rows: list[list[str]], merged: list[Any]) -> None:
    """A cell merged over several rows says the same for each of them."""
    if sum(bottom - top for (top, _), (bottom, _) in merged) > MOST_ROWS * 10:
        raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    for (top, left), (bottom, _right) in merged:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]) and not rows[row][left]:
                rows[row][left] = rows[top][left]


def _document(data: bytes) -> str:
    """The paragraphs of a Word file, one a line; its numbering typed by hand, as exam files have it."""
    try:
        root = elements(data.decode())
    except (Malformed, UnicodeDecodeError) as broken:
        raise Refusal("sheet_unreadable") from broken
    return "\n".join("".join(_pieces(paragraph)) for paragraph in root.iter(f"{WORD}p"))


def _pieces(paragraph: Any) -> list[str]:
    signs = {f"{WORD}br": "\n", f"{WORD}tab": "\t", f"{WORD}cr": "\n"}
    return [one.text or "" if one.tag == f"{WORD}t" else signs.get(one.tag, "") for one in paragraph.iter()]


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, GB18030 or Big5; refused rather than guessed wrong."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030", "big5"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and (encoding.startswith("utf") or _is_chinese(text, encoding)):
            return text
    raise Refusal("text_unreadable")


def _is_chinese(text: str, encoding: str) -> bool:
    """Whether it is what people write: nearly any bytes are GB18030, but not in common characters."""
    wide = [sign for sign in text[:20_000] if ord(sign) > 0x7F]
    common = sum(_is_common(sign, encoding) for sign in wide)
    return not wide or common >= 0.85 * len(wide)


def _is_common(sign: str, encoding: str) -> bool:
    try:
        first = sign.encode("gb2312" if encoding == "gb18030" else encoding)[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= first <= (0xD7 if encoding == "gb18030" else 0xC6)


def table(text: str) -> list[list[str]] | None:
    """The rows of a csv: comma, tab or semicolon, whichever the first line holds most of; None for what is no table."""
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    if not first.count(delimiter):
        return None
    csv.field_size_limit(MOST_CELL * 4)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = list(islice(lines, MOST_ROWS + 1))
    except csv.Error:
        return None
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
        raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return rows
