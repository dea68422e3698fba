"""Facts and limits in a reply: the right figure, a wrong one, the right one without its condition; a promise beyond authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cstrain.bank.rules import Rule
from cstrain.kit.content import Quantity
from cstrain.roleplay.rules.reply.figures import MONEY, Figure, figures, same
from cstrain.roleplay.rules.reply.fold import CLOSE, OPEN, Folded, Span, fold
from cstrain.roleplay.rules.reply.negation import is_denied
from cstrain.roleplay.rules.scenario import Point

_LONG = ("小时", "天", "周", "月", "工作日")
_SHORT = ("秒", "分钟")
_BEFORE = ("第", "已经", "都", "过了", "等了", "才", "寄了", "退了", "这", "那", "过", "哪", "改", "每", "头", "再等")
_AT_MOST = ("超过", "不过", "错过")
_AFTER = ("了", "前", "过去", "多了", "以前", "之前")
_ANSWERING = (
    "回你",
    "回话",
    "回复",
    "答复",
    "告诉你",
    "联系你",
    "给你消息",
    "回电",
    "打给你",
    "给你信",
    "给你回",
    "给你准",
    "通知你",
    "跟你说",
)


class Standing(StrEnum):
    """How a fact was told."""

    RIGHT = "right"
    WRONG = "wrong_figure"
    BARE = "missing_condition"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Told:
    """``spans``: the figure that was right or wrong, and its condition."""

    standing: Standing
    spans: tuple[Span, ...] = ()
    figure: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """An amount that was promised; ``figure`` None for 免单 and the like, which no limit covers."""

    figure: Quantity | None
    span: Span


def fact(said: Folded, point: Point, given: Folded, rules: Mapping[str, Rule]) -> Told:
    """How the fact was told in a reply to what was ``given`` (said by the customer). ``said`` with 您 as 你."""
    assert point.figure is not None
    asked = _signs(point.condition)
    others = _others(point, rules)
    right: tuple[Figure, tuple[Span, ...]] | None = None
    bare: Figure | None = None
    wrong: Figure | None = None
    for figure in figures(said):
        if not _speaks_of_it(said, figure, point.figure):
            continue
        bound = _condition_before(said, figure, (*asked, *others))
        if bound is not None and bound[0] in others:
            if not any(same(figure, one) for one in others[bound[0]]):
                wrong = wrong or figure
        elif not same(figure, point.figure):
            wrong = wrong or figure
        elif not asked or bound is not None:
            right = right or (figure, (bound[1],) if bound else ())
        else:
            bare = bare or figure
    return _told(said, point.condition, (right, bare, wrong), given)


def _told(
    said: Folded,
    condition: str,
    heard: tuple[tuple[Figure, tuple[Span, ...]] | None, Figure | None, Figure | None],
    given: Folded,
) -> Told:
    right, bare, wrong = heard
    if right is not None:
        return Told(Standing.RIGHT, (*right[1], _span(said, right[0])), right[0].quantity)
    if bare is not None:
        signs = _signs(condition)
        elsewhere = [said.span(at, at + len(sign)) for sign in signs if (at := said.text.find(sign)) >= 0]
        known = bool(elsewhere) or any(sign in given.text for sign in signs)
        spans = (*elsewhere[:1], _span(said, bare))
        return Told(Standing.RIGHT if known else Standing.BARE, spans, bare.quantity)
    if wrong is not None:
        return Told(Standing.WRONG, (_span(said, wrong),), wrong.quantity)
    return Told(Standing.UNSAID)


def _span(said: Folded, figure: Figure) -> Span:
    return said.span(figure.start, figure.end)


def _signs(condition: str) -> tuple[str, ...]:
    return tuple(sign for one in condition.split("；") if (sign := fold(one).text))


def _others(point: Point, rules: Mapping[str, Rule]) -> dict[str, list[Quantity]]:
    """What the rule says under its other conditions."""
    rule = rules.get(point.citation.id) if point.citation else None
    found: dict[str, list[Quantity]] = {}
    for limit in rule.limits if rule and point.condition else ():
        written = [one.strip() for one in limit.condition.split("；")]
        if point.condition not in written:
            for one in written:
                found.setdefault(fold(one).text, []).append(limit.length)
    return found


def _speaks_of_it(said: Folded, figure: Figure, wanted: Quantity) -> bool:
    """A figure of that kind that is not how long it has been already, not when the agent will answer, and not denied."""
    unit = figure.quantity.unit
    kinds = _LONG if wanted.measure in _LONG else _SHORT if wanted.measure in _SHORT else (wanted.measure,)
    if unit not in kinds:
        return False
    first, last = said.clause(figure.start)
    before, after = said.text[first : figure.start], said.text[figure.end : last]
    if (
        (
            before.endswith(_BEFORE)
            and not before.endswith(_AT_MOST)
            and not (before.endswith("第") and same(figure, wanted))
        )
        or after.startswith(_AFTER)
        or is_denied(said, figure.start, figure.end)
    ):
        return False
    return not any(word in after for word in _ANSWERING)


def _condition_before(said: Folded, figure: Figure, signs: Sequence[str]) -> tuple[str, Span] | None:
    """The condition named last before the figure, else just behind it in its clause."""
    places = [(at, sign) for sign in signs if (at := said.text.rfind(sign, 0, figure.start)) >= 0]
    if not places:
        last = said.clause(figure.start)[1]
        behind = [(at, sign) for sign in signs if (at := said.text.find(sign, figure.end, last)) >= 0]
        places = [min(behind)] if behind else []
    if not places:
        return None
    at, sign = max(places)
    return sign, said.span(at, at + len(sign))


_GIVING = (
    "便宜",
    "优惠",
    "减",
    "让",
    "补偿",
    "补",
    "赔偿",
    "赔",
    "返现",
    "返",
    "送",
    "抵",
    "降",
    "红包",
    "贴",
    "免",
    "抹",
    "让利",
    "给你",
    "退你",
    "少",
    "打",
)
_GIFT = ("优惠", "券", "红包", "补偿", "赔", "无门槛", "代金", "返现", "的券", "给你")
_WHOLE = ("免单", "全免", "白送", "全额赔", "免费送你一", "分文不收")
_HARMLESS = ("不", "做不了主", "没有权限", "申请", "能不能", "问问", "主管定", "超出", "以内")
_UNLESS = frozenset("%点些个件张次折分下条双只天日月年人斤盒份款种厘码号寸层步位元块")
REACH = 6


def promises(said: Folded) -> tuple[Promise, ...]:
    """Amounts the agent gives away, and what has no amount but is more than any limit. ``said`` with 您 as 你."""
    found = [Promise(one.quantity, _span(said, one)) for one in figures(said) if _is_promised(said, one)]
    for word in _WHOLE_FOLDED:
        at = said.text.find(word)
        if at >= 0 and not is_denied(said, at, at + len(word)):
            found.append(Promise(None, said.span(at, at + len(word))))
    return tuple(sorted(found, key=lambda one: one.span.start))


_WHOLE_FOLDED = tuple(fold(word).text for word in _WHOLE)


def _is_promised(said: Folded, figure: Figure) -> bool:
    unit = figure.quantity.unit
    if unit not in (MONEY, ""):
        return False
    first, last = said.clause(figure.start)
    before, after = said.text[first : figure.start], said.text[figure.end : last]
    near = before[-REACH:]
    cue = max((near.rfind(word) for word in _GIVING), default=-1)
    gift = unit == MONEY and after.startswith(_GIFT)
    if unit == "" and (not near.endswith(_GIVING) or after[:1] in _UNLESS or after.startswith((OPEN, CLOSE))):
        return False
    if cue < 0 and not gift:
        return False
    if f"满{OPEN}" in before or any(word in after for word in _HARMLESS):
        return False  # 满 300 减 40 is the shop's own rule
    place = figure.start if cue < 0 else figure.start - len(near) + cue
    return not is_denied(said, place, figure.end)
