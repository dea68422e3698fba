"""A question as values. ``read_question`` makes it from a part of a content file; nothing else does.

Answers are plain JSON. Indexes always count in canonical order, the order of the text:
单选 index · 多选 sorted indexes · 判断 true/false · 填空 list of strings · 数值 string · 排序 indexes in the order given (null
where a place is still empty) · 匹配 归类 {left index: right index} with the left as a string · 权限 {"verdict", "limit"} ·
简答 改写 string · 案例 {number of the part: its answer}. Nothing answered is null.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from cstrain.kit.content.ids import Citation
from cstrain.kit.content.numbers import Numeric

Answer = Any  # JSON, see above
NO_REASON = ""


class Kind(Enum):
    """题型, as the title of a question names it (formats 4.1)."""

    SINGLE = "单选"
    MULTIPLE = "多选"
    JUDGEMENT = "判断"
    BLANKS = "填空"
    NUMBER = "数值"
    ORDER = "排序"
    MATCH = "匹配"
    CLASSIFY = "归类"
    AUTHORITY = "权限"
    SHORT = "简答"
    REWRITE = "改写"
    CASE = "案例"

    @property
    def is_marked_by_hand(self) -> bool:
        return self in (Kind.SHORT, Kind.REWRITE)


class Difficulty(Enum):
    EASY = "易"
    MIDDLE = "中"
    HARD = "难"


class Scoring(Enum):
    """计分: how an answer that is not wholly right is counted."""

    ALL = "全对才得分"
    HALF = "漏选得一半"
    SHARE = "按比例"
    NEIGHBOURS = "相邻对"


class Verdict(Enum):
    """What an agent may do (权限)."""

    MAY = "能做"
    MAY_NOT = "不能做"
    LIMITED = "有尺度"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice. ``fatal`` holds the reason why choosing it fails an attempt, or ""."""

    text: str
    is_right: bool
    explanation: str = ""
    fatal: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """The wordings that are right for one blank, as written; ``numbers`` those of them given as ± or 介于."""

    wordings: tuple[str, ...]
    numbers: tuple[Numeric, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def shown(self) -> str:
        return self.wordings[0]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of 评分: what must be there, and its points in steps of 0.5."""

    text: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Authority:
    """权限: the verdict, its measure in words, the figure in it (None when it has none), and who decides beyond it."""

    verdict: Verdict
    measure: str = ""
    figure: Numeric | None = None
    decider: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or one part of a case. Only the fields of its kind are filled."""

    id: str
    kind: Kind
    stem: str
    scoring: Scoring = Scoring.ALL
    options: tuple[Option, ...] = ()  # 单选 多选
    truth: bool | None = None  # 判断
    blanks: tuple[Blank, ...] = ()  # 填空
    any_order: bool = False  # 填空: 不限顺序
    number: Numeric | None = None  # 数值
    number_text: str = ""
    sequence: tuple[str, ...] = ()  # 排序, in the right order
    lefts: tuple[str, ...] = ()  # 匹配 归类
    rights: tuple[str, ...] = ()  # each once; 匹配 has its distractors here too
    pairing: tuple[int, ...] = ()  # index of the right one for each left
    notes: Mapping[str, str] = field(default_factory=dict)  # 匹配: why a right side is only a distractor
    authority: Authority | None = None  # 权限
    reference: str = ""  # 简答 改写
    criteria: tuple[Criterion, ...] = ()
    parts: tuple[Question, ...] = ()  # 案例
    fatal: str = NO_REASON  # 判断 权限: why the wrong answer fails an attempt
    explanation: str = ""
    citations: tuple[Citation, ...] = ()
    points: tuple[str, ...] = ()
    difficulty: str = ""
    lessons: tuple[str, ...] = ()
    source: str = ""
    covers: tuple[str, ...] = ()
    seconds: int | None = None
    review_on: date | None = None
    decisions: tuple[str, ...] = ()  # what the firm must have decided before this can be asked
    withdrawn: str = ""  # reason, when 停用
    is_struck: bool = False  # out of a paper after the fact: whoever was asked earns it; never written in a text
    image_base: str = field(default="", compare=False)  # where the pictures of its version are served
    line: int = field(default=0, compare=False)

    @property
    def is_fatal(self) -> bool:
        """否决题: some answer to it fails the attempt."""
        return bool(self.fatal or any(option.fatal for option in self.options) or any(p.is_fatal for p in self.parts))

    @property
    def needs_marker(self) -> bool:
        """A person must mark it, or a part of it."""
        return self.kind.is_marked_by_hand or any(part.needs_marker for part in self.parts)

    @property
    def all_citations(self) -> tuple[Citation, ...]:
        """Rules cited by the question and its parts, each once."""
        return tuple(dict.fromkeys([*self.citations, *(one for part in self.parts for one in part.all_citations)]))

    @property
    def lesson(self) -> str:
        """The lesson that teaches it, "" when none is named."""
        return self.lessons[0] if self.lessons else ""

    @property
    def place(self) -> str:
        """The number of a case's part: "2" of TB-011.2; "" for a whole question."""
        return self.id.partition(".")[2]

    def part(self, place: str) -> Question | None:
        """The part of a case with that number."""
        return next((part for part in self.parts if part.place == place), None)

    def token(self, text: str) -> str:
        """What stands for an option, item or side in a form: says nothing about its place in the key."""
        return hashlib.sha256(f"{self.id}\0{text}".encode()).hexdigest()[:10]
