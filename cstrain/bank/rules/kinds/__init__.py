"""How each 题型 writes its answer, and what is wrong with it when it is written otherwise (formats 4.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.kinds.choices import LETTERS, choices
from cstrain.bank.rules.kinds.lists import classify, match, order
from cstrain.bank.rules.kinds.open import open_text
from cstrain.bank.rules.kinds.typed import authority, blanks_of, judgement, number
from cstrain.bank.rules.question import Kind, Scoring
from cstrain.kit.content.model import Part

Reader = Callable[[Part, Findings], dict[str, Any]]


def _choices(kind: Kind, part: Part, found: Findings) -> dict[str, Any]:
    return choices(part, kind, found)


READERS: dict[Kind, Reader] = {
    Kind.SINGLE: partial(_choices, Kind.SINGLE),
    Kind.MULTIPLE: partial(_choices, Kind.MULTIPLE),
    Kind.JUDGEMENT: judgement,
    Kind.BLANKS: blanks_of,
    Kind.NUMBER: number,
    Kind.ORDER: order,
    Kind.MATCH: match,
    Kind.CLASSIFY: classify,
    Kind.AUTHORITY: authority,
    Kind.SHORT: open_text,
    Kind.REWRITE: open_text,
}
# Kinds whose text ends in a list that is the answer; elsewhere a list belongs to the stem.
WITH_LIST = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.ORDER, Kind.MATCH, Kind.CLASSIFY})
KEYS_OF_ALL = "规则 课文 知识点 难度 覆盖 限时 来源 备注 说明 解析 复核 截至 平台 负责 版本 状态 曾用名"
ANYWHERE = frozenset(KEYS_OF_ALL.split())
OWN_KEYS: dict[Kind, frozenset[str]] = {
    Kind.SINGLE: frozenset(),
    Kind.MULTIPLE: frozenset({"计分"}),
    Kind.JUDGEMENT: frozenset({"答案", "一票否决"}),
    Kind.BLANKS: frozenset({"答案", "空位", "计分"}),
    Kind.NUMBER: frozenset({"答案"}),
    Kind.ORDER: frozenset({"计分"}),
    Kind.MATCH: frozenset({"计分"}),
    Kind.CLASSIFY: frozenset({"计分"}),
    Kind.AUTHORITY: frozenset({"答案", "尺度", "谁决定", "一票否决", "计分"}),
    Kind.SHORT: frozenset({"参考", "评分"}),
    Kind.REWRITE: frozenset({"参考", "评分"}),
    Kind.CASE: frozenset({"计分"}),
}
SCORINGS: dict[Kind, tuple[Scoring, ...]] = {
    Kind.MULTIPLE: (Scoring.ALL, Scoring.HALF, Scoring.SHARE),
    Kind.BLANKS: (Scoring.ALL, Scoring.SHARE),
    Kind.ORDER: (Scoring.ALL, Scoring.SHARE, Scoring.NEIGHBOURS),
    Kind.MATCH: (Scoring.ALL, Scoring.SHARE),
    Kind.CLASSIFY: (Scoring.ALL, Scoring.SHARE),
    Kind.AUTHORITY: (Scoring.ALL, Scoring.SHARE),
    Kind.CASE: tuple(Scoring),  # a default for its parts
}

__all__ = ["ANYWHERE", "LETTERS", "OWN_KEYS", "READERS", "SCORINGS", "WITH_LIST", "Reader"]
