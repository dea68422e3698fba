"""The gate is decided: on the evidence as it was seen, read again inside the write, signed with the password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.certification.actions.certificates import Issue, issue
from cstrain.certification.models import Certificate, Decision
from cstrain.certification.queries.certificates import certificates_of, today
from cstrain.certification.queries.evidence import RUNNING, Readiness, before, decider, readiness
from cstrain.certification.rules.certificate import Basis, State
from cstrain.certification.rules.decision import (
    MEANINGS,
    Conditions,
    Scope,
    last_day,
    require_conditions,
    require_here,
    require_open,
)
from cstrain.certification.rules.hands import Decider, require_decider
from cstrain.certification.rules.paper import gate_subject
from cstrain.certification.rules.readiness import POSTPONE, require_may_decide
from cstrain.certification.rules.snapshot import open_items
from cstrain.curriculum import actions as curriculum
from cstrain.curriculum.models import Enrolment
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.people.queries import deputy_for
from cstrain.people.rules import May, PersonState
from cstrain.records import actions as records
from cstrain.records.models import RecordHead
from cstrain.records.rules import Entry, Proven

TOLD = {"agree": "gate_agreed", "conditional": "gate_conditional", "postpone": "gate_postponed"}


@dataclass(frozen=True)
class Given:
    """What the decider wrote. ``seen``: the hash of the evidence their page showed. ``id`` and ``paper``: of a decision
    that was shown and signed as a document, before it is written."""

    decision: str
    reason: str
    seen: str
    conditions: Conditions = field(default_factory=Conditions)
    id: str = ""
    paper: records.Salted | None = None


@dataclass(frozen=True)
class _Case:
    """Everything the decision rests on, read inside the write."""

    person: Person
    ready: Readiness
    who: Decider
    deputy_of: str | None
    at: datetime


@db.deed
def decide(person_id: str, given: Given, *, proof: Proven, at: datetime) -> tuple[Decision, Certificate | None]:
    """Agree, agree conditionally or postpone; gives the decision and the certificate it issued, if any.

    Refusals: ``evidence_changed`` when it is not what was shown any more; ``own_gate``, ``had_a_hand``;
    ``gate_undecided``, ``red_line_open``, ``gate_is_shut``, ``never_a_condition``; ``conditions_needed``,
    ``until_out_of_range``; ``reason_needed``; ``person_not_here``; ``suspended_first``.
    """
    case = _read(person_id, proof.person_id, at)
    _require(case, given)
    decision_id = given.id or new_id()
    entry = _record(case, given, decision_id, proof)
    made = _decision(case, given, decision_id, entry)
    db.database.session.add(made)
    db.database.session.flush()
    certificate = None if given.decision == POSTPONE else _let_go_live(case, given, made, proof)
    link = f"/record/entry/{person_id}/{entry.seq}" if certificate is None else f"/certificate/{certificate.no}"
    people.tell(person_id, TOLD[given.decision], f"gate:{made.id}", facts={}, link=link, at=at)
    return made, certificate


def _read(person_id: str, decider_id: str, at: datetime) -> _Case:
    """Hold the person, the enrolment and the record against other writers, then read the evidence afresh."""
    person = db.lock(Person, person_id)
    ids = select(Enrolment.id).where(Enrolment.person_id == person_id).order_by(Enrolment.id)
    for enrolment_id in db.database.session.scalars(ids).all():
        db.lock(Enrolment, enrolment_id)
    db.lock(RecordHead, person_id)
    ready = readiness([person_id], at).get(person_id)
    if person is None or ready is None:
        raise NotYours
    deputy = deputy_for(decider_id, May.GATE_DECIDE, person.team_id, today(at))
    return _Case(person, ready, decider(decider_id, person_id), deputy.id if deputy else None, at)


def _require(case: _Case, given: Given) -> None:
    """Everything is decided before anything is written."""
    ready = case.ready
    if ready.held is None:
        raise Refusal("gate_not_loaded", gate=ready.enrolment.gate_key)
    require_decider(case.who, case.person.id)
    require_open(before(ready), ready.held.gate, today(case.at))
    if given.seen != ready.hash:
        raise Refusal("evidence_changed")
    require_may_decide(ready.held.gate, ready.evidence, given.decision)
    require_conditions(given.decision, given.conditions, ready.held.gate, today(case.at))
    if given.decision != "agree" and not given.reason.strip():
        raise Refusal("reason_needed")
    if given.decision != POSTPONE:
        require_here(case.person.state)
        if any(each.state == State.SUSPENDED for each in _of_gate(case)):
            raise Refusal("suspended_first")


def _of_gate(case: _Case) -> list[Certificate]:
    assert case.ready.held is not None
    return [each for each in certificates_of(case.person.id) if each.name == case.ready.held.gate.certificate]


def _record(case: _Case, given: Given, decision_id: str, proof: Proven) -> Entry:
    assert case.ready.held is not None
    gate = case.ready.held.gate
    left = open_items(gate, case.ready.found, given.decision)
    body: dict[str, Any] = {
        "decision": given.decision,
        "conditions": given.conditions.plain,
        "evidence_hash": case.ready.hash,
        "title": gate.name,
        "meaning": MEANINGS[given.decision],
        **({"left_open": left} if given.decision == "conditional" and left else {}),
        **({"hands": list(case.who.hands)} if case.who.hands else {}),
        **({"deputy_of": case.deputy_of, "marks": ["deputy"]} if case.deputy_of else {}),
    }
    return records.record(
        case.person.id,
        "gate_decided",
        at=case.at,
        by=proof.person_id,
        subject=gate_subject(gate.key, decision_id),
        body=body,
        private={"reason": given.reason.strip(), **({"document": given.paper} if given.paper is not None else {})},
        proof=proof,
    )


def _decision(case: _Case, given: Given, decision_id: str, entry: Entry) -> Decision:
    ready = case.ready
    assert ready.held is not None
    left = open_items(ready.held.gate, ready.found, given.decision) if given.decision == "conditional" else []
    return Decision(
        id=decision_id,
        person_id=case.person.id,
        enrolment_id=ready.enrolment.id,
        gate_version_id=ready.held.version.id,
        decision=given.decision,
        conditions=given.conditions.plain,
        left_open=left,
        snapshot=ready.snapshot,
        evidence_hash=ready.hash,
        facts_hash=ready.facts_hash,
        relaxed=bool(case.who.hands),
        decided_by=case.who.person_id,
        deputy_of_id=case.deputy_of,
        at=case.at,
        entry_seq=entry.seq,
    )


def _let_go_live(case: _Case, given: Given, made: Decision, proof: Proven) -> Certificate:
    """The certificate, the person's state, the end of the enrolment: all in the decision's own transaction."""
    assert case.ready.held is not None
    gate, enrolment = case.ready.held.gate, case.ready.enrolment
    conditions = given.conditions
    scope = Scope(
        enrolment.post,
        enrolment.post_name,
        (conditions.platform,) if conditions.platform else (),
        (conditions.store,) if conditions.store else (),
    )
    until = last_day(given.decision, conditions, gate, today(case.at))
    said = Issue(
        person_id=case.person.id,
        name=gate.certificate,
        gate_key=gate.key,
        scope=scope,
        basis=_basis(case.person.id, gate.certificate, enrolment),
        at=case.at,
        until=until,
        clears=gate.lets_live,
        conditions=conditions.plain,
        decision_id=made.id,
    )
    certificate = issue(said, proof)
    if gate.lets_live:
        go_live(case.person, made_by=proof.person_id, at=case.at, reason=certificate.no)
    if enrolment.state in RUNNING:
        curriculum.end_enrolment(enrolment.id, "finished", at=case.at)
    return certificate


def _basis(person_id: str, name: str, enrolment: Enrolment) -> Basis:
    """A renewal when a certificate of this name, issued before this enrolment, was not revoked."""
    earlier = [
        each
        for each in certificates_of(person_id)
        if each.name == name and each.state != State.REVOKED and each.valid_from < enrolment.enrolled_at
    ]
    return Basis.RENEWAL if earlier else Basis.GATE


def go_live(person: Person, *, made_by: str, at: datetime, reason: str) -> None:
    """From training to work; somebody already at work stays so."""
    if person.state in (PersonState.IN_TRAINING.value, PersonState.REHIRED.value):
        people.change_state(person, "go_live", on=today(at), reason=reason, by=made_by, at=at)
