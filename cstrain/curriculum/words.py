"""Curriculum: names for people of what the room knows by code."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.curriculum.rules import DayStanding, Kind, Standing
from cstrain.people.words import AUDIT_TABLES, COLUMNS, INBOX
from cstrain.people.words import SHEET_FAULTS as PEOPLE_FAULTS

REFUSALS: dict[str, Any] = {
    "already_enrolled": _l("%(name)s正在上另一门课。先结束或作废那一门，再报这一门。"),
    "away_today": _l("今天在暂停或请假期间，不算培训日。要接着学，请培训师先恢复培训。"),
    "charter_undecided": _l("章程里还有没定的值：%(names)s。由企业决定，定好后才能确认。"),
    "clauses_left": _l("还有 %(count)s 条没勾。每一条看过以后勾上，再提交。"),
    "coach_has_no_role": _l("%(name)s没有在%(whose)s所在小组担任这个角色。请先在人员页给角色，或换一个人。"),
    "coach_is_trainee": _l("%(name)s不能带教自己。请换一个人。"),
    "day_not_open": _l("第 %(day)s 天还没开放。前一天的环节都做完，到了那天就会开放。"),
    "enrolment_has_ended": _l("这次培训已经结束，不能再改。记录都还在。"),
    "material_changed_meanwhile": _l("“%(name)s”刚刚被另一个人改过。您的改动还在，没有丢；请看过新的版本再存。"),
    "mentor_missing": _l("这门课有环节要带教人签字，请选一位带教人。"),
    "no_workdays": _l("每周至少要有一天上课。"),
    "not_away": _l("这一天没有暂停，不用恢复。"),
    "not_enrolled": _l("还没有报课程。请找培训师报名。"),
    "not_in_course": _l("现在上的课程里没有这一项。"),
    "not_started_yet": _l("课程从 %(day)s 开始，那天再来。"),
    "not_the_named_coach": _l("只有这次培训指定的带教人或培训师能确认，或者他们的代理人。"),
    "nothing_to_move": _l("已经是最新的课程内容，不用换。"),
    "other_post": _l("那门课是另一个岗位的。要换岗位，请先结束这次培训再报名。"),
    "own_enrolment": _l("这是您本人的培训，要由另一位来做。"),
    "pause_is_backwards": _l("结束的日期比开始还早，请改一下。"),
    "pauses_overlap": _l("这几天里已经有一段暂停。请先恢复，或换个日期。"),
    "question_out_of_use": _l("这道题刚刚停用了，不用答。请回到这个环节接着做。"),
    "hours_ahead": _l("这一天还没到。"),
    "meeting_code_is_over": _l("数字不对，或者已经换了。请看屏幕上现在的 6 位数字。"),
    "meeting_is_closed": _l("这节课的签到已经结束。没签上的，找培训师补。"),
    "nobody_expected": _l("这个小组和批次里没有人。换一个再建。"),
    "own_presence": _l("自己的签到要由另一位来勾，或者扫码。"),
    "roster_too_long": _l("一次最多 %(most)s 行，请拆开再传。"),
    "same_post": _l("那门课是同一个岗位的，请在培训页里换课程。"),
    "section_comes_later": _l("前面还有没读的一节。按顺序读下来就到。"),
    "step_cannot_be_waived": _l("考试、章程确认和总签不能免修。"),
    "step_comes_later": _l("要先完成 %(first)s，这个环节才会开放。"),
    "step_is_done": _l("这个环节已经完成了。"),
    "steps_undone": _l("还有 %(count)s 个环节没做完。做完并签字后就能继续。"),
    "steps_unsigned": _l("还有 %(count)s 个环节待签字，签完才能继续。不影响接着学。"),
    "trainer_missing": _l("记录表的总签要培训师签字，请选一位培训师。"),
}

# word, icon, tone of a badge
STANDINGS: dict[str, tuple[Any, str, str]] = {
    Standing.LOCKED: (_l("未开放"), "lock", "mute"),
    Standing.OPEN: (_l("可以开始"), "circle", "mute"),
    Standing.RUNNING: (_l("进行中"), "hourglass", "info"),
    Standing.TO_SIGN: (_l("待签字"), "pen-line", "warn"),
    Standing.SIGNED: (_l("已签字"), "signature", "ok"),
    Standing.WAIVED: (_l("已免修"), "circle-minus", "mute"),
    Standing.AGAIN: (_l("内容已改，请重签"), "rotate-ccw", "warn"),
    Standing.REFUSED: (_l("拒签待处理"), "circle-pause", "hold"),
}
DAY_STANDINGS: dict[str, tuple[Any, str, str]] = {
    DayStanding.LOCKED: (_l("未开放"), "lock", "mute"),
    DayStanding.OPEN: (_l("进行中"), "hourglass", "info"),
    DayStanding.OWED: (_l("待签字"), "pen-line", "warn"),
    DayStanding.DONE: (_l("已学完"), "circle-check", "ok"),
}
ENROLMENT_STATES: dict[str, tuple[Any, str, str]] = {
    "active": (_l("在学"), "hourglass", "info"),
    "finished": (_l("已结业"), "circle-check", "ok"),
    "ended": (_l("已结束"), "circle-slash", "mute"),
    "voided": (_l("已作废"), "circle-slash", "mute"),
    "away": (_l("已暂停"), "circle-pause", "hold"),
}

KINDS: dict[str, Any] = {
    Kind.LESSON: _lp("step", "课文"),
    Kind.ACKNOWLEDGE: _lp("step", "章程"),
    Kind.PRACTICE: _lp("step", "练习"),
    Kind.OFFLINE: _lp("step", "线下"),
    Kind.CLASS: _lp("step", "集训"),
    Kind.SHADOW: _lp("step", "跟岗"),
    Kind.ROLEPLAY: _lp("step", "情景模拟"),
    Kind.EXAM: _lp("step", "考试"),
    Kind.CLOSING: _lp("step", "总签"),
}
# The button that begins a step.
ACTS: dict[str, Any] = {
    Kind.LESSON: _l("开始学"),
    Kind.ACKNOWLEDGE: _l("看全文并确认"),
    Kind.PRACTICE: _l("开始练"),
    Kind.OFFLINE: _l("看怎么确认"),
    Kind.CLASS: _l("看怎么确认"),
    Kind.SHADOW: _l("看怎么确认"),
    Kind.ROLEPLAY: _l("去演练"),
    Kind.EXAM: _l("去考试"),
    Kind.CLOSING: _l("去总签"),
}
# How a step was done, for its line: 09:12 学完.
DONE: dict[str, Any] = {
    Kind.LESSON: _l("%(at)s 学完"),
    Kind.ACKNOWLEDGE: _l("%(at)s 确认"),
    Kind.PRACTICE: _l("%(at)s 做完"),
    Kind.OFFLINE: _l("%(at)s 到场完成"),
    Kind.CLASS: _l("%(at)s 到场完成"),
    Kind.SHADOW: _l("%(at)s 到场完成"),
    Kind.ROLEPLAY: _l("%(at)s 通过"),
    Kind.EXAM: _l("%(at)s 通过"),
    Kind.CLOSING: _l("%(at)s 提交"),
}

ROLES: dict[str, Any] = {"mentor": _l("带教人"), "trainer": _l("培训师")}
SIGNERS: dict[str, Any] = {
    "trainee": _l("本人签字"),
    "mentor": _l("带教人签字"),
    "trainer": _l("培训师签字"),
}

SHOWS: dict[str, tuple[Any, str]] = {
    "running": (_l("在学"), "info"),
    "behind": (_l("落后于日程"), "warn"),
    "awaits": (_l("等人确认"), "warn"),
    "owed": (_l("有待签字"), "warn"),
    "away": (_l("已暂停"), "hold"),
    "complete": (_l("全部签完"), "ok"),
    "ended": (_l("已结束"), "mute"),
}

CHANGES: dict[str, tuple[Any, str, str]] = {
    "added": (_l("新加的环节"), "plus", "info"),
    "removed": (_l("去掉的环节"), "minus", "mute"),
    "major": (_l("大改，要重学重签"), "rotate-ccw", "warn"),
    "minor": (_l("小改，签过的不变"), "pen-line", "mute"),
    "day": (_l("换了日子"), "calendar-days", "mute"),
}

WORKDAYS: dict[str, Any] = {
    "1": _l("周一"),
    "2": _l("周二"),
    "3": _l("周三"),
    "4": _l("周四"),
    "5": _l("周五"),
    "6": _l("周六"),
    "7": _l("周日"),
}

WEEKDAYS_SHORT: dict[str, Any] = {
    "1": _lp("weekday", "一"),
    "2": _lp("weekday", "二"),
    "3": _lp("weekday", "三"),
    "4": _lp("weekday", "四"),
    "5": _lp("weekday", "五"),
    "6": _lp("weekday", "六"),
    "7": _lp("weekday", "日"),
}
# word, icon, tone of a badge
PRESENCES: dict[str, tuple[Any, str, str]] = {
    "expected": (_l("还没到"), "clock", "mute"),
    "present": (_l("到"), "check", "ok"),
    "late": (_l("迟到"), "clock-alert", "warn"),
    "left": (_l("早退"), "log-out", "warn"),
    "absent": (_l("缺席"), "x", "bad"),
}
SHIFT_WORDS: dict[str, tuple[Any, str]] = {
    "day": (_lp("shift", "早"), "info"),
    "night": (_lp("shift", "晚"), "hold"),
    "off": (_lp("shift", "休"), "mute"),
}

SHEET_FAULTS: dict[str, Any] = {
    **PEOPLE_FAULTS,
    "day_too_far": _l("“%(given)s”离今天太远，请核对年份。"),
    "twice_in_roster": _l("这个人这一天在第 %(row)s 行已经有了，请删掉一行。"),
    "unknown_shift": _l("没有“%(given)s”这个班次。写早、晚或休。"),
    "unknown_number": _l("没有这个工号，或者不在您管的小组里。先导入人员，或核对工号。"),
    "enrolled_already": _l("%(name)s正在上“%(course)s”。先结束或作废那一门。"),
    "unknown_course": _l("没有“%(given)s”这门课。可以写：%(choices)s。"),
    "mentor_needed": _l("“%(course)s”有环节要带教人签字，这一格不能空着。"),
    "trainer_needed": _l("“%(course)s”的总签要培训师签字，这一格不能空着。"),
    "coach_is_oneself": _l("不能带教自己，请换一个工号。"),
    "not_a_mentor": _l("%(name)s没有在这个小组担任带教人。请先给角色，或换一个人。"),
    "not_a_trainer": _l("%(name)s没有在这个小组担任培训师。请先给角色，或换一个人。"),
}

INBOX.update({"enrolled": _l("您报了“%(course)s”，%(start)s 开始。")})

AUDIT_TABLES.update(
    {
        "material": _l("培训内容"),
        "cohort": _l("批次"),
        "enrolment": _l("报名"),
        "coach": _l("带教安排"),
        "plan_step": _l("环节计划"),
        "step_run": _l("环节进度"),
        "attendance": _l("培训日"),
        "meeting": _l("签到"),
        "meeting_person": _l("签到名单"),
        "roster_day": _l("排班"),
        "absence": _l("暂停"),
    }
)
COLUMNS.update(
    {
        "shift": _l("班次"),
        "starts_at": _l("开始时间"),
        "meeting_id": _l("签到"),
        "how": _l("怎么知道的"),
        "came_at": _l("到场时间"),
        "left_at": _l("早退时间"),
        "enrolment_id": _l("报名"),
        "cohort_id": _l("批次"),
        "course_key": _l("课程编号"),
        "course_name": _l("课程"),
        "course_version_id": _l("课程版本"),
        "start_on": _l("开始日期"),
        "workdays": _l("每周哪几天"),
        "reason": _l("原因"),
        "progress": _l("进度"),
        "result": _lp("column", "成绩"),
        "done_at": _l("完成时间"),
        "confirmed_by": _l("谁确认"),
        "current": _l("现行"),
        "on_day": _lp("column", "日期"),
        "number": _l("第几"),
    }
)
