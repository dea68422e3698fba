"""Role-play: what things are called on every screen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from cstrain.people.words import AUDIT_TABLES, COLUMNS
from cstrain.records.words import FIELDS, GROUPS
from cstrain.roleplay.rules import Kind

# word, icon, tone of a badge
STATES: dict[str, tuple[Any, str, str]] = {
    "none": (_l("还没演"), "circle", "mute"),
    "passed": (_l("通过"), "circle-check", "ok"),
    "failed": (_l("未通过"), "circle-x", "bad"),
    "fatal": (_l("致命错误"), "ban", "bad"),
    "to_sign": (_l("待签字"), "pen-line", "warn"),
    "others": (_l("等评分人签字"), "hourglass", "mute"),
    "voided": (_l("作废"), "circle-slash", "mute"),
}

POINTS: dict[str, Any] = {
    Kind.MUST.value: _l("必须"),
    Kind.SHOULD.value: _l("应该"),
    Kind.FORBIDDEN.value: _l("禁止"),
    Kind.FATAL.value: _l("致命"),
    Kind.FACT.value: _l("事实"),
    Kind.LIMIT.value: _l("上限"),
}

# what a point lost or did not gain; the sign before says which
FAULTS: dict[str, Any] = {
    "": _l("说到了"),
    "missing": _l("没说到"),
    "denied": _l("提到了，可是否定了"),
    "said": _l("说了不该说的"),
    "wrong_figure": _l("数字不对"),
    "missing_condition": _l("数字对，少说了条件"),
    "unsaid": _l("这个数字没说"),
    "beyond_authority": _l("超出权限的承诺"),
    "undecided": _l("企业还没定下上限"),
    "banned": _l("禁语"),
    "clash": _l("冲着客户去了，这一场到此为止"),
}

REFUSALS: dict[str, Any] = {
    "levels_missing": _l("还有项目没评分：%(names)s。每一项选一档。"),
    "score_own_scene": _l("不能给自己评分，要由另一位来做。"),
    "customer_is_agent": _l("扮客户的和受训的要是两个人。"),
    "scene_withdrawn": _l("这个场景已经停用：%(reason)s。请换一个场景。"),
    "scene_undecided": _l("这个场景要等企业定下“%(names)s”才能评分。"),
    "session_is_voided": _l("这一场已经作废。"),
    "no_trainer": _l("正式场次要由培训师签字确认，您的课程还没有指定培训师。先练着，请主管指定一位。"),
    "tries_used": _l("正式场次的 %(count)s 次都用完了。可以接着练，再请培训师当面评一场。"),
    "talk_is_over": _l("这一场已经演完。要再来，就另开一场。"),
    "talk_not_over": _l("这一场还在演。演完再写评语。"),
    "talk_moved_on": _l("对话已经往下走了，请看最新的一句再回。"),
    "reply_empty": _l("还没写内容。写好再发。"),
    "room_not_begun": _l("还没开始。等观察的人按下“开始”。"),
    "room_is_over": _l("这一场已经结束。"),
}

GROUPS["roleplay"] = (_l("情景模拟的评分"), _l("签情景模拟的评分"))
FIELDS.update(
    {
        "rubric": _l("量表"),
        "rubric_version": _l("量表版本"),
        "criteria": _l("评分项目"),
        "weight": _l("权重"),
        "grade": _l("第几档"),
        "anchor": _l("这一档的样子"),
        "points": _l("得分"),
        "critical": _l("致命错误"),
        "fatal": _l("有没有致命错误"),
        "comment": _l("评语"),
        "customer": _l("扮客户的人"),
        "scorer": _l("评分人"),
        "link": _l("原文"),
        "reached": _l("走到"),
        "turns": _l("对话"),
        "transcript": _l("对话的校验码"),
        "attempt": _l("第几次正式"),
        "passed": _l("通过"),
        "turn": _l("轮次"),
        "said": _l("客户"),
        "reply": _l("客服"),
        "seconds": _l("用时（秒）"),
        "late": _l("超时"),
        "earned": _l("得分"),
        "fault": _l("问题"),
        "wording": _l("说法"),
        "spans": _l("位置"),
    }
)
AUDIT_TABLES.update(
    {
        "play_text": _l("情景模拟的文件"),
        "roleplay_session": _l("情景模拟场次"),
        "roleplay_talk": _l("情景模拟单练"),
        "roleplay_room": _l("情景模拟房间"),
    }
)
COLUMNS.update(
    {
        "customer_id": _l("扮客户的人"),
        "scored_by": _l("评分人"),
        "scored_at": _l("评分时间"),
        "agent_id": _l("扮客服的人"),
        "observer_id": _l("观察的人"),
        "reached": _l("走到"),
        "scenario_key": _l("场景"),
        "levels": _l("各项评分"),
        "critical": _l("致命错误"),
        "comment": _l("评语"),
        "voided_at": _l("作废时间"),
        "voided_by": _l("由谁作废"),
    }
)
