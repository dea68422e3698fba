"""Workbooks that people fill in: sheets with a note above the titles, drop-downs, marked cells. Never a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

MOST_IN_LIST = 255  # characters Excel takes for a drop-down written out
FILLED_TO = 20_000  # rows with drop-downs


@dataclass(frozen=True)
class Page:
    """One sheet. ``note`` stands in row 1 above the titles when there is one. ``lists``: title → what may be chosen, or
    the name of a sheet whose first column holds it. ``marks``: (row as shown, title) → what is wrong there."""

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    needed: frozenset[str] = frozenset()
    lists: Mapping[str, Sequence[str] | str] = field(default_factory=dict)
    marks: Mapping[tuple[int, str], str] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)


def write(pages: Sequence[Page]) -> bytes:
    """The workbook; every cell is text, so that 007 and =1+1 stay what they are."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#efede7", "border": 1, "valign": "top"}),
        "need": book.add_format({"bold": True, "bg_color": "#e3e9f6", "border": 1, "valign": "top"}),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5b5a55"}),
        "bad": book.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#fbdcd8", "border": 1}
        ),
    }
    for page in pages:
        _sheet(book, page, looks)
    book.close()
    return out.getvalue()


def _sheet(book: Any, page: Page, looks: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(page.name)
    top = 1 if page.note else 0
    if page.note:
        sheet.merge_range(0, 0, 0, min(len(page.titles), 12) - 1, page.note, looks["note"])
        sheet.set_row(0, 64)
    for column, title in enumerate(page.titles):
        sheet.write_string(top, column, title, looks["need" if title in page.needed else "head"])
        sheet.set_column(column, column, page.widths.get(title, 14), looks["text"])
    sheet.freeze_panes(top + 1, min(2, len(page.titles) - 1))
    for number, row in enumerate(page.rows, start=top + 1):
        for column, text in enumerate(row):
            mark = page.marks.get((number + 1, page.titles[column]))
            if text or mark:
                sheet.write_string(number, column, text[:32_767], looks["bad" if mark else "text"])
            if mark:
                sheet.write_comment(number, column, mark, {"x_scale": 2, "author": "cstrain"})
    _choices(sheet, page, top)


def _choices(sheet: Any, page: Page, top: int) -> None:
    for title, listed in page.lists.items():
        column = page.titles.index(title)
        if isinstance(listed, str):
            source: Any = f"='{listed}'!$A$2:$A$2000"
        else:
            source = list(listed)
        told = {"validate": "list", "source": source, "error_type": "information", "error_title": "不在列表里"}
        sheet.data_validation(top + 1, column, FILLED_TO, column, told)
