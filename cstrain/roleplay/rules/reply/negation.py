"""Whether what was found is denied: a negator just before it, or 不了 and its like just behind it.

A negator reaches as far as the words between it and what was found let it through (会 能 给您 现在 …), at most ``WINDOW``
characters, never over the beginning of the clause.
"""

from __future__ import annotations

import re

from cstrain.roleplay.rules.reply.fold import CLOSE, FILLERS, OPEN, Folded, fold

WINDOW, FAR, SHORT = 14, 16, 6  # characters
NEGATORS = (
    "不", "没", "别", "无", "未", "勿", "莫", "甭", "没有", "没法", "无法", "没能", "不能", "不用", "不必", "拒绝", "禁止", "难以", "不要",
    "不可能", "没办法", "从不", "从没", "从未", "懒得", "休想", "谈不上", "免得", "省得", "避免", "以免",
    "并非", "绝非", "别指望", "甭想", "别想", *"凭什么 为什么要 干嘛要 干嘛 干什么要 哪有 哪会 哪能 怎么会 怎么可能 何必 谁说 难道 恕不 尚未 不曾 从来不 从来没 暂不 未必 不见得".split(),
)  # fmt: skip
HARMLESS = (
    "不好意思", "不错", "不过", "不但", "不仅", "不管", "不论", "不同", "不用担心", "不着急", "不急", "不瞒", "不得不", "不能不", "不是不", "不是没",
    "没有不", "没关系", "没问题", "没事", "没什么不", "没有什么不", "怎么会不", "怎么能不", "哪能不", "哪会不", "怎会不", "不可不", "不敢不", "无不", "不超过", "不会超过", "不会晚于", "不晚于", "不会多于", "拒绝后", "拒绝以后", "拒绝之后", "拒绝起", "被拒绝", "拒绝的", "是不是", "要不要", "能不能", "好不好", "行不行", "会不会", "可不可以", "有没有", "用不用", "想不想",
    "对不对", "对不起", "差不多", "说不定", "无论", "无非", "别的", "特别", "区别", "分别", "识别", "级别", "别家", "别人", "未来", "不断",
    "不久", "不少", "不止", "不光", "不如", "不妨", "不然", "要不", "不只", "不一定", "免不了", "少不了", "不客气", "别担心", "别着急", "别急",
    "不会不", "放心不", "没错", "无意", "没想到", "不用等", "忍不住", "不得已", "不愧", "不日", "不对", "不合适", "不满意", "不够", "不时", "别看", "告别", "不小心", "一不",
)  # fmt: skip
COMPLEMENTS = (
    "不上",
    "不出来",
    "不过来",
    "不下来",
    "不清",
    "不起",
    "不了",
    "不到",
    "不动",
    "不完",
    "不得",
)  # after a verb
THROUGH = (
    "点", "看到", "见到", "看见", "收到", "查到", "听说", "指望", "超",
    "会", "能", "可以", "可", "给", "帮", "替", "为", "跟", "和", "对", "向", "把", "您", "你", "我们", "我", "咱们", "咱", "他", "她", "们", "再",
    "用", "想", "要", "需要", "必", "太", "是", "在", "去", "来", "到", "过", "有", "马上", "现在", "立刻", "立即", "马", "这就", "就", "先", "得", "打算",
    "准备", "愿意", "愿", "肯", "敢", "提供", "支持", "办法", "法", "办", "做", "很", "怎么", "说", "直接", "随便", "随意", "轻易", "一定", "并", "曾",
    "任何", "什么", "这样", "这么", "那么", "那样", "这", "那", "单独", "另外", "额外", "负责", "义务", "权限", "权", "资格", "时间", "空",
    "打", "叫", "让", "请", "请您", "通知", "人", "谁", "店里", "店", "今天", "明天", "上", "下", "进行", "完全", "真的", "真", "感到", "觉得",
    "报", "报给", "问", "找", "告诉", "通知", "建议", "管", "方便", "催", "查", "出", "收", "师傅", "仓库", "主管", "组长", "同事", "好", "推荐", "存在", "确认", "平台", "申请", "放", "接", "送", "寄", "安排", "核对", "保留", "承担", "应该", "应", "换", "退", "发",
    "任何人", "亲自", "主动", "及时", "按时", "继续", "同意", "答应", "必要", "多", "当", "还", "也", "都", "说过", "保证", "承诺",
)  # fmt: skip
AFTER = (
    "不了",
    "不到",
    "不动",
    "不成",
    "不上",
    "拒绝起",
    "拒绝后",
    "拒绝以后",
    "拒绝之后",
    "拒绝那",
    "从拒绝",
    "拒绝的",
    "不出",
    "不来",
    "不起",
    "没用",
    "不行",
    "不可能",
    "是不可能",
    "没戏",
    "做不到",
    "办不到",
    *"不支持 不提供 不考虑 不予 不存在 不归我 免谈 就算了 别想 别指望 我不管 您别想 没了 用完了 取消了 过期了 停了 发完了 送完了 想都别想 轮不到".split(),
)
CLOSE_BY = 6
TURNS = frozenset(
    "可能就再我您你也都才但却先请的了还很是要会那这得过到着又只等给帮被让把"
)  # begin another thought, or end the one that is denied
ASKING = ("吧", "吗", "么", "对吧", "对吗")
_LONGEST = max(len(word) for word in (*THROUGH, *NEGATORS))


