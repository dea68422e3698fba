"""Questions on pages of this room: asked, read from the form, shown with their explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from cstrain.bank.forms import answer_from
from cstrain.bank.queries import question_of
from cstrain.bank.rules import Question, is_answered, shuffled
from cstrain.curriculum import queries
from cstrain.curriculum.actions import Typed
from cstrain.curriculum.forms import AnswerForm
from cstrain.curriculum.views.own import Held
from cstrain.curriculum.views.shown import elapsed, stamp
from cstrain.kit import clock
from cstrain.kit.errors import BadInput, NotYours, Refusal
from cstrain.people.doors import me

PREFIX = "a"


@dataclass(frozen=True)
class Asked:
    """A question about to be answered. ``missing``: it was handed in without an answer."""

    number: str
    question: Question
    order: Any
    mark: str
    missing: bool = False


@dataclass(frozen=True)
class Answered:
    """A question just answered, with the answer as it was given."""

    number: str
    question: Question
    answer: Any
    is_right: bool


def asked(number: str, *, missing: bool = False) -> Asked:
    """The question as it is asked now; options in an order of the person's own, the same on every look."""
    question = question_of(queries.asked_version(number))
    return Asked(number, question, shuffled(question, me().id), stamp(number, clock.received()), missing)


def answered(held: Held, number: str) -> Answered | None:
    """The person's last answer to this question in this step."""
    given = queries.last_answer(held.enrolment, held.step, number)
    if given is None:
        return None
    right = given.answer.num is None or given.answer.num == given.answer.den
    return Answered(number, question_of(given.version), given.answer.answer, right)


def typed_answer() -> Typed | Asked:
    """What the form brings: an answer, or (when there is none) the question to be asked again.

    400 for what no form of ours has sent; ``question_out_of_use`` when the question may no longer be asked.
    """
    form = AnswerForm()
    if not form.validate():
        raise BadInput("answer")
    number = str(form.number.data)
    try:
        question = question_of(queries.asked_version(number))
    except NotYours:
        raise Refusal("question_out_of_use") from None
    answer = answer_from(request.form, question, PREFIX)
    if not is_answered(question, answer):
        return asked(number, missing=True)
    return Typed(number, answer, elapsed(str(form.shown.data or ""), number, clock.received()))
