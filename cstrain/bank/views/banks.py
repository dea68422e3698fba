"""The banks, and one bank as a list."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from cstrain.bank.models import Bank
from cstrain.bank.queries import (
    QuestionFilter,
    export_bank,
    listed,
    points_of,
    standing_of,
)
from cstrain.bank.queries import (
    bank as bank_row,
)
from cstrain.bank.queries import banks as health_of
from cstrain.bank.rules import QuestionState
from cstrain.bank.views.blueprint import bp
from cstrain.bank.views.shown import today
from cstrain.bank.words import DIFFICULTIES, KINDS, STATES
from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import download, page
from cstrain.people.doors import needs
from cstrain.people.queries import named
from cstrain.people.rules import May

PER_PAGE = 30
MARKDOWN = "text/markdown; charset=utf-8"
IN_FILTER = [
    QuestionState.LIVE.value, "moved", "late", "undecided", "proposed",
    QuestionState.DISPUTED.value, QuestionState.REVIEW.value, "waiting", "old", QuestionState.DRAFT.value, QuestionState.RETIRED.value,
]  # fmt: skip


def bank_or_404(key: str) -> Bank:
    found = bank_row(key)
    if found is None:
        raise NotYours
    return found


@bp.get("/bank")
@needs(May.BANK_SEE)
def banks() -> Any:
    return page("bank/banks.html", banks=health_of(today()))


@bp.get("/bank/<key>")
@needs(May.BANK_SEE)
def bank(key: str) -> Any:
    found, on, given = bank_or_404(key), today(), request.args
    shown = QuestionFilter(
        given.get("q", "").strip(), *(given.get(name, "") for name in ("point", "kind", "level", "state"))
    )
    rows = db.database.paginate(listed(key, shown, on), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page(
        "bank/bank.html",
        bank=found,
        health=health_of(on, [key])[0],
        listed=rows,
        standing=standing_of(rows.items, on),
        shown=shown,
        loader=named([found.loaded_by]).get(found.loaded_by),
        points=[("", _("全部知识点")), *((name, name) for name in points_of(key))],
        kinds=[("", _("全部题型")), *KINDS.items()],
        levels=[("", _("全部难度")), *DIFFICULTIES.items()],
        states=[("", _("全部状态")), *((state, STATES[state][0]) for state in IN_FILTER), ("warned", _("有出题提示"))],
    )


@bp.get("/bank/<key>/export")
@needs(May.BANK_EDIT)
def export(key: str) -> Any:
    found = bank_or_404(key)
    return download(export_bank(key).encode(), found.file or f"{key}.md", MARKDOWN)
