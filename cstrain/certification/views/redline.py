"""Red-line events: recorded by one person, confirmed by another, settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms.fields.choices import SelectChoice

from cstrain.certification import actions, queries
from cstrain.certification.forms import PasswordForm, RedLineForm, RedLinePersonForm, SettleForm
from cstrain.certification.models import RedLine
from cstrain.certification.rules.redline import RedLineState
from cstrain.certification.views.blueprint import bp
from cstrain.certification.words import RED_LINES
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.sheets import XLSX, write
from cstrain.kit.web import Page, back, download, page, words_of
from cstrain.people.doors import me, needs, person_for, prove
from cstrain.people.models import Person
from cstrain.people.queries import by_number, mine, named
from cstrain.people.rules import May

PER_PAGE = 50
WRONG = ("wrong_password", "signing_locked")


@bp.get("/redline")
@needs(May.RED_LINE)
def red_lines() -> Any:
    query = queries.red_line_list(mine(me(), May.RED_LINE))
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    ids = {each for row in listed.items for each in (row.reported_by, row.second_id, row.settled_by or "")}
    return page("certification/red_lines.html", listed=listed, people=named(ids))


FIELDS = ("哪天", "工号", "姓名", "小组", "状态", "登记人", "第二人", "处理人", "处理时间")


@bp.get("/redline/export.xlsx")
@needs(May.RED_LINE)
def export_red_lines() -> Any:
    """The events of the list, all pages of them; what happened stays on the page of each."""
    rows = list(db.database.session.scalars(queries.red_line_list(mine(me(), May.RED_LINE))))
    people = named({each for row in rows for each in (row.reported_by, row.second_id, row.settled_by or "")})
    return download(write(FIELDS, [_sheet_line(row, people) for row in rows], "红线事件"), "红线事件.xlsx", XLSX)


def _sheet_line(row: RedLine, people: Mapping[str, Person]) -> list[str]:
    who = [people[one].name if one in people else "" for one in (row.reported_by, row.second_id, row.settled_by or "")]
    settled = clock.local(row.settled_at).strftime("%Y-%m-%d %H:%M") if row.settled_at else ""
    team = row.person.team.name if row.person.team else ""
    head = [row.on.isoformat(), row.person.employee_no, row.person.name, team]
    return [*head, str(RED_LINES[row.state][0]), *who, settled]


def _about() -> Person | None:
    """Whom the page is about, by number; 404 for somebody who is not in one's teams."""
    number = request.values.get("number", "").strip()
    if not number:
        return None
    found = by_number(number)
    if found is None:
        raise NotYours
    return person_for(found.id, May.RED_LINE)


def _form(shown: Person) -> RedLineForm:
    form = RedLineForm()
    others = queries.second_people(shown, me().id, clock.received())
    form.second.choices = [SelectChoice(each.id, f"{each.name} {each.employee_no}") for each in others]
    if not form.is_submitted():
        form.number.data = shown.employee_no
    return form


@bp.get("/redline/new")
@needs(May.RED_LINE)
def new_red_line() -> Any:
    """First who, then what: the second person is chosen among those with a duty towards the team."""
    shown = _about()
    if shown is None:
        return page("certification/new_red_line.html", shown=None, form=RedLinePersonForm(formdata=None))
    return page("certification/new_red_line.html", shown=shown, form=_form(shown))


@bp.post("/redline/new")
@needs(May.RED_LINE)
def save_red_line() -> Any:
    shown = _about()
    if shown is None:
        form = RedLinePersonForm()
        form.validate()
        return page("certification/new_red_line.html", 422, shown=None, form=form)
    form = _form(shown)
    if not form.validate():
        return page("certification/new_red_line.html", 422, shown=shown, form=form)
    made = actions.record_red_line(
        shown.id,
        on=form.on.data,
        told=form.told.data or "",
        second_id=form.second.data,
        by=me().id,
        at=clock.received(),
    )
    return back("certification.red_line", event_id=made.id)


def _seen(event_id: str) -> RedLine:
    """The event, if one is the second person, or records red lines for that team; else 404."""
    found = queries.red_line(event_id)
    if found is None:
        raise NotYours
    if found.second_id != me().id:
        if not me().can(May.RED_LINE):
            raise NotYours
        person_for(found.person_id, May.RED_LINE)
    return found


@bp.get("/redline/<event_id>")
@needs(May.LEARN)
def red_line(event_id: str) -> Any:
    return _page(_seen(event_id), PasswordForm(), SettleForm())


def _page(found: RedLine, form: PasswordForm, settle: SettleForm, status: int = 200, wrong: str = "") -> Page:
    team_id = found.person.team_id
    keeps = me().can(May.RED_LINE, team_id) if team_id else me().can_for_all(May.RED_LINE)
    return page(
        "certification/red_line.html",
        status,
        event=found,
        told=queries.told_of(found),
        settlement=queries.settlement_of(found),
        people=named([found.reported_by, found.second_id, found.settled_by or ""]),
        asked=found.second_id == me().id and found.state == RedLineState.REPORTED.value,
        keeps=keeps and found.person_id != me().id,
        form=form,
        settle=settle,
        wrong=wrong,
    )


def _asked(event_id: str) -> RedLine:
    found = _seen(event_id)
    if found.second_id != me().id:
        raise NotYours
    return found


@bp.post("/redline/<event_id>/confirm")
@needs(May.LEARN)
def confirm_red_line(event_id: str) -> Any:
    found, form = _asked(event_id), PasswordForm()
    if not form.validate():
        return _page(found, form, SettleForm(formdata=None), 422)
    try:
        proof = prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _page(_asked(event_id), form, SettleForm(formdata=None), 409, words_of(refusal))
    actions.confirm_red_line(event_id, proof=proof, at=clock.received())
    return back("certification.red_line", event_id=event_id)


@bp.post("/redline/<event_id>/dismiss")
@needs(May.LEARN)
def dismiss_red_line(event_id: str) -> Any:
    _asked(event_id)
    actions.dismiss_red_line(event_id, by=me().id, at=clock.received())
    return back("certification.red_line", event_id=event_id)


@bp.post("/redline/<event_id>/settle")
@needs(May.RED_LINE)
def settle_red_line(event_id: str) -> Any:
    found, form = _seen(event_id), SettleForm()
    person_for(found.person_id, May.RED_LINE)
    if not form.validate():
        return _page(found, PasswordForm(formdata=None), form, 422)
    actions.settle_red_line(event_id, done=form.reason.data or "", by=me().id, at=clock.received())
    return back("certification.red_line", event_id=event_id)
