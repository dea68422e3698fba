"""Shapes of what is typed: an answer to a question, a text in the editor, a reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from cstrain.bank.rules import Answer, Difficulty, Kind, Question, Verdict, is_answered
from cstrain.bank.rules.answers import MOST_TEXT
from cstrain.kit.forms import Form, stripped


def answer_from(formdata: Any, question: Question, prefix: str) -> Answer:
    """The answer that the fields of macro ``ask(question, …, prefix)`` carry; None when nothing was answered.

    ``formdata`` is a MultiDict. What does not belong to this question is left out, never an error: a page may be older
    than its question.
    """
    answer = _READERS.get(question.kind, _text)(formdata, question, prefix)
    return answer if is_answered(question, answer) else None


def _single(data: Any, question: Question, prefix: str) -> Answer:
    return _token_index(question, data.get(prefix), [option.text for option in question.options])


def _token_index(question: Question, token: str | None, texts: Any) -> int | None:
    return next((index for index, text in enumerate(texts) if question.token(text) == token), None)


def _multiple(data: Any, question: Question, prefix: str) -> Answer:
    chosen = set(data.getlist(prefix))
    return [index for index, option in enumerate(question.options) if question.token(option.text) in chosen]


def _judgement(data: Any, _question: Question, prefix: str) -> Answer:
    return {"true": True, "false": False}.get(data.get(prefix, ""))


def _blanks(data: Any, question: Question, prefix: str) -> Answer:
    return [_line(data, f"{prefix}-{place}") for place in range(len(question.blanks))]


def _line(data: Any, name: str) -> str:
    return str(stripped(data.get(name, "")))[:MOST_TEXT]


def _order(data: Any, question: Question, prefix: str) -> Answer:
    """Each item bears the place it was given. Of two on one place the second goes on to the next free one."""
    count = len(question.sequence)
    given = []
    for index, item in enumerate(question.sequence):
        token = question.token(item)
        place = _line(data, f"{prefix}-{token}")
        if place.isascii() and place.isdigit() and 1 <= int(place) <= count:
            given.append((int(place) - 1, token, index))
    placed: list[int | None] = [None] * count
    for wanted, _token, index in sorted(given):
        free = [other for other in range(count) if placed[other] is None]
        placed[next((other for other in free if other >= wanted), free[-1])] = index
    return placed


def _pairs(data: Any, question: Question, prefix: str) -> Answer:
    chosen = {}
    for left, text in enumerate(question.lefts):
        right = _token_index(question, data.get(f"{prefix}-{question.token(text)}"), question.rights)
        if right is not None:
            chosen[str(left)] = right
    return chosen


def _authority(data: Any, _question: Question, prefix: str) -> Answer:
    verdict, limit = data.get(prefix, ""), _line(data, f"{prefix}-limit")
    answer = {"verdict": verdict} if verdict in {each.value for each in Verdict} else {}
    return {**answer, "limit": limit} if limit else answer


def _text(data: Any, _question: Question, prefix: str) -> Answer:
    return str(data.get(prefix, "")).replace("\r\n", "\n").strip()[:MOST_TEXT]


def _case(data: Any, question: Question, prefix: str) -> Answer:
    answers = {part.place: answer_from(data, part, f"{prefix}-{part.place}") for part in question.parts}
    return {place: answer for place, answer in answers.items() if answer is not None}


_READERS: dict[Kind, Any] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.JUDGEMENT: _judgement,
    Kind.BLANKS: _blanks,
    Kind.ORDER: _order,
    Kind.MATCH: _pairs,
    Kind.CLASSIFY: _pairs,
    Kind.AUTHORITY: _authority,
    Kind.CASE: _case,
}


class TextForm(Form):
    """A question or rule as text, before it is a version."""

    text = TextAreaField(_l("题目"), validators=[InputRequired(_l("请写上题目。")), Length(max=20_000)])


class SaveForm(TextForm):
    """The text, how it was changed, why, and the version it was changed from."""

    change = RadioField(
        _l("这次改动是"),
        choices=[SelectChoice("minor", _l("小改")), SelectChoice("major", _l("大改"))],
        default="minor",
        validators=[InputRequired()],
    )
    reason = TextAreaField(_l("为什么改"), filters=[stripped], validators=[Optional(), Length(max=300)])
    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])


class RuleForm(SaveForm):
    """The text of a rule likewise."""

    text = TextAreaField(_l("规则"), validators=[InputRequired(_l("请写上规则。")), Length(max=20_000)])


class NewRuleForm(Form):
    """The text of a rule that is not there yet."""

    text = TextAreaField(_l("规则"), validators=[InputRequired(_l("请写上规则。")), Length(max=20_000)])


class NewForm(TextForm):
    """A new question and whether it is handed in at once."""

    state = RadioField(
        _l("存成"),
        choices=[SelectChoice("review", _l("交去复核")), SelectChoice("draft", _l("草稿"))],
        default="review",
        validators=[InputRequired()],
    )


class ReadForm(Form):
    """How a file is read: the bank of questions without a number, what stands in for what they lack."""

    bank = SelectField(_l("没有编号的题，放进"), validators=[Optional()])
    point = SelectField(_l("没写知识点的，写成"), validators=[Optional()])
    level = SelectField(
        _l("没写难度的，写成"), choices=[level.value for level in Difficulty], default="中", validators=[Optional()]
    )


class BringForm(ReadForm):
    """A file of questions."""

    file = FileField(_l("文件"), validators=[FileRequired(_l("请选一个文件。"))])


class AcceptForm(Form):
    """What of an import is written."""

    what = RadioField(_l("导入哪些"), default="all", validators=[InputRequired()])
    twins = BooleanField(_l("像是重复的也导入"))
    hand_in = BooleanField(_l("新题直接交去复核"))


class ReasonForm(Form):
    """Why a question is doubted, confirmed, retired or restored."""

    reason = TextAreaField(
        _l("原因"), filters=[stripped], validators=[DataRequired(_l("请写明原因。")), Length(max=300)]
    )
