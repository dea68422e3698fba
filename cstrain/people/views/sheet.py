"""People by sheet: template, dry run with row and column, then the import and its slips."""

from __future__ import annotations

from typing import Any

from cstrain.kit import clock
from cstrain.kit.errors import BadInput
from cstrain.kit.sheets import XLSX, Sheet, faults_by_row, packed, read, unpacked, write
from cstrain.kit.web import Page, download, page
from cstrain.people import actions
from cstrain.people.doors import me, needs
from cstrain.people.forms import ConfirmForm, SheetForm
from cstrain.people.queries import import_plan
from cstrain.people.rules import May
from cstrain.people.rules.sheet import COLUMNS, NEEDED
from cstrain.people.views.blueprint import bp
from cstrain.people.views.roster import slips
from cstrain.people.words import SHEET_FAULTS

SAMPLE = (
    ("CS-20418", "林晓雨", "售前接待组", "青禾箱包旗舰店", "2026-01-05", "学员"),
    ("T001", "陈峰", "售前接待组", "", "2025-03-01", "培训师"),
)
MOST_SHOWN = 200


@bp.get("/people/import")
@needs(May.PEOPLE_KEEP)
def import_sheet() -> Any:
    return page("people/import_sheet.html", form=SheetForm(), columns=COLUMNS, needed=NEEDED)


@bp.post("/people/import")
@needs(May.PEOPLE_KEEP)
def preview_sheet() -> Any:
    form = SheetForm()
    if not form.validate():
        return page("people/import_sheet.html", 422, form=form, columns=COLUMNS, needed=NEEDED)
    return _preview(read(form.sheet.data.read()), form.sheet.data.filename or "")


def _preview(sheet: Sheet, name: str) -> Page:
    plan = import_plan(sheet, me().may[May.PEOPLE_KEEP])
    bad = faults_by_row(sheet, plan.faults, SHEET_FAULTS)
    return page(
        "people/preview_sheet.html",
        422 if bad else 200,
        name=name,
        total=len(sheet.rows),
        titles=[title for title in COLUMNS if title in sheet.titles],
        letters={title: sheet.column(title) for title in COLUMNS if title in sheet.titles},
        plan=plan,
        bad=bad[:MOST_SHOWN],
        bad_count=len(bad),
        rows=None if bad else packed(sheet, COLUMNS),
        most_shown=MOST_SHOWN,
    )


@bp.post("/people/import/confirm")
@needs(May.PEOPLE_KEEP)
def confirm_sheet() -> Any:
    form, asked = ConfirmForm(), me()
    if not form.validate():
        raise BadInput("rows")
    done = actions.import_people(unpacked(form.rows.data), asked.id, clock.received(), teams=asked.may[May.PEOPLE_KEEP])
    return slips(done.new, changed=len(done.changed), same=done.same)


@bp.get("/people/import/template.xlsx")
@needs(May.PEOPLE_KEEP)
def sheet_template() -> Any:
    return download(write(COLUMNS, SAMPLE, "人员"), "人员导入模板.xlsx", XLSX)
