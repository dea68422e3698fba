"""People by sheet: template, dry run with row and column, then the import and its slips."""

from __future__ import annotations

import json
from typing import Any

from cstrain.kit import clock
from cstrain.kit.errors import BadInput
from cstrain.kit.sheets import XLSX, Row, Sheet, read, write
from cstrain.kit.web import Page, download, page
from cstrain.people import actions
from cstrain.people.doors import me, needs
from cstrain.people.forms import ConfirmForm, SheetForm
from cstrain.people.queries import import_plan
from cstrain.people.rules import May
from cstrain.people.rules.sheet import COLUMNS, NEEDED, Fault, Plan
from cstrain.people.views.blueprint import bp
from cstrain.people.views.roster import slips
from cstrain.people.words import SHEET_FAULTS

SAMPLE = (
    ("CS-20418", "林晓雨", "售前接待组", "青禾箱包旗舰店", "2026-01-05", "学员"),
    ("T001", "陈峰", "售前接待组", "", "2025-03-01", "培训师"),
)
MOST_SHOWN = 200


def packed(sheet: Sheet) -> str:
    """The rows as the preview sends them back: nothing is kept on the server between the two steps."""
    used = [title for title in sheet.titles if title in COLUMNS]
    rows = [[row.number, *(row[title] for title in used)] for row in sheet.rows]
    return json.dumps([used, rows], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Sheet:
    """The sheet again; 400 for what no preview has sent. Its rows are judged anew."""
    try:
        titles, rows = json.loads(text)
        made = [Row(int(number), dict(zip(titles, map(str, cells), strict=True))) for number, *cells in rows]
    except (ValueError, TypeError) as error:
        raise BadInput("rows") from error
    return Sheet([str(title) for title in titles], made)


def faults_by_row(sheet: Sheet, plan: Plan) -> list[tuple[Row | None, int, list[tuple[str, str, str]]]]:
    """(row, its number, [(column title, letter, words)]) in the order of the sheet."""
    rows = {row.number: row for row in sheet.rows}
    found: dict[int, list[tuple[str, str, str]]] = {}
    for fault in plan.faults:
        letter = sheet.column(fault.column) if fault.column in sheet.titles else ""
        found.setdefault(fault.row, []).append((fault.column, letter, said(fault)))
    return [(rows.get(number), number, said_here) for number, said_here in sorted(found.items())]


def said(fault: Fault) -> str:
    return str(SHEET_FAULTS[fault.code]) % dict(fault.facts) if fault.facts else str(SHEET_FAULTS[fault.code])


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
    bad = faults_by_row(sheet, plan)
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
        rows=None if bad else packed(sheet),
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
