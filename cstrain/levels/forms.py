"""Levels: shapes of what people type here."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, PasswordField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from cstrain.kit.forms import Form, stripped

MOST_TEXT = 1000


class KpiForm(Form):
    sheet = FileField(_l("表格"), validators=[FileRequired(_l("请选一个 xlsx 或 csv 文件。"))])


class KpiConfirmForm(Form):
    rows = HiddenField(validators=[DataRequired()])
    file = HiddenField(validators=[Length(max=200)])


class PromotionForm(Form):
    """``seen``: the grounds the page showed. The month is read for an approval alone, the reason for a decline."""

    decision = RadioField(_l("决定"), validators=[InputRequired(_l("请选一个决定。"))])
    month = SelectField(_l("生效月份"), validators=[Optional()])
    reason = TextAreaField(_l("理由"), filters=[stripped], validators=[Optional(), Length(max=MOST_TEXT)])
    seen = HiddenField(validators=[InputRequired(), Length(max=64)])
    password = PasswordField(_l("登录密码"), validators=[InputRequired(_l("请输入登录密码。")), Length(max=1000)])
