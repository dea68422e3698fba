"""Keeping exams: publish for a period, see shortages first, grant a resit."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.exam import actions, queries
from cstrain.exam.forms import PublishForm, ResitForm
from cstrain.exam.rules.grading import shown
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.shown import badge
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people import queries as people
from cstrain.people.doors import me, needs
from cstrain.people.models import Person
from cstrain.people.rules import May


@bp.get("/exams")
@needs(May.EXAM_KEEP)
def exams() -> Any:
    """All exams with what is published."""
    published = queries.open_publications(clock.received())
    short = {exam.id: lacking for exam, lacking in queries.short_exams(clock.received())}
    return page("exam/exams.html", rows=[(each, published.get(each.id)) for each in queries.exams()], short=short)


@bp.get("/exams/<key>")
@needs(May.EXAM_KEEP)
def exam(key: str) -> Any:
    """One exam: what the bank holds for it, its publication, resits, attempts."""
    return _exam_page(key, PublishForm(), ResitForm())


def _exam_page(key: str, form: PublishForm, resit: ResitForm, status: int = 200) -> Any:
    found = queries.exam_by_key(key)
    version = queries.newest_version(found.id)
    if version is None:
        raise NotYours
    at = clock.received()
    blueprint, _decided = queries.blueprint_of(version)
    listed = db.database.paginate(queries.attempts_seen(found.id, me()), per_page=30, error_out=False)
    return page(
        "exam/exam.html",
        status=status,
        exam=found,
        version=version,
        blueprint=blueprint,
        supplies=queries.supplies(blueprint, at),
        published=queries.publications(found.id, at),
        attempts=listed,
        people=people.named([each.person_id for each in listed.items]),
        form=form,
        resit_form=resit,
        badge=badge,
        shown=shown,
    )


@bp.post("/exams/<key>/publish")
@needs(May.EXAM_KEEP)
def publish(key: str) -> Any:
    """Open the newest version; the end of the period is on the installation's wall clock."""
    form, at = PublishForm(), clock.received()
    closes = form.closes_at.data.replace(tzinfo=clock.zone()) if form.closes_at.data else None
    if form.validate() and closes is not None and closes <= at:
        form.closes_at.errors = [_("结束时间要晚于现在。")]
    if form.errors:
        return _exam_page(key, form, ResitForm(), 422)
    share, grace = form.double_share.data or 0, 5 if form.grace.data is None else form.grace.data
    actions.publish(
        key,
        opens_at=at,
        closes_at=closes,
        by=me().id,
        at=at,
        double_share=share,
        grace=grace,
        rooms_only=form.rooms_only.data,
    )
    return back("exam.exam", key=key)


@bp.post("/exams/<key>/withdraw")
@needs(May.EXAM_KEEP)
def withdraw(key: str) -> Any:
    """Close it to new starts."""
    actions.withdraw(key, at=clock.received())
    return back("exam.exam", key=key)


@bp.post("/exams/<key>/resit")
@needs(May.EXAM_KEEP)
def resit(key: str) -> Any:
    """One more attempt after retraining, with the reason."""
    form = ResitForm()
    if not form.validate():
        return _exam_page(key, PublishForm(), form, 422)
    person = _in_sight(form.employee_no.data)
    if person is None:
        form.employee_no.errors = [_("没有这个工号，或者不在您管的小组里。")]
        return _exam_page(key, PublishForm(), form, 422)
    actions.grant_resit(person.id, key, reason=form.reason.data, by=me().id, at=clock.received())
    return back("exam.exam", key=key)


def _in_sight(number: str) -> Person | None:
    person = people.by_number(number)
    if person is None or not me().can(May.EXAM_KEEP, person.team_id):
        return None
    return person
