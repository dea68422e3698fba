"""Signing on one's own device: what awaits a signature, the page that is signed, a refusal with its reason."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import Proof, ask_to_sign, me, needs, prove, prove_passkey
from cstrain.people.queries import named
from cstrain.people.rules import May, local_date
from cstrain.records import actions, queries
from cstrain.records.forms import RefusalForm, SignForm
from cstrain.records.models import SignatureRequest
from cstrain.records.rules import State
from cstrain.records.views.blueprint import bp
from cstrain.records.views.papers import bundles, changed_page, next_numbers, paper, papers

WRONG = ("wrong_password", "signing_locked", "signing_is_held", "passkey_unknown", "passkey_not_right")
Carried = tuple[list[SignatureRequest], dict[str, str]]  # the documents of a page, and request → token


def mine_to_sign() -> list[SignatureRequest]:
    return queries.to_sign(me().id, local_date(clock.received(), clock.zone()))


@bp.get("/record/sign")
@needs(May.LEARN)
def sign_list() -> Any:
    """All that this person may sign, by record and day; a single bundle opens at once."""
    found = bundles(mine_to_sign(), me())
    if len(found) == 1 and "signed" not in request.args:
        return back("records.sign", group=found[0].group or "-", of=found[0].person_id)
    return page("records/sign_list.html", bundles=found, signed=request.args.get("signed", 0, int))


@bp.get("/record/sign/<group>")
@needs(May.LEARN)
def sign(group: str) -> Any:
    return _sign_page(group, request.args.get("of") or me().id, SignForm())


def _sign_page(group: str, whose: str, form: SignForm, status: int = 200, wrong: str = "") -> Page:
    """``group`` "-" stands for what belongs to no group."""
    wanted = "" if group == "-" else group
    asked = [one for one in mine_to_sign() if one.person_id == whose and one.group == wanted]
    people = named([whose, me().id])
    if whose != me().id and not asked:
        raise NotYours
    numbers, last = next_numbers(whose, len(asked))
    shown, after = papers(asked, (me().session_id, me().id)), queries.end_of(whose)
    tokens = {one.request_id: one.token for one in shown}
    return page(
        "records/sign.html",
        status,
        form=form,
        wrong=wrong,
        papers=shown,
        after=after,
        told=ask_to_sign(queries.page_statement(asked, tokens, me().id, after)) if asked else "",
        whose=people[whose],
        signer=people[me().id],
        group=group,
        roles=sorted({one.role for one in asked}),
        numbers=numbers,
        last=last,
        at=clock.local(clock.received()),
    )


def posted_requests(signers: set[str]) -> Carried:
    """The documents the page carried, with their tokens; 404 for one that is not theirs to sign."""
    carried = dict(pair.split(".", 1) for pair in request.form.getlist("token") if "." in pair)
    found = [queries.request(request_id) for request_id in carried]
    asked = [one for one in found if one is not None]
    if len(asked) != len(carried) or not all(one.signer_id in signers for one in asked):
        raise NotYours
    if not asked:
        raise Refusal("nothing_to_sign")
    return asked, carried


@bp.post("/record/sign/<group>")
@needs(May.LEARN)
def save_signatures(group: str) -> Any:
    own = {me().id} | {one.signer_id for one in mine_to_sign()}
    asked, tokens = posted_requests(own)
    whose = asked[0].person_id
    gone = [one for one in asked if one.state == State.WITHDRAWN]
    if gone:
        return changed_page(gone)
    form = SignForm()
    if not request.form.get("answer") and not form.validate():
        return _sign_page(group, whose, form, 422)
    return _prove_and_sign(group, whose, form, (asked, tokens))


def _prove_and_sign(group: str, whose: str, form: SignForm, carried: Carried) -> Page | Response:
    asked, tokens = carried
    try:
        proof = _by_passkey(carried) if request.form.get("answer") else prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _sign_page(group, whose, form, 409, words_of(refusal))
    entries = actions.sign(asked, proof, clock.received(), tokens)
    if whose == proof.person_id:
        return back("records.mine", signed=len(entries))
    return back("records.sign_list", signed=len(entries))


def _by_passkey(carried: Carried) -> Proof:
    """What the device should have signed is reckoned again from what the page carried."""
    asked, tokens = carried
    whose, after = asked[0].person_id, request.form.get("after", "")
    if any(one.person_id != whose for one in asked) or not queries.is_of_record(whose, after):
        raise Refusal("sign_page_not_yours")
    return prove_passkey(queries.page_statement(asked, tokens, me().id, after), request.form["answer"])


def _open_request(request_id: str) -> SignatureRequest:
    asked = queries.request(request_id)
    if asked is None or asked.signer_id != me().id:
        raise NotYours
    return asked


@bp.get("/record/refuse/<request_id>")
@needs(May.LEARN)
def refuse(request_id: str) -> Any:
    return _refuse_page(_open_request(request_id), RefusalForm())


def _refuse_page(asked: SignatureRequest, form: RefusalForm, status: int = 200) -> Page:
    shown = paper(asked, (me().session_id, me().id))
    return page("records/refuse.html", status, form=form, paper=shown, group=asked.group or "-", of=asked.person_id)


@bp.post("/record/refuse/<request_id>")
@needs(May.LEARN)
def save_refusal(request_id: str) -> Any:
    asked, form = _open_request(request_id), RefusalForm()
    if not form.validate():
        return _refuse_page(asked, form, 422)
    actions.refuse(asked, form.reason.data or "", me().id, clock.received())
    return back("records.mine", refused=1) if asked.role == "trainee" else back("records.sign_list", signed=0)
