"""The gate decided by passkey: the decision is shown once more as the document it will be, and that is what is signed.

Nothing is kept between the two pages: the second post carries everything, and the token on the page binds it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request

from cstrain.certification.actions import Given
from cstrain.certification.queries import Readiness
from cstrain.certification.rules.decision import MEANINGS
from cstrain.certification.rules.paper import decision_paper, gate_subject
from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.ids import new_id
from cstrain.kit.web import Page, page
from cstrain.people.doors import Proof, ask_to_sign, me, prove_passkey
from cstrain.people.models import Person
from cstrain.records import actions as records
from cstrain.records import queries as facts
from cstrain.records.rules import (
    Shown,
    Stand,
    make_token,
    named,
    page_of,
    require_token,
    shown_when,
    statement,
    time_text,
)

CARRIED = ("decision", "place", "daily", "parallel", "mentor", "checks", "until", "reason", "seen")


@dataclass(frozen=True)
class Case:
    """Whose gate, on what evidence, and what was decided."""

    shown: Person
    ready: Readiness
    given: Given


@dataclass(frozen=True)
class Paper:
    """The document with what binds it to its page. ``salt``: hex; ``after``: what its entry will follow at the least."""

    id: str
    salt: str
    token: str
    after: str
    value: dict[str, Any]

    @property
    def salted(self) -> records.Salted:
        return records.Salted(bytes.fromhex(self.salt), self.value)


def _document(case: Case, decision_id: str, at: datetime) -> dict[str, Any]:
    asked, given, gate = me().person, case.given, _gate(case)
    who = {
        name: {"id": one.id, "name": one.name, "number": one.employee_no}
        for name, one in (("person", case.shown), ("signer", asked))
    }
    about = {
        "installation": facts.installation_id(),
        "subject": gate_subject(gate.key, decision_id),
        "title": gate.name,
        "meaning": MEANINGS[given.decision],
        "asked_at": time_text(at),
    }
    said = {"decision": given.decision, "conditions": given.conditions.plain, "reason": given.reason.strip()}
    return decision_paper(who, about, {**said, "evidence_hash": given.seen})


def _gate(case: Case) -> Any:
    if case.ready.held is None:
        raise Refusal("gate_not_loaded", gate=case.ready.enrolment.gate_key)
    return case.ready.held.gate


def _shown(paper: Paper) -> Shown:
    return Shown(me().session_id, me().id, paper.id, paper.salted.digest, str(paper.value["meaning"]))


def _statement(paper: Paper) -> bytes:
    value = paper.value
    at = shown_when(paper.token)
    stand = Stand(value["installation"], value["person"]["id"], me().id, paper.after, at, page_of([paper.token]))
    return statement(stand, [named(paper.salted.digest, value["subject"], value["meaning"])])


def sign_page(case: Case) -> Page:
    """The document, and what the device is asked."""
    at, decision_id = clock.received(), new_id()
    value = _document(case, decision_id, at)
    bare = Paper(decision_id, secrets.token_hex(records.SALT), "", facts.end_of(case.shown.id), value)
    paper = replace(bare, token=make_token(facts.signing_key(), _shown(bare), at, new_id()))
    return page(
        "certification/sign_decision.html",
        shown=case.shown,
        given=case.given,
        paper=paper,
        told=ask_to_sign(_statement(paper)),
        carried=[(name, request.form[name]) for name in CARRIED if name in request.form],
        at=clock.local(at),
    )


def prove_decision(case: Case) -> tuple[Given, Proof]:
    """What came back is the page that was shown, and the device has signed it; opens the write.

    Refusals ``sign_page_not_yours``, ``sign_page_too_old``, and those of ``prove_passkey``.
    """
    sent = request.form
    paper = _came_back(case, sent)
    require_token(facts.signing_key(), _shown(paper), paper.token, clock.received())
    if not facts.is_of_record(case.shown.id, paper.after):
        raise Refusal("sign_page_not_yours")
    proof = prove_passkey(_statement(paper), sent["answer"])
    return replace(case.given, id=paper.id, paper=paper.salted), proof


def _came_back(case: Case, sent: Mapping[str, str]) -> Paper:
    token, salt, decision_id = (sent.get(name, "") for name in ("token", "salt", "id"))
    value = _document(case, decision_id, shown_when(token))
    made = Paper(decision_id, salt, token, sent.get("after", ""), value)
    try:
        fits = len(bytes.fromhex(salt)) == records.SALT
    except ValueError:
        fits = False
    if not fits:
        raise Refusal("sign_page_not_yours")
    return made
