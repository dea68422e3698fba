"""Certification: what things are called on every screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.certification.rules.board import Group
from cstrain.certification.rules.gate import Condition, Need
from cstrain.certification.rules.readiness import State
from cstrain.certification.rules.redline import RedLineState
from cstrain.certification.rules.takeover import TakeOverState
from cstrain.kit.content import number_text
from cstrain.people.words import AUDIT_TABLES, INBOX
from cstrain.people.words import COLUMNS as AUDIT_COLUMNS
from cstrain.people.words import SHEET_FAULTS as PEOPLE_FAULTS

# word, icon, tone of a badge
GATE: dict[str, tuple[Any, str, str]] = {
    "training": (_l("在训"), "hourglass", "mute"),
    "ready": (_l("条件齐全"), "circle-check", "ok"),
    "agree": (_l("同意上岗"), "shield-check", "ok"),
    "conditional": (_l("有条件上岗"), "shield-half", "warn"),
    "postpone": (_l("暂缓上岗"), "shield-x", "bad"),
}
CERTIFICATE: dict[str, tuple[Any, str, str]] = {
    "in_force": (_lp("certificate", "有效"), "award", "ok"),
    "conditional": (_lp("certificate", "有效，有条件"), "calendar-clock", "warn"),
    "ending": (_l("30 天内到期"), "clock-alert", "warn"),
    "suspended": (_lp("certificate", "已暂停"), "circle-pause", "hold"),
    "expired": (_l("已到期"), "calendar-x", "mute"),
    "revoked": (_l("已撤销"), "circle-slash", "bad"),
    "replaced": (_l("已换新证"), "rotate-ccw", "mute"),
}
GROUPS: dict[str, tuple[Any, str]] = {
    Group.READY.value: (_l("等您决定"), "info"),
    Group.POSTPONED.value: (_l("已暂缓"), "bad"),
    Group.NEAR.value: (_l("还差 1–3 项"), "warn"),
    Group.TRAINING.value: (_l("在训"), ""),
    Group.CONDITIONAL.value: (_l("有条件上岗"), "warn"),
    Group.SUSPENDED.value: (_lp("certificate", "已暂停"), "bad"),
    Group.LIVE.value: (_l("在岗"), "ok"),
    Group.LAPSED.value: (_l("证书已到期或撤销"), "bad"),
}
NEEDS: dict[str, Any] = {
    Need.SHEET.value: _l("培训记录表逐项签字"),
    Need.DAYS.value: _l("最少培训天数"),
    Need.ACKNOWLEDGED.value: _l("章程与红线确认"),
    Need.FLUENT.value: _l("问答对答如流"),
    Need.EXAM.value: _l("上岗考试"),
    Need.ROLEPLAY.value: _l("情景模拟"),
    Need.CERTIFICATE.value: _l("已有证书"),
}
COLUMN_NEEDS: dict[str, Any] = {
    Need.SHEET.value: _l("环节签字"),
    Need.DAYS.value: _l("最少培训天数"),
    Need.ACKNOWLEDGED.value: _l("章程红线"),
    Need.FLUENT.value: _l("对答如流"),
    Need.EXAM.value: _l("上岗考试"),
    Need.ROLEPLAY.value: _l("情景模拟"),
    Need.CERTIFICATE.value: _lp("column", "证书"),
}
WHY: dict[str, Any] = {
    "refused": _l("有环节拒签，先答复拒签的原因"),
    "owed": _l("有学完的环节待签字"),
    "steps_left": _l("还有环节没有学完"),
    "beside_left": _l("还差带教人或培训师的签字"),
    "closing_left": _l("还差记录表总签"),
    "days_left": _l("培训天数还不够"),
    "not_acknowledged": _l("还没有确认章程全文"),
    "not_fluent": _l("还没有全部在限时内答对"),
    "exam_none": _l("还没有考"),
    "exam_failed": _l("没有通过"),
    "exam_fatal": _l("答错了否决题，没有通过"),
    "scenes_left": _l("达到分数线的场次还不够"),
    "scenes_unsigned": _l("有一场评了分，本人或评分人还没签字"),
    "certificate_missing": _l("要先有另一张证书"),
}
HANDS: dict[str, Any] = {
    "counter_signed": _l("在记录上签过字"),
    "confirmed": _l("确认过现场环节"),
    "scored": _l("评过情景模拟"),
    "marked": _l("阅过卷"),
    "coached": _l("是带教人或培训师"),
}
BASES: dict[str, Any] = {
    "gate": _l("上岗准入"),
    "renewal": _l("到期复训后准入"),
    "存量认定": _l("存量认定"),
    "examined": _l("存量认定后通过考试"),
}
CONDITIONS: dict[str, Any] = {
    "platform": _l("平台"),
    "store": _l("店铺"),
    "daily": _l("日接待上限"),
    "parallel": _l("同时接待上限"),
    "mentor": _l("带教人"),
    "checks": _l("每天抽查"),
    "until": _l("到期"),
}
EVENTS: dict[str, Any] = {
    "issue": _l("发证"),
    "suspend": _l("暂停"),
    "restore": _l("恢复"),
    "revoke": _l("撤销"),
    "replace": _l("由新证替换"),
}
RED_LINES: dict[str, tuple[Any, str, str]] = {
    RedLineState.REPORTED.value: (_l("等第二人确认"), "hourglass", "warn"),
    RedLineState.CONFIRMED.value: (_l("已确认，待处理"), "octagon-alert", "bad"),
    RedLineState.DISMISSED.value: (_l("第二人没有确认"), "circle-slash", "mute"),
    RedLineState.SETTLED.value: (_l("已处理"), "circle-check", "mute"),
}
TAKE_OVERS: dict[str, tuple[Any, str, str]] = {
    TakeOverState.PREPARED.value: (_l("等批准"), "hourglass", "warn"),
    TakeOverState.APPROVED.value: (_lp("take-over", "已批准"), "circle-check", "ok"),
    TakeOverState.DECLINED.value: (_l("没有批准"), "circle-x", "mute"),
}

INBOX.update(
    {
        "gate_agreed": _l("您可以上岗了，证书已经发出。"),
        "gate_conditional": _l("您可以有条件上岗，条件写在证书上。"),
        "gate_postponed": _l("上岗暂缓。原因和下一步写在您的记录里。"),
        "gate_withdrawn": _l("一项上岗决定撤回了，原因写在您的记录里。"),
        "certificate_suspended": _l("您的%(name)s（%(no)s）暂停了，先不要接待客户。"),
        "certificate_restored": _l("您的%(name)s（%(no)s）恢复了，可以接待客户。"),
        "certificate_revoked": _l("您的%(name)s（%(no)s）撤销了，不能再接待客户。"),
        "certificate_ends": _l("您的%(certificate)s %(until)s 到期，请安排复训和考试。"),
        "certificate_of_ends": _l("%(name)s的%(certificate)s %(until)s 到期。"),
        "certificate_renewed": _l("您的%(name)s换成了正式的（%(no)s）：上岗考试通过了。"),
        "taken_over": _l("您的%(name)s按存量认定发出，请在 %(until)s 前参加上岗考试。"),
        "take_over_to_approve": _l("有存量人员等您批准。"),
        "red_line_to_confirm": _l("有一件红线事件请您作为第二人核对。"),
        "red_line": _l("一件红线事件写进了您的记录。"),
    }
)
AUDIT_TABLES.update(
    {
        "gate_decision": _l("上岗决定"),
        "take_over": _l("存量认定"),
        "certificate": _lp("table", "证书"),
        "certificate_serial": _l("证书流水号"),
        "red_line_event": _l("红线事件"),
    }
)
AUDIT_COLUMNS.update(
    {
        "no": _l("编号"),
        "check_code": _l("校验码"),
        "gate_key": _l("准入"),
        "gate_version_id": _l("准入版本"),
        "enrolment_id": _l("报名"),
        "decision": _l("决定"),
        "decision_id": _l("决定"),
        "conditions": _l("条件"),
        "conditional": _l("有条件"),
        "left_open": _l("留待补齐"),
        "snapshot": _l("证据快照"),
        "evidence_hash": _l("证据校验码"),
        "facts_hash": _l("事实校验码"),
        "relaxed": _l("按企业决定放宽"),
        "decided_by": _l("由谁决定"),
        "entry_seq": _l("记录号"),
        "withdrawn_at": _l("撤回时间"),
        "withdrawn_seq": _l("撤回的记录号"),
        "post": _l("岗位代号"),
        "post_name": _l("岗位"),
        "certificate": _lp("column", "证书"),
        "scope": _l("范围"),
        "level": _l("等级"),
        "since": _l("自何时"),
        "until": _l("到期"),
        "approver_id": _l("批准人"),
        "prepared_by": _l("由谁准备"),
        "prepared_at": _l("准备时间"),
        "settled_by": _l("由谁处理"),
        "settled_at": _l("处理时间"),
        "settled_seq": _l("处理的记录号"),
        "decline_reason": _l("不批准的原因"),
        "basis": _l("依据"),
        "valid_from": _l("生效"),
        "valid_until": _l("到期"),
        "take_over_id": _l("存量认定"),
        "year": _l("年份"),
        "last": _l("最后一个"),
        "on": _l("日期"),
        "told": _l("经过"),
        "reported_by": _l("由谁登记"),
        "reported_at": _l("登记时间"),
        "second_id": _l("第二人"),
        "second_at": _l("确认时间"),
    }
)

SHEET_FAULTS: dict[str, Any] = {
    **{code: PEOPLE_FAULTS[code] for code in ("column_missing", "cell_empty", "not_a_day", "twice_in_sheet")},
    "unknown_number": _l("没有这个工号，或者不归您管。先在人员页里建好。"),
    "not_at_work": _l("%(name)s现在不在岗（请假、停训或离职），回来以后再认定。"),
    "is_enrolled": _l("%(name)s正在培训，上岗要过上岗准入，不能按存量认定。"),
    "day_is_ahead": _l("这一天还没到。"),
    "unknown_post": _l("没有“%(given)s”这个岗位。可以写：%(choices)s。"),
    "certified_before": _l("%(name)s在这里已经有过%(certificate)s，要再上岗请走上岗准入。"),
    "waits_already": _l("%(name)s的这个岗位已经在等批准。"),
    "unknown_scope": _l("没有“%(given)s”这个店铺或平台。写店铺名、平台名，或者“全部”。"),
    "unknown_level": _l("没有“%(given)s”这个等级。可以写：%(choices)s。"),
    "approver_unknown": _l("这个工号不能批准存量认定。写一位主管的工号。"),
    "approver_is_oneself": _l("本人不能批准自己。"),
    "approver_is_preparer": _l("准备和批准要由两个人做，请写另一位主管的工号。"),
    "approver_may_not": _l("%(name)s不管这个人的小组，请写管这个小组的主管。"),
}

REFUSALS: dict[str, Any] = {
    "certificate_does_not_allow": _l("这张证书现在的状态不能这样做。请刷新页面，看看最新的状态。"),
    "certificate_is_over": _l("这张证书 %(until)s 已到期，不能恢复。请走上岗准入。"),
    "ceiling_out_of_range": _l(
        "上限超出了范围：日接待最多 %(daily)s 人，同时接待最多 %(parallel)s 人，每天抽查最多 %(checks)s 段。"
    ),
    "certified_before": SHEET_FAULTS["certified_before"],
    "conditions_needed": _l("有条件上岗要写明到哪天，并至少写一项条件。"),
    "conditions_not_asked": _l("只有“有条件上岗”才写条件。"),
    "certificate_was_revoked": _l("这次培训发的证书已撤销。要再上岗，请重新报名培训，再过准入。"),
    "decided_already": _l("已经同意上岗了。要改，请由签字的人撤回决定，或者暂停、撤销证书。"),
    "evidence_is_old": _l("这次培训 %(ended)s 就结束了，证据太旧。请重新报名培训，再过准入。"),
    "evidence_not_opened": _l("%(name)s的证据您还没有打开看过。看过再一起决定。"),
    "not_ready": _l("条件还没有齐，不能放进一起决定。"),
    "together_not_ready": _l("%(name)s现在条件不齐，不能一起决定。去掉这个人再签。"),
    "evidence_changed": _l("您打开这一页以后，证据有变化，什么都没有写入。请看最新的证据，再做决定。"),
    "gate_changed_meanwhile": _l("这份准入刚刚被改过，现在是第 %(number)s 版。您的改动还在，没有丢。"),
    "gate_has_problems": _l("有 %(count)s 处要改，什么都还没写入。第一处：%(first)s"),
    "gate_is_shut": _l("现在不能同意上岗：%(items)s 还没有满足。"),
    "gate_is_the_same": _l("内容没有变，不用存新的版本。"),
    "gate_key_differs": _l("这份文本要是准入“%(key)s”，题头不能改成别的。"),
    "gate_not_loaded": _l("课程要用的准入“%(gate)s”还没有载入，请告诉培训师。"),
    "gate_says_nothing": _l("准入“%(gate)s”没有条件或有效期，不能据此上岗。"),
    "gate_undecided": _l("还有要由企业决定的事没有定：%(decisions)s。定了才能同意上岗。"),
    "had_a_hand": _l("这个人的培训、签字或评分有您参与，能不能上岗要由另一位主管决定。"),
    "is_enrolled": SHEET_FAULTS["is_enrolled"],
    "never_a_condition": _l("%(items)s 不能留到上岗以后：考试、红线和签字缺一样，都不能有条件上岗。"),
    "not_the_approver": _l("这一行指定了另一位批准人。"),
    "not_the_second_person": _l("这件事请另一位同事核对，不归您确认。"),
    "exam_is_owed": _l("还有 %(count)s 门上岗考试没有通过，不能换发。"),
    "not_taken_over": _l("这张证书不是现行的存量认定，不能换发。"),
    "not_your_decision": _l("上岗决定只能由签字的人本人撤回。"),
    "own_certificate": _l("自己的证书要由另一位主管处理。"),
    "own_gate": _l("自己能不能上岗，要由另一位主管决定。"),
    "own_red_line": _l("本人的红线事件要由另外两个人登记和核对。"),
    "person_not_here": _l("这个人现在请假、停训或已离职，回来以后再决定。"),
    "red_line_does_not_allow": _l("这件事已经有人处理过了。请刷新页面看看。"),
    "red_line_is_ahead": _l("%(day)s 还没到。"),
    "red_line_open": _l("有 %(count)s 件红线事件还没处理完，现在只能暂缓上岗。"),
    "second_person_needed": _l("这件事要两个人来做，请换另一位。"),
    "suspended_first": _l("这个人有一张暂停的证书，先恢复或撤销它，再做决定。"),
    "take_over_is_late": _l("考试截止 %(until)s 已经过了，请管理员重新准备。"),
    "take_over_is_settled": _l("这一行已经处理过了。请刷新页面看看。"),
    "until_out_of_range": _l("到期要在 %(first)s 之后，最晚 %(last)s。"),
    "withdrawn_already": _l("这项决定已经撤回了。"),
}


def condition_words(condition: Condition) -> str:
    """A condition as its heading; several of a kind are told apart by what they name."""
    return str(NEEDS[condition.need.value])


def figure(state: State, sitting: Any = None, so_far: tuple[int, int] | None = None) -> str:
    """How a condition stands, as a figure: 26 / 28, 9 天, 86 分, 未考. ``so_far``: questions fluent, of a line not reached."""
    need = state.condition.need
    if need is Need.DAYS:
        return str(_("%(days)s 天", days=state.done))
    if need is Need.ACKNOWLEDGED:
        return str(_("已确认") if state.is_met else _("未确认"))
    if need is Need.EXAM:
        if sitting is None:
            return str(_("未考"))
        return (
            str(_("%(score)s 分", score=score_text(sitting.score))) if sitting.status == "passed" else str(_("未通过"))
        )
    if need is Need.FLUENT and not state.is_met:
        return f"{so_far[0]} / {so_far[1]}" if so_far else str(_("未达"))
    return f"{state.done} / {state.wanted}"


def score_text(score: Fraction) -> str:
    """Rounded down to 0.1, so that nothing below the line prints as the line."""
    return number_text(Fraction(score.numerator * 10 // score.denominator, 10))


def condition_value(name: str, value: Any) -> str:
    """A condition of a conditional go-live as people read it."""
    if name in ("daily", "parallel"):
        return str(_("%(number)s 人", number=value))
    if name == "checks":
        return str(_("%(number)s 段", number=value))
    return str(value)


def condition_pairs(conditions: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value) of each condition, in the order of the form; the end date left out."""
    return [
        (str(label), condition_value(name, conditions[name]))
        for name, label in CONDITIONS.items()
        if name in conditions and name != "until"
    ]


def scope_words(scope: Mapping[str, Any]) -> str:
    """店铺 / 平台 of a certificate; without any: everywhere."""
    named = [*scope.get("stores", ()), *scope.get("platforms", ())]
    return "、".join(named) if named else str(_("全部"))


def day_words(day: date) -> str:
    """2026 年 11 月 6 日 24:00: the last day counts whole."""
    return str(_("%(year)s 年 %(month)s 月 %(day)s 日 24:00", year=day.year, month=day.month, day=day.day))
