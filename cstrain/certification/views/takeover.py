"""Agents already at work: the sheet with its dry run, the list, the second person's approval."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.certification import actions, queries
from cstrain.certification.forms import PasswordForm, ReasonForm, TakeOverConfirmForm, TakeOverForm
from cstrain.certification.models import TakeOver
from cstrain.certification.rules.takeover import COLUMNS, TakeOverPlan, TakeOverState, require_exam_by
from cstrain.certification.views.blueprint import bp
from cstrain.certification.words import SHEET_FAULTS, TAKE_OVERS
from cstrain.kit import clock, db
from cstrain.kit.errors import BadInput, NotYours, Refusal
from cstrain.kit.sheets import XLSX, Sheet, faults_by_row, packed, read, unpacked, write
from cstrain.kit.web import Page, back, download, page, words_of
from cstrain.people.doors import me, needs, prove
from cstrain.people.models import Person
from cstrain.people.queries import mine, named
from cstrain.people.rules import May

PER_PAGE = 50
MOST_SHOWN = 200
WRONG = ("wrong_password", "signing_locked")
SAMPLE = (("CS-10007", "售前客服", "青禾箱包旗舰店", "普通客服", "2024-03-01", "S001"),)


@bp.get("/takeover")
@needs(May.TAKE_OVER)
def take_over() -> Any:
    return _list_page(TakeOverForm())


def _list_page(form: TakeOverForm, status: int = 200, wrong: str = "") -> Page:
    state = request.args.get("show", "")
    state = state if state in list(TakeOverState) else ""
    ids = mine(me(), May.TAKE_OVER).with_only_columns(Person.id).order_by(None)
    query = queries.take_overs(state).where(TakeOver.person_id.in_(ids))
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    people = named({each for row in listed.items for each in (row.approver_id, row.prepared_by, row.settled_by or "")})
    states = [("", _("全部状态")), *((word, label) for word, (label, _i, _t) in TAKE_OVERS.items())]
    return page(
        "certification/take_over.html",
        status,
        levels=queries.level_names(),
        form=form,
        wrong=wrong,
        listed=listed,
        people=people,
        state=state,
        states=states,
        columns=COLUMNS,
        prepared=request.args.get("prepared", 0, int),
    )


@bp.post("/takeover")
@needs(May.TAKE_OVER)
def preview_take_over() -> Any:
    form = TakeOverForm()
    if not form.validate():
        return _list_page(form, 422)
    until: date = form.until.data
    try:
        require_exam_by(until, queries.today(clock.received()))
    except Refusal as refusal:
        form.until.errors = [words_of(refusal)]
        return _list_page(form, 422)
    return _preview(read(form.sheet.data.read()), form.sheet.data.filename or "", until)


def _plan(sheet: Sheet) -> TakeOverPlan:
    asked = me()
    return queries.take_over_plan(sheet, preparer=asked.id, teams=asked.may[May.TAKE_OVER], at=clock.received())


def _preview(sheet: Sheet, name: str, until: date) -> Page:
    plan = _plan(sheet)
    bad = faults_by_row(sheet, plan.faults, SHEET_FAULTS)
    titles = [title for title in COLUMNS if title in sheet.titles]
    return page(
        "certification/preview_take_over.html",
        422 if bad else 200,
        levels=queries.level_names(),
        name=name,
        until=until,
        total=len(sheet.rows),
        titles=titles,
        letters={title: sheet.column(title) for title in titles},
        plan=plan,
        bad=bad[:MOST_SHOWN],
        bad_count=len(bad),
        rows=None if bad else packed(sheet, COLUMNS),
        most_shown=MOST_SHOWN,
    )


@bp.post("/takeover/confirm")
@needs(May.TAKE_OVER)
def confirm_take_over() -> Any:
    form, asked = TakeOverConfirmForm(), me()
    if not form.validate():
        raise BadInput("rows")
    made = actions.prepare_take_over(
        unpacked(form.rows.data),
        until=form.until.data,
        by=asked.id,
        at=clock.received(),
        teams=asked.may[May.TAKE_OVER],
    )
    return back("certification.take_over", show=TakeOverState.PREPARED.value, prepared=len(made))


@bp.get("/takeover/template.xlsx")
@needs(May.TAKE_OVER)
def take_over_template() -> Any:
    return download(write(COLUMNS, SAMPLE, "存量认定"), "存量认定模板.xlsx", XLSX)


@bp.get("/takeover/approve")
@needs(May.TAKE_OVER_APPROVE)
def approve_list() -> Any:
    return _approve_page(PasswordForm())


def _approve_page(form: PasswordForm, status: int = 200, wrong: str = "", picked: tuple[str, ...] = ()) -> Page:
    query = queries.to_approve(queries.principals(me().id, clock.received()))
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    people = named({each for row in listed.items for each in (row.prepared_by, row.approver_id)})
    return page(
        "certification/approve_list.html",
        status,
        levels=queries.level_names(),
        form=form,
        wrong=wrong,
        listed=listed,
        people=people,
        picked=picked,
        approved=request.args.get("approved", 0, int),
        declined=request.args.get("declined", 0, int),
    )


@bp.post("/takeover/approve")
@needs(May.TAKE_OVER_APPROVE)
def approve_take_over() -> Any:
    form, picked = PasswordForm(), tuple(request.form.getlist("row"))
    if not form.validate():
        return _approve_page(form, 422, picked=picked)
    if not picked:
        return _approve_page(form, 422, _("请至少选一行。"))
    own = queries.principals(me().id, clock.received())
    rows = db.database.session.query(TakeOver).where(TakeOver.id.in_(picked)).all()
    if len(rows) != len(set(picked)) or any(row.approver_id not in own for row in rows):
        raise NotYours
    try:
        proof = prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _approve_page(form, 409, words_of(refusal), picked)
    made = actions.approve_take_over(picked, proof=proof, at=clock.received())
    return back("certification.approve_list", approved=len(made))


def _awaiting(take_over_id: str) -> TakeOver:
    found = db.database.session.get(TakeOver, take_over_id)
    if found is None or found.approver_id not in queries.principals(me().id, clock.received()):
        raise NotYours
    return found


@bp.get("/takeover/<take_over_id>/decline")
@needs(May.TAKE_OVER_APPROVE)
def decline_take_over(take_over_id: str) -> Any:
    return page("certification/decline_take_over.html", row=_awaiting(take_over_id), form=ReasonForm())


@bp.post("/takeover/<take_over_id>/decline")
@needs(May.TAKE_OVER_APPROVE)
def save_decline(take_over_id: str) -> Any:
    row, form = _awaiting(take_over_id), ReasonForm()
    if not form.validate():
        return page("certification/decline_take_over.html", 422, row=row, form=form)
    actions.decline_take_over(take_over_id, reason=form.reason.data or "", by=me().id, at=clock.received())
    return back("certification.approve_list", declined=1)
