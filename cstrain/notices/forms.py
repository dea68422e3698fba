"""Shapes of what people type here."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from cstrain.kit.forms import Form, stripped
from cstrain.notices.words import PLATFORMS

FILL_IN = _l("请填写。")


class RobotForm(Form):
    platform = RadioField(
        _l("平台"),
        choices=[SelectChoice(value, word) for value, word in PLATFORMS.items()],
        validators=[DataRequired(_l("请选一个。"))],
    )
    name = StringField(_l("群的名字"), validators=[DataRequired(FILL_IN), Length(max=80)], filters=[stripped])
    team = SelectField(_l("哪个小组的消息发到这里"))
    address = StringField(_l("机器人地址"), validators=[DataRequired(FILL_IN), Length(max=500)], filters=[stripped])
    secret = StringField(_l("加签密钥"), validators=[Optional(), Length(max=200)], filters=[stripped])


class MailForm(Form):
    address = StringField(_l("邮箱"), validators=[Optional(), Length(max=200)], filters=[stripped])
