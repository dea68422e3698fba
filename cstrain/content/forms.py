"""Shapes of what is typed and uploaded at the desk."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from cstrain.kit.content import LIMIT
from cstrain.kit.errors import Refusal
from cstrain.kit.forms import Form, line, stripped

PICTURE_TYPES = ("svg", "png", "jpg", "webp")
MOST_NAME = 80


class TextForm(Form):
    """A piece as text, before it is a version."""

    text = TextAreaField(_l("内容"), validators=[InputRequired(_l("请写上内容。")), Length(max=LIMIT)])


class ReasonForm(Form):
    """Why, and which version one had before one."""

    reason = TextAreaField(
        _l("为什么改"), filters=[stripped], validators=[DataRequired(_l("请写明原因。")), Length(max=300)]
    )
    seen = HiddenField()


class SaveForm(TextForm):
    """The text, how it was changed, why, and the version it was changed from."""

    change = RadioField(
        _l("这次改动是"),
        choices=[SelectChoice("minor", _l("小改")), SelectChoice("major", _l("大改"))],
        default="minor",
        validators=[InputRequired()],
    )
    reason = TextAreaField(
        _l("为什么改"), filters=[stripped], validators=[DataRequired(_l("请写明原因。")), Length(max=300)]
    )
    seen = HiddenField()


class AnnouncedForm(Form):
    """What a platform announced, pasted as it stands."""

    title = line(_l("叫什么"), most=120)
    announcement = TextAreaField(
        _l("公告原文"), filters=[stripped], validators=[DataRequired(_l("请贴上公告。")), Length(max=20_000)]
    )
    effective_on = DateField(_l("哪天起执行"), validators=[Optional()])


class CardForm(Form):
    """The card that people read."""

    card = TextAreaField(
        _l("卡片上写什么"), filters=[stripped], validators=[DataRequired(_l("请写上卡片内容。")), Length(max=4_000)]
    )
    to = RadioField(
        _l("发给谁"),
        choices=[SelectChoice("touched", _l("碰到这些规则的人")), SelectChoice("all", _l("在训和在岗的所有人"))],
        default="touched",
        validators=[InputRequired()],
    )


class CopyForm(Form):
    """Key and name of a course of the shop's own."""

    key = line(_l("新编号"), most=40)
    name = line(_l("新名称"), most=80)


class UploadForm(Form):
    """A text, or a zip of a folder."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选一个文件。"))])


class ConfirmForm(Form):
    """The upload whose dry run was shown, and why it is loaded."""

    upload = StringField(validators=[InputRequired(), Length(max=80)])
    reason = line(_l("为什么导入"), most=300)


class AttachForm(ReasonForm):
    """A PDF, a picture or a film for a lesson."""

    file = FileField(_l("附件"), validators=[FileRequired(_l("请选一个文件。"))])


def attachment_name(given: str, extension: str) -> str:
    """What an attachment is called: pictures ``img/`` and ASCII, as texts name them; the rest as the person named it."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "", last).split())
    stem = plain.rpartition(".")[0] or plain
    if extension in PICTURE_TYPES:
        slug = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9]", "-", stem.casefold())).strip("-")
        return f"img/{slug[:MOST_NAME] or 'picture'}.{extension}"
    if not stem or stem.startswith(".") or len(stem) > MOST_NAME:
        raise Refusal("attachment_name_unfit", name=plain[:MOST_NAME])
    return f"{stem}.{extension}"


__all__: list[Any] = [
    "AttachForm",
    "ConfirmForm",
    "CopyForm",
    "ReasonForm",
    "SaveForm",
    "TextForm",
    "UploadForm",
    "attachment_name",
]


class ProductSheetForm(Form):
    """The sheet of products, the bank that its questions go into and what they are about."""

    sheet = FileField(_l("表格"), validators=[FileRequired(_l("请选一个 xlsx 或 csv 文件。"))])
    bank = SelectField(_l("放进哪个题库"), validators=[InputRequired(_l("请选一个题库。"))])
    point = SelectField(_l("知识点"), validators=[InputRequired(_l("请选一个知识点。"))])


class ProductForm(Form):
    """What a preview sends back; its rows are judged anew."""

    rows = HiddenField(validators=[InputRequired()])
    bank = HiddenField(validators=[InputRequired()])
    point = HiddenField(validators=[InputRequired()])
