"""Another person's record: the timeline, one entry with the document that was shown, corrections and answers."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs, person_for
from cstrain.people.models import Person
from cstrain.people.rules import May
from cstrain.records import actions, queries
from cstrain.records.forms import AnswerForm, CorrectionForm
from cstrain.records.models import SignatureRequest
from cstrain.records.rules import CORRECTABLE, Entry, entry_subject
from cstrain.records.views.blueprint import bp
from cstrain.records.views.lines import lines
from cstrain.records.views.shown import Listing, entries_page, figures
from cstrain.records.words import labelled


@bp.get("/record/<person_id>")
@needs(May.RECORD_SEE)
def person(person_id: str) -> Any:
    whose = person_for(person_id, May.RECORD_SEE)
    refused = queries.refused_on_record(whose.id)
    shown = Listing.of(request.args)
    found = entries_page(whose.id, shown)
    return page(
        "records/person.html",
        whose=whose,
        figures=figures(whose.id, "records.person", {"person_id": whose.id}, shown.show),
        refused=refused,
        reasons=queries.reasons(refused),
        waiting=queries.waiting_on_record(whose.id),
        lines=lines(found.entries),
        paging=found.paging,
        listing=shown,
        enrolled=queries.was_enrolled(whose.id),
        may_correct=me().can(May.RECORD_CORRECT, whose.team_id) and whose.id != me().id,
        broken=queries.verdict(whose.id),
    )


def _seen_entry(person_id: str, seq: int) -> tuple[Person, Entry]:
    """An entry of one's own record, one's own act, or of a record one may see; else 404."""
    found = queries.entry(person_id, seq)
    if found is None:
        raise NotYours
    if me().id in (person_id, found.actor):
        return queries.owner(person_id), found
    return person_for(person_id, May.RECORD_SEE), found


@bp.get("/record/entry/<person_id>/<int:seq>")
@needs(May.LEARN)
def entry(person_id: str, seq: int) -> Any:
    whose, found = _seen_entry(person_id, seq)
    shown = queries.private(found)
    mends = [one for one in queries.mends(person_id) if one.body.get("entry") == seq or _confirms(one, found)]
    return page(
        "records/entry.html",
        whose=whose,
        entry=found,
        line=lines([found])[0],
        shown=shown,
        document=shown.get("document"),
        mends=lines(mends),
        unconfirmed=any(one.body["entry"] == seq for one in queries.open_corrections(person_id)),
        fields=CORRECTABLE.get(found.kind, {}),
        may_correct=_may_correct(whose) and bool(CORRECTABLE.get(found.kind)),
        is_own=whose.id == me().id,
        sees_record=me().can(May.RECORD_SEE, whose.team_id),
    )


def _confirms(one: Entry, found: Entry) -> bool:
    return one.kind == "signed" and one.subject == entry_subject(found.seq)


def _may_correct(whose: Person) -> bool:
    return me().can(May.RECORD_CORRECT, whose.team_id) and whose.id != me().id


def _entry_to_correct(person_id: str, seq: int) -> tuple[Person, Entry]:
    whose = person_for(person_id, May.RECORD_CORRECT)
    found = queries.entry(person_id, seq)
    if found is None:
        raise NotYours
    return whose, found


@bp.get("/record/entry/<person_id>/<int:seq>/correct")
@needs(May.RECORD_CORRECT)
def correct(person_id: str, seq: int) -> Any:
    whose, found = _entry_to_correct(person_id, seq)
    return _correct_page(whose, found, _correction_form(found))


def _correction_form(found: Entry) -> CorrectionForm:
    form = CorrectionForm()
    form.field.choices = [(name, labelled(name)) for name in CORRECTABLE.get(found.kind, {})]
    return form


def _correct_page(whose: Person, found: Entry, form: CorrectionForm, status: int = 200) -> Page:
    return page("records/correct.html", status, whose=whose, entry=found, line=lines([found])[0], form=form)


@bp.post("/record/entry/<person_id>/<int:seq>/correct")
@needs(May.RECORD_CORRECT)
def save_correction(person_id: str, seq: int) -> Any:
    whose, found = _entry_to_correct(person_id, seq)
    form = _correction_form(found)
    if not form.validate():
        return _correct_page(whose, found, form, 422)
    written = actions.correct(
        found,
        field=form.field.data,
        right=form.right.data or "",
        reason=form.reason.data or "",
        by=me().id,
        at=clock.received(),
    )
    return back("records.entry", person_id=person_id, seq=written.seq)


def _refused_request(request_id: str) -> SignatureRequest:
    asked = queries.request(request_id)
    if asked is None:
        raise NotYours
    person_for(asked.person_id, May.RECORD_CORRECT)
    return asked


@bp.get("/record/refused/<request_id>")
@needs(May.RECORD_CORRECT)
def answer(request_id: str) -> Any:
    return _answer_page(_refused_request(request_id), AnswerForm())


def _answer_page(asked: SignatureRequest, form: AnswerForm, status: int = 200) -> Page:
    return page(
        "records/answer.html",
        status,
        form=form,
        asked=asked,
        reason=queries.reasons([asked]).get(asked.id, ""),
        body=queries.document(asked).get("body", {}),
        whose=queries.owner(asked.person_id),
    )


@bp.post("/record/refused/<request_id>")
@needs(May.RECORD_CORRECT)
def save_answer(request_id: str) -> Any:
    asked, form = _refused_request(request_id), AnswerForm()
    if not form.validate():
        return _answer_page(asked, form, 422)
    whose = asked.person_id
    actions.answer_refusal(asked, form.answer.data or "", me().id, clock.received())
    return back("records.person", person_id=whose)
