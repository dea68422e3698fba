"""A question as a file brings it, before it is a text of ours: cells under the titles of the house workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

ID, KIND, STEM, ANSWER, EXPLANATION = "题目编号", "题型", "题干", "正确答案", "解析"
POINT, LEVEL, RULE, SOURCE, NOTE = "知识点", "难度", "规则编号", "来源", "备注"
SCORE, FATAL, SCORING, TAGS, SECONDS, CRITERIA = "分数", "一票否决", "漏选计分", "标签", "限时秒", "评分"
OPTION = "选项"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LEAST_OPTIONS = 8  # columns A to H stand in every workbook, more when a question needs them


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say about a cell: its title, and a sentence in Chinese."""

    title: str
    text: str


@dataclass(slots=True)
class Item:
    """One question: its sheet and row (of a text file the line), its cells by house title, a case with its parts.

    ``columns``: letter of the column in which a title stands. ``told``: what was read one way; ``wrong``: what keeps it
    out. ``pictures``: name in the texts → bytes as base64.
    """

    sheet: str = ""
    row: int = 0
    cells: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    parts: list[Item] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    wrong: list[Told] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    raw: Sequence[str] = ()  # the row as the sheet has it

    def __getitem__(self, title: str) -> str:
        return self.cells.get(title, "")

    def __setitem__(self, title: str, text: str) -> None:
        self.cells[title] = text

    @property
    def options(self) -> list[str]:
        """The cells of the options in their order, empty ones at the end left out."""
        found = [self[OPTION + letter] for letter in LETTERS]
        while found and not found[-1].strip():
            found.pop()
        return found

    def set_options(self, texts: list[str]) -> None:
        """Put these into the cells of the options; what goes beyond Z is refused."""
        for letter in LETTERS:
            self.cells.pop(OPTION + letter, None)
        for letter, text in zip(LETTERS, texts, strict=False):
            self[OPTION + letter] = text
        if len(texts) > len(LETTERS):
            self.refuse(OPTION + "Z", f"有 {len(texts)} 个选项，最多 {len(LETTERS)} 个：拆成两道题")

    def say(self, title: str, text: str) -> None:
        self.told.append(Told(title, text))

    def refuse(self, title: str, text: str) -> None:
        self.wrong.append(Told(title, text))

    def note(self, text: str) -> None:
        """Keep what has no place of its own in 备注."""
        if text.strip():
            self[NOTE] = "；".join(filter(None, (self[NOTE], " ".join(text.split()))))


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is to be read: the bank of questions without a number, and what stands in for what they lack.

    ``strict``: the house workbook; what it lacks is refused, not stood in for.
    """

    file: str = ""
    bank: str = ""
    point: str = ""
    level: str = "中"
    strict: bool = True


@dataclass(slots=True)
class Brought:
    """A file as read: its dialect, its questions, and what it holds that is no question (named, never dropped)."""

    dialect: str
    items: list[Item] = field(default_factory=list)
    left_out: list[Told] = field(default_factory=list)
    mapping: dict[str, Any] = field(default_factory=dict)
