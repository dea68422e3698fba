"""Shapes of what people type here."""

from __future__ import annotations

from collections.abc import Iterable
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
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from cstrain.kit.forms import Form, stripped
from cstrain.people.words import ROLES

FILL_IN = _l("请填写。")
THEMES = [SelectChoice("", _l("跟随设备")), SelectChoice("light", _l("浅色")), SelectChoice("dark", _l("深色"))]
TONGUES = [SelectChoice("zh_Hans_CN", "中文"), SelectChoice("en", "English")]


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _text(label: Any, most: int, **extra: Any) -> StringField:
    return StringField(label, validators=[DataRequired(FILL_IN), Length(max=most)], filters=[stripped], **extra)


def _perhaps(label: Any, most: int, **extra: Any) -> StringField:
    return StringField(label, validators=[Optional(), Length(max=most)], filters=[stripped], **extra)


def _reason(label: Any = None) -> TextAreaField:
    label = label or _l("原因")
    return TextAreaField(label, validators=[DataRequired(_l("请写明原因。")), Length(max=500)], filters=[stripped])


def _password(label: Any) -> PasswordField:
    return PasswordField(label, validators=[InputRequired(FILL_IN), Length(max=1000)])


def _day(label: Any, *, needed: bool = False) -> DateField:
    return DateField(label, validators=[InputRequired(FILL_IN) if needed else Optional()])


class SignInForm(Form):
    number = _text(_l("工号"), 80)
    password = _password(_l("密码"))
    next = HiddenField()


class OwnPasswordForm(Form):
    """``current`` is left out while the password is a handed-out one: it was given a minute ago."""

    current = _password(_l("现在的密码"))
    password = _password(_l("新密码"))
    again = _password(_l("再输一次新密码"))


class RecoveryForm(Form):
    password = _password(_l("现在的密码"))


class IdentityForm(Form):
    """Two people who have seen that it is them: whoever is signed in, and a second one beside."""

    password = _password(_l("您的密码"))
    second_number = _text(_l("第二位的工号"), 40)
    second_password = _password(_l("第二位的密码"))


class LooksForm(Form):
    language = RadioField(_l("语言"), choices=TONGUES)
    theme = RadioField(_l("明暗"), choices=THEMES)


class PersonForm(Form):
    name = _text(_l("姓名"), 80)
    team = SelectField(_l("小组"))
    store = SelectField(_l("店铺"))
    joined_on = _day(_l("入职日期"))


class NewPersonForm(PersonForm):
    employee_no = _text(_l("工号"), 40)


class EditPersonForm(PersonForm):
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class NumberForm(Form):
    new_no = _text(_l("新工号"), 40)
    why = _reason(_l("为什么换工号"))


class StateForm(Form):
    event = SelectField(_l("变动"))
    on = _day(_l("哪天起"), needed=True)
    until = _day(_l("预计到哪天"))
    reason = _reason()
    rehired_as = _perhaps(_l("返聘用的新工号"), 40)


class TransferForm(Form):
    team = SelectField(_l("小组"))
    store = SelectField(_l("店铺"))
    on = _day(_l("哪天起"), needed=True)
    reason = _reason()


class GrantForm(Form):
    role = SelectField(_l("角色"), choices=choices(ROLES.items()))
    scope = SelectField(_l("管哪个小组"))
    from_on = _day(_l("从哪天起"), needed=True)
    until_on = _day(_l("到哪天止"))
    deputy_of = _perhaps(_l("代谁（工号）"), 40)


class TeamForm(Form):
    name = _text(_l("小组名称"), 80)
    edited = HiddenField()


class StoreForm(Form):
    name = _text(_l("店铺名称"), 80)
    platform = _perhaps(_l("平台"), 20)
    edited = HiddenField()


class DecisionForm(Form):
    reason = _reason(_l("为什么这样定"))


class FigureForm(DecisionForm):
    value = _text(_l("定为"), 40)


class WordsForm(DecisionForm):
    value = TextAreaField(_l("定为"), validators=[DataRequired(FILL_IN), Length(max=500)], filters=[stripped])


class OptionForm(DecisionForm):
    value = RadioField(_l("定为"), validators=[DataRequired(_l("请选一个。"))])


class AdoptForm(Form):
    reason = _reason(_l("为什么采用"))


class SheetForm(Form):
    sheet = FileField(_l("表格"), validators=[FileRequired(_l("请选一个 xlsx 或 csv 文件。"))])


class ConfirmForm(Form):
    rows = HiddenField(validators=[DataRequired()])


class SetupForm(Form):
    code = _text(_l("一次性代码"), 40)
    firm = _text(_l("公司名称"), 80)
    number = _text(_l("您的工号"), 40)
    name = _text(_l("您的姓名"), 80)
    password = _password(_l("密码"))
    again = _password(_l("再输一次密码"))


class PasskeyForm(Form):
    """``answer``: what the browser says of the passkey it has made; ``token``: the page it was asked on."""

    name = _text(_l("给这把密钥起个名字"), 40, description=_l("认得出是哪台设备就行，例如“我的手机”。"))
    password = _password(_l("登录密码"))
    token = HiddenField(validators=[InputRequired(), Length(max=300)])
    answer = HiddenField(validators=[InputRequired(_l("这个浏览器没有做成通行密钥，请再试一次。")), Length(max=20000)])
