"""Shapes of what people type when they sign, refuse, answer or correct."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from cstrain.kit.forms import Form, stripped

MOST_REASON = 500


def _reason(label: Any, hint: Any) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[stripped],
        validators=[DataRequired(_l("请写明原因。")), Length(max=MOST_REASON)],
    )


class SignForm(Form):
    password = PasswordField(
        _l("登录密码"),
        description=_l("再次输入密码，证明是您本人。别人不能代签，培训师也不能。"),
        validators=[InputRequired(_l("请输入登录密码。")), Length(max=1000)],
    )


class CodeForm(Form):
    code = StringField(
        _l("一次性代码"),
        description=_l("带教人在自己的手机上打开“我的账号”，取 8 位一次性代码，三分钟内有效。"),
        filters=[lambda typed: "".join(typed.split()) if typed else typed],
        validators=[
            DataRequired(_l("请输入 8 位一次性代码。")),
            Regexp(r"^\d{8}$", message=_l("一次性代码是 8 位数字。")),
        ],
    )


class RefusalForm(Form):
    reason = _reason(_l("哪里不对"), _l("写清楚哪一处和事实不符。原因只给处理的人看，记录表上不打印。"))


class AnswerForm(Form):
    answer = _reason(_l("怎么处理的"), _l("本人会看到这段答复，再决定签不签。"))


class CorrectionForm(Form):
    field = SelectField(_l("更正哪一项"))
    right = StringField(
        _l("正确的值"), filters=[stripped], validators=[DataRequired(_l("请填正确的值。")), Length(max=200)]
    )
    reason = _reason(_l("原因"), _l("原来的值不会被抹掉，两行都会留在记录里。"))


class PaperForm(Form):
    """Whose records: numbers, or a cohort, or a period; what is left empty does not narrow."""

    numbers = TextAreaField(
        _l("工号"),
        description=_l("一行一个，或者用空格、逗号分开。不填就按批次或日期找。"),
        filters=[stripped],
        validators=[Optional(), Length(max=10000)],
    )
    cohort = StringField(
        _l("批次"),
        description=_l("批次的全名，例如“10 月第 2 批”。"),
        filters=[stripped],
        validators=[Optional(), Length(max=80)],
    )
    since = DateField(_l("从"), description=_l("这段时间里记录有增加的人。"), validators=[Optional()])
    until = DateField(_l("到"), validators=[Optional()])

    @property
    def asked(self) -> dict[str, str]:
        """As people said it, for the manifest and the list."""
        return {
            "person": " ".join(self.listed),
            "cohort": self.cohort.data or "",
            "from": self.since.data.isoformat() if self.since.data else "",
            "until": self.until.data.isoformat() if self.until.data else "",
        }

    @property
    def listed(self) -> list[str]:
        return [one for one in re.split(r"[\s,，、;；]+", self.numbers.data or "") if one]


class VerifyForm(Form):
    """What stands on a printed sheet: which record, up to where, and its check code."""

    number = StringField(_l("工号"), filters=[stripped], validators=[DataRequired(_l("请填写工号。")), Length(max=80)])
    code = StringField(
        _l("表上的校验码"),
        description=_l("可以不填。填了就核对打印之后记录有没有被改动。"),
        filters=[lambda typed: "".join(typed.split()).lower() if typed else typed],
        validators=[Regexp(r"^([0-9a-f]{64})?$", message=_l("校验码是 64 位，只有数字和 a 到 f。"))],
    )
    point = StringField(
        _l("表上的封存点"),
        description=_l("可以不填。填了就核对那一次封存的全部记录还在不在。"),
        filters=[lambda typed: "".join(typed.split()).lower() if typed else typed],
        validators=[
            Regexp(r"^(\d{1,9}-[0-9a-f]{20})?$", message=_l("封存点是几位数字，一条横线，再加 20 位数字和 a 到 f。"))
        ],
    )
