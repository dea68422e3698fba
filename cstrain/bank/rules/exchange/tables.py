"""Sheets of any layout into items: the house workbook, the named dialects of other systems, any sheet with a head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cstrain.bank.rules.exchange.folding import cleaned, is_nothing, kind_of, plain
from cstrain.bank.rules.exchange.headers import (
    BLANK,
    OPTIONS,
    PATH,
    SKIP,
    columns_of,
    head_row,
    letter_of,
    likely_head,
    signature,
)
from cstrain.bank.rules.exchange.item import ANSWER, ID, KIND, NOTE, OPTION, POINT, SCORE, STEM, Brought, Item, Told
from cstrain.bank.rules.question import Kind
from cstrain.kit.content.ids import is_id

HOUSE, GENERIC = "house", "sheet"
ASIDE = frozenset({"填写说明", "知识点", "规则", "版本号", "使用说明", "说明"})  # sheets beside the questions
_ONE_CELL = re.compile(r"\s*(?:\$;\$|\||\n)\s*")
_BY_LETTER = re.compile(r"(?:^|(?<=[\s;；]))(?=[A-ZＡ-Ｚ]\s*[.、．:：)）])")
_SUB = re.compile(r"(.+)\.([1-9][0-9]?)")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a sheet hold, by place; and the letter of each title."""

    held: Mapping[int, str]
    letters: dict[str, str]


Grid = tuple[str, Sequence[Sequence[str]]]


def read_grids(grids: Sequence[Grid], mapping: Mapping[str, str] | None = None, dialect: str = "") -> Brought:
    """The questions of a workbook. ``mapping``: 「sheet!C」 → what a person says that the column holds."""
    brought = Brought(dialect or dialect_of(grids))
    told = [grid for grid in grids if grid[0] not in ASIDE]
    known = any(head_row(rows) is not None for _name, rows in told)
    for name, rows in told:
        place = head_row(rows) if known else likely_head(rows)
        if place is None:
            if any(cell.strip() for row in rows for cell in row):
                brought.left_out.append(Told(name, f"工作表「{name}」里找不到表头（要有题干和别的列），没有读"))
            continue
        _read_sheet(brought, name, rows, place, mapping or {})
    return brought


def dialect_of(grids: Sequence[Grid]) -> str:
    """Whose layout this is: what only that layout has."""
    names = {name for name, _rows in grids}
    heads = [rows[place] for _name, rows in grids if (place := head_row(rows)) is not None]
    words = {plain(title) for head in heads for title in head}
    raw = "".join(title for head in heads for title in head)
    found = {
        HOUSE: {"题目编号", "规则编号", "漏选计分", "限时秒"} <= words,
        "国家题库": "试题guid" in words or {"一致性", "知识点一级"} <= words,
        "风控平台": {"题目依据", "一级纲要"} <= words,
        "磨题帮": "选择项1" in words,
        "考试宝": "版本号" in names or "勿删" in raw,
        "卷王": bool(names & {"单选题", "多选题", "填空题"}) and "题型" not in words,
        "网络大学": "选项" in words
        and any("$;$" in cell for _name, rows in grids for row in rows[:20] for cell in row),
    }
    return next((name for name, is_it in found.items() if is_it), GENERIC)


def _read_sheet(
    brought: Brought, name: str, rows: Sequence[Sequence[str]], top: int, mapping: Mapping[str, str]
) -> None:
    head, body = rows[top], rows[top + 1 :]
    given = {place: mapping[key] for place in range(len(head)) if (key := f"{name}!{letter_of(place)}") in mapping}
    columns = columns_of(head, body, given)
    brought.mapping[name] = {
        "signature": signature(head),
        "row": top + 1,
        "columns": [
            [letter_of(place), title.strip(), columns.get(place, "")]
            for place, title in enumerate(head)
            if title.strip()
        ],
    }
    if brought.dialect != HOUSE:
        above = "；".join(filter(None, (_joined(row) for row in rows[:top])))
        if above:
            brought.left_out.append(Told(name, f"表头上面的说明没有收：{above[:200]}"))
    known = Columns(columns, _letters(columns))
    read = [
        _item(name, number, row, head, known)
        for number, row in enumerate(body, start=top + 2)
        if any(cell.strip() for cell in row)
    ]
    brought.items += _with_parts(read, name)


