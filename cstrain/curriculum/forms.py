"""Shapes of what people type here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    DateTimeLocalField,
    DecimalField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from cstrain.curriculum.words import WORKDAYS
from cstrain.kit.forms import Form, stripped

FILL_IN = _l("请填写。")
CHOOSE = _l("请选一个。")
MOST_REASON = 500


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _reason(label: Any, hint: Any = "") -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[stripped],
        validators=[DataRequired(_l("请写明原因。")), Length(max=MOST_REASON)],
    )


def _password(label: Any, hint: Any) -> PasswordField:
    checks = [InputRequired(_l("请输入登录密码。")), Length(max=1000)]
    return PasswordField(label, description=hint, validators=checks)


class Ticks(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def some_day(_form: Any, ticks: SelectMultipleField) -> None:
    """At least one box: not a browser's "required", which would want every box ticked."""
    if not ticks.data:
        raise ValidationError(_l("至少选一天。"))


class SectionForm(Form):
    """Which section was read, counted from 0."""

    section = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=0, max=200)])


class AnswerForm(Form):
    """Which question is answered, and the mark of when it was shown; the answer itself is the bank's to read."""

    number = HiddenField(validators=[DataRequired(), Length(max=16)])
    shown = HiddenField(validators=[Length(max=200)])


class CodeForm(Form):
    """A coach confirms on the trainee's device, with a code from their own."""

    coach = SelectField(_l("谁来确认"), validators=[DataRequired(CHOOSE)])
    code = StringField(
        _l("一次性代码"),
        description=_l("确认的人在自己的手机上打开“我的账号”，取 8 位一次性代码，三分钟内有效。"),
        filters=[lambda typed: "".join(typed.split()) if typed else typed],
        validators=[
            DataRequired(_l("请输入 8 位一次性代码。")),
            Regexp(r"^\d{8}$", message=_l("一次性代码是 8 位数字。")),
        ],
    )


class OwnPasswordForm(Form):
    """A coach confirms on the trainee's device, with their own number and password."""

    number = StringField(_l("您的工号"), filters=[stripped], validators=[DataRequired(FILL_IN), Length(max=80)])
    password = _password(_l("您的登录密码"), _l("只用来证明是您本人，不会在这台设备上登录。"))


class ConfirmForm(Form):
    """A coach confirms on their own device; what is ticked is read beside it."""

    password = _password(_l("登录密码"), _l("再次输入密码，证明是您本人。确认写进每个人的培训记录。"))


class EnrolForm(Form):
    course = SelectField(_l("课程"), validators=[DataRequired(CHOOSE)])
    start_on = DateField(_l("开始日期"), validators=[InputRequired(FILL_IN)])
    mentor = SelectField(_l("带教人"))
    trainer = SelectField(_l("培训师"))
    batch = StringField(
        _l("批次"),
        description=_l("例如“10 月第 2 批”。没有的会新建；不分批次就空着。"),
        filters=[stripped],
        validators=[Optional(), Length(max=80)],
    )
    workdays = Ticks(_l("每周哪几天上课"), choices=choices(WORKDAYS.items()), validators=[some_day])


class SheetForm(Form):
    sheet = FileField(_l("表格"), validators=[FileRequired(_l("请选一个 xlsx 或 csv 文件。"))])


class RowsForm(Form):
    rows = HiddenField(validators=[DataRequired()])


class PauseForm(Form):
    from_on = DateField(_l("从哪天起"), validators=[InputRequired(FILL_IN)])
    until_on = DateField(_l("到哪天止"), description=_l("不确定就空着，回来那天再恢复。"), validators=[Optional()])
    pause_reason = _reason(_l("原因"))


class CoachForm(Form):
    role = SelectField(_l("角色"), validators=[DataRequired(CHOOSE)])
    person = SelectField(_l("换成谁"), validators=[DataRequired(CHOOSE)])
    coach_from = DateField(_l("从哪天起"), validators=[InputRequired(FILL_IN)])


class WorkdaysForm(Form):
    workdays = Ticks(_l("每周哪几天上课"), choices=choices(WORKDAYS.items()), validators=[some_day])


class WaiveForm(Form):
    reason = _reason(_l("为什么免修"), _l("写进培训记录，记录表的备注里会印出来。"))


class VoidForm(Form):
    reason = _reason(_l("为什么作废"), _l("写进培训记录。已经学的和签的都还在，不会被抹掉。"))


class MeetingForm(Form):
    title = StringField(_l("什么课"), validators=[DataRequired(FILL_IN), Length(max=120)], filters=[stripped])
    starts = DateTimeLocalField(_l("几点开始"), validators=[InputRequired(FILL_IN)])
    team = SelectField(_l("小组"))
    batch = SelectField(_l("批次"))


class MeetingCodeForm(Form):
    code = StringField(_l("屏幕上的 6 位数字"), validators=[DataRequired(FILL_IN), Length(max=12)], filters=[stripped])


class HoursForm(Form):
    enrolment = SelectField(_l("谁跟岗"), validators=[DataRequired(CHOOSE)])
    on = DateField(_l("哪天"), validators=[InputRequired(FILL_IN)])
    hours = DecimalField(
        _l("几小时"),
        places=1,
        validators=[InputRequired(FILL_IN), NumberRange(min=0.1, max=16, message=_l("写 0.1 到 16。"))],
    )
    note = TextAreaField(_l("看了什么、做了什么"), validators=[Optional(), Length(max=MOST_REASON)], filters=[stripped])
