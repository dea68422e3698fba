"""What administrators type: a new token, a reason to revoke one."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from cstrain.api.words import SEES
from cstrain.kit.forms import Form, line, stripped
from cstrain.people.forms import choices


class Ticks(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def some(_form: Any, ticks: SelectMultipleField) -> None:
    """At least one box: not a browser's "required", which would want every box ticked."""
    if not ticks.data:
        raise ValidationError(_l("至少选一个。"))


class IssueForm(Form):
    name = line(_l("给哪个系统"), most=80, description=_l("写系统名和联系人，例如：接待分流系统，李工。"))
    sees = Ticks(_l("能问什么"), choices=choices(SEES.items()), validators=[some])
    stores = Ticks(
        _l("看得到哪些店铺的人"), description=_l("别的店铺的人，对它来说等于没有这个工号。"), validators=[some]
    )
    expires_on = DateField(
        _l("到期"), description=_l("到这一天结束为止，最长一年。"), validators=[InputRequired(_l("请选到期日。"))]
    )


class RevokeForm(Form):
    reason = TextAreaField(
        _l("原因"), filters=[stripped], validators=[DataRequired(_l("请写明原因。")), Length(max=1000)]
    )


class HookForm(Form):
    address = line(
        _l("推送到哪个地址"),
        most=500,
        description=_l("以 https:// 开头。证书发出、暂停、吊销，定级变动，人员离职，都会推过去。"),
    )
