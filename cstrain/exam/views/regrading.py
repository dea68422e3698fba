"""Changing a key after the fact: asked by one, looked at paper by paper and approved by another."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.exam import actions, queries
from cstrain.exam.forms import ApproveForm, ReasonForm, RegradeForm
from cstrain.exam.models import Regrade
from cstrain.exam.rules.grading import shown
from cstrain.exam.rules.regrading import Change, State, options_of, right_of
from cstrain.exam.views.blueprint import bp
from cstrain.exam.words import REGRADE
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import back, page
from cstrain.people import queries as people
from cstrain.people.doors import me, needs
from cstrain.people.rules import May


@bp.get("/exams/regrades")
@needs(May.EXAM_ANALYSE)
def regrades() -> Any:
    """Those that wait for a second person first."""
    listed = queries.regrades()
    return page(
        "exam/regrades.html",
        rows=listed,
        questions=queries.key_questions({each.question_version_id for each in listed}),
        people=people.named([each.by for each in listed]),
        REGRADE=REGRADE,
    )


@bp.get("/exams/regrade/new/<version_id>")
@needs(May.REGRADE_ASK)
def new_regrade(version_id: str) -> Any:
    """Which options should count as right, and why."""
    return _new_page(version_id, RegradeForm(way="key"))


def _new_page(version_id: str, form: RegradeForm, status: int = 200) -> Any:
    question = queries.key_questions({version_id}).get(version_id)
    if question is None:
        raise NotYours
    options = options_of(question)
    chosen = request.form.getlist("right") if status != 200 else [str(each) for each in right_of(question)]
    if not options:
        form.way.data = "strike"
    return page(
        "exam/new_regrade.html",
        status=status,
        version_id=version_id,
        question=question,
        options=options,
        chosen=chosen,
        now=right_of(question),
        papers=len(queries.graded_with(version_id)),
        form=form,
    )


@bp.post("/exams/regrade/new/<version_id>")
@needs(May.REGRADE_ASK)
def ask_regrade(version_id: str) -> Any:
    """Nothing changes until somebody else approves."""
    form = RegradeForm()
    if not form.validate():
        return _new_page(version_id, form, 422)
    given = [each for each in request.form.getlist("right") if each.isascii() and each.isdigit()]
    right = None if form.way.data == "strike" else [int(each) for each in given]
    made = actions.ask_regrade(version_id, right, reason=form.reason.data, by=me().id, at=clock.received())
    return back("exam.regrade", regrade_id=made.id)


@bp.get("/exams/regrade/<regrade_id>")
@needs(May.EXAM_ANALYSE)
def regrade(regrade_id: str) -> Any:
    """Before and after, paper by paper, those that flip first; of other teams' people only how many."""
    return _regrade_page(queries.regrade(regrade_id), ReasonForm())


def _regrade_page(found: Regrade, form: ReasonForm, status: int = 200) -> Any:
    question = queries.key_questions({found.question_version_id})[found.question_version_id]
    waits = found.state == State.ASKED
    listed = queries.changes(found) if waits else []
    rows, hidden = _rows(listed)
    done = queries.regrade_lines(found.id)
    return page(
        "exam/regrade.html",
        status=status,
        asked=found,
        question=question,
        wanted=_words(found, options_of(question)),
        rows=rows,
        hidden=hidden,
        flips=sum(each.flips for each in listed),
        total=len(listed),
        done=len(done),
        flipped=sum(each.before.get("passed") != each.after.get("passed") for each in done),
        seen=queries.seen_mark(listed),
        people=people.named([found.by, found.settled_by, *(each.person_id for each in rows)]),
        may_approve=waits and me().can(May.REGRADE_APPROVE) and found.by != me().id,
        may_decline=waits and (me().can(May.REGRADE_APPROVE) or found.by == me().id),
        form=form,
        shown=shown,
        REGRADE=REGRADE,
    )


def _rows(listed: list[Change]) -> tuple[list[Change], int]:
    """Changes of people in the asking person's teams, and how many others there are."""
    known = people.named([each.person_id for each in listed])
    asked = me()

    def is_mine(team_id: str | None) -> bool:
        return asked.can(May.EXAM_ANALYSE, team_id) if team_id else asked.can_for_all(May.EXAM_ANALYSE)

    mine = [each for each in listed if is_mine(known[each.person_id].team_id)]
    return mine, len(listed) - len(mine)


def _words(found: Regrade, options: tuple[str, ...]) -> str:
    if found.right is None:
        return str(_("这道题作废，人人得分"))
    return "；".join(options[place] for place in found.right)


@bp.post("/exams/regrade/<regrade_id>/approve")
@needs(May.REGRADE_APPROVE)
def approve_regrade(regrade_id: str) -> Any:
    """By another person than the one who asked, over the list that was seen."""
    form = ApproveForm()
    if not form.validate():
        raise Refusal("regrade_has_moved")
    actions.approve_regrade(regrade_id, seen=form.seen.data, by=me().id, at=clock.received())
    return back("exam.regrade", regrade_id=regrade_id)


@bp.post("/exams/regrade/<regrade_id>/decline")
@needs(May.EXAM_ANALYSE)
def decline_regrade(regrade_id: str) -> Any:
    """No, with the reason; whoever asked may take it back."""
    found = queries.regrade(regrade_id)
    if not (me().can(May.REGRADE_APPROVE) or found.by == me().id):
        raise NotYours
    form = ReasonForm()
    if not form.validate():
        return _regrade_page(found, form, 422)
    actions.decline_regrade(regrade_id, remark=form.reason.data, by=me().id, at=clock.received())
    return back("exam.regrade", regrade_id=regrade_id)
