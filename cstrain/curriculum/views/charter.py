"""The charter: every clause with the firm's values in it, each ticked, acknowledged as a whole."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.curriculum import actions, queries
from cstrain.curriculum.rules import Kind, acknowledged
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.own import Held, my_step, open_step
from cstrain.curriculum.views.shown import clauses
from cstrain.kit import clock
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import needs
from cstrain.people.rules import May
from cstrain.records.rules import charter_meaning


@bp.get("/acknowledge/<key>")
@needs(May.LEARN)
def acknowledge(key: str) -> Any:
    return _page(open_step(key, Kind.ACKNOWLEDGE), set())


def _page(held: Held, ticked: set[str], status: int = 200) -> Page:
    shown = queries.shown_by(held.step)
    listed = clauses(shown)
    return page(
        "curriculum/acknowledge.html",
        status,
        held=held,
        version=shown,
        clauses=listed,
        ticked=ticked,
        left=[one for one in listed if one.id not in ticked] if status == 422 else [],
        undecided=queries.undecided_in(shown),
        meaning=charter_meaning(str(held.step.major)),
    )


@bp.post("/acknowledge/<key>")
@needs(May.LEARN)
def save_acknowledgement(key: str) -> Any:
    held, ticked = my_step(key, Kind.ACKNOWLEDGE), set(request.form.getlist("clause"))
    if not acknowledged(queries.clause_ids(queries.shown_by(held.step)), ticked):
        return _page(open_step(key, Kind.ACKNOWLEDGE), ticked, 422)
    actions.acknowledge(held.enrolment.id, key, ticked, at=clock.received())
    return back("curriculum.day", number=held.step.day, done=key)
