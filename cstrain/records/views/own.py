"""One's own record: what awaits a signature, what is signed, what others still have to sign."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.kit.web import page
from cstrain.people.doors import me, needs
from cstrain.people.queries import named
from cstrain.people.rules import May
from cstrain.records import queries
from cstrain.records.views.beside import BESIDE
from cstrain.records.views.blueprint import bp
from cstrain.records.views.lines import lines
from cstrain.records.views.papers import bundles
from cstrain.records.views.shown import Listing, entries_page, figures

DONE = ("signed", "countersigned", "refused")


@bp.get("/record")
@needs(May.LEARN)
def mine() -> Any:
    """The trainee's tab 记录; everyone has a record."""
    asked = me()
    waiting = queries.waiting_on_record(asked.id)
    others = [one for one in waiting if one.signer_id != asked.id and one.is_ready]
    people = named(one.signer_id for one in others)
    refused = [one for one in queries.refused_on_record(asked.id) if one.signer_id == asked.id]
    shown = Listing.of(request.args)
    found = entries_page(asked.id, shown)
    return page(
        "records/mine.html",
        owed=bundles([one for one in waiting if one.signer_id == asked.id and one.is_ready], asked),
        refused=refused,
        reasons=queries.reasons(refused),
        others=[(people[one.signer_id], one, one.role in BESIDE) for one in others],
        figures=figures(asked.id, "records.mine", {}, shown.show),
        lines=lines(found.entries),
        paging=found.paging,
        listing=shown,
        whose=asked.person,
        enrolled=queries.was_enrolled(asked.id),
        done=next(((name, request.args.get(name, 0, int)) for name in DONE if name in request.args), None),
    )
