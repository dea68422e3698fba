"""Shapes of what is typed when a scene is scored or voided."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from cstrain.kit.forms import Form, stripped
from cstrain.people.forms import choices
from cstrain.roleplay.rules import LEVELS, Critical, Rubric, critical_words


class ScoreForm(Form):
    """Who played the customer, what went wrong for good, a comment; the criteria are added by ``score_form``."""

    partner = StringField(
        _l("扮客户的人（工号）"),
        description=_l("由您自己扮客户，就空着。"),
        filters=[stripped],
        validators=[Optional(), Length(max=40)],
    )
    critical = SelectMultipleField(
        _l("致命错误"),
        description=_l("勾了任何一条，这一场 0 分、不通过。没有就都不勾。"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    comment = TextAreaField(
        _l("评语"),
        description=_l("哪里好、下次怎么说。本人会看到，也写进签字的内容。"),
        filters=[stripped],
        validators=[DataRequired(_l("请写一句评语。")), Length(max=1000)],
    )


class RoomForm(Form):
    """Who plays the agent and who the customer; the observer opens the room."""

    agent = StringField(
        _l("扮客服的人（工号）"), filters=[stripped], validators=[DataRequired(_l("请填工号。")), Length(max=40)]
    )
    customer = StringField(
        _l("扮客户的人（工号）"),
        description=_l("只有一部手机、由您拿着，就空着：客户的话由您打，客户卡打印出来。"),
        filters=[stripped],
        validators=[Optional(), Length(max=40)],
    )


class VoidForm(Form):
    reason = TextAreaField(
        _l("原因"),
        description=_l("写进记录，记录表上不打印。"),
        filters=[stripped],
        validators=[DataRequired(_l("请写明原因。")), Length(max=500)],
    )


def score_form(rubric: Rubric, critical: tuple[Critical, ...]) -> ScoreForm:
    """The form for one rubric: a field ``level_0`` … for each criterion, its five levels with their anchors."""
    made: dict[str, Any] = {}
    for place, criterion in enumerate(rubric.criteria):
        made[f"level_{place}"] = RadioField(
            _("%(name)s（权重 %(weight)s）", name=criterion.name, weight=criterion.weight),
            choices=choices(
                [(str(level), f"{level}　{criterion.anchors[level - 1]}") for level in range(1, LEVELS + 1)]
            ),
            validators=[InputRequired(_("请选一档。"))],
        )
    form: ScoreForm = type("RubricForm", (ScoreForm,), made)()
    form.critical.choices = choices([(one.key, critical_words(one)) for one in critical])
    return form


def levels_of(form: ScoreForm, rubric: Rubric) -> dict[str, int]:
    """What was chosen: criterion → 1 to 5."""
    return {one.name: int(form[f"level_{place}"].data) for place, one in enumerate(rubric.criteria)}


def level_fields(form: ScoreForm, rubric: Rubric) -> list[Any]:
    """The fields of the criteria, in the rubric's order."""
    return [form[f"level_{place}"] for place in range(len(rubric.criteria))]
