"""The analysis of an exam: what its scores are worth, and which questions to look at. No names, first attempts only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.bank.rules import Kind, Question
from cstrain.exam import queries
from cstrain.exam.rules.grading import shown
from cstrain.exam.rules.statistics.figures import OptionFigures
from cstrain.exam.rules.statistics.form import Form
from cstrain.exam.rules.statistics.shown import Flag, Told
from cstrain.exam.views import plots
from cstrain.exam.views.blueprint import bp
from cstrain.exam.words import FLAGS, OPTION_WORDS
from cstrain.kit.errors import NotYours
from cstrain.kit.web import page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

PER_PAGE = 50


@bp.get("/exams/analysis")
@needs(May.EXAM_ANALYSE)
def analyses() -> Any:
    """All exams with how many people have sat them once."""
    return page("exam/analyses.html", rows=[(each, queries.count_first(each.id)) for each in queries.exams()])


@bp.get("/exams/<key>/analysis")
@needs(May.EXAM_ANALYSE)
def analysis(key: str) -> Any:
    """Six figures, the distribution with the line, the map of questions, the questions to look at first."""
    exam = queries.exam_by_key(key)
    people = queries.sat(exam)
    versions = queries.versions_sat(exam, people)
    asked = request.args.get("version", type=int)
    version = next((each for each in versions if each.number == asked), versions[0] if versions else None)
    row = queries.form_row(version, people) if version else None
    items = queries.item_rows(exam, people)
    number = max(1, request.args.get("page", 1, type=int))
    return page(
        "exam/analysis.html",
        exam=exam,
        versions=versions,
        row=row,
        items=items,
        listed=Listed(items, number),
        flagged=sum(bool(set(each.seen.flags) - {Flag.FEW}) for each in items),
        distribution=plots.distribution(row) if row else None,
        item_map=plots.item_map(items) if any(each.seen.told is not Told.HIDDEN for each in items) else None,
        people=len(people),
        figure=figure,
        plain=plain,
        percent=percent,
        shown=shown,
        FLAGS=FLAGS,
        may_set=me().can(May.LINE_SET),
        figures=_figures(row) if row else [],
        version_choices=[(each.number, _("第 %(n)s 版", n=each.number)) for each in versions],
    )


def _figures(row: queries.FormRow) -> list[dict[str, Any]]:
    form = row.form
    told = [
        (form.n, _("首次考试人数")),
        (percent(form.passed / form.n), _("首次通过，%(n)s 人", n=form.passed)),
        (figure(form.found.mean, 1), _("平均分，满分 %(n)s", n=plain(form.full))),
        (plain(form.line), _("及格线")),
        (_reliability(form), _("信度")),
        (percent(form.same.same) if form.same else "—", _("再考一次结论不变")),
    ]
    return [{"value": value, "label": label} for value, label in told]


def _reliability(form: Form) -> str:
    if form.reliability is None:
        return "—"
    between = f" {figure(form.interval[0])}–{figure(form.interval[1])}" if form.interval else ""
    return f"{figure(form.reliability)}{between}" if form.told is Told.SHOWN else f"≈{figure(form.reliability)}"


class Listed:
    """One page of a list that is already in memory."""

    def __init__(self, items: list[Any], number: int) -> None:
        self.total, self.per_page = len(items), PER_PAGE
        self.pages = max(1, math.ceil(self.total / PER_PAGE))
        self.page = min(number, self.pages)
        self.items = items[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]


@bp.get("/exams/<key>/analysis/<version_id>")
@needs(May.EXAM_ANALYSE)
def item(key: str, version_id: str) -> Any:
    """One question version: who chose what, by the score of the whole paper."""
    exam = queries.exam_by_key(key)
    rows = queries.item_rows(exam, queries.sat(exam))
    row = next((each for each in rows if each.version.id == version_id), None)
    if row is None:
        raise NotYours
    words = option_words(row.question)
    figures = row.seen.figures
    told = row.seen.told is not Told.HIDDEN
    return page(
        "exam/item.html",
        exam=exam,
        row=row,
        figures=figures,
        question=row.question,
        told=told,
        options=[_option(one, words, row) for one in figures.options],
        plot=plots.curves(figures, _right(row), [each[:12] for each in words]) if told and words else None,
        others=[each for each in rows if each.version.question_id == row.version.question_id and each is not row],
        figure=figure,
        percent=percent,
        FLAGS=FLAGS,
        may_ask=me().can(May.REGRADE_ASK),
        may_edit=me().can(May.BANK_EDIT),
    )


@dataclass(frozen=True)
class OptionRow:
    words: str
    is_right: bool
    figures: OptionFigures


def _option(one: OptionFigures, words: list[str], row: queries.ItemRow) -> OptionRow:
    text = words[one.option] if one.option >= 0 else str(OPTION_WORDS["blank"])
    return OptionRow(text, one.option in _right(row), one)


def _right(row: queries.ItemRow) -> frozenset[int]:
    return queries.right_of(row.question)


def option_words(question: Question) -> list[str]:
    """Options as a table names them."""
    if question.kind is Kind.JUDGEMENT:
        return [str(OPTION_WORDS["right"]), str(OPTION_WORDS["wrong"])]
    return [option.text for option in question.options]


def figure(value: float | None, places: int = 2) -> str:
    """A figure rounded for reading, with a real minus; — where it is not defined."""
    return "—" if value is None else f"{value:.{places}f}".replace("-", "−")


def percent(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.0f}%"


def plain(value: float) -> str:
    """Points without a needless .0."""
    return f"{value:.1f}".removesuffix(".0")
