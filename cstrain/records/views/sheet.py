"""The record sheet as a page that prints, and the page that checks a record against its printed sheet."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.paper import qr
from cstrain.kit.web import page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.queries import by_number, decided
from cstrain.people.rules import May
from cstrain.records import queries
from cstrain.records.forms import VerifyForm
from cstrain.records.rules import Sheet
from cstrain.records.views.blueprint import bp
from cstrain.records.words import note_words

HEAD = ("表单编号", "表单版次")  # what the firm puts above its sheets; decisions like any other


def seen(person_id: str) -> Person:
    """Oneself, or somebody whose record one may see; else 404."""
    return person_for(person_id, May.LEARN if person_id == me().id else May.RECORD_SEE)


@bp.get("/record/<person_id>/sheet")
@needs(May.LEARN)
def sheet(person_id: str) -> Any:
    whose = seen(person_id)
    made = queries.sheet(whose.id)
    if made is None:
        raise NotYours
    number = queries.sheet_number(whose.id)
    code = made.last.hash
    point = queries.printed_mark()
    link = url_for("records.check", n=number, c=code, p=point or None, _external=True)
    chosen = decided()
    return page(
        "records/sheet.html",
        sheet=made,
        whose=whose,
        number=number,
        qr=qr(link, str(number)),
        point=point,
        by_hand="hand" in request.args,
        form_number=chosen.get(HEAD[0], ""),
        form_edition=chosen.get(HEAD[1], ""),
        notes={row.number: [note_words(note) for note in row.notes] for row in made.rows},
        year=_one_year(made),
        printed_by=me().person,
        at=clock.local(clock.received()),
    )


def _one_year(made: Sheet) -> int | None:
    """The year all times of the sheet fall in: then the table leaves it out; None when there are several."""
    times = [row.done_at for row in made.rows] + [one.at for row in made.rows for one in (row.own, row.counter) if one]
    years = {time.year for time in times if time} | {made.enrolled.local_at.year}
    return years.pop() if len(years) == 1 else None


@bp.get("/record/verify")
@needs(May.LEARN)
def verify() -> Any:
    """Is this record whole, and does the printed sheet still agree with it? Asked with a GET: nothing changes."""
    form = (
        VerifyForm(request.args) if "number" in request.args else VerifyForm(data={"number": me().person.employee_no})
    )
    if "number" not in request.args:
        return page("records/verify.html", form=form, asked=False)
    if not form.validate():
        return page("records/verify.html", 422, form=form, asked=False)
    found = by_number(form.number.data or "")
    if found is None:
        raise NotYours
    whose = seen(found.id)
    return page(
        "records/verify.html",
        form=form,
        asked=True,
        whose=whose,
        broken=queries.verdict(whose.id),
        counted=queries.counted(whose.id),
        printed=queries.printed_at(whose.id, form.code.data) if form.code.data else None,
        code=form.code.data,
        point=form.point.data,
        sealed=queries.is_known_mark(form.point.data) if form.point.data else None,
        log=queries.rolled_back(),
        at=clock.local(clock.received()),
    )
