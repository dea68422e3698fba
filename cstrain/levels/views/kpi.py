"""KPI facts: the sheet with its dry run, the template, the list with old values."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from cstrain.certification.queries import today
from cstrain.kit import clock, db
from cstrain.kit.errors import BadInput
from cstrain.kit.sheets import XLSX, Sheet, faults_by_row, packed, read, unpacked, write
from cstrain.kit.web import Page, back, download, page
from cstrain.levels import actions, queries
from cstrain.levels.forms import KpiConfirmForm, KpiForm
from cstrain.levels.models import KpiFact
from cstrain.levels.queries import KpiFilter
from cstrain.levels.rules.kpi import COLUMNS
from cstrain.levels.rules.promotion import month_text
from cstrain.levels.views.blueprint import bp
from cstrain.levels.words import SHEET_FAULTS, figure_text
from cstrain.people.doors import me, needs
from cstrain.people.queries import mine, named
from cstrain.people.rules import May, add_months

PER_PAGE = 50
MOST_SHOWN = 200
FILTER = ("q", "month", "indicator", "changed")


def shown_filter() -> KpiFilter:
    given = request.args
    return KpiFilter(
        words=given.get("q", "").strip(),
        month=given.get("month", ""),
        indicator=given.get("indicator", ""),
        changed=given.get("changed", "") == "1",
    )


def _given() -> dict[str, str]:
    return {name: one for name, one in request.args.items() if name in FILTER}


@bp.get("/levels/kpi")
@needs(May.LEVELS_SEE)
def kpi() -> Any:
    return _list_page(KpiForm())


def _list_page(form: KpiForm, status: int = 200) -> Page:
    shown = shown_filter()
    query = queries.fact_list(mine(me(), May.LEVELS_SEE), shown)
    listed = db.database.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    old = queries.old_values(listed.items)
    imports = queries.imports_of([*listed.items, *(one for some in old.values() for one in some)])
    months, indicators = queries.months_and_indicators()
    return page(
        "levels/kpi.html",
        status,
        form=form,
        listed=listed,
        shown=shown,
        old=old,
        imports=imports,
        people=named({one.by for one in imports.values()}),
        months=[("", _("全部月份")), *((month, month) for month in months)],
        indicators=[("", _("全部指标")), *((name, name) for name in indicators)],
        columns=COLUMNS,
        export=f"{url_for('levels.export_kpi')}?{urlencode(_given())}",
        value=value_text,
        done=request.args.get("done", -1, int),
    )


FIELDS = ("工号", "姓名", "月份", "指标", "数值", "单位", "来源", "导入人", "导入时间")


@bp.get("/levels/kpi/export.xlsx")
@needs(May.LEVELS_SEE)
def export_kpi() -> Any:
    """The facts the filter shows, all pages of them."""
    facts = list(db.database.session.scalars(queries.fact_list(mine(me(), May.LEVELS_SEE), shown_filter())))
    imports = queries.imports_of(facts)
    people = named({one.by for one in imports.values()})
    rows = []
    for fact in facts:
        came, value = imports[fact.import_id], queries.value_of(fact)
        shown = "" if value is None else (int(value) if value.denominator == 1 else float(value))
        by = people[came.by].name if came.by in people else came.by
        at = clock.local(came.at).strftime("%Y-%m-%d %H:%M")
        head = (fact.person.employee_no, fact.person.name, fact.month, fact.indicator)
        rows.append((*head, shown, fact.unit, fact.source, by, at))
    return download(write(FIELDS, rows, "KPI"), "KPI.xlsx", XLSX)


def value_text(fact: KpiFact) -> str:
    return figure_text(queries.value_of(fact), fact.unit)


@bp.post("/levels/kpi")
@needs(May.KPI_IMPORT)
def preview_kpi() -> Any:
    form = KpiForm()
    if not form.validate():
        return _list_page(form, 422)
    return _preview(read(form.sheet.data.read()), form.sheet.data.filename or "")


def _preview(sheet: Sheet, name: str) -> Page:
    plan = queries.kpi_plan(sheet, today(clock.received()), me().may[May.KPI_IMPORT])
    bad = faults_by_row(sheet, plan.faults, SHEET_FAULTS)
    titles = [title for title in COLUMNS if title in sheet.titles]
    return page(
        "levels/preview_kpi.html",
        422 if bad else 200,
        name=name,
        total=len(sheet.rows),
        titles=titles,
        letters={title: sheet.column(title) for title in titles},
        plan=plan,
        bad=bad[:MOST_SHOWN],
        bad_count=len(bad),
        rows=None if bad else packed(sheet, COLUMNS),
        most_shown=MOST_SHOWN,
    )


@bp.post("/levels/kpi/confirm")
@needs(May.KPI_IMPORT)
def confirm_kpi() -> Any:
    form, asked = KpiConfirmForm(), me()
    if not form.validate():
        raise BadInput("rows")
    sheet, at = unpacked(form.rows.data or ""), clock.received()
    teams = asked.may[May.KPI_IMPORT]
    done = actions.import_kpi(sheet, by=asked.id, at=at, file=form.file.data or "", teams=teams)
    return back("levels.kpi", done=done.new + done.changed)


@bp.get("/levels/kpi/template.xlsx")
@needs(May.KPI_IMPORT)
def kpi_template() -> Any:
    """The columns, with two lines of example for the month that is over."""
    month = month_text(add_months(today(clock.received()), -1))
    sample = (("CS-10007", month, "KPI总分", "92", "店铺后台绩效表"), ("CS-10007", month, "满意度", "95%", "店铺后台"))
    return download(write(COLUMNS, sample, "KPI"), "KPI导入模板.xlsx", XLSX)
