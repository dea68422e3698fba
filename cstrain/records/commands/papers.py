"""What is asked for about several people at once, made by the worker: an audit pack, a cohort's sheets as one file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from cstrain.kit import db
from cstrain.records import actions, queries
from cstrain.records.commands.printing import Print, attached, sheet_data
from cstrain.records.models import PaperOrder
from cstrain.records.rules import sha256


def make_what_is_ordered(at: datetime) -> None:
    """Nothing is held open while a file is made; a file that cannot be made is said to be so."""
    for order in queries.orders_to_make(MAKERS):
        order_id, file, digest = order.id, queries.paper_file(order), ""
        try:
            data = MAKERS[order.kind](order, at)
            file.parent.mkdir(mode=0o700, exist_ok=True)
            file.write_bytes(data)
            digest = sha256(data)
        except Exception:
            current_app.logger.exception("paper %s", order_id)
        db.abandon()
        with db.transaction(at=at, by="worker", why="papers for several people"):
            actions.paper_made(order_id, digest, at)
    db.abandon()


def remove_old_papers(at: datetime) -> None:
    """After a day the file is gone; that it was made, for whom and of whom, stays."""
    old = [(order.id, queries.paper_file(order)) for order in queries.orders_to_remove(at)]
    db.abandon()
    for order_id, file in old:
        file.unlink(missing_ok=True)
        with db.transaction(at=at, by="janitor", why="papers are kept for a day"):
            actions.paper_removed(order_id, at)


def pack_of(order: PaperOrder, at: datetime) -> bytes:
    return queries.pack(order.people, at, {name: str(said) for name, said in order.asked.items()})


def cohort_pdf(order: PaperOrder, at: datetime) -> bytes:
    """One file: the sheets one after the other, each with its own page numbers; sealed once."""
    from cstrain.kit.pades import certificate_of, sealed
    from cstrain.kit.typeset import typeset

    by = queries.owner(order.by_id)
    prints = [
        Print(queries.owner(one), f"{by.name}（{by.employee_no}）", at, str(order.asked.get("site", "")))
        for one in order.people
    ]
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        pairs = [(made, one) for one in prints if (made := queries.sheet(one.whose.id)) is not None]
        pairs.sort(key=lambda pair: pair[1].whose.folded_no)
        sheets = [sheet_data(made, one) for made, one in pairs]
    whole = {"title": _("岗位培训记录表"), "sheets": sheets, "head": sheets[0]["head"], "file": "records.json"}
    beside = {queries.sheet_number(one.whose.id): json.loads(attached(one)) for _made, one in pairs}
    folder = certificate_of(Path(current_app.config["INSTANCE"]), sheets[0]["head"]["company"] or "cstrain", at)
    return sealed(typeset("sheet.typ", whole, json.dumps(beside, ensure_ascii=False)), folder, reason=whole["title"])


def own_zip(order: PaperOrder, at: datetime) -> bytes:
    return queries.own_copy(order.by_id, at)


MAKERS: dict[str, Callable[[Any, datetime], bytes]] = {"pack": pack_of, "cohort": cohort_pdf, "own": own_zip}
