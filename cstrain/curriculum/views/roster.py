"""The roster: a fortnight as a table, and the sheet it comes by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import request

from cstrain.curriculum import actions, queries
from cstrain.curriculum.forms import RowsForm, SheetForm
from cstrain.curriculum.queries.roster import month_of
from cstrain.curriculum.rules.roster import COLUMNS, SHIFTS
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.words import SHEET_FAULTS, SHIFT_WORDS
from cstrain.kit import clock, db
from cstrain.kit.errors import BadInput
from cstrain.kit.sheets import XLSX, packed, read, said, unpacked, write
from cstrain.kit.web import Page, back, download, page
from cstrain.people.doors import me, needs
from cstrain.people.models import Person
from cstrain.people.queries import PeopleFilter, mine, people_list
from cstrain.people.rules import May, PersonState, local_date

PER_PAGE, SHOWN = 40, 14
SAMPLE = (("CS-20418", "2026-01-05", "早"), ("CS-20418", "2026-01-06", "晚"), ("CS-20418", "2026-01-07", "休"))
MOST_SHOWN = 200


def _first() -> date:
    """The Monday from which on the table shows two weeks."""
    today = local_date(clock.received(), clock.zone())
    try:
        asked = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        asked = today
    return asked - timedelta(days=asked.weekday())


@bp.get("/roster")
@needs(May.TEAM_STATE)
def roster() -> Any:
    first, words = _first(), request.args.get("q", "").strip()
    query = people_list(mine(me(), May.TEAM_STATE), PeopleFilter(words)).where(Person.state != PersonState.LEFT.value)
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    days = [first + timedelta(days=ahead) for ahead in range(SHOWN)]
    return page(
        "curriculum/roster.html",
        listed=listed,
        words=words,
        days=days,
        held=month_of([one.id for one in listed.items], days[0], days[-1]),
        before=first - timedelta(days=SHOWN),
        after=first + timedelta(days=SHOWN),
        today=local_date(clock.received(), clock.zone()),
        kept=request.args.get("kept", 0, int),
        SHIFTS=SHIFT_WORDS,
    )


def _upload(form: SheetForm, status: int = 200) -> Page:
    return page("curriculum/roster_sheet.html", status, form=form, columns=COLUMNS, shifts=list(SHIFTS))


@bp.get("/roster/sheet")
@needs(May.TEAM_STATE)
def roster_sheet() -> Any:
    return _upload(SheetForm())


@bp.post("/roster/sheet")
@needs(May.TEAM_STATE)
def preview_roster() -> Any:
    form = SheetForm()
    if not form.validate():
        return _upload(form, 422)
    sheet = read(form.sheet.data.read())
    plan = queries.roster_plan(sheet, me(), local_date(clock.received(), clock.zone()))
    bad = [
        (one.row, sheet.column(one.column) if one.column in sheet.titles else "", said(one, SHEET_FAULTS))
        for one in plan.faults
    ]
    return page(
        "curriculum/preview_roster.html",
        422 if bad else 200,
        name=form.sheet.data.filename or "",
        plan=plan,
        bad=bad[:MOST_SHOWN],
        bad_count=len(bad),
        rows=None if bad else packed(sheet, COLUMNS),
        people=len({line.person_id for line in plan.lines}),
    )


@bp.post("/roster/sheet/confirm")
@needs(May.TEAM_STATE)
def save_roster() -> Any:
    form = RowsForm()
    if not form.validate():
        raise BadInput("rows")
    done = actions.keep_roster(unpacked(str(form.rows.data)), me(), at=clock.received())
    return back("curriculum.roster", kept=len(done.lines))


@bp.get("/roster/sheet/template.xlsx")
@needs(May.TEAM_STATE)
def roster_template() -> Any:
    return download(write(COLUMNS, SAMPLE, "排班"), "排班模板.xlsx", XLSX)
