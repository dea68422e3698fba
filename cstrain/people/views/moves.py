"""Changes of state: by sheet (template, dry run, deed), and one person's move to another team or store."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.kit import clock
from cstrain.kit.errors import BadInput
from cstrain.kit.sheets import XLSX, Row, Sheet, packed, read, said, unpacked, write
from cstrain.kit.web import Page, back, download, page
from cstrain.people import actions
from cstrain.people.doors import me, needs, person_for
from cstrain.people.forms import ConfirmForm, SheetForm, TransferForm, choices
from cstrain.people.queries import move_plan, stores
from cstrain.people.rules import May, local_date
from cstrain.people.rules.moves import COLUMNS, EVENTS, NEEDED
from cstrain.people.rules.sheet import Fault
from cstrain.people.views.blueprint import bp
from cstrain.people.views.roster import require_team, team_pairs
from cstrain.people.words import SHEET_FAULTS, STATES

SAMPLE = (
    ("CS-20418", "请假", "2026-01-05", "2026-01-12", "", "", "", "婚假"),
    ("CS-10007", "调动", "2026-01-05", "", "售后服务组", "", "", "售后缺人"),
    ("CS-10008", "返聘", "2026-01-05", "", "", "", "CS-30002", "回来上班"),
)
MOST_SHOWN = 200
WORDS = {event: word for word, event in EVENTS.items()}


def _upload(form: SheetForm, status: int = 200) -> Page:
    return page("people/move_sheet.html", status, form=form, columns=COLUMNS, needed=NEEDED, events=list(EVENTS))


@bp.get("/people/moves")
@needs(May.TEAM_STATE)
def move_sheet() -> Any:
    return _upload(SheetForm())


@bp.post("/people/moves")
@needs(May.TEAM_STATE)
def preview_moves() -> Any:
    form = SheetForm()
    if not form.validate():
        return _upload(form, 422)
    sheet = read(form.sheet.data.read())
    plan = move_plan(sheet, me(), local_date(clock.received(), clock.zone()))
    bad = _bad(sheet, plan.faults)
    return page(
        "people/preview_moves.html",
        422 if bad else 200,
        name=form.sheet.data.filename or "",
        plan=plan,
        bad=bad[:MOST_SHOWN],
        bad_count=len(bad),
        rows=None if bad else packed(sheet, COLUMNS),
        most_shown=MOST_SHOWN,
        WORDS=WORDS,
        STATES=STATES,
    )


def _bad(sheet: Sheet, faults: tuple[Fault, ...]) -> list[tuple[int, str, str, str]]:
    """(row, letter of the column, number, words); a state among the facts is named as the reader names it."""
    rows: dict[int, Row] = {row.number: row for row in sheet.rows}
    found = []
    for fault in faults:
        facts = dict(fault.facts)
        if "state" in facts:
            facts["state"] = str(STATES[facts["state"]][0])
        letter = sheet.column(fault.column) if fault.column in sheet.titles else ""
        number = rows[fault.row].cells.get("工号", "") if fault.row in rows else ""
        found.append((fault.row, letter, number, said(Fault(fault.row, fault.column, fault.code, facts), SHEET_FAULTS)))
    return found


@bp.post("/people/moves/confirm")
@needs(May.TEAM_STATE)
def confirm_moves() -> Any:
    form, asked = ConfirmForm(), me()
    if not form.validate():
        raise BadInput("rows")
    done = actions.move_by_sheet(unpacked(form.rows.data), asked, by=asked.id, at=clock.received())
    return page("people/moved.html", lines=done, WORDS=WORDS)


@bp.get("/people/moves/template.xlsx")
@needs(May.TEAM_STATE)
def move_template() -> Any:
    return download(write(COLUMNS, SAMPLE, "变动"), "人员变动模板.xlsx", XLSX)


def _transfer_form() -> TransferForm:
    form = TransferForm()
    form.team.choices = choices(team_pairs(me(), May.PEOPLE_KEEP, none=_("不分小组")))
    form.store.choices = choices([("", _("不分店铺")), *((store.id, store.name) for store, _people in stores())])
    return form


@bp.get("/people/<person_id>/transfer")
@needs(May.PEOPLE_KEEP)
def transfer(person_id: str) -> Any:
    shown, form = person_for(person_id, May.PEOPLE_KEEP), _transfer_form()
    form.team.data, form.store.data = shown.team_id or "", shown.store_id or ""
    form.on.data = local_date(clock.received(), clock.zone())
    return page("people/transfer.html", form=form, shown=shown)


@bp.post("/people/<person_id>/transfer")
@needs(May.PEOPLE_KEEP)
def save_transfer(person_id: str) -> Any:
    shown, form = person_for(person_id, May.PEOPLE_KEEP), _transfer_form()
    if not form.validate():
        return page("people/transfer.html", 422, form=form, shown=shown)
    require_team(May.PEOPLE_KEEP, form.team.data or None)
    actions.transfer(
        person_id,
        team=form.team.data or None,
        store=form.store.data or None,
        on=form.on.data,
        reason=str(form.reason.data),
        by=me().id,
        at=clock.received(),
    )
    return back("people.person", person_id=person_id)
