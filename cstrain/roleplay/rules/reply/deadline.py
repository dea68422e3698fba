"""A time by which the agent says something will be: 点前 in a scene stands for every way of naming one (三点半给您回话, 一刻钟后, 下班前)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cstrain.roleplay.rules.reply.fold import CLOSE, OPEN, fold

WRITTEN = frozenset(fold(one).text for one in ("点前", ":00 前", ":30 前", "分钟内", "小时内"))
_NUMBER = f"{OPEN}[0-9]{{1,3}}(?:\\.5)?{CLOSE}"
_HOUR = f"{_NUMBER}(?:点|时(?!间)|(?={OPEN}[0-9]{{2}}{CLOSE}))(?:{OPEN}[0-9]{{1,2}}{CLOSE}分?|半|整|钟|{OPEN}1{CLOSE}刻|刻)*"
_LENGTH = f"(?:{_NUMBER}个?半?(?:分钟|小时|钟头|刻钟)|半个?(?:小时|钟头))"
_BY = "(?:之?前|以前|左右|准时?|整)"
_WITHIN = "(?:之?内|以内|里|之?后|以后)"
_TELL = (
    "(?:我|就|肯定|一定|准|再|主动|都)*(?:给|跟|和)?你?(?:回|告诉|答复|联系|通知|打|发|说|消息|结果|准信|准话|电话|来)"
)
_PART = "(?:今天?|明天?|今晚|明早|中午|傍晚|下班|午饭|晚饭|天黑|打烊|饭点|午休)"
_SAID = re.compile(
    f"{_HOUR}(?:{_BY}|{_TELL})|{_LENGTH}(?:{_WITHIN}|{_TELL})|{_PART}(?:之前|以前|前)|(?:今天|今晚|下班|上午|下午)(?:之内|以内|里头)"
)
MOST = 40


def asks_deadline(wordings: Iterable[str]) -> bool:
    """Whether a point is gained by naming a time: two of the written ways, so that a single 点前 stays what it says."""
    return sum(fold(one).text in WRITTEN for one in wordings) > 1


def deadlines(text: str) -> list[tuple[int, int]]:
    """Where one is named in a folded reply, 您 as 你; the first ``MOST``."""
    found = []
    for place in _SAID.finditer(text):
        found.append(place.span())
        if len(found) == MOST:
            break
    return found
