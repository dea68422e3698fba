"""The house workbook: what stands in which column of a question, and the text of a question from its cells.

A row holds every field of a question, so that export and import meet; texts are compared cell by cell, and what is
the same in every cell is never written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cstrain.bank.rules.exchange.item import (
    ANSWER,
    CRITERIA,
    EXPLANATION,
    FATAL,
    ID,
    KIND,
    LEAST_OPTIONS,
    LETTERS,
    LEVEL,
    NOTE,
    OPTION,
    POINT,
    RULE,
    SCORE,
    SCORING,
    SECONDS,
    SOURCE,
    STEM,
    TAGS,
)
from cstrain.bank.rules.kinds import WITH_LIST
from cstrain.bank.rules.question import Kind
from cstrain.kit.content.keys import BLOCKS, INHERITED
from cstrain.kit.content.lines import list_line
from cstrain.kit.content.model import ListLine, Part
from cstrain.kit.content.standard import standard

# Title of a column → key of the text. Titles that are not here have a reading of their own.
KEYS = {
    EXPLANATION: "解析",
    LEVEL: "难度",
    POINT: "知识点",
    RULE: "规则",
    "有效期至": "复核",
    FATAL: "一票否决",
    SCORING: "计分",
    "课文": "课文",
    SOURCE: "来源",
    "覆盖": "覆盖",
    "尺度": "尺度",
    "谁决定": "谁决定",
    CRITERIA: "评分",
    "空位": "空位",
    "平台": "平台",
    "负责": "负责",
    "截至": "截至",
    NOTE: "备注",
    "说明": "说明",
    "版本": "版本",
    "状态": "状态",
    "曾用名": "曾用名",
}
BEFORE = (ID, KIND, STEM)
AFTER = (
    ANSWER, EXPLANATION, SCORE, LEVEL, POINT, RULE, "有效期至", FATAL, SCORING, TAGS, SECONDS, "课文", SOURCE, "覆盖", "尺度",
    "谁决定", CRITERIA, "空位", "平台", "负责", "截至", NOTE, "说明", "版本", "状态", "曾用名",
)  # fmt: skip
IGNORED = frozenset({SCORE, TAGS})  # what an exam decides, and what is kept in 备注
TITLE_OF = {key: title for title, key in KEYS.items()} | {"答案": ANSWER, "参考": ANSWER, "限时": SECONDS}
_WHOLE_SECONDS = re.compile(r"([0-9]{1,4}) 秒")


def titles(options: int = LEAST_OPTIONS) -> list[str]:
    """The columns of a workbook whose longest question has so many options."""
    return [*BEFORE, *(OPTION + letter for letter in LETTERS[: max(options, LEAST_OPTIONS)]), *AFTER]


def rows_of(part: Part) -> Iterator[dict[str, str]]:
    """The rows of a question: one, and for a case one more for each of its parts."""
    for one in (part, *part.parts):
        yield cells_of(one)


def cells_of(part: Part) -> dict[str, str]:
    """Every field of a question or part as the cells of its row, without the empty ones. Values that it inherits
    stand in the cells too: a sheet has no head."""
    kind = Kind(part.rest)
    cells = {ID: part.id, KIND: part.rest, STEM: part.text if kind in WITH_LIST else part.body}
    if kind in WITH_LIST:
        cells |= {OPTION + letter: _option(line) for letter, line in zip(LETTERS, part.lines, strict=False)}
    cells[ANSWER] = _answer(part, kind)
    cells |= {title: _value(part, key) for title, key in KEYS.items()}
    timed = _WHOLE_SECONDS.fullmatch(part.own("限时"))
    cells[SECONDS] = timed[1] if timed else part.own("限时")
    return {title: text for title, text in cells.items() if text}


def _value(part: Part, key: str) -> str:
    """The value that holds; of a block as it is written, because what it escapes is escaped in the text again."""
    block = part.attribute(key) if key in BLOCKS else None
    return block.raw.strip() if block else part.value(key)


def _option(line: ListLine) -> str:
    return " ".join(filter(None, (line.raw, *(attribute.written for attribute in line.attributes))))


def _answer(part: Part, kind: Kind) -> str:
    if kind in (Kind.SINGLE, Kind.MULTIPLE):
        return "".join(letter for letter, line in zip(LETTERS, part.lines, strict=False) if line.mark == "√")
    if kind is Kind.ORDER:
        return LETTERS[: len(part.lines)]
    if kind in (Kind.SHORT, Kind.REWRITE):
        return _value(part, "参考")
    return "\n".join(part.values("答案"))


def defaults_below(cells: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """What the parts of a case inherit: of the case's own row, else of the bank's head."""
    own = {key: cells.get(title, "") for title, key in KEYS.items() if key in INHERITED and cells.get(title)}
    return {**defaults, **own}


def text_of(cells: Mapping[str, str], defaults: Mapping[str, str], below: Sequence[Mapping[str, str]] = ()) -> str:
    """The text of a question from its cells (``cells_of`` the other way round), in the standard form.

    ``defaults``: what the head of its bank hands down; ``below``: the rows of a case's parts.
    """
    whole = _part_text(2, cells, defaults)
    inner = defaults_below(cells, defaults)
    return "\n".join([whole, *(_part_text(3, one, inner) for one in below)])


def _part_text(level: int, cells: Mapping[str, str], defaults: Mapping[str, str]) -> str:
    kind = Kind(cells[KIND])
    attributes: dict[str, str | tuple[str, ...]] = {
        key: text
        for title, key in KEYS.items()
        if (text := cells.get(title, "")) and not (key in INHERITED and text == defaults.get(key))
    }
    if cells.get(SECONDS):
        attributes["限时"] = f"{cells[SECONDS]} 秒" if cells[SECONDS].isdecimal() else cells[SECONDS]
    answer = cells.get(ANSWER, "")
    if kind in (Kind.SHORT, Kind.REWRITE):
        attributes["参考"] = answer
    elif kind is Kind.BLANKS:
        attributes["答案"] = tuple(answer.split("\n"))
    elif kind not in WITH_LIST:
        attributes["答案"] = answer
    return standard(level, f"{cells.get(ID, '')} {kind.value}", cells.get(STEM, ""), _lines(kind, cells), attributes)


def _lines(kind: Kind, cells: Mapping[str, str]) -> Iterator[ListLine]:
    if kind not in WITH_LIST:
        return
    held = [(letter, text) for letter in LETTERS if (text := cells.get(OPTION + letter, ""))]
    if kind is Kind.ORDER:
        held.sort(key=lambda one: cells.get(ANSWER, "").find(one[0]))
    for place, (letter, text) in enumerate(held, start=1):
        mark = ("√" if letter in cells.get(ANSWER, "") else "×") if kind in (Kind.SINGLE, Kind.MULTIPLE) else ""
        yield _line(text, mark, f"{place}." if kind is Kind.ORDER else "-")


def _line(text: str, mark: str, label: str) -> ListLine:
    """A cell as a line: an option with the attributes at its end."""
    read = list_line(f"- {mark} {text}" if mark else f"- {text}")
    assert read is not None, text
    return ListLine(label, mark, read.raw, read.attributes)
