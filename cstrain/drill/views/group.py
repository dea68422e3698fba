"""The trainer's side: the class as a heat map, who was sure and wrong, what practice alone will not mend."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from cstrain.bank import queries as bank
from cstrain.bank.rules import Question
from cstrain.drill import actions, queries
from cstrain.drill.forms import NoteForm
from cstrain.drill.queries import group
from cstrain.drill.views.blueprint import bp
from cstrain.drill.views.pools import now
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.queries import mine
from cstrain.people.rules import May, start_of

PER_PAGE = 25
TONES = ((90, 4), (75, 3), (60, 2), (40, 1))  # per cent from which a cell is that dark


@bp.app_template_filter("heat_tone")
def heat_tone(rate: int) -> int:
    """0 to 4: how dark a cell of the heat map is."""
    return next((tone for least, tone in TONES if rate >= least), 0)


def _since() -> datetime:
    """Yesterday's midnight: what a trainer talks about in the morning."""
    _at, on = now()
    return start_of(on - timedelta(days=1), clock.zone())


def _figures() -> list[dict[str, Any]]:
    """What waits for the trainer, each a link to its list."""
    scope = mine(me(), May.COHORT_SEE)
    sure, stuck = group.count_sure_wrong(scope, _since()), group.count_stuck(scope)
    listed = [
        (sure, _("有把握却答错（昨天起）"), "drill.sure"),
        (stuck, _("反复答错，要辅导"), "drill.stuck"),
        (len(group.missed_by_all()), _("大家都错，要看题"), "drill.missed"),
    ]
    return [
        {
            "value": many,
            "label": words,
            "url": url_for(there),
            "tone": "warn" if many else None,
            "current": there == request.endpoint,
        }
        for many, words, there in listed
    ]


@bp.get("/drill/heat")
@needs(May.COHORT_SEE)
def heat() -> Any:
    """Person × knowledge point; each cell opens its questions."""
    batches = group.batches(me())
    chosen, words = request.args.get("cohort", ""), request.args.get("q", "").strip()
    rows = group.learners(me(), chosen, words)
    listed = db.database.paginate(rows, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page(
        "drill/heat.html",
        listed=listed,
        heat=group.heat(listed.items),
        batches=[("", _("全部批次")), *((one.id, one.name) for one in batches)],
        chosen=chosen,
        words=words,
        figures=_figures(),
    )


@bp.get("/drill/heat/<person_id>")
@needs(May.COHORT_SEE)
def person(person_id: str) -> Any:
    """One person's questions of a knowledge point, or all that were wrong last time."""
    whose, point = person_for(person_id, May.COHORT_SEE), request.args.get("point", "")
    return page("drill/person.html", whose=whose, point=point, lines=group.cards_of(whose.id, point))


@bp.get("/drill/sure")
@needs(May.COHORT_SEE)
def sure() -> Any:
    """What people were sure of and had wrong, since yesterday morning."""
    listed = group.sure_wrong(mine(me(), May.COHORT_SEE), _since())
    return page(
        "drill/sure.html",
        listed=[(one, chosen(bank.question_of(one.version), one.answer.answer)) for one in listed],
        figures=_figures(),
    )


def chosen(question: Question, answer: Any) -> str:
    """What was answered, in a few words; a list with many rows is only named."""
    if isinstance(answer, bool):
        return str(_("对") if answer else _("错"))
    if question.options:
        picked = answer if isinstance(answer, list) else [answer]
        return "；".join(question.options[each].text for each in picked if isinstance(each, int))
    if isinstance(answer, list) and all(isinstance(each, str) for each in answer):
        return "；".join(answer)
    return str(answer) if isinstance(answer, str | int) else str(_("看原题"))


@bp.get("/drill/stuck")
@needs(May.COHORT_SEE)
def stuck() -> Any:
    rows = group.stuck(mine(me(), May.COHORT_SEE))
    listed = db.database.paginate(rows, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return page("drill/stuck.html", listed=listed, lines=group.told(listed.items), figures=_figures())


@bp.get("/drill/missed")
@needs(May.COHORT_SEE)
def missed() -> Any:
    return page("drill/missed.html", listed=group.missed_by_all(), figures=_figures())


def _card(person_id: str, question_id: str) -> group.Stuck:
    whose = person_for(person_id, May.DRILL_COACH)
    held = next((one for one in group.told(group.card_rows(whose.id, question_id))), None)
    if held is None:
        raise NotYours
    return held


def _coach_page(held: group.Stuck, form: NoteForm, status: int = 200) -> Page:
    before = group.coachings(held.card.question_id, held.person.id)
    shown = bank.question_of(held.version)
    given = queries.latest_answer(held.person.id, held.card.question_id)
    return page("drill/coach.html", status, held=held, form=form, question=shown, given=given, before=before)


@bp.get("/drill/stuck/<person_id>/<question_id>")
@needs(May.DRILL_COACH)
def coach(person_id: str, question_id: str) -> Any:
    """The question, what the person answered, and what to write once it was gone through."""
    return _coach_page(_card(person_id, question_id), NoteForm())


@bp.post("/drill/stuck/<person_id>/<question_id>")
@needs(May.DRILL_COACH)
def coached(person_id: str, question_id: str) -> Any:
    at, _on = now()
    held, form = _card(person_id, question_id), NoteForm()
    if not form.validate():
        return _coach_page(held, form, 422)
    actions.coach(person_id, question_id, note=form.note.data, by=me().id, at=at)
    return back("drill.stuck")


def _item_page(question_id: str, form: NoteForm, status: int = 200) -> Page:
    version = bank.latest_version(question_id)
    held = group.item_of(question_id)
    if version is None or held is None:
        raise NotYours
    before = group.coachings(question_id, None)
    shown = bank.question_of(version)
    return page("drill/settle.html", status, version=version, item=held, question=shown, form=form, before=before)


@bp.get("/drill/missed/<question_id>")
@needs(May.BANK_EDIT)
def settle(question_id: str) -> Any:
    """A question that half of the people miss: mend it, or say why it stays."""
    return _item_page(question_id, NoteForm())


@bp.post("/drill/missed/<question_id>")
@needs(May.BANK_EDIT)
def settled(question_id: str) -> Any:
    at, _on = now()
    form = NoteForm()
    if not form.validate():
        return _item_page(question_id, form, 422)
    actions.settle_item(question_id, note=form.note.data, by=me().id, at=at)
    return back("drill.missed")
