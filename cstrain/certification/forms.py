"""Certification: shapes of what people type here."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from cstrain.certification.rules.certificate import folded_code
from cstrain.certification.rules.decision import MOST_CHECKS, MOST_DAILY, MOST_PARALLEL
from cstrain.kit.forms import Form, stripped

MOST_TEXT = 1000


def _words(label: Any, hint: Any = "", *, needed: bool = True, most: int = MOST_TEXT) -> TextAreaField:
    first = DataRequired(_l("请写明原因。")) if needed else Optional()
    return TextAreaField(label, description=hint, filters=[stripped], validators=[first, Length(max=most)])


def _password(hint: Any = "") -> PasswordField:
    return PasswordField(
        _l("登录密码"),
        description=hint,
        validators=[InputRequired(_l("请输入登录密码。")), Length(max=1000)],
    )


def _number(label: Any, most: int) -> IntegerField:
    return IntegerField(
        label, validators=[Optional(), NumberRange(min=1, max=most, message=_l("写 1 到 %(max)s 之间的整数。"))]
    )


class DecideForm(Form):
    """``seen``: the evidence the page showed. Conditions are read for a conditional go-live alone."""

    decision = RadioField(_l("决定"), validators=[InputRequired(_l("请选一个决定。"))])
    place = SelectField(_l("店铺 / 平台"), validators=[Optional()])
    daily = _number(_l("日接待上限（人）"), MOST_DAILY)
    parallel = _number(_l("同时接待上限（人）"), MOST_PARALLEL)
    mentor = SelectField(_l("带教人"), validators=[Optional()])
    checks = _number(_l("每天抽查（段）"), MOST_CHECKS)
    until = DateField(_l("到期"), validators=[Optional()])
    reason = _words(_l("理由"), needed=False)
    seen = HiddenField(validators=[InputRequired(), Length(max=64)])
    password = _password()


class TogetherForm(Form):
    """One decision over several people, signed once."""

    decision = RadioField(
        _l("决定"),
        choices=[SelectChoice("agree", _l("同意上岗")), SelectChoice("postpone", _l("暂缓"))],
        validators=[InputRequired(_l("请选一个决定。"))],
    )
    reason = _words(_l("理由"), needed=False)
    password = _password()


class SignedReasonForm(Form):
    """A reason, and the password with which it is signed."""

    reason = _words(_l("原因"))
    password = _password()


class ReasonForm(Form):
    reason = _words(_l("原因"))


class RedLineForm(Form):
    number = StringField(
        _l("谁（工号）"), filters=[stripped], validators=[DataRequired(_l("请填写工号。")), Length(max=40)]
    )
    on = DateField(_l("哪天"), validators=[InputRequired(_l("请选日期。"))])
    told = _words(
        _l("经过和证据"),
        _l("写清时间、店铺、聊天记录在哪里。第二人核对时看得到，记录里只留校验值，不打印。"),
        most=2000,
    )
    second = SelectField(_l("第二人"), description=_l("请对方核对证据，用自己的密码确认。"))


class RedLinePersonForm(Form):
    """Before the second person can be offered: who it is about."""

    number = StringField(
        _l("谁（工号）"), filters=[stripped], validators=[DataRequired(_l("请填写工号。")), Length(max=40)]
    )


class PasswordForm(Form):
    password = _password()


class SettleForm(Form):
    reason = _words(_l("怎么处理的"), _l("例如谈话、复训，写清谁在哪天做的。写进记录，不打印。"))


class TakeOverForm(Form):
    sheet = FileField(_l("表格"), validators=[FileRequired(_l("请选一个 xlsx 或 csv 文件。"))])
    until = DateField(_l("考试截止"), validators=[InputRequired(_l("请选日期。"))])


class TakeOverConfirmForm(Form):
    rows = HiddenField(validators=[DataRequired()])
    until = DateField(validators=[InputRequired()])


class VerifyForm(Form):
    """What stands on a printed certificate."""

    no = StringField(
        _l("证书编号"), filters=[stripped], validators=[DataRequired(_l("请填写证书编号。")), Length(max=20)]
    )
    c = StringField(
        _l("校验码"),
        description=_l("印在二维码下面，10 位字母和数字。"),
        filters=[lambda typed: folded_code(typed) if typed else typed],
        validators=[DataRequired(_l("请填写校验码。")), Length(max=20)],
    )
