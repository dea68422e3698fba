"""Sheets as trainers keep them: xlsx and csv in, xlsx out. Hostile files are refused before they are parsed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from cstrain.kit.errors import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES, MOST_ENTRIES, MOST_RATIO = 80 * 1024 * 1024, 500, 100
MOST_ROWS, MOST_COLUMNS = 20_000, 60


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
    for column, title in enumerate(titles):
        sheet.write_string(0, column, str(title), head)
        sheet.set_column(column, column, max(10, 2 * len(str(title)) + 2))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, "" if cell is None else str(cell))
    book.close()
    return out.getvalue()
