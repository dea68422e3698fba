"""Exam: shapes of what is posted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from cstrain.kit.forms import Form, line, stripped


class SaveForm(Form):
    """One save: the answer's own fields are read by the question. Without script ``save_id`` is empty."""

    save_id = StringField(validators=[Optional(), Length(max=40)])
    client = StringField(validators=[Optional(), Length(max=24)])
    seq = IntegerField(validators=[Optional(), NumberRange(min=0, max=2**53)])
    go = StringField(validators=[Optional(), Length(max=8)])
    flag = StringField(validators=[Optional(), Length(max=3)])


class PublishForm(Form):
    """From when to when the exam is open; the end decides when keys may be seen."""

    closes_at = DateTimeLocalField(_l("开放到"), validators=[Optional()])


class ReasonForm(Form):
    reason = TextAreaField(_l("原因"), validators=[InputRequired(), Length(min=2, max=500)], filters=[stripped])


class ResitForm(ReasonForm):
    employee_no = line(_l("工号"), most=40)
