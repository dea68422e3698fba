"""Paper mode: draw a form for somebody, print it with its answer sheet, print its key, enter the sheet by grid."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.bank.forms import answer_from
from cstrain.bank.rules import Kind
from cstrain.exam import actions, queries
from cstrain.exam.forms import LetInForm
from cstrain.exam.models import Attempt
from cstrain.exam.rules.on_paper import LETTERS, read_letters, read_truth
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.invigilating import seen
from cstrain.exam.views.seats import asked
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import back, page
from cstrain.people import queries as people
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

BY_LETTER = (Kind.SINGLE, Kind.MULTIPLE, Kind.JUDGEMENT)


@bp.post("/exams/<key>/paper")
@needs(May.EXAM_KEEP)
def draw_paper(key: str) -> Any:
    """A form for one person; refused as beginning on a screen would be."""
    exam, form = queries.exam_by_key(key), LetInForm()
    form.validate()
    person = people.by_number(form.employee_no.data or "")
    if person is None or not me().can(May.EXAM_KEEP, person.team_id):
        raise Refusal("nobody_with_that_number")
    found = next(iter(queries.publications(exam.id, clock.received())), None)
    if found is None:
        raise Refusal("exam_not_open")
    made = actions.draw_on_paper(person.id, found.id, by=me().id, at=clock.received(), seed=secrets.token_hex(16))
    return back("exam.paper", attempt_id=made.id)


def _paper(attempt_id: str) -> Attempt:
    found = seen(attempt_id, May.EXAM_KEEP)
    if not found.on_paper or found.person_id == me().id:
        raise NotYours
    return found


def _questions(found: Attempt) -> list[dict[str, Any]]:
    slots = queries.slots(found.id)
    questions = queries.questions_of(slots)
    return [asked(found, slot, questions[slot.question_version_id], None, 0) for slot in slots]


def _shown(found: Attempt) -> dict[str, Any]:
    person = people.named([found.person_id])[found.person_id]
    blueprint, _decided = queries.blueprint_of(found.exam_version)
    told = {"attempt": found, "exam": found.exam, "whose": person, "questions": _questions(found), "LETTERS": LETTERS}
    return {**told, "minutes": blueprint.minutes, "BY_LETTER": BY_LETTER, "form_code": found.seed[:6].upper()}


@bp.get("/exams/attempt/<attempt_id>/paper")
@needs(May.EXAM_KEEP)
def paper(attempt_id: str) -> Any:
    """The questions, then the answer sheet, to print."""
    return page("exam/paper.html", **_shown(_paper(attempt_id)))


@bp.get("/exams/attempt/<attempt_id>/key")
@needs(May.EXAM_KEEP)
def paper_key(attempt_id: str) -> Any:
    """The key of this form, for who corrects by hand."""
    return page("exam/paper_key.html", **_shown(_paper(attempt_id)))


@bp.get("/exams/attempt/<attempt_id>/grid")
@needs(May.EXAM_KEEP)
def grid(attempt_id: str) -> Any:
    """One box per question; what is not answered by letter has its fields below."""
    return page("exam/grid.html", **_shown(_paper(attempt_id)), typed={}, wrong={})


@bp.post("/exams/attempt/<attempt_id>/grid")
@needs(May.EXAM_KEEP)
def enter_grid(attempt_id: str) -> Any:
    """All of the sheet at once: a box that cannot be read keeps everything from being written."""
    found = _paper(attempt_id)
    shown = _shown(found)
    answers, wrong = {}, {}
    for one in shown["questions"]:
        try:
            answers[one["place"]] = _read(one)
        except ValueError:
            wrong[one["place"]] = _("这道题没有这样的选项。")
    if wrong:
        return page("exam/grid.html", 422, **shown, typed=request.form, wrong=wrong)
    actions.enter_paper(attempt_id, answers, by=me().id, at=clock.received())
    return back("exam.attempt", attempt_id=attempt_id)


def _read(one: dict[str, Any]) -> Any:
    question, name = one["question"], f"q{one['place']}"
    if question.kind is Kind.JUDGEMENT:
        return read_truth(request.form.get(name, ""))
    if question.kind in BY_LETTER:
        return read_letters(request.form.get(name, ""), one["order"], several=question.kind is Kind.MULTIPLE)
    return answer_from(request.form, question, name)
