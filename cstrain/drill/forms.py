"""Shapes of what a trainer types."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from cstrain.kit.forms import Form, stripped


class NoteForm(Form):
    """What was done about it."""

    note = TextAreaField(
        _l("做了什么"),
        description=_l("一两句话，下一位培训师看得懂就行。"),
        filters=[stripped],
        validators=[DataRequired(_l("请写一句做了什么。")), Length(max=500)],
    )
