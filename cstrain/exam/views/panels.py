"""Setting the pass line: calling judges, a judge's own page, the discussion, the decision."""

from __future__ import annotations

import re
import secrets
from fractions import Fraction
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.bank.rules import Question, key_of
from cstrain.exam import actions, queries
from cstrain.exam.forms import LineForm, PanelForm, ReasonForm
from cstrain.exam.models import Panel
from cstrain.exam.rules.grading import shown
from cstrain.exam.rules.standard_setting import Round
from cstrain.exam.views.blueprint import bp
from cstrain.exam.words import PANEL
from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people import queries as people
from cstrain.people.doors import me, needs
from cstrain.people.rules import May


@bp.get("/exams/<key>/line")
@needs(May.LINE_SET)
def line(key: str) -> Any:
    """The line that holds, where it came from, panels before it, calling a new one."""
    return _line_page(key, PanelForm())


def _line_page(key: str, form: PanelForm, status: int = 200) -> Any:
    exam = queries.exam_by_key(key)
    version = queries.newest_version(exam.id)
    if version is None:
        raise NotYours
    blueprint, _decided = queries.blueprint_of(version)
    listed = queries.panels(exam.id)
    return page(
        "exam/line.html",
        status=status,
        exam=exam,
        blueprint=blueprint,
        panels=listed,
        holding=queries.settled_panel(exam.id),
        running=queries.running_panel(exam.id),
        people=people.named([each.settled_by or each.by for each in listed]),
        form=form,
        shown=shown,
        told=lambda value: shown(Fraction(value)),
        PANEL=PANEL,
        Round=Round,
    )


@bp.post("/exams/<key>/line")
@needs(May.LINE_SET)
def open_panel(key: str) -> Any:
    """Judges by their numbers."""
    form = PanelForm()
    if not form.validate():
        return _line_page(key, form, 422)
    numbers = [each for each in re.split(r"[\s,，、;；]+", form.judges.data) if each]
    found = {number: people.by_number(number) for number in numbers}
    unknown = [number for number, person in found.items() if person is None]
    if unknown:
        form.judges.errors = [_("没有这些工号：%(n)s", n="、".join(unknown))]
        return _line_page(key, form, 422)
    judges = [person.id for person in found.values() if person is not None]
    panel = actions.open_panel(key, judges, by=me().id, at=clock.received(), seed=secrets.token_hex(16))
    return back("exam.panel", panel_id=panel.id)


@bp.get("/exams/line/<panel_id>")
@needs(May.LINE_SET)
def panel(panel_id: str) -> Any:
    """Who has handed in; from the discussion on, what it comes to and the decision."""
    return _panel_page(queries.panel(panel_id), LineForm())


def _panel_page(found: Panel, form: LineForm, status: int = 200) -> Any:
    exam, came_to = queries.exam_of(found), None
    if found.state != Round.BLIND:
        came_to = queries.outcome(found)
    judges = queries.panel_judges(found.id)
    return page(
        "exam/panel.html",
        status=status,
        panel=found,
        exam=exam,
        judges=judges,
        people=people.named([*(each.person_id for each in judges), found.by, found.settled_by]),
        outcome=came_to,
        sums=dict(zip(came_to.judges, came_to.standard.sums, strict=True)) if came_to else {},
        places=queries.discussed(exam, found, came_to) if came_to else [],
        ready=sum(each.blind_at is not None for each in judges),
        asked=len(queries.panel_places(found.id)),
        form=form,
        shown=shown,
        told=lambda value: shown(Fraction(value)),
        PANEL=PANEL,
        Round=Round,
    )


@bp.post("/exams/line/<panel_id>/talk")
@needs(May.LINE_SET)
def talk(panel_id: str) -> Any:
    """End the blind round."""
    actions.open_talk(panel_id, at=clock.received())
    return back("exam.panel", panel_id=panel_id)


@bp.post("/exams/line/<panel_id>/settle")
@needs(May.LINE_SET)
def settle(panel_id: str) -> Any:
    """The decision, with its reason."""
    form = LineForm()
    if not form.validate():
        return _panel_page(queries.panel(panel_id), form, 422)
    decided = Fraction(str(form.line.data))
    actions.settle_panel(panel_id, decided, reason=form.reason.data, by=me().id, at=clock.received())
    return back("exam.panel", panel_id=panel_id)


@bp.post("/exams/line/<panel_id>/drop")
@needs(May.LINE_SET)
def drop(panel_id: str) -> Any:
    """Give it up, with the reason."""
    form = ReasonForm()
    if not form.validate():
        return _panel_page(queries.panel(panel_id), LineForm(), 422)
    actions.drop_panel(panel_id, reason=form.reason.data, by=me().id, at=clock.received())
    return back("exam.panel", panel_id=panel_id)


@bp.get("/judge/<panel_id>")
@needs(May.LEARN)
def judge(panel_id: str) -> Any:
    """A judge's own page: every question with its key, and one figure for each."""
    return _judge_page(queries.panel(panel_id), {})


def _judge_page(found: Panel, wrong: dict[int, str], status: int = 200) -> Any:
    judges = queries.panel_judges(found.id)
    mine = next((each for each in judges if each.person_id == me().id), None)
    if mine is None:
        raise NotYours
    places = queries.panel_places(found.id)
    questions = queries.key_questions({each.question_version_id for each in places})
    is_talk = found.state == Round.TALK and mine.blind_at is not None
    came_to = queries.outcome(found) if is_talk else None
    done = mine.blind_at if found.state == Round.BLIND else mine.talk_at
    return page(
        "exam/judge.html",
        status=status,
        panel=found,
        exam=queries.exam_of(found),
        mine=mine,
        is_open=found.state in (Round.BLIND, Round.TALK) and done is None and (is_talk or found.state == Round.BLIND),
        rows=[(each, questions[each.question_version_id]) for each in places],
        keys={each.place: _key_words(questions[each.question_version_id]) for each in places},
        figures=queries.figures_of(found.id).get(me().id, {}),
        seen={each.place.place: each for each in queries.discussed(queries.exam_of(found), found, came_to)}
        if came_to
        else {},
        typed=request.form,
        wrong=wrong,
        judges=len(judges),
        PANEL=PANEL,
        Round=Round,
    )


def _key_words(question: Question) -> str:
    """The key of kinds whose options do not show it."""
    if question.options or question.parts:
        return ""
    key = key_of(question, people.decided())
    if isinstance(key, bool):
        return str(_("对") if key else _("错"))
    if isinstance(key, list):
        return "；".join(map(str, key))
    return str(key) if isinstance(key, str) else ""


@bp.post("/judge/<panel_id>")
@needs(May.LEARN)
def save_judgement(panel_id: str) -> Any:
    """What was typed is kept; 交出 hands the round in."""
    found = queries.panel(panel_id)
    given = {each.place: request.form.get(f"s{each.place}", "").strip() for each in queries.panel_places(panel_id)}
    wrong = {place: _("填 1 到 99 之间的整数") for place, text in given.items() if text and not _is_share(text)}
    if wrong:
        return _judge_page(found, wrong, 422)
    percents = {place: int(text) for place, text in given.items() if text}
    is_done = request.form.get("done") == "yes"
    actions.judge(panel_id, percents, by=me().id, at=clock.received(), done=is_done)
    return back("exam.judge", panel_id=panel_id)


def _is_share(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= 99
