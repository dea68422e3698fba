"""The sheet as PDF: asked for here, made by the worker, fetched when it is there."""

from __future__ import annotations

from typing import Any

from flask import request, send_file

from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May
from cstrain.records import actions, queries
from cstrain.records.models import SheetPrint
from cstrain.records.views.blueprint import bp
from cstrain.records.views.sheet import seen

LOOK_AGAIN = 2  # seconds


@bp.post("/record/<person_id>/print")
@needs(May.LEARN)
def ask_print(person_id: str) -> Any:
    whose = seen(person_id)
    if not queries.was_enrolled(whose.id):
        raise NotYours
    asked = actions.ask_print(whose.id, by=me().id, at=clock.received(), site=request.host_url)
    return back("records.sheet_print", print_id=asked.id)


def _mine(print_id: str) -> SheetPrint:
    """What one asked for oneself, of a record one may still see; else 404."""
    asked = queries.sheet_print(print_id)
    if asked is None or asked.by_id != me().id:
        raise NotYours
    seen(asked.person_id)
    return asked


@bp.get("/record/print/<print_id>")
@needs(May.LEARN)
def sheet_print(print_id: str) -> Any:
    """Not there yet: the page looks again by itself, and has a link for where there is no script."""
    asked = _mine(print_id)
    return page("records/print.html", asked=asked, whose=queries.owner(asked.person_id), again=LOOK_AGAIN)


@bp.get("/record/print/<print_id>/file")
@needs(May.LEARN)
def print_file(print_id: str) -> Any:
    asked = _mine(print_id)
    file = queries.print_file(asked.id)
    if not asked.digest or asked.removed_at is not None or not file.is_file():
        raise NotYours
    name = f"{queries.sheet_number(asked.person_id)}.pdf"
    return send_file(file, mimetype="application/pdf", as_attachment=True, download_name=name)
