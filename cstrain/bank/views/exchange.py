"""Files of questions brought in and taken away: read in the background, looked at, written, undone."""

from __future__ import annotations

import re
from typing import Any

from flask import make_response, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from cstrain.bank.actions import import_files, importing, undoing
from cstrain.bank.actions.importing import Wish
from cstrain.bank.forms import AcceptForm, BringForm, ReadForm
from cstrain.bank.models import Bank, BankImport
from cstrain.bank.queries import points
from cstrain.bank.queries.exchange import exported, import_row
from cstrain.bank.queries.exchange import imports as listed_imports
from cstrain.bank.queries.workbook import error_workbook, template_workbook
from cstrain.bank.rules.exchange.headers import MEANINGS
from cstrain.bank.rules.exchange.life import ImportState
from cstrain.bank.views.banks import bank_or_404
from cstrain.bank.views.blueprint import bp
from cstrain.bank.words import DIALECTS, IMPORT_STATES, OUTCOMES
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.sheets import XLSX
from cstrain.kit.web import Page, back, download, page, part, words_of
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May

PER_PAGE = 20
MOST_SHOWN, MOST_MENDED = 100, 50
BUSY = (ImportState.WAITING.value, ImportState.WRITING.value, ImportState.UNDOING.value)
ENDINGS = {
    "house": (".xlsx", XLSX),
    "gift": (".gift", "text/plain; charset=utf-8"),
    "moodle-xml": (".xml", "application/xml"),
}
OTHERS = ("gift", "moodle-xml")  # formats of others, that do not carry all
_CELL = re.compile(r"cell-(.{1,60}![A-Z]{1,2}[1-9][0-9]{0,5})", re.S)
_COLUMN = re.compile(r"column-(.{1,60}![A-Z]{1,2})", re.S)


def import_or_404(import_id: str) -> BankImport:
    found = import_row(import_id)
    if found is None:
        raise NotYours
    return found


def _with_choices(form: Any) -> Any:
    """The banks and points there are."""
    banks = db.database.session.query(Bank).order_by(Bank.key)
    form.bank.choices = [
        SelectChoice("", _("（每题都有编号）")),
        *(SelectChoice(one.key, f"{one.key} {one.name}") for one in banks),
    ]
    form.point.choices = [SelectChoice("", _("（不代写）")), *(SelectChoice(one.name, one.name) for one in points())]
    return form


