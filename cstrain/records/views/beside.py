"""A counter-signature on the trainee's device: the mentor stands beside and gives a one-time code, not the password."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs, prove_code
from cstrain.people.queries import named
from cstrain.people.rules import May
from cstrain.records import actions, queries
from cstrain.records.forms import CodeForm
from cstrain.records.models import SignatureRequest
from cstrain.records.rules import State
from cstrain.records.views.blueprint import bp
from cstrain.records.views.papers import changed_page, next_numbers, papers
from cstrain.records.views.signing import posted_requests

BESIDE = ("mentor", "trainer")
WRONG = ("wrong_code", "signing_locked", "signing_is_held", "code_is_spent")


def _asked_of(signer_id: str) -> list[SignatureRequest]:
    """What this mentor may sign now on the record of the one whose device it is."""
    return [one for one in queries.open_on_record(me().id, BESIDE) if one.signer_id == signer_id]


@bp.get("/record/countersign/<signer_id>")
@needs(May.LEARN)
def countersign(signer_id: str) -> Any:
    return _page(signer_id, CodeForm())


def _page(signer_id: str, form: CodeForm, status: int = 200, wrong: str = "") -> Page:
    asked = _asked_of(signer_id)
    if not asked:
        raise NotYours
    numbers, last = next_numbers(me().id, len(asked))
    people = named([signer_id, me().id])
    return page(
        "records/countersign.html",
        status,
        form=form,
        wrong=wrong,
        papers=papers(asked, (me().session_id, signer_id)),
        whose=people[me().id],
        signer=people[signer_id],
        numbers=numbers,
        last=last,
        at=clock.local(clock.received()),
    )


@bp.post("/record/countersign/<signer_id>")
@needs(May.LEARN)
def save_countersignatures(signer_id: str) -> Any:
    asked, tokens = posted_requests({signer_id})
    if any(one.person_id != me().id or one.role not in BESIDE for one in asked):
        raise NotYours
    gone = [one for one in asked if one.state == State.WITHDRAWN]
    if gone:
        return changed_page(gone)
    form = CodeForm()
    if not form.validate():
        return _page(signer_id, form, 422)
    return _prove_and_sign(signer_id, form, asked, tokens)


def _prove_and_sign(
    signer_id: str, form: CodeForm, asked: list[SignatureRequest], tokens: dict[str, str]
) -> Page | Response:
    try:
        proof = prove_code(signer_id, form.code.data or "", used_for="record:countersign")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _page(signer_id, form, 409, words_of(refusal))
    entries = actions.sign(asked, proof, clock.received(), tokens)
    return back("records.mine", countersigned=len(entries))
