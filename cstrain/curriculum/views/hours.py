"""跟岗 hours, logged by the mentor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from cstrain.curriculum import actions
from cstrain.curriculum.forms import HoursForm, choices
from cstrain.curriculum.queries import meetings as found
from cstrain.curriculum.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May, local_date

SHOWN = timedelta(days=30)


def _page(form: HoursForm, status: int = 200) -> Page:
    at = clock.received()
    today = local_date(at, clock.zone())
    beside = found.beside(me().id, at)
    form.enrolment.choices = choices(
        (one.enrolment.id, f"{one.person.name}（{one.person.employee_no}）") for one in beside
    )
    if not form.is_submitted():
        form.on.data = today
    return page(
        "curriculum/hours.html",
        status,
        form=form,
        beside=beside,
        names={one.enrolment.id: one.person for one in beside},
        logged=found.hours_logged(me().id, today - SHOWN),
        saved=request.args.get("saved", ""),
    )


@bp.get("/hours")
@needs(May.CONFIRM)
def hours() -> Any:
    return _page(HoursForm())


@bp.post("/hours")
@needs(May.CONFIRM)
def save_hours() -> Any:
    form, at = HoursForm(), clock.received()
    beside = found.beside(me().id, at)
    form.enrolment.choices = choices((one.enrolment.id, one.person.name) for one in beside)
    if not form.validate() or form.on.data is None or form.hours.data is None:
        return _page(form, 422)
    minutes = int(form.hours.data * 60)
    note = form.note.data or ""
    actions.log_hours(str(form.enrolment.data), on=form.on.data, minutes=minutes, note=note, by=me().id, at=at)
    return back("curriculum.hours", saved="1")
