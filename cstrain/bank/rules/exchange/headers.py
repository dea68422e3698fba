"""Which column is which: the titles that sheets use for one thing, and the row in which titles stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cstrain.bank.rules.exchange.folding import cleaned, kind_of, plain
from cstrain.bank.rules.exchange.house import AFTER, BEFORE
from cstrain.bank.rules.exchange.item import (
    ANSWER,
    EXPLANATION,
    ID,
    KIND,
    LETTERS,
    LEVEL,
    NOTE,
    OPTION,
    POINT,
    RULE,
    SCORE,
    SECONDS,
    SOURCE,
    STEM,
    TAGS,
)

OPTIONS = "选项"  # all options in one cell
BLANK, PATH, SKIP = "空", "知识点路径", "不收"
_ALIASES: dict[str, str] = {
    STEM: "题目 题干 试题 问题 题目内容 试题内容 题干内容 试题题干 题目描述 题目名称 content question stem questiontext",
    KIND: "题型 题目类型 试题类型 类型 题型名称 type kind questiontype",
    ANSWER: "答案 正确答案 正确选项 标准答案 参考答案 正确答案h 试题答案 answer correctanswer key",
    EXPLANATION: "解析 答案解析 解析说明 试题解析 题目解析 判断题解析 答案说明 explanation analysis",
    SCORE: "分数 分值 得分 试题分数 单空分数 每题分值 题目分数 score points",
    LEVEL: "难度 难易度 难度系数 题目难度 难易程度 难度等级 difficulty level",
    POINT: "知识点 知识点名称 章节 分类 所属范围 考点 二级纲要 category topic",
    RULE: "规则编号 规则 规则号",
    SOURCE: "题目依据 出处 来源 依据 source",
    ID: "题目编号 编号 试题编码 试题guid 试题编id 题号 试题id 试题编号 id",
    TAGS: "标签 关键词 tags",
    SECONDS: "限时秒 限时 答题时间",
    OPTIONS: "选项 选项内容 备选项 候选项 options",
    SKIP: "序号 no",
    NOTE: "备注",
}
ALIASES = {word: title for title, words in _ALIASES.items() for word in words.split()}
ALIASES |= {plain(title): title for title in (*BEFORE, *AFTER)}
# What a person may say that a column holds.
MEANINGS = (
    STEM, KIND, *(OPTION + letter for letter in LETTERS[:8]), OPTIONS, ANSWER, EXPLANATION, SCORE, LEVEL, POINT, RULE, SOURCE, TAGS,
    SECONDS, ID, NOTE, SKIP,
)  # fmt: skip
_LETTERED = re.compile(r"(?:选项|option|选择|备选答案|候选答案)?([a-z])")
_NUMBERED = re.compile(r"(?:选择项|选项|option|备选项)(\d{1,2})")
_BLANK = re.compile(r"空(\d{1,2})")
_ANSWERS = re.compile(r"(?:答案|标准答案)(\d{1,2})")
_SCORES = re.compile(r"得分(\d{1,2})")
_LEVELS = re.compile(r"知识点[一二三四五六]级")
LATEST_HEAD = 10  # rows above which the titles must stand


def meaning(header: str) -> str:
    """What a column with this title holds: a house title, 「选项」, 「空3」, 「答案2」 … or "" for what nobody knows."""
    word = plain(header)
    if word in ALIASES:
        return ALIASES[word]
    if found := _LETTERED.fullmatch(word):
        return OPTION + found[1].upper()
    if (found := _NUMBERED.fullmatch(word)) and 0 < int(found[1]) <= len(LETTERS):
        return OPTION + LETTERS[int(found[1]) - 1]
    if found := _BLANK.fullmatch(word) or _ANSWERS.fullmatch(word):
        return f"{BLANK}{int(found[1])}"
    if _SCORES.fullmatch(word):
        return SCORE if word.endswith("得分1") else SKIP
    return PATH if _LEVELS.fullmatch(word) else ""


def head_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The place of the row that holds the titles: it names a stem and something beside it, and most of all rows."""
    best, found = 1, None
    for place, row in enumerate(rows[:LATEST_HEAD]):
        meant = [meaning(cell) for cell in row if cell and len(cell) < 40]
        known = {one for one in meant if one and one != SKIP}
        if STEM in known and len(known) > best:
            best, found = len(known), place
    return found


def likely_head(rows: Sequence[Sequence[str]]) -> int | None:
    """Where no titles are known: the first row with three cells or more, for a person to say what its columns hold."""
    full = (place for place, row in enumerate(rows[:LATEST_HEAD]) if sum(bool(cell.strip()) for cell in row) > 2)
    return next(full, None)


def columns_of(
    head: Sequence[str], rows: Sequence[Sequence[str]], given: Mapping[int, str] | None = None
) -> dict[int, str]:
    """Place of a column → what it holds. ``given`` is what a person chose. Of two with one meaning the first counts,
    except for answers and paths; 「题目分类」 is the kind where its cells say so."""
    found: dict[int, str] = {}
    for place, title in enumerate(head):
        meant = (given or {}).get(place)
        if meant is None:
            meant = meaning(title)
            if not meant and plain(title) in ("题目分类", "题目类别", "试题分类"):
                meant = KIND if KIND not in map(meaning, head) and _are_kinds(rows, place) else POINT
        if meant and (meant in (SKIP, PATH) or meant not in found.values()):
            found[place] = meant
    return found


def _are_kinds(rows: Sequence[Sequence[str]], place: int) -> bool:
    values = [row[place] for row in rows[:50] if place < len(row) and row[place].strip()]
    return bool(values) and all(kind_of(value) is not None for value in values)


def letter_of(place: int) -> str:
    """The letter of a column: A, B … Z, AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(letters: str) -> int:
    """The place of a column from its letter."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def signature(head: Sequence[str]) -> str:
    """What two files of one source share: their titles."""
    return "|".join(plain(cleaned(title)) for title in head)[:2000]
