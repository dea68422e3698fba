"""Drill: what is left to do, in words that a new hire understands."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from cstrain.drill.rules import DAYS, Confidence, Heard, ItemState

REFUSALS: dict[str, Any] = {
    "bank_comes_later": _l("“%(name)s”第 %(day)s 天才学。做过那天的练习，这里就开放。"),
    "hear_oneself": _l("自己的抽问要由别人来听。"),
    "hearing_is_marked": _l("这次抽问已经评过了，没有再记一次。"),
    "hearing_too_early": _l("现在还不能抽问：课程里还有题库没学到。等全部学到再抽。"),
    "hearing_undecided": _l("现在还不能抽问：流利次数、流利秒数、抽问卡顿要先由企业选定。"),
    "coach_oneself": _l("自己的错题要请别人辅导。"),
    "card_answered": _l("这张卡已经答过了，没有再记一次。请接着做下一张。"),
}

# Asked with the answer, before the key is seen.
CONFIDENCES: dict[str, Any] = {
    Confidence.SURE.value: _l("有把握"),
    Confidence.HALF.value: _l("一半把握"),
    Confidence.GUESS.value: _l("猜的"),
}

# How an answer sounded: word, icon, tone.
HEARD: dict[str, tuple[Any, str, str]] = {
    Heard.FLUENT.value: (_l("流利"), "circle-check", "ok"),
    Heard.HALTING.value: (_l("卡顿"), "circle-dot", "warn"),
    Heard.WRONG.value: (_l("答错"), "circle-x", "bad"),
}


def seconds_text(milliseconds: int) -> str:
    """Seconds to a tenth, rounded up, so that nothing above the limit prints as the limit: 15001 → 15.1."""
    tenths = -(-milliseconds // 100)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def so_far(state: ItemState) -> str:
    """How it stands with one question."""
    if not state.tried:
        return str(_("还没答过"))
    if state.was_wrong:
        return str(_("上次没答对"))
    if state.hits:
        return str(_("限时内答对 %(hits)s 次", hits=state.hits))
    if state.best is None:
        return str(_("答对过，没有计时"))
    limit, best = seconds_text(state.limit), seconds_text(state.best)
    return str(_("答对过，最快 %(best)s 秒，要在 %(limit)s 秒内", best=best, limit=limit))


def to_do(state: ItemState, today: date) -> str:
    """What is left of one question, and when it can be done."""
    now = state.left_today(today)
    later = state.left - now
    if now and later:
        return str(_("今天答对 %(now)s 次，改天再对 %(later)s 次", now=now, later=later))
    if now:
        return str(ngettext("今天再答对 %(num)s 次", "今天再答对 %(num)s 次", now))
    return str(ngettext("明天起再答对 %(num)s 次", "明天起再答对 %(num)s 次", later))


def line_words(times: int, seconds: int) -> str:
    """The line to be reached, as a sentence."""
    return str(
        _("每题 %(seconds)s 秒内答对，至少 %(times)s 次，分在不同的两天。", seconds=seconds, times=max(times, DAYS))
    )


def again_words(days: int) -> str:
    """When a card comes back, in days from today."""
    if days <= 0:
        return str(_("过一会儿再问"))
    return str(_("明天再问")) if days == 1 else str(_("%(days)s 天后再问", days=days))
