"""Enrolling by sheet: template, dry run with row and column, then the deed."""

from __future__ import annotations

from typing import Any

from cstrain.curriculum import actions, queries
from cstrain.curriculum.forms import RowsForm, SheetForm
from cstrain.curriculum.rules.sheet import COLUMNS, NEEDED
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.words import SHEET_FAULTS
from cstrain.kit import clock
from cstrain.kit.errors import BadInput
from cstrain.kit.sheets import XLSX, faults_by_row, packed, read, unpacked, write
from cstrain.kit.web import Page, back, download, page
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May, local_date

SAMPLE = (("CS-20418", "presale-10d", "2026-01-05", "M001", "T001", "1 月第 1 批"),)
MOST_SHOWN = 200


def _upload(form: SheetForm, status: int = 200) -> Page:
    known = queries.course_choices()
    return page("curriculum/enrol_sheet.html", status, form=form, columns=COLUMNS, needed=NEEDED, courses=known)


@bp.get("/enrol/sheet")
@needs(May.ENROL)
def enrol_sheet() -> Any:
    return _upload(SheetForm())


@bp.post("/enrol/sheet")
@needs(May.ENROL)
def preview_enrolments() -> Any:
    form = SheetForm()
    if not form.validate():
        return _upload(form, 422)
    sheet = read(form.sheet.data.read())
    plan = queries.enrol_plan(sheet, me(), local_date(clock.received(), clock.zone()))
    bad = faults_by_row(sheet, sorted(plan.faults, key=lambda one: COLUMNS.index(one.column)), SHEET_FAULTS)
    return page(
        "curriculum/preview_enrolments.html",
        422 if bad else 200,
        name=form.sheet.data.filename or "",
        total=len(sheet.rows),
        titles=[title for title in COLUMNS if title in sheet.titles],
        letters={title: sheet.column(title) for title in COLUMNS if title in sheet.titles},
        plan=plan,
        coaches=named(each for line in plan.lines for each in (line.mentor_id, line.trainer_id)),
        bad=bad[:MOST_SHOWN],
        bad_count=len(bad),
        rows=None if bad else packed(sheet, COLUMNS),
        most_shown=MOST_SHOWN,
    )


@bp.post("/enrol/sheet/confirm")
@needs(May.ENROL)
def enrol_from_sheet() -> Any:
    form, asked = RowsForm(), me()
    if not form.validate():
        raise BadInput("rows")
    made = actions.enrol_by_sheet(unpacked(str(form.rows.data)), asked, by=asked.id, at=clock.received())
    batches = {one.cohort_id or "none" for one in made}
    return back("curriculum.cohort", cohort_id=batches.pop() if len(batches) == 1 else "all", enrolled=len(made))


@bp.get("/enrol/sheet/template.xlsx")
@needs(May.ENROL)
def enrolment_template() -> Any:
    return download(write(COLUMNS, SAMPLE, "报名"), "报名模板.xlsx", XLSX)
