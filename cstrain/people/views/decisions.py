"""What the firm has decided, what is open, and deciding it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.web import Page, back, download, page
from cstrain.people import actions
from cstrain.people.doors import me, needs
from cstrain.people.forms import AdoptForm, DecisionForm, FigureForm, OptionForm, WordsForm, choices
from cstrain.people.queries import asked as asked_for
from cstrain.people.queries import decision_history, decision_lines, named
from cstrain.people.rules import May
from cstrain.people.rules.decisions import CHOICE, WORDS, Asked
from cstrain.people.views.blueprint import bp


def _list_page(form: AdoptForm, status: int = 200) -> Page:
    lines = decision_lines()
    return page(
        "people/open_decisions.html",
        status,
        form=form,
        open_lines=[line for line in lines if line.value is None],
        made_lines=[line for line in lines if line.value is not None],
        suggested=sum(line.value is None and bool(line.asked.suggestion) for line in lines),
        names=named(line.value.by for line in lines if line.value is not None),
    )


@bp.get("/decisions")
@needs(May.DECISIONS_SEE)
def open_decisions() -> Any:
    return _list_page(AdoptForm())


FIELDS = ("名称", "定为", "单位", "理由", "谁定的", "哪天", "建议", "用在", "正等着")


@bp.get("/decisions/export.xlsx")
@needs(May.DECISIONS_SEE)
def export_decisions() -> Any:
    """Open ones and made ones, as the page lists them."""
    lines = sorted(decision_lines(), key=lambda line: line.value is not None)
    names = named(line.value.by for line in lines if line.value is not None)
    rows = []
    for line in lines:
        said, made = line.asked, line.value
        by = (names[made.by].name if made.by in names else made.by) if made else ""
        day = clock.local(made.at).date().isoformat() if made else ""
        value = (made.value, said.unit, made.reason) if made else ("", said.unit, "")
        rows.append((said.name, *value, by, day, said.suggestion, said.used_in, "、".join(line.waiting)))
    return download(write(FIELDS, rows, "由企业决定"), "由企业决定.xlsx", XLSX)


@bp.post("/decisions/adopt")
@needs(May.DECISIONS_MAKE)
def adopt_suggestions() -> Any:
    form = AdoptForm()
    if not form.validate():
        return _list_page(form, 422)
    actions.adopt_suggestions(reason=form.reason.data, by=me().id, at=clock.received())
    return back("people.open_decisions")


def _question(name: str) -> Asked:
    found = asked_for(name)
    if found is None:
        raise NotYours
    return found


def _form_for(question: Asked) -> DecisionForm:
    if question.kind == CHOICE:
        form = OptionForm()
        form.value.choices = choices((option, option) for option in question.options)
        return form
    return WordsForm() if question.kind == WORDS else FigureForm()


def _hint(question: Asked) -> str:
    if question.low:
        return str(_("%(low)s 到 %(high)s %(unit)s", low=question.low, high=question.high, unit=question.unit))
    return str(_("单位：%(unit)s", unit=question.unit)) if question.unit else ""


def _decision_page(question: Asked, form: DecisionForm, status: int = 200) -> Page:
    history = decision_history(question.name)
    return page(
        "people/decision.html",
        status,
        question=question,
        form=form,
        hint=_hint(question),
        history=history,
        names=named(row.by for row in history),
    )


@bp.get("/decisions/<name>")
@needs(May.DECISIONS_SEE)
def decision(name: str) -> Any:
    question = _question(name)
    return _decision_page(question, _form_for(question))


@bp.post("/decisions/<name>")
@needs(May.DECISIONS_MAKE)
def save_decision(name: str) -> Any:
    question = _question(name)
    form = _form_for(question)
    if not form.validate():
        return _decision_page(question, form, 422)
    actions.decide(name, form.value.data, reason=form.reason.data, by=me().id, at=clock.received())
    return back("people.open_decisions")
