"""Keeping exams: publish for a period, see shortages first, grant a resit, declare an attempt void."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from cstrain.exam import actions, queries
from cstrain.exam.forms import PublishForm, ReasonForm, ResitForm
from cstrain.exam.models import Attempt
from cstrain.exam.rules.drawing import is_too_like
from cstrain.exam.rules.grading import shown
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.shown import badge
from cstrain.exam.words import MOVES, REFUSED
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people import queries as people
from cstrain.people.doors import me, needs, person_for
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
    share = form.double_share.data or 0
    actions.publish(key, opens_at=at, closes_at=closes, by=me().id, at=at, double_share=share)
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


def _seen(attempt_id: str, may: May) -> Attempt:
    attempt = db.database.session.get(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    person_for(attempt.person_id, may)
    return attempt


@bp.get("/exams/attempt/<attempt_id>")
@needs(May.EXAM_INVIGILATE)
def attempt(attempt_id: str) -> Any:
    """One attempt as its invigilator sees it: state, saves, moves; declaring it void."""
    return _attempt_page(_seen(attempt_id, May.EXAM_INVIGILATE), ReasonForm())


def _attempt_page(found: Attempt, form: ReasonForm, status: int = 200) -> Any:
    return page(
        "exam/attempt.html",
        status=status,
        attempt=found,
        exam=found.exam,
        person_shown=people.named([found.person_id])[found.person_id],
        moves=queries.moves(found.id),
        saves=queries.save_count(found.id),
        refused=queries.refused_saves(found.id),
        shared=queries.shared_questions(found) if found.number > 1 else None,
        is_too_like=is_too_like,
        badge=badge(found),
        shown=shown,
        MOVES=MOVES,
        REFUSED=REFUSED,
        form=form,
    )


@bp.post("/exams/attempt/<attempt_id>/void")
@needs(May.EXAM_INVIGILATE)
def void(attempt_id: str) -> Any:
    """With the reason; it cannot be undone."""
    found = _seen(attempt_id, May.EXAM_INVIGILATE)
    form = ReasonForm()
    if not form.validate():
        return _attempt_page(found, form, 422)
    actions.void_attempt(attempt_id, reason=form.reason.data, by=me().id, at=clock.received())
    return back("exam.attempt", attempt_id=attempt_id)
