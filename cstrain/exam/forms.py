"""Exam: shapes of what is posted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cstrain.exam.rules.attempt import MOST_GRACE
from cstrain.kit.forms import Form, line, stripped

MOST = {"save_id": 40, "client": 24, "go": 8, "flag": 3}  # characters


@dataclass(frozen=True, slots=True)
class SaveFields:
    """One save: the answer's own fields are read by the question. Without script ``save_id`` is empty.

    Read by hand: it is what the server does most, and five WTForms fields cost as much as the rest of a save.
    """

    save_id: str
    client: str
    seq: int
    go: str
    flag: str


def save_fields(sent: Mapping[str, str]) -> SaveFields | None:
    """None for what no form of ours could have sent."""
    found = {name: sent.get(name, "") for name in MOST}
    seq = sent.get("seq", "") or "0"
    if any(len(text) > MOST[name] for name, text in found.items()) or not re.fullmatch("[0-9]{1,16}", seq):
        return None
    return SaveFields(seq=int(seq), **found) if int(seq) <= 2**53 else None


class PublishForm(Form):
    """From when to when the exam is open; the end decides when keys may be seen."""

    closes_at = DateTimeLocalField(_l("开放到"), validators=[Optional()])
    double_share = IntegerField(_l("两个人阅的比例（%）"), validators=[Optional(), NumberRange(min=0, max=100)])
    grace = IntegerField(
        _l("到时间以后的宽限（秒）"), validators=[Optional(), NumberRange(min=0, max=MOST_GRACE)], default=5
    )
    rooms_only = BooleanField(_l("要进场次才能考（有人监考）"))


class RoomForm(Form):
    """A room: where, when, under whose eyes."""

    name = line(_l("考场"), most=80)
    invigilator_no = line(_l("监考人工号"), most=40)
    opens_at = DateTimeLocalField(_l("开始进场"), validators=[InputRequired()])
    closes_at = DateTimeLocalField(_l("停止进场"), validators=[InputRequired()])
    late_minutes = IntegerField(
        _l("可以迟到几分钟"), validators=[InputRequired(), NumberRange(min=0, max=240)], default=15
    )
    network = line(_l("只许这些网络"), most=200, required=False)
    checks_identity = BooleanField(_l("开考前核对身份"), default=True)
    counts_away = BooleanField(_l("记下切出考试页面的次数"), default=True)
    locks_moves = BooleanField(_l("换设备要监考人同意"))


class LetInForm(Form):
    employee_no = line(_l("工号"), most=40)


class ReasonForm(Form):
    reason = TextAreaField(_l("原因"), validators=[InputRequired(), Length(min=2, max=500)], filters=[stripped])


class ActForm(ReasonForm):
    """What an invigilator does; the choices are those that the attempt's state allows."""

    event = RadioField(_l("做什么"))
    minutes = IntegerField(_l("加几分钟"), validators=[Optional(), NumberRange(min=1, max=240)])


class RoomActForm(ActForm):
    who = SelectField(_l("对谁"))


class ResitForm(ReasonForm):
    employee_no = line(_l("工号"), most=40)


class ResitsForm(ReasonForm):
    """Several at once, with the password once."""

    password = PasswordField(_l("登录密码"), validators=[InputRequired(_l("请输入登录密码。")), Length(max=1000)])


class PanelForm(Form):
    """Who judges: numbers of people, one a line."""

    judges = TextAreaField(_l("评委工号"), validators=[InputRequired(), Length(max=800)], filters=[stripped])


class LineForm(ReasonForm):
    """The line in points, and why."""

    line = DecimalField(_l("及格线"), validators=[InputRequired(), NumberRange(min=0, max=10000)], places=1)


class RegradeForm(ReasonForm):
    """Which options are right, or the question struck out."""

    way = RadioField(
        _l("怎么改"),
        choices=[SelectChoice("key", _l("改标准答案")), SelectChoice("strike", _l("这道题作废，人人得分"))],
    )


class ApproveForm(Form):
    """``seen``: the mark of the list that was looked at."""

    seen = HiddenField(validators=[InputRequired(), Length(max=16)])


class AppealForm(Form):
    place = SelectField(_l("哪一题"), coerce=int)
    words = TextAreaField(_l("有什么异议"), validators=[InputRequired(), Length(min=5, max=1000)], filters=[stripped])


class AnswerForm(Form):
    verdict = RadioField(
        _l("结论"), choices=[SelectChoice("upheld", _l("异议成立")), SelectChoice("declined", _l("维持原判"))]
    )
    answer = TextAreaField(_l("答复"), validators=[InputRequired(), Length(min=5, max=1000)], filters=[stripped])