def is_denied(said: Folded, start: int, end: int) -> bool:
    """Whether the words at start to end are denied in their clause."""
    first, last = said.clause(start)
    after = said.text[end : max(last, end)]
    if after.startswith(ASKING):
        return False  # 地址没变吧 asks
    if said.text[start] == OPEN and said.text[first:start].endswith(("不止", "不只")):
        return True
    if _cannot(said.text, first, start):
        return True
    if (
        (after.startswith(AFTER) and not after.startswith(f"不到{OPEN}"))
        or _denied_after(after)
        or (_ends_denied(after) and not said.asks(end))
    ):
        return True
    return _denied_before(said.text, max(first, start - WINDOW), start) or _denied_near(said.text, first, start)


def _cannot(text: str, first: int, start: int) -> bool:
    """``到不了 110``, ``赶不上今天发``: the verb before it says that it cannot be."""
    found = _CANNOT.search(text, max(first, start - 4), start)
    return found is not None and found[1] in _VERBS


def _denied_after(after: str) -> bool:
    """``…也不会``, ``…已经没有了``, ``…今天也发不了`` in the rest of the clause."""
    near = after[:WINDOW]
    for word in _LINKED:
        place = near.find(word)
        if place >= 0 and (near[:place] in _BETWEEN or place <= 2) and not after[place:].startswith(_FINE):
            return True
    place = after[:FAR].find("不了")
    return place > 0 and after[place - 1] in CANNOT and after[place + 2 : place + 3] not in ("解", "多", "几", "一")


def _ends_denied(after: str) -> bool:
    """The clause is soon over, and with a denial: ``换新没有``."""
    return len(after) <= SHORT and after.endswith(ENDINGS) and not after.endswith(("有没有", "行不行"))


def _denied_near(text: str, first: int, start: int) -> bool:
    """A negator close before, and nothing between that begins another thought (可以 就 再 我 …)."""
    for end in range(start, max(first, start - CLOSE_BY), -1):
        if any(sign in TURNS for sign in text[end:start]):
            return False
        for length in (1, 2, 3):
            if (
                end - length >= first
                and text[end - length : end] in _NEGATORS
                and not _is_harmless(text, first, end - length, end)
            ):
                return True
    return False


def _denied_before(text: str, first: int, start: int) -> bool:
    """Goes back word by word while the words let a negator through."""
    waiting, seen = [start], set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here > first and text[here - 1] == CLOSE:
            waiting.append(max(text.rfind(OPEN, first, here), first))  # a number lets it through
        for length in range(1, min(_LONGEST, here - first) + 1):
            word = text[here - length : here]
            if word in _NEGATORS and not _is_harmless(text, first, here - length, here):
                return True
            if word in _THROUGH:
                waiting.append(here - length)
    return False


_LINKS = (
    "也",
    "是",
    "都",
    "已经",
    "可",
    "根本",
    "就",
    "目前",
    "暂时",
    "真",
    "今天也",
    "现在也",
    "我也",
    "我都",
    "我就",
)
_DENIALS = (
    "没有", "没了", "没法", "不会", "不能", "不可以", "不行", "不送", "不给", "不用", "不管", "不发", "不退", "不换", "不想", "不打算", "不跟", "不做", "不查",
    "不报", "不催", "不收", "不包", "不再", "不必", "不办", "不留", "不算", "不去", "不来", "不方便", "别想",
)  # fmt: skip
FINE = (
    "不会差",
    "不会错",
    "不会让",
    "不会耽误",
    "不会忘",
    "不会少",
    "不会漏",
    "不会再",
    "不用等",
    "不用担心",
    "不用急",
    "不用您",
    "不给您添",
    "没有问题",
    "不能少",
    "不会影响",
    "不算贵",
    "不算",
)
BETWEEN = ("", "的", "这边", "那边", "今天", "现在", "您", "我", "时间", "之前", "以前", "这块", "方面")
CANNOT = "发寄出给换退到赶办查送做拿取放装用开改接管来走"
ENDINGS = ("没有", "没有了", "不行", "没有的", "不行的")
_CANNOT = re.compile("([\u4e00-\u9fff])不[了到上出下起]$")
_VERBS = frozenset("到赶装放拿发给寄换退查办做送用得找谈算排等补加调修搭")
_FOLDED = {word: fold(word).without(FILLERS).text for word in (*NEGATORS, *HARMLESS, *THROUGH)}
_NEGATORS = frozenset(_FOLDED[word] for word in NEGATORS)
_THROUGH = frozenset(_FOLDED[word] for word in THROUGH)
_LINKED = tuple(fold(link + denial).text for link in _LINKS for denial in _DENIALS)
_BETWEEN = frozenset(fold(word).text for word in BETWEEN) | frozenset(
    fold(word).text.replace("您", "你") for word in BETWEEN
)
_COMPLEMENTS = tuple(fold(word).text for word in COMPLEMENTS)
_FINE = tuple(fold(link + word).text for link in _LINKS for word in FINE)
_HARMLESS = tuple(_FOLDED[word] for word in HARMLESS)


def _is_harmless(text: str, first: int, start: int, end: int) -> bool:
    """The negator is part of a word that denies nothing (不好意思, 要不要, 别的), or of the verb before it (赶不上)."""
    if start > first and text.startswith(_COMPLEMENTS, start):
        return True
    if _is_asked(text, start, end):
        return True
    for word in _HARMLESS:
        for shift in range(len(word)):
            begin = start - shift
            if begin >= 0 and begin + len(word) >= end and text.startswith(word, begin):
                return True
    return False


def _is_asked(text: str, start: int, end: int) -> bool:
    """行不行, 换没换: both ways named."""
    return end - start == 1 and start > 0 and end < len(text) and text[start - 1] == text[end]
