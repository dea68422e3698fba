"""Notices: words of kinds, platforms and refusals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from cstrain.notices.rules.hours import MAIL_HOUR, Kind
from cstrain.notices.rules.robots import Platform
from cstrain.people.words import AUDIT_TABLES, COLUMNS, INBOX

KINDS: dict[str, Any] = {
    Kind.OWED.value: _l("没做完、没签字的环节"),
    Kind.EXAM.value: _l("明天考试"),
    Kind.DECIDE.value: _l("等着决定和确认的事"),
    Kind.ENDING.value: _l("快到期的证书"),
    Kind.RULE.value: _l("规则有改动"),
    MAIL_HOUR: _l("给个人发邮件"),
}
PLATFORMS: dict[str, Any] = {
    Platform.DINGTALK.value: _l("钉钉"),
    Platform.WECOM.value: _l("企业微信"),
    Platform.FEISHU.value: _l("飞书"),
}

# word, icon, tone of a badge
STATES: dict[str, tuple[Any, str, str]] = {
    "sent": (_l("已送到"), "check", "ok"),
    "waiting": (_l("等着送"), "clock", "mute"),
    "again": (_l("没送到，会再试"), "rotate-ccw", "warn"),
    "given_up": (_l("没送到，不再试"), "x", "bad"),
}

INBOX.update(
    {
        "notice_owed": _l("还有 %(undone)s 个环节没做，%(unsigned)s 项没签字。"),
        "notice_exam": _l("明天有考试：%(exam)s。"),
        "notice_decide": _l("有 %(count)s 件事等您决定。"),
        "notice_rule": _l("规则有改动：%(rules)s。接待前先看新的。"),
    }
)

REFUSALS: dict[str, Any] = {
    "address_not_https": _l("地址要以 https:// 开头。"),
    "address_is_odd": _l("这个地址不能用。请从平台上原样复制，不要有空格、账号和端口。"),
    "robot_address_of_other": _l("这不是这个平台的机器人地址：它的地址在 %(host)s。"),
    "robot_needs_secret": _l("请在平台的安全设置里选“加签”，把密钥填在这里。"),
    "robot_tried_just_now": _l("一分钟内已经试发过一条，请看看群里。"),
    "mail_address_is_odd": _l("这不像一个邮箱地址，请核对。"),
}

AUDIT_TABLES.update(
    {
        "robot": _l("群机器人"),
        "notice_hour": _l("通知时间"),
        "mail_address": _l("邮箱"),
        "outgoing": _l("发往外面的消息"),
    }
)
COLUMNS.update(
    {
        "address_box": _l("地址"),
        "secret_box": _l("密钥"),
        "made_by": _l("由谁添加"),
        "minute": _l("几点"),
        "set_at": _l("设置时间"),
        "lane": _l("发给谁"),
        "held_until": _l("正在发"),
        "sent_at": _l("送到时间"),
        "given_up_at": _l("放弃时间"),
        "closed_at": _l("了结时间"),
    }
)
