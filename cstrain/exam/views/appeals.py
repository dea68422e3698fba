"""Appeals: from one's own result page, and the answer that is due."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import SelectChoice

from cstrain.exam import actions, queries
from cstrain.exam.forms import AnswerForm, AppealForm
from cstrain.exam.models import Appeal, Attempt
from cstrain.exam.rules.attempt import State
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.shown import own
from cstrain.exam.words import APPEAL
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import back, page
from cstrain.people import queries as people
from cstrain.people.doors import me, needs, person_for
from cstrain.people.rules import May, local_date


@bp.get("/exam/<attempt_id>/appeal")
@needs(May.LEARN)
def appeal(attempt_id: str) -> Any:
    """Which question, and what is wrong with it; those raised already, with their answers."""
    return _appeal_page(attempt_id, AppealForm())


def _appeal_page(attempt_id: str, form: AppealForm, status: int = 200) -> Any:
    attempt = own(attempt_id)
    if attempt.state != State.GRADED:
        raise NotYours
    raised = queries.appeals_of(attempt_id)
    form.place.choices = _choices(attempt, set(raised))
    return page(
        "exam/appeal.html",
        status=status,
        attempt=attempt,
        exam=attempt.exam,
        raised=sorted(raised.values(), key=lambda each: each.place),
        form=form,
        APPEAL=APPEAL,
    )


def _choices(attempt: Attempt, raised: set[int]) -> list[SelectChoice]:
    """Questions that did not earn all their points and have no appeal yet."""
    results = queries.results(attempt)
    places = (slot.place for slot in queries.slots(attempt.id))
    return [
        SelectChoice(place, _("第 %(n)s 题", n=place))
        for place, one in zip(places, results.slots, strict=True)
        if one.fraction < 1 and place not in raised
    ]


@bp.post("/exam/<attempt_id>/appeal")
@needs(May.LEARN)
def raise_appeal(attempt_id: str) -> Any:
    attempt = own(attempt_id)
    form = AppealForm()
    form.place.choices = [SelectChoice(slot.place, "") for slot in queries.slots(attempt.id)]
    if not form.validate():
        return _appeal_page(attempt_id, form, 422)
    actions.appeal(attempt_id, form.place.data, form.words.data, by=me().id, at=clock.received())
    return back("exam.appeal", attempt_id=attempt_id)


@bp.get("/exams/appeals")
@needs(May.EXAM_MARK)
def appeals() -> Any:
    """Those of one's teams, soonest due first."""
    found = db.database.paginate(queries.appeals_seen(me()), per_page=30, error_out=False)
    attempts = {each.attempt_id: db.database.session.get_one(Attempt, each.attempt_id) for each in found.items}
    today = local_date(clock.received(), clock.zone())
    return page("exam/appeals.html", appeals=found, attempts=attempts, today=today, APPEAL=APPEAL)


def _seen(appeal_id: str) -> tuple[Appeal, Attempt]:
    found = db.database.session.get(Appeal, appeal_id)
    if found is None:
        raise NotYours
    attempt = db.database.session.get_one(Attempt, found.attempt_id)
    person_for(attempt.person_id, May.EXAM_MARK)
    return found, attempt


@bp.get("/exams/appeal/<appeal_id>")
@needs(May.EXAM_MARK)
def answer(appeal_id: str) -> Any:
    """The question as it was asked, the answer given, the words against it."""
    return _answer_page(appeal_id, AnswerForm())


def _answer_page(appeal_id: str, form: AnswerForm, status: int = 200) -> Any:
    found, attempt = _seen(appeal_id)
    slot = queries.slot_at(attempt.id, found.place)
    assert slot is not None
    step = queries.step_at(attempt.id, found.place)
    return page(
        "exam/answer.html",
        status=status,
        appeal=found,
        attempt=attempt,
        exam=attempt.exam,
        version_id=slot.question_version_id,
        question=queries.key_questions({slot.question_version_id})[slot.question_version_id],
        given=step.answer if step else None,
        graded=queries.results(attempt).graded[found.place],
        people=people.named([found.answered_by]),
        may_ask=me().can(May.REGRADE_ASK),
        form=form,
        APPEAL=APPEAL,
    )


@bp.post("/exams/appeal/<appeal_id>")
@needs(May.EXAM_MARK)
def answer_appeal(appeal_id: str) -> Any:
    _seen(appeal_id)
    form = AnswerForm()
    if not form.validate():
        return _answer_page(appeal_id, form, 422)
    upheld = form.verdict.data == "upheld"
    actions.answer_appeal(appeal_id, form.answer.data, upheld=upheld, by=me().id, at=clock.received())
    return back("exam.answer", appeal_id=appeal_id)