def _list_page(form: BringForm, status: int = 200, refusal: Refusal | None = None) -> Page:
    rows = db.database.paginate(listed_imports(), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page(
        "bank/imports.html",
        status,
        form=form,
        rows=rows,
        names=named({row.by for row in rows.items}),
        refused=words_of(refusal) if refusal else "",
        DIALECTS=DIALECTS,
        IMPORT_STATES=IMPORT_STATES,
    )


@bp.get("/bank/imports")
@needs(May.BANK_EDIT)
def imports() -> Any:
    return _list_page(_with_choices(BringForm(bank=request.args.get("bank", ""))))


@bp.post("/bank/imports")
@needs(May.BANK_EDIT)
def bring() -> Any:
    form = _with_choices(BringForm())
    if not form.validate():
        return _list_page(form, 422)
    given = form.file.data
    data = given.read()
    wish = Wish(form.bank.data or "", "", form.point.data or "", form.level.data or "中")
    name = (given.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    row = importing.bring(data, name, wish, at=clock.received(), by=me().id)
    return back("bank.import_plan", import_id=row.id)


@bp.get("/bank/imports/<import_id>")
@needs(May.BANK_EDIT)
def import_plan(import_id: str) -> Any:
    return _plan_page(import_or_404(import_id))


def _plan_page(row: BankImport, status: int = 200, refusal: Refusal | None = None) -> Page:
    shown = _shown(row)
    wish = importing.wish_of(row)
    form = _with_choices(ReadForm(bank=wish.bank, point=wish.point, level=wish.level))
    return page(
        "bank/import_plan.html",
        status,
        row=row,
        wish=wish,
        form=form,
        progress=import_files.progress(row.id),
        busy=row.state in BUSY,
        trouble=words_of(Refusal(row.trouble)) if row.trouble and not row.trouble.endswith("stale") else "",
        refused=words_of(refusal) if refusal else "",
        name=named([row.by]).get(row.by),
        most=MOST_SHOWN,
        DIALECTS=DIALECTS,
        IMPORT_STATES=IMPORT_STATES,
        OUTCOMES=OUTCOMES,
        MEANINGS=MEANINGS,
        **shown,
    )


def _shown(row: BankImport) -> dict[str, Any]:
    """The lines of the plan by what becomes of them, the first of each; none while it is being read."""
    nothing: dict[str, Any] = {"by_outcome": {}, "left_out": [], "mapping": {}}
    if row.state not in (ImportState.READY.value, ImportState.DONE.value, ImportState.WRITING.value):
        return nothing
    try:
        kept = import_files.kept_plan(row.id)
    except NotYours:
        return nothing
    by_outcome: dict[str, list[Any]] = {name: [] for name in OUTCOMES}
    for line in kept["lines"]:
        some = by_outcome[line["outcome"]]
        if len(some) < (MOST_MENDED if line["outcome"] == "refused" else MOST_SHOWN):
            some.append(line)
    return {"by_outcome": by_outcome, "left_out": kept["left_out"], "mapping": kept["mapping"]}


@bp.get("/bank/imports/<import_id>/progress")
@needs(May.BANK_EDIT)
def import_progress(import_id: str) -> Any:
    """How far it has come; once it has ended the page is fetched anew."""
    row = import_or_404(import_id)
    if row.state not in BUSY:
        ended = make_response("")
        ended.headers["HX-Refresh"] = "true"
        return ended
    return part(
        "bank/_import_progress.html", row=row, progress=import_files.progress(row.id), IMPORT_STATES=IMPORT_STATES
    )


@bp.post("/bank/imports/<import_id>/check")
@needs(May.BANK_EDIT)
def check_import(import_id: str) -> Any:
    """Read it again, with mended cells, other columns, another bank."""
    row = import_or_404(import_id)
    form, old = _with_choices(ReadForm()), importing.wish_of(row)
    if not form.validate():
        return _plan_page(row, 422)
    given = request.form
    mended = {found[1]: text[:20_000] for name, text in given.items() if (found := _CELL.fullmatch(name))}
    mapping = {
        found[1]: text for name, text in given.items() if (found := _COLUMN.fullmatch(name)) and text in MEANINGS
    }
    wish = Wish(
        form.bank.data if "bank" in given else old.bank,
        old.dialect,
        form.point.data if "point" in given else old.point,
        form.level.data if "level" in given else old.level,
        {**old.mapping, **mapping},
        {**old.mended, **mended},
    )
    importing.read_again(import_id, wish, at=clock.received(), by=me().id)
    return back("bank.import_plan", import_id=import_id)


@bp.post("/bank/imports/<import_id>/write")
@needs(May.BANK_EDIT)
def write_import(import_id: str) -> Any:
    row, form = import_or_404(import_id), AcceptForm()
    form.what.choices = [SelectChoice("all", ""), SelectChoice("good", "")]
    if not form.validate():
        return _plan_page(row, 422)
    what = importing.Accepted(form.what.data == "good", form.twins.data, form.hand_in.data)
    try:
        importing.accept(import_id, what, at=clock.received(), by=me().id)
    except Refusal as refusal:
        return _plan_page(import_or_404(import_id), 409, refusal)
    return back("bank.import_plan", import_id=import_id)


@bp.post("/bank/imports/<import_id>/undo")
@needs(May.BANK_EDIT)
def undo_import(import_id: str) -> Any:
    import_or_404(import_id)
    undoing.undo(import_id, at=clock.received(), by=me().id)
    return back("bank.import_plan", import_id=import_id)


@bp.get("/bank/imports/<import_id>/errors.xlsx")
@needs(May.BANK_EDIT)
def import_errors(import_id: str) -> Any:
    row = import_or_404(import_id)
    lines = [line for line in import_files.kept_plan(row.id)["lines"] if line["outcome"] == "refused"]
    return download(error_workbook(lines), f"要改的题-{row.file_name.rsplit('.', 1)[0]}.xlsx", XLSX)


@bp.get("/bank/template.xlsx")
@needs(May.BANK_EDIT)
def import_template() -> Any:
    return download(template_workbook(), "题库模板.xlsx", XLSX)


@bp.get("/bank/<key>/exports")
@needs(May.BANK_EDIT)
def exports(key: str) -> Any:
    """The formats there are, and what each cannot carry of this bank."""
    found = bank_or_404(key)
    return page("bank/exports.html", bank=found, formats=[(form, exported(form, [key])[1]) for form in OTHERS])


@bp.get("/bank/<key>/export/<any('house', 'gift', 'moodle-xml'):form>")
@needs(May.BANK_EDIT)
def export_as(key: str, form: str) -> Any:
    data, _lost = exported(form, [key])
    ending, kind = ENDINGS[form]
    return download(data, f"{key}{ending}", kind)
