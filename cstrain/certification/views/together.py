"""The gate for several: the list of those whose evidence was opened, untick, one password, each their own decision."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.certification import actions, queries
from cstrain.certification.actions.together import Together
from cstrain.certification.forms import TogetherForm
from cstrain.certification.views.blueprint import bp
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs, person_for, prove
from cstrain.people.rules import May


@bp.post("/gate/<person_id>/aside")
@needs(May.GATE_DECIDE)
def set_aside(person_id: str) -> Any:
    """From the evidence page: looked at, to be decided together with others."""
    person_for(person_id, May.GATE_DECIDE)
    actions.set_aside(person_id, request.form.get("seen", "")[:64], by=me().id, at=clock.received())
    return back("certification.together", added=person_id)


def _page(form: TogetherForm, status: int = 200, wrong: str = "", ticked: set[str] | None = None) -> Page:
    listed = queries.set_aside_by(me().id, clock.received())
    return page(
        "certification/together.html",
        status,
        listed=listed,
        form=form,
        wrong=wrong,
        ticked={one.id for one, _ready, same in listed if same} if ticked is None else ticked,
        done=request.args.get("done", 0, int),
    )


@bp.get("/gate/together")
@needs(May.GATE_DECIDE)
def together() -> Any:
    return _page(TogetherForm())


@bp.post("/gate/together")
@needs(May.GATE_DECIDE)
def decide_together() -> Any:
    form, ticked = TogetherForm(), list(dict.fromkeys(request.form.getlist("person")))
    if not set(ticked) <= {one.id for one, _ready, _same in queries.set_aside_by(me().id, clock.received())}:
        raise NotYours
    for each in ticked:
        person_for(each, May.GATE_DECIDE)
    if not form.validate() or not ticked:
        return _page(form, 422, "" if ticked else "nobody", set(ticked))
    said = Together(str(form.decision.data), form.reason.data or "")
    try:
        proof = prove(form.password.data or "")
        made = actions.decide_together(ticked, said, proof=proof, at=clock.received())
    except Refusal as refusal:
        db.abandon()
        return _page(form, 409, words_of(refusal), set(ticked))
    return back("certification.together", done=len(made))
