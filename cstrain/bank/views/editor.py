"""The text editor: live preview, check by line, save as a new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from cstrain.bank import actions
from cstrain.bank.actions import Written
from cstrain.bank.forms import NewForm, SaveForm, TextForm
from cstrain.bank.queries import points_of
from cstrain.bank.rules import Kind
from cstrain.bank.rules.skeleton import skeleton
from cstrain.bank.views.banks import bank_or_404
from cstrain.bank.views.blueprint import CHECK, bp
from cstrain.bank.views.question import moved_rules, row_or_404
from cstrain.kit import clock
from cstrain.kit.content import Problem
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, part, words_of
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May


@dataclass(frozen=True)
class Looked:
    """What the preview shows: the question as far as it can be read, errors and doubts by line, what was in order."""

    written: Written

    @property
    def errors(self) -> tuple[Problem, ...]:
        return self.written.errors

    @property
    def doubts(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.written.problems if problem.warning)


def _looked(question_id: str, text: str) -> Looked:
    return Looked(actions.check_text(question_id, text, clock.received()))


def _edit_page(question_id: str, form: SaveForm, status: int = 200, refusal: Refusal | None = None) -> Page:
    row, latest = row_or_404(question_id)
    changed_by = named([latest.by]).get(latest.by)
    return page(
        "bank/edit.html",
        status,
        row=row,
        latest=latest,
        form=form,
        looked=_looked(question_id, form.text.data or ""),
        moved=moved_rules(latest),
        refused=words_of(refusal) if refusal else "",
        changed_by=changed_by,
    )


@bp.get("/bank/question/<question_id>/edit")
@needs(May.BANK_EDIT)
def edit(question_id: str) -> Any:
    _row, latest = row_or_404(question_id)
    return _edit_page(question_id, SaveForm(text=latest.text, seen=latest.seq))


@bp.post("/bank/question/<question_id>/edit")
@needs(May.BANK_EDIT)
def save(question_id: str) -> Any:
    row_or_404(question_id)
    form = SaveForm()
    if request.form.get("act") == CHECK:
        return _edit_page(question_id, form)
    if not form.validate() or _looked(question_id, form.text.data).errors:
        return _edit_page(question_id, form, 422)
    edit = actions.Edit(form.change.data, form.reason.data or "", form.seen.data or 0)
    try:
        actions.hand_in(question_id, form.text.data, edit=edit, at=clock.received(), by=me().id)
    except Refusal as refusal:
        return _edit_page(question_id, form, 409, refusal)
    return back("bank.question", question_id=question_id)


@bp.post("/bank/question/<question_id>/preview")
@needs(May.BANK_EDIT)
def preview(question_id: str) -> Any:
    row_or_404(question_id)
    return part("bank/_preview.html", looked=_looked(question_id, TextForm().text.data or ""))


def _new_page(key: str, form: NewForm, status: int = 200, *, empty: bool = False) -> Page:
    found = bank_or_404(key)
    number = actions.next_number(key)
    return page(
        "bank/new.html",
        status,
        bank=found,
        number=number,
        form=form,
        kind=request.values.get("kind", Kind.SINGLE.value),
        looked=None if empty else _looked(number, actions.renumbered(form.text.data or "", number)),
    )


@bp.get("/bank/<key>/new")
@needs(May.BANK_EDIT)
def new(key: str) -> Any:
    bank_or_404(key)
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in {each.value for each in Kind} else Kind.SINGLE
    points = points_of(key)
    text = skeleton(kind, actions.next_number(key), points[0] if len(points) == 1 else "")
    return _new_page(key, NewForm(text=text), empty=True)


@bp.post("/bank/<key>/new")
@needs(May.BANK_EDIT)
def add(key: str) -> Any:
    bank_or_404(key)
    form, number = NewForm(), actions.next_number(key)
    if request.form.get("act") == CHECK:
        return _new_page(key, form)
    if not form.validate() or _looked(number, actions.renumbered(form.text.data, number)).errors:
        return _new_page(key, form, 422)
    made = actions.add_question(key, form.text.data, at=clock.received(), by=me().id, state=form.state.data)
    return back("bank.question", question_id=made.question_id)


@bp.post("/bank/<key>/preview")
@needs(May.BANK_EDIT)
def preview_new(key: str) -> Any:
    bank_or_404(key)
    number = actions.next_number(key)
    text = actions.renumbered(TextForm().text.data or "", number)
    return part("bank/_preview.html", looked=_looked(number, text))
