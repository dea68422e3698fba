"""One more attempt for several at once: the list of those who used theirs up, untick, one reason, one password."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.exam import actions, queries
from cstrain.exam.forms import ResitsForm
from cstrain.exam.queries.used_up import UsedUp, used_up
from cstrain.exam.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs, prove
from cstrain.people.queries import mine
from cstrain.people.rules import May


def _listed(key: str) -> list[UsedUp]:
    found = queries.exam_by_key(key)
    version = queries.newest_version(found.id)
    if version is None:
        raise NotYours
    blueprint, _decided = queries.blueprint_of(version)
    return used_up(found.id, blueprint.attempts, mine(me(), May.EXAM_KEEP))


def _page(key: str, form: ResitsForm, status: int = 200, wrong: str = "", ticked: set[str] | None = None) -> Page:
    listed = _listed(key)
    return page(
        "exam/resits.html",
        status,
        exam=queries.exam_by_key(key),
        listed=listed,
        form=form,
        wrong=wrong,
        ticked={one.person.id for one in listed} if ticked is None else ticked,
        done=request.args.get("done", 0, int),
    )


@bp.get("/exams/<key>/resits")
@needs(May.EXAM_KEEP)
def resits(key: str) -> Any:
    return _page(key, ResitsForm())


@bp.post("/exams/<key>/resits")
@needs(May.EXAM_KEEP)
def save_resits(key: str) -> Any:
    """Everybody ticked gets one more attempt, each a grant of their own, or nobody does."""
    form, ticked = ResitsForm(), list(dict.fromkeys(request.form.getlist("person")))
    if not set(ticked) <= {one.person.id for one in _listed(key)}:
        raise NotYours
    if not form.validate() or not ticked:
        return _page(key, form, 422, "" if ticked else "nobody", set(ticked))
    try:
        prove(form.password.data or "")
    except Refusal as refusal:
        return _page(key, form, 409, words_of(refusal), set(ticked))
    for person_id in ticked:
        actions.grant_resit(person_id, key, reason=str(form.reason.data), by=me().id, at=clock.received())
    return back("exam.resits", key=key, done=len(ticked))
