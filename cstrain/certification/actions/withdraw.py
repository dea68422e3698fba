"""A wrong decision is withdrawn by whoever signed it: both stay readable, its certificate is revoked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cstrain.certification.actions.certificates import revoke
from cstrain.certification.actions.holding import held
from cstrain.certification.models import Certificate, Decision
from cstrain.certification.queries.certificates import in_force, today
from cstrain.certification.rules.certificate import State
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.people import actions as people
from cstrain.people.rules import PersonState
from cstrain.records import actions as records
from cstrain.records.rules import Proven

ALIVE = (State.IN_FORCE.value, State.SUSPENDED.value)


@db.deed
def withdraw(decision_id: str, *, reason: str, proof: Proven, at: datetime) -> Decision:
    """Declare one's own decision wrong. Refusals ``not_your_decision``, ``withdrawn_already``, ``reason_needed``.

    Somebody who went live by it and holds no other certificate goes back to training.
    """
    person, row = held(Decision, decision_id)
    if row.decided_by != proof.person_id:
        raise Refusal("not_your_decision")
    if row.withdrawn_at is not None:
        raise Refusal("withdrawn_already")
    if not reason.strip():
        raise Refusal("reason_needed")
    certificate = db.database.session.scalar(select(Certificate).where(Certificate.decision_id == row.id))
    body = {"decision": row.decision, "entry": row.entry_seq, **({"no": certificate.no} if certificate else {})}
    entry = records.record(
        row.person_id,
        "gate_withdrawn",
        at=at,
        by=proof.person_id,
        subject=f"gate:{row.gate_version.key}/{row.id}",
        body=body,
        private={"reason": reason.strip()},
        proof=proof,
    )
    row.withdrawn_at, row.withdrawn_seq = at, entry.seq
    if certificate is not None and certificate.state in ALIVE:
        revoke(certificate.no, reason=reason, by=proof.person_id, at=at, proof=proof)
    if certificate is not None and not in_force(row.person_id, at) and person.state == PersonState.AT_WORK.value:
        people.change_state(person, "retrain", on=today(at), reason=reason.strip(), by=proof.person_id, at=at)
    people.tell(row.person_id, "gate_withdrawn", f"gate-withdrawn:{row.id}", facts={}, link="/record", at=at)
    return row
