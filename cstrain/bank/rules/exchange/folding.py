"""What people write for one and the same thing in a cell, brought to one form. None: it can be read in no way, or in two."""

from __future__ import annotations

import re
import unicodedata

from cstrain.bank.rules.question import Difficulty, Kind, Scoring
from cstrain.kit.content.fold import chinese_number, numerals

UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]")
_KINDS: dict[Kind, str] = {
    Kind.SINGLE: "单选 单选题 单项选择 单项选择题 单选题组 single singlechoice multiplechoice mc",
    Kind.MULTIPLE: "多选 多选题 多项选择 多项选择题 多选题组 不定项 不定项选择 不定项选择题 multiple multiplechoices",
    Kind.JUDGEMENT: "判断 判断题 是非 是非题 对错题 判断题组 正误判断 truefalse tf",
    Kind.BLANKS: "填空 填空题 填空题组 多项填空 多项填空题 单项填空 考试多项填空 fill",
    Kind.NUMBER: "数值 数值题 计算 计算题 numerical",
    Kind.ORDER: "排序 排序题 ordering",
    Kind.MATCH: "匹配 匹配题 连线 连线题 配对题 matching",
    Kind.CLASSIFY: "归类 归类题 分类题",
    Kind.AUTHORITY: "权限 权限题",
    Kind.SHORT: "简答 简答题 简答题组 问答 问答题 论述 论述题 名词解释 名词解释题 主观题 essay",
    Kind.REWRITE: "改写 改写题",
    Kind.CASE: "案例 案例题 案例分析 案例分析题",
}
KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
CHOICE_WORDS = frozenset({"选择", "选择题", "选择题组"})  # one or several right options: the answer says which
_TRUE = frozenset("对 正确 是 √ ✓ ✔ ☑ y yes t true 1 a对 a正确 同意 真 right v".split())
_FALSE = frozenset("错 错误 否 × ✗ ✘ ✕ ❌ x n no f false 0 b错 b错误 不同意 不对 不正确 不是 假 wrong".split())
_LEVELS: dict[Difficulty, str] = {
    Difficulty.EASY: "易 简单 容易 较易 低 初级 easy 1 一星",
    Difficulty.MIDDLE: "中 中等 一般 普通 适中 中级 medium 2 3 二星 三星",
    Difficulty.HARD: "难 困难 较难 高 高级 很难 hard 4 5 四星 五星",
}
LEVEL_WORDS = {word: level for level, words in _LEVELS.items() for word in words.split()}
_SCORINGS: dict[Scoring, str] = {
    Scoring.ALL: "全对才得分 全对得分 全对 不得分 漏选不得分",
    Scoring.HALF: "漏选得一半 少选得一半 漏选得半分 半分 一半 部分得分",
    Scoring.SHARE: "按比例 按比例得分 漏选按比例",
    Scoring.NEIGHBOURS: "相邻对 按相邻",
}
SCORING_WORDS = {word: scoring for scoring, words in _SCORINGS.items() for word in words.split()}
NOTHING = frozenset({"", "\\", "/", "-", "--", "—", "无", "n/a", "none", "null"})
_SEPARATORS = re.compile(r"[\s,，、;；.。/|+&和]+")


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: \\ / — 无."""
    return len(text) < 6 and plain(text) in NOTHING


def cleaned(text: str) -> str:
    """Without signs that nobody sees, blanks at the ends, and with one kind of line break."""
    if text.isprintable():
        return text.strip(" \u3000")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\t", " ")
    return "\n".join(line.rstrip() for line in UNSEEN.sub("", text).strip("\n \u3000").split("\n"))


def plain(text: str) -> str:
    """For comparing words: NFKC, no case, no blanks, without a note in brackets."""
    folded = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold()
    folded = re.sub(r"[\[\(【][^\[\]()【】]{0,30}[\]\)】]|\(.{0,30}$", "", folded) or folded.strip("[]()【】")
    return re.sub(r"[\s*:：_]+", "", folded)


def kind_of(text: str) -> Kind | None:
    """The kind that a word of any dialect names."""
    return KIND_WORDS.get(plain(text))


def truth_of(text: str) -> bool | None:
    """对 √ T 1 … and 错 × F 0 …"""
    word = plain(text).rstrip("。.")
    return True if word in _TRUE else False if word in _FALSE else None


def level_of(text: str) -> Difficulty | None:
    """易 中 难 in their other words; a coefficient between 0 and 1 is the share expected to be right, as exams use it."""
    word = plain(text)
    if re.fullmatch(r"0?\.\d{1,3}|0|1\.0{1,3}", word):
        share = float(word)
        return Difficulty.EASY if share >= 0.7 else Difficulty.HARD if share <= 0.4 else Difficulty.MIDDLE
    return LEVEL_WORDS.get(word)


def scoring_of(text: str) -> Scoring | None:
    return SCORING_WORDS.get(plain(text))


def letters_of(text: str, options: int) -> list[int] | None:
    """The options an answer names: A, ＡＣ, A,C, a、c, 1;3 → their places, each once and in order."""
    folded = unicodedata.normalize("NFKC", text).upper().strip(" ()[]【】。.")
    bare = _SEPARATORS.sub("", folded)
    if bare and all("A" <= sign <= "Z" for sign in bare):
        places = sorted({ord(sign) - ord("A") for sign in bare})
    elif bare.isascii() and bare.isdecimal() and options:
        named = [piece for piece in _SEPARATORS.split(folded) if piece]
        places = sorted({int(one) - 1 for one in (named if len(named) > 1 or int(bare) <= options else bare)})
    else:
        return None
    return places if places and places[0] >= 0 and places[-1] < options else None


def number_of(text: str) -> str | None:
    """A whole number in digits: 30, ３０, 三十, 30.0, 30 秒; None for anything else."""
    folded = re.sub(r"(?:秒钟|秒|分钟?|s|sec)$", "", numerals(text))
    folded = folded.removesuffix(".0")
    if folded.isascii() and folded.isdecimal():
        return str(int(folded))
    value = chinese_number(folded) if folded else None
    return None if value is None else str(value)
