"""Levels: what things are called on every screen, and what somebody lacks in one sentence."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.kit.content import number_text
from cstrain.levels.rules.board import Group
from cstrain.levels.rules.eligibility import Figure, Gap
from cstrain.levels.rules.ladder import Condition, Level, Need
from cstrain.levels.rules.promotion import PromotionState
from cstrain.people.words import AUDIT_TABLES, INBOX
from cstrain.people.words import COLUMNS as AUDIT_COLUMNS
from cstrain.people.words import SHEET_FAULTS as PEOPLE_FAULTS

# word, icon, tone of a badge
GROUPS: dict[str, tuple[Any, str, str]] = {
    Group.PROPOSED.value: (_l("等您决定"), "stamp", "info"),
    Group.ELIGIBLE.value: (_l("条件齐全"), "circle-check", "ok"),
    Group.NEAR.value: (_l("差 1 项"), "circle-dot", "warn"),
    Group.FAR.value: (_l("差 2 项以上"), "circle-dot", "mute"),
    Group.COMING.value: (_l("已批准，到月生效"), "calendar-clock", "ok"),
    Group.HOLD.value: (_l("等级挂起"), "circle-pause", "hold"),
    Group.TOP.value: (_l("已是最高级"), "award", "mute"),
    Group.ELSEWHERE.value: (_l("等级在另一套阶梯上"), "split", "mute"),
}
PROMOTIONS: dict[str, tuple[Any, str, str]] = {
    PromotionState.PROPOSED.value: (_l("等主管决定"), "hourglass", "info"),
    PromotionState.APPROVED.value: (_lp("promotion", "已批准"), "circle-check", "ok"),
    PromotionState.DECLINED.value: (_lp("promotion", "这次没有批准"), "circle-x", "mute"),
    PromotionState.LAPSED.value: (_l("依据变了，提议失效"), "circle-slash", "mute"),
}
BASES: dict[str, Any] = {"promotion": _l("晋升"), "存量认定": _l("存量认定")}
NEEDS: dict[str, Any] = {
    Need.CERTIFICATE.value: _lp("column", "证书"),
    Need.TENURE.value: _l("在级时间"),
    Need.INDICATOR.value: _l("指标"),
    Need.NO_RED_LINE.value: _l("红线"),
}
KINDS: dict[str, tuple[Any, str, str]] = {
    "new": (_l("新增"), "plus", "ok"),
    "changed": (_l("改数值，旧值保留"), "file-pen", "info"),
    "back": (_l("撤销，旧值保留"), "undo-2", "warn"),
    "same": (_l("没有变化"), "minus", "mute"),
}

INBOX.update(
    {
        "promotions_of": _l("%(names)s够晋升条件了，等您决定。"),
        "promotions_of_many": _l("%(names)s等 %(count)s 人够晋升条件了，等您决定。"),
        "level_reached": _l("您的等级定为%(level)s，从 %(month)s 起算。"),
        "level_declined": _l("升%(level)s这次没有批准，原因写在您的记录里。"),
        "level_on_hold": _l("您的%(level)s挂起了：%(names)s不在有效期内。补上证书，等级自动恢复。"),
        "level_resumed": _l("您的%(level)s恢复了。"),
    }
)
AUDIT_TABLES.update({"promotion": _l("晋升提议"), "level_hold": _l("等级挂起")})
AUDIT_COLUMNS.update(
    {
        "ladder": _l("阶梯"),
        "ladder_version_id": _l("阶梯版本"),
        "old_level": _l("原来的等级"),
        "level_name": _l("等级名称"),
        "grounds": _l("依据"),
        "proposed_at": _l("提出时间"),
        "effective_month": _l("生效月份"),
        "holding_id": _l("等级"),
        "lacking": _l("缺哪些"),
        "begun_at": _l("挂起时间"),
        "begin_seq": _l("挂起的记录号"),
        "end_seq": _l("恢复的记录号"),
    }
)

SHEET_FAULTS: dict[str, Any] = {
    **{code: PEOPLE_FAULTS[code] for code in ("column_missing", "cell_empty", "cell_too_long")},
    "kpi_unknown_number": _l("没有这个工号，或者不在您管的小组里。"),
    "not_a_month": _l("“%(given)s”看不出是哪个月，写成 2026-10。"),
    "month_is_not_over": _l("%(month)s 还没过完，过完再导入。"),
    "not_a_figure": _l("“%(given)s”不是一个数，写成 92 或 95%%。"),
    "figure_too_fine": _l("“%(given)s”太大，或者小数超过 4 位。"),
    "unit_differs": _l("这项指标的单位是 %(unit)s，“%(given)s”的单位不一样。"),
    "looks_like_a_share": _l("“%(given)s”像是百分数被表格存成了小数，请写成 95%% 这样。"),
    "fact_twice_in_sheet": _l("同一个人、同一个月、同一项指标在第 %(row)s 行写过了。"),
    "nothing_to_take_back": _l("这个数没有导入过，不用撤销。"),
}

REFUSALS: dict[str, Any] = {
    "grounds_changed": _l("您打开这一页以后，依据有变化，什么都没有写入。请看最新的依据，再做决定。"),
    "ladder_has_problems": _l("等级表有 %(count)s 处要改，什么都还没写入。第一处：%(first)s"),
    "ladder_not_chosen": _l("用哪一套等级阶梯还没有定。请在“企业决定”里选好。"),
    "ladder_undecided": _l("还有要由企业决定的事没有定：%(decisions)s。定了才能晋升。"),
    "level_reason_needed": _l("不批准要写明原因，本人看得到。"),
    "month_out_of_range": _l("生效月份只能从 %(first)s 到 %(last)s 里选。"),
    "own_level": _l("自己的等级要由另一位主管决定。"),
    "promotion_is_settled": _l("这项提议已经处理过了。请刷新页面看看。"),
    "too_many_facts": _l("一次最多导入 %(most)s 行，请分几次。"),
}


def figure_text(value: Any, unit: str = "") -> str:
    """A value with its unit as people write it; a dash for a month nobody has told."""
    return "—" if value is None else f"{number_text(value)}{unit}"


def condition_words(condition: Condition) -> str:
    """What a level asks, in one line."""
    if condition.need is Need.CERTIFICATE:
        return condition.certificate_words
    if condition.need is Need.TENURE:
        return str(_("在现在的等级满 %(months)s 个月", months=condition.months or "？"))
    if condition.need is Need.NO_RED_LINE:
        return str(_("%(months)s 个月内没有红线事件", months=condition.months))
    line = figure_text(condition.line, condition.unit) if condition.line is not None else "？"
    said = {"name": condition.indicator, "line": line, "months": condition.months}
    return str(_("%(name)s ≥ %(line)s，连续 %(months)s 个月", **said))


def level_words(level: Level) -> str:
    """All conditions of a level, short."""
    return str(_("；")).join(condition_words(condition) for condition in level.conditions)


def progress(gap: Gap) -> str:
    """How far: 2 / 3."""
    if gap.condition.need is Need.NO_RED_LINE and gap.is_met:
        return str(_("没有"))
    return f"{gap.have} / {gap.want}"


def gap_words(gap: Gap) -> str:
    """What exactly lacks, and the earliest day where time alone fills it; "" when nothing does."""
    if gap.is_met:
        return ""
    return _GAPS[gap.condition.need](gap)


def _lacking_certificate(gap: Gap) -> str:
    return str(_("缺证书：%(names)s", names=gap.lacking_words))


def _short_tenure(gap: Gap) -> str:
    if gap.from_on is None:
        return str(_("还没有上岗"))
    return str(_("在级时间差 %(months)s 个月，%(day)s 满", months=gap.want - gap.have, day=gap.from_on))


def _broken_row(gap: Gap) -> str:
    condition, broken = gap.condition, gap.breaks_at
    if condition.line is None or broken is None:
        return str(_("%(name)s 的线还没有定", name=condition.indicator))
    said = {
        "name": condition.indicator,
        "line": figure_text(condition.line, condition.unit),
        "months": gap.want - gap.have,
        "month": f"{broken.month:%Y-%m}",
        "value": figure_text(broken.value, condition.unit),
    }
    if broken.value is None or gap.from_on is None:
        return str(_("%(name)s 缺 %(month)s 的数，连续在这里断开", **said))
    said["day"] = gap.from_on.isoformat()
    return str(_("差 %(months)s 个月 %(name)s ≥ %(line)s（%(month)s 是 %(value)s），最早 %(day)s", **said))


def _red_line_words(gap: Gap) -> str:
    if gap.reported:
        return str(_("有红线事件等第二人核对"))
    return str(_("红线事件没过 %(months)s 个月，%(day)s 满", months=gap.want, day=gap.from_on))


_GAPS = {
    Need.CERTIFICATE: _lacking_certificate,
    Need.TENURE: _short_tenure,
    Need.INDICATOR: _broken_row,
    Need.NO_RED_LINE: _red_line_words,
}


def figures_words(figures: tuple[Figure, ...], unit: str) -> str:
    """The months an indicator is judged on, oldest first."""
    return str(_("；")).join(f"{one.month:%Y-%m} {figure_text(one.value, unit)}" for one in reversed(figures))
