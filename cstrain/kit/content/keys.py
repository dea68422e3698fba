"""The table of keys: what may stand between 【 and 】, and in which shape.

A key has one meaning and one shape at the start of a line in every file; some keys may also (or only)
end a list line. The order of the three tuples is the order of the standard form in which a part made
in the browser is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import Enum


class Shape(Enum):
    """How far a value reaches: a word or two, the rest of the line, or all lines to the next attribute."""

    TAG = "tag"
    LINE = "line"
    BLOCK = "block"


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


TAGS = _words(
    "平台 岗位 时限 该动 赢家 规则 课文 知识点 难度 计分 空位 限时 覆盖 天数 模块 准入 证书 有效期 满分 时长 及格线 "
    "次数 间隔 最低 决定人 首响 回复 总时长 量表 权重 得分 走到 取值 单位 范围 用在 自测 截至 复核 负责"
)
LINES = _words(
    "英文名 英文简介 目标 起算 条件 结果 答案 尺度 谁决定 说明 来源 备注 一票否决 当心 建议 版本 状态 曾用名"
)
BLOCKS = ("参考", "评分", "解析")
ON_LIST = frozenset(
    _words(
        "一票否决 分 扣 程度 换成 放行 签字 先完成 至少 线 连续 说错 没说 超出 因为 英文 "
        "解析 规则 条件 时长 限时 知识点 备注 说明"
    )
)

SHAPES: dict[str, Shape] = (
    dict.fromkeys(TAGS, Shape.TAG) | dict.fromkeys(LINES, Shape.LINE) | dict.fromkeys(BLOCKS, Shape.BLOCK)
)
KNOWN = frozenset(SHAPES) | ON_LIST
REPEATS = frozenset({"答案"})
INHERITED = ("知识点", "难度", "规则", "课文", "来源", "计分", "平台", "截至", "复核", "负责")

TYPES = _words("题库 知识点 规则 决定 课文 模块 课程 考试 准入 等级 场景 量表 禁语 话术")
LESSON = "课文"
# In these files the first word of a part's title is its id; elsewhere the whole title is its name.
TYPES_WITH_PART_IDS = frozenset({"题库", "规则", "等级", "决定"})
# In these files the first word of a list line is its id.
TYPES_WITH_LINE_IDS = frozenset({"模块", "准入", "禁语", "话术"})

# Words people write for a key. Distance alone is no guide on list lines: 规格 is as near to 规则 as 解晰 to 解析,
# but 【规格】 is what shops write on every product.
SLIPS = {
    "解释": "解析",
    "解晰": "解析",
    "解折": "解析",
    "解柝": "解析",
    "分析": "解析",
    "解答": "解析",
    "讲解": "解析",
    "分值": "分",
    "分数": "分",
    "加分": "分",
    "扣分": "扣",
    "减分": "扣",
    "原因": "因为",
    "理由": "因为",
    "替换": "换成",
    "改成": "换成",
    "签名": "签字",
    "英语": "英文",
    "时常": "时长",
    "严重": "程度",
    "連續": "连续",
    "規則": "规则",
    "條件": "条件",
    "備註": "备注",
    "說明": "说明",
    "時長": "时长",
    "一票否定": "一票否决",
    "一票否绝": "一票否决",
    "知识点儿": "知识点",
    "知识电": "知识点",
    "先完成了": "先完成",
}


def nearest(word: str, choices: Iterable[str], *, floor: float = 0.5) -> str:
    """The choice most like `word` ("单选题" → "单选"), or "" when none shares at least half of its characters."""
    options = tuple(choices)
    if SLIPS.get(word) in options:
        return SLIPS[word]
    best, best_ratio = "", 0.0
    for choice in options if len(word) <= 24 else ():
        if set(word.casefold()).isdisjoint(choice.casefold()):
            continue
        ratio = SequenceMatcher(None, word.casefold(), choice.casefold(), autojunk=False).ratio()
        in_place = ratio > 0.5 or any(left == right for left, right in zip(word, choice, strict=False))
        if ratio > best_ratio and in_place:
            best, best_ratio = choice, ratio
    return best if best_ratio >= floor else ""


def unknown(what: str, word: str, choices: Iterable[str]) -> str:
    """The words of an error about a name nobody knows, with the near miss and what could be used.

    >>> unknown("题型", "单选题", ["单选", "多选", "判断"])
    '不认识题型「单选题」，是不是想写「单选」；可用：单选、多选、判断'
    """
    options = tuple(choices)
    near = nearest(word, options)
    offer = f"，是不是想写「{near}」" if near else ""
    shown = "、".join(options[:24]) + ("……" if len(options) > 24 else "")
    return f"不认识{what}「{word}」{offer or '：'}{'；' if offer else ''}可用：{shown}"


def resembles(word: str) -> str:
    """The key that 【word】 on a list line was meant to be, or "": a known slip, or one character off."""
    if word in SLIPS:
        return SLIPS[word]
    if len(word) < 3:
        return ""
    near = nearest(word, (key for key in KNOWN if len(key) >= 3), floor=0.66)
    return near if near and abs(len(near) - len(word)) <= 1 else ""
