"""Files about several people: asked for here, made by the worker, fetched when they are there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask import request, send_file

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs
from cstrain.people.models import Person
from cstrain.people.queries import by_number, mine, named
from cstrain.people.rules import May
from cstrain.records import actions, queries
from cstrain.records.forms import PaperForm
from cstrain.records.models import PaperOrder
from cstrain.records.views.blueprint import bp
from cstrain.records.views.prints import LOOK_AGAIN

KINDS = ("pack", "cohort")
FIRST, LAST = datetime(2020, 1, 1), datetime(2999, 1, 1)  # noqa: DTZ001 - days, made aware below


@bp.get("/record/papers")
@needs(May.RECORD_SEE)
def papers() -> Any:
    return _page(PaperForm(request.args))


def _page(form: PaperForm, status: int = 200, wrong: str = "") -> Page:
    return page("records/papers.html", status, form=form, wrong=wrong, orders=queries.orders_of(me().id, KINDS))


@bp.post("/record/papers")
@needs(May.RECORD_SEE)
def order_paper() -> Any:
    """Of the people asked for those whose records one may see; a number that is not among them is said."""
    form, kind = PaperForm(), "cohort" if request.form.get("kind") == "cohort" else "pack"
    if not form.validate():
        return _page(form, 422)
    try:
        people = _people(form)
        asked = {**form.asked, **({"site": request.host_url} if kind == "cohort" else {})}
        made = actions.order_paper(kind, asked, _enrolled(people, kind), by=me().id, at=clock.received())
    except Refusal as refusal:
        return _page(form, 409, words_of(refusal))
    return back("records.paper", order_id=made.id)


def _people(form: PaperForm) -> list[str]:
    seen = set(db.database.session.scalars(mine(me(), May.RECORD_SEE).with_only_columns(Person.id)))
    if form.listed:
        found = {number: by_number(number) for number in form.listed}
        strange = [number for number, person in found.items() if person is None or person.id not in seen]
        if strange:
            raise Refusal("nobody_by_number", numbers=" ".join(strange[:5]))
        people = list(dict.fromkeys(person.id for person in found.values() if person is not None))
    else:
        people = [one for one in queries.recorded_between(*_period(form)) if one in seen]
    return queries.of_cohort(people, form.cohort.data) if form.cohort.data else people


def _period(form: PaperForm) -> tuple[datetime, datetime]:
    since = datetime.combine(form.since.data or FIRST.date(), time(), clock.zone())
    return since, datetime.combine(form.until.data or LAST.date(), time(), clock.zone()) + timedelta(days=1)


def _enrolled(people: list[str], kind: str) -> list[str]:
    """Sheets there are only of people who were enrolled."""
    if kind != "cohort":
        return people
    lists = queries.facts_of(people, ("enrolled", "moved"))
    return [one for one in people if lists[one]]


@bp.post("/record/order/own")
@needs(May.LEARN)
def own_copy() -> Any:
    """Everything about oneself, made by the worker like the others."""
    made = actions.order_paper("own", {}, [me().id], by=me().id, at=clock.received())
    return back("records.paper", order_id=made.id)


def ordered(order_id: str) -> PaperOrder:
    """What one asked for oneself; else 404."""
    order = queries.paper_order(order_id)
    if order is None or order.by_id != me().id:
        raise NotYours
    return order


@bp.get("/record/paper/<order_id>")
@needs(May.LEARN)
def paper(order_id: str) -> Any:
    """Not there yet: the page looks again by itself, and has a link for where there is no script."""
    order = ordered(order_id)
    lines = queries.gaps_of(order)
    return page(
        "records/paper.html",
        order=order,
        lines=lines[:50],
        lacking=sum(1 for line in lines if line["缺什么"]),
        many=len(order.people),
        whose=named(order.people[:1]).get(order.people[0]) if len(order.people) == 1 else None,
        again=LOOK_AGAIN,
    )


@bp.get("/record/paper/<order_id>/file")
@needs(May.LEARN)
def paper_file(order_id: str) -> Any:
    """Whoever lost the right to see one of the people gets the file no longer."""
    order = ordered(order_id)
    file = queries.paper_file(order)
    if not order.digest or order.removed_at is not None or not file.is_file() or not _still_seen(order):
        raise NotYours
    name = f"{order.kind}-{order.asked_at:%Y%m%d}-{order.id[:4]}{file.suffix}"
    return send_file(file, as_attachment=True, download_name=name)


def _still_seen(order: PaperOrder) -> bool:
    if order.kind == "own" or order.people == [me().id]:
        return True
    may = May.GATE_SEE if order.kind == "certificate" else May.RECORD_SEE
    seen = mine(me(), may).with_only_columns(Person.id).where(Person.id.in_(order.people))
    return me().can(may) and set(db.database.session.scalars(seen)) == set(order.people)
