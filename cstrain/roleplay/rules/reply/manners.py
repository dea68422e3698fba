"""What every talk has beside its points: a greeting, the next step, a closing, the invitation to rate; and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cstrain.roleplay.rules.reply.fold import FILLERS, Span, fold
from cstrain.roleplay.rules.reply.wording import look


class Manner(StrEnum):
    """Looked for once in a talk. The greeting in the first reply only, closing and invitation anywhere."""

    GREETING = "greeting"
    NEXT_STEP = "next_step"
    CLOSING = "closing"
    RATING = "rating"


WORDINGS = {
    Manner.GREETING: (
        "您好", "亲", "欢迎光临", "早上好", "上午好", "中午好", "下午好", "晚上好", "我在的", "在的", "很高兴为您", "我是客服", "客服…为您", "久等",
        "哈喽", "hello", "hi",
    ),
    Manner.NEXT_STEP: (
        "我现在", "我这就", "我马上", "我来", "我去", "我帮您", "我给您", "点前", "分钟内", "小时内", "今天…回", "明天…回", "告诉您", "回您", "联系您",
        "下一步", "您先", "接下来", "稍后…给您", ":00 前", ":30 前", "我报", "我查", "我催", "我跟",
    ),
    Manner.CLOSING: (
        "随时找我", "随时联系", "随时叫我", "随时问我", "再见", "感谢您", "谢谢您", "祝您", "还有什么…帮", "还有别的", "还需要…吗", "有需要…找", "有事…找我",
        "生活愉快", "购物愉快", "期待…光临",
    ),
    Manner.RATING: ("评价", "打个分", "打分", "评分", "评一下", "满意度", "五星", "点个星", "评个"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A manner and the words that show it, in reply number ``turn``; no span: it is missing."""

    manner: Manner
    turn: int = -1
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds to a reply and the most it may take; ``is_late`` is shown, the script decides what follows."""

    turn: int
    seconds: int
    most: int

    @property
    def is_late(self) -> bool:
        return self.seconds > self.most


def manners(replies: Sequence[str]) -> tuple[Shown, ...]:
    """Each manner with the first words that show it."""
    return tuple(_shown(manner, replies[:1] if manner is Manner.GREETING else replies) for manner in Manner)


def _shown(manner: Manner, replies: Sequence[str]) -> Shown:
    for turn, text in enumerate(replies):
        found = look(fold(text).without(FILLERS), WORDINGS[manner], politely=True)
        spans = [Span(one.spans[0].start, one.spans[-1].end) for one in found if not one.denied]
        if spans:
            return Shown(manner, turn, min(spans, key=lambda span: (span.start, span.end)))
    return Shown(manner)


def paces(seconds: Sequence[int | None], first_reply: int, reply: int) -> tuple[Pace, ...]:
    """The times that are known, against 首响 for the first reply and 回复 for all others."""
    return tuple(
        Pace(turn, took, reply if turn else first_reply) for turn, took in enumerate(seconds) if took is not None
    )
