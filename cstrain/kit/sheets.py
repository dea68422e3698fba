"""Sheets as trainers keep them: xlsx and csv in, xlsx out. Hostile files are refused before they are parsed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from cstrain.kit.errors import BadInput, Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES, MOST_ENTRIES, MOST_RATIO = 80 * 1024 * 1024, 500, 100
MOST_ROWS, MOST_COLUMNS = 20_000, 60
WIDEST = 48  # of a column, in letters


@dataclass(frozen=True)
class Row:
    """One row: its number as the sheet shows it, its cells as text by column title."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, title: str) -> str:
        return self.cells.get(title, "")


@dataclass(frozen=True)
class Sheet:
    titles: list[str]
    rows: list[Row]

    def column(self, title: str) -> str:
        """The letter of a column: A, B … Z, AA."""
        index, letters = self.titles.index(title) + 1, ""
        while index:
            index, rest = divmod(index - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


def read(data: bytes) -> Sheet:
    """The first sheet of an xlsx, or a csv (UTF-8, GB18030). Row 1 holds the titles; empty rows are left out."""
    table = _from_xlsx(data) if data[:4] == b"PK\x03\x04" else _from_csv(data)
    if not table:
        raise Refusal("sheet_is_empty")
    if len(table) > MOST_ROWS or max(len(row) for row in table) > MOST_COLUMNS:
        raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
    titles = [title.strip() for title in table[0]]
    rows = [
        Row(number, {title: cell.strip() for title, cell in zip(titles, row, strict=False) if title})
        for number, row in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    return Sheet(titles, rows)


def _from_xlsx(data: bytes) -> list[list[str]]:
    _refuse_bombs(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError) as error:
        raise Refusal("sheet_unreadable") from error
    return [[_text(cell) for cell in row] for row in cells]


def _refuse_bombs(data: bytes) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise Refusal("sheet_unreadable") from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MOST_BYTES or len(entries) > MOST_ENTRIES or unpacked / packed > MOST_RATIO:
        raise Refusal("sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)


def _text(cell: object) -> str:
    """A cell as a person reads it: 3.0 is 3, a date is YYYY-MM-DD."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _from_csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refusal("sheet_unreadable")
    if "\x00" in text:
        raise Refusal("sheet_unreadable")
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def _width(cell: object) -> int:
    """In narrow letters, of which a Chinese one takes two."""
    text = "" if cell is None else str(cell)
    return len(text) + sum(letter > "\u2e7f" for letter in text)


def write(titles: Sequence[str], rows: Iterable[Sequence[object]], name: str = "Sheet1") -> bytes:
    """An xlsx with a frozen head; every cell is text or a number, never a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#efede7", "border": 1})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)  # as wide as a page, as long as it is
    widths = [max(10, _width(title) + 2) for title in titles]
    for column, title in enumerate(titles):
        sheet.write_string(0, column, str(title), head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], min(WIDEST, _width(cell) + 2))
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, "" if cell is None else str(cell))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    book.close()
    return out.getvalue()


def packed(sheet: Sheet, columns: Sequence[str]) -> str:
    """The rows as a preview sends them back: nothing is kept on the server between the two steps."""
    used = [title for title in sheet.titles if title in columns]
    rows = [[row.number, *(row[title] for title in used)] for row in sheet.rows]
    return json.dumps([used, rows], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Sheet:
    """The sheet again; 400 for what no preview has sent. Its rows are judged anew."""
    try:
        titles, rows = json.loads(text)
        made = [Row(int(number), dict(zip(titles, map(str, cells), strict=True))) for number, *cells in rows]
    except (ValueError, TypeError) as error:
        raise BadInput("rows") from error
    return Sheet([str(title) for title in titles], made)


class Faulty(Protocol):
    """What is wrong in a row: its number and column as the sheet shows them, a code and its facts."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, str]: ...


FaultyRow = tuple[Row | None, int, list[tuple[str, str, str]]]


def said(fault: Faulty, words: Mapping[str, Any]) -> str:
    """A fault in words; ``words``: code → sentence with places for the facts."""
    sentence = str(words[fault.code])
    return sentence % dict(fault.facts) if fault.facts else sentence


def faults_by_row(sheet: Sheet, faults: Iterable[Faulty], words: Mapping[str, Any]) -> list[FaultyRow]:
    """(row, its number, [(column title, letter, words)]) in the order of the sheet."""
    rows = {row.number: row for row in sheet.rows}
    found: dict[int, list[tuple[str, str, str]]] = {}
    for fault in faults:
        letter = sheet.column(fault.column) if fault.column in sheet.titles else ""
        found.setdefault(fault.row, []).append((fault.column, letter, said(fault, words)))
    return [(rows.get(number), number, here) for number, here in sorted(found.items())]