def _joined(row: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(cell.split()) for cell in row if cell.strip()))


def _item(sheet: str, number: int, row: Sequence[str], head: Sequence[str], columns: Columns) -> Item:
    item = Item(sheet, number, columns=columns.letters, raw=row)
    blanks: list[str] = []
    path: list[str] = []
    for place, cell in enumerate(row):
        text = cleaned(cell) if cell else ""
        title = columns.held.get(place, "")
        if not text or (is_nothing(text) and title not in (STEM, ANSWER)):
            continue
        if title.startswith(BLANK) and title[len(BLANK) :].isdecimal():
            blanks.append(text)
        elif title == PATH:
            path.append(text)
        elif title == OPTIONS:
            item.set_options(options_in(text))
        elif title:
            _put(item, title, text)
        else:
            name = " ".join(head[place].split()) if place < len(head) else ""
            item.note(f"{name or letter_of(place) + ' 列'}：{text}")
    if blanks and not item[ANSWER]:
        item[ANSWER] = "\n".join(blanks)
    if path:
        item[POINT] = path[-1]
        item.note(f"知识点路径：{'／'.join(path)}" if len(path) > 1 else "")
    _sheet_kind(item, sheet)
    _number(item)
    return item


def _letters(columns: Mapping[int, str]) -> dict[str, str]:
    """House title → letter of the column in which a fault of it is shown."""
    found: dict[str, str] = {}
    for place, title in columns.items():
        if title.startswith(BLANK) and title[len(BLANK) :].isdecimal():
            title = ANSWER
        found.setdefault(OPTION + "A" if title == OPTIONS else title, letter_of(place))
    return found


def _put(item: Item, title: str, text: str) -> None:
    if title == NOTE:
        item.note(text)
    elif title == SCORE and not re.match(r"\d", text):
        item.note(f"分数：{text}")
    elif title != SKIP:
        item[title] = text


def _sheet_kind(item: Item, sheet: str) -> None:
    """Sheets that hold one kind each say it by their name."""
    if (not item[KIND] and kind_of(sheet) is not None) or (not item[KIND] and plain(sheet) == "选择题"):
        item[KIND] = sheet


def _number(item: Item) -> None:
    """A number of another system is no number of ours: it is kept in 备注."""
    number = "".join(item[ID].split())
    is_case = kind_of(item[KIND]) is Kind.CASE
    if number and not (is_case or is_id("question", number) or _SUB.fullmatch(number)):
        item.note(f"原编号：{number}")
        number = ""
    item[ID] = number


def _with_parts(items: Sequence[Item], sheet: str) -> Iterator[Item]:
    """Rows numbered 「X.1」「X.2」 below a case numbered X are its parts."""
    case: Item | None = None
    for item in items:
        found = _SUB.fullmatch(item[ID])
        if case is not None and found and found[1] == case[ID]:
            case.parts.append(item)
            continue
        case = item if kind_of(item[KIND]) is Kind.CASE else None
        if found and not is_id("question", item[ID]):
            item.refuse(ID, f"「{item[ID]}」是小题的编号，上面却没有编号是「{found[1]}」的案例")
        yield item


def options_in(text: str) -> list[str]:
    """The options that stand in one cell: between $;$ or | or lines, or each behind its letter."""
    pieces = [piece for piece in _ONE_CELL.split(text) if piece.strip()]
    if len(pieces) == 1:
        pieces = [piece.strip(" ;；") for piece in _BY_LETTER.split(text) if piece.strip(" ;；")]
    return [re.sub(r"^[A-ZＡ-Ｚ]\s*[-.、．:：)）]\s*", "", piece).strip() for piece in pieces]
