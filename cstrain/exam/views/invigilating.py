"""Invigilating one attempt: what happened in it, and what an invigilator may do about it, with the reason."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import SelectChoice

from cstrain.exam import actions, queries
from cstrain.exam.forms import ActForm, ReasonForm
from cstrain.exam.models import Attempt
from cstrain.exam.rules.attempt import NEXT, Event, State
from cstrain.exam.rules.drawing import is_too_like
from cstrain.exam.rules.grading import shown
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.shown import badge, ticking
from cstrain.exam.words import ACTS, MOVES, REFUSED
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people import queries as people
from cstrain.people.doors import me, needs, person_for
from cstrain.people.rules import May

TIMED = (Event.EXTEND, Event.REOPEN)


def seen(attempt_id: str, may: May) -> Attempt:
    """The attempt of somebody for whose team one may do this; else 404."""
    attempt = db.database.session.get(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    person_for(attempt.person_id, may)
    return attempt


@bp.get("/exams/attempt/<attempt_id>")
@needs(May.EXAM_INVIGILATE)
def attempt(attempt_id: str) -> Any:
    """One attempt as its invigilator sees it: state, saves, moves; declaring it void."""
    found = seen(attempt_id, May.EXAM_INVIGILATE)
    return _attempt_page(found, _act_form(found), ReasonForm(formdata=None))


def _act_form(found: Attempt) -> ActForm:
    form = ActForm()
    form.event.choices = [SelectChoice(each.value, words) for each, words in ACTS.items() if _allows(found, each)]
    return form


def _allows(found: Attempt, event: Event) -> bool:
    return (State(found.state), event) in NEXT


def _attempt_page(found: Attempt, form: ActForm, void_form: ReasonForm, status: int = 200) -> Any:
    void_form.reason.id = "void-reason"  # beside the other form's
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
        seats=queries.seats(found.id),
        clock=ticking(found),
        form=form,
        void_form=void_form,
    )


@bp.post("/exams/attempt/<attempt_id>/act")
@needs(May.EXAM_INVIGILATE)
def act(attempt_id: str) -> Any:
    """Pause, go on, more time, hand in, reopen: the state says which of them."""
    found = seen(attempt_id, May.EXAM_INVIGILATE)
    form = _act_form(found)
    asked = act_of(form)
    if asked is None:
        return _attempt_page(found, form, ReasonForm(formdata=None), 422)
    actions.act(attempt_id, asked, by=me().id, at=clock.received())
    return back("exam.attempt", attempt_id=attempt_id)


def act_of(form: ActForm) -> actions.Act | None:
    """What is asked; None with the form's errors. Whether the state allows it is decided by the rules, when it is done."""
    event = next((each for each in ACTS if each.value == form.event.data), None)
    if event is not None:
        form.event.choices = [SelectChoice(event.value, "")]
    form.validate()
    if event in TIMED and form.minutes.data is None and "minutes" not in form.errors:
        form.minutes.errors = [_("加时间和重新打开要写几分钟。")]
    if event is None or form.errors:
        return None
    return actions.Act(event, form.reason.data, (form.minutes.data or 0) if event in TIMED else 0)


@bp.post("/exams/attempt/<attempt_id>/void")
@needs(May.EXAM_INVIGILATE)
def void(attempt_id: str) -> Any:
    """With the reason; it cannot be undone."""
    found = seen(attempt_id, May.EXAM_INVIGILATE)
    form = ReasonForm()
    if not form.validate():
        return _attempt_page(found, _act_form(found), form, 422)
    actions.void_attempt(attempt_id, reason=form.reason.data, by=me().id, at=clock.received())
    return back("exam.attempt", attempt_id=attempt_id)
