"""Certificates are issued, suspended, restored, revoked; each move stands in the holder's record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cstrain.certification.actions.holding import held
from cstrain.certification.models import Certificate, CertificateMove, CertificateSerial
from cstrain.certification.queries.certificates import today
from cstrain.certification.rules.certificate import Basis, Event, State, check_code, next_state, number
from cstrain.certification.rules.decision import Scope
from cstrain.kit import clock, db, secrets_file
from cstrain.kit.errors import Refusal
from cstrain.people import actions as people
from cstrain.records import actions as records
from cstrain.records.rules import Proven

KINDS = {
    Event.SUSPEND: "certificate_suspended",
    Event.RESTORE: "certificate_restored",
    Event.REVOKE: "certificate_revoked",
}


@dataclass(frozen=True)
class Issue:
    """What a new certificate says. ``at``: from when, ``until``: its last day."""

    person_id: str
    name: str
    gate_key: str
    scope: Scope
    basis: Basis
    at: datetime
    until: date
    clears: bool = True
    conditions: dict[str, Any] = field(default_factory=dict)
    decision_id: str | None = None
    take_over_id: str | None = None
    exam_entries: tuple[int, ...] = ()  # entries of the record with the exams a renewal rests on


@db.deed
def issue(said: Issue, proof: Proven) -> Certificate:
    """Write the certificate and its entry in the record; one of the same name that is in force gives way to it."""
    for earlier in _of_name(said.person_id, said.name):
        _set(earlier, Event.REPLACE, proof.person_id, said.at, earlier.entry_seq)
    no = next_number(clock.local(said.at).year)
    subject, body = f"certificate:{no}", _body(no, said)
    by, kind = proof.person_id, "certificate_issued"
    given = proof if proof.method != "passkey" else None  # a passkey signed the decision, which the certificate follows
    entry = records.record(said.person_id, kind, at=said.at, by=by, subject=subject, body=body, proof=given)
    made = Certificate(
        no=no,
        check_code=check_code(_key(), no),
        person_id=said.person_id,
        name=said.name,
        gate_key=said.gate_key,
        scope=said.scope.plain,
        conditions=dict(said.conditions),
        conditional=bool(said.conditions),
        basis=said.basis.value,
        clears=said.clears,
        valid_from=said.at,
        valid_until=said.until,
        decision_id=said.decision_id,
        take_over_id=said.take_over_id,
        entry_seq=entry.seq,
    )
    db.database.session.add(made)
    db.database.session.flush()
    _add_move(made, ("issue", "", State.IN_FORCE.value), proof.person_id, said.at)
    return made


def _body(no: str, said: Issue) -> dict[str, Any]:
    return {
        "no": no,
        "name": said.name,
        "scope": said.scope.plain,
        "conditions": dict(said.conditions),
        "valid_from": clock.local(said.at).date().isoformat(),
        "valid_until": said.until.isoformat(),
        "basis": said.basis.value,
        **({"exam_entries": list(said.exam_entries)} if said.exam_entries else {}),
    }


def _key() -> bytes:
    return secrets_file.secret(Path(current_app.config["INSTANCE"]), "signing")


def _of_name(person_id: str, name: str) -> list[Certificate]:
    rows = select(Certificate).where(
        Certificate.person_id == person_id, Certificate.name == name, Certificate.state == State.IN_FORCE.value
    )
    return list(db.database.session.scalars(rows.with_for_update()))


@db.deed
def next_number(year: int) -> str:
    """The next certificate number of the year; nobody else gets it."""
    session = db.database.session
    row = db.lock(CertificateSerial, year)
    if row is None:
        try:
            with session.begin_nested():
                session.add(CertificateSerial(year=year))
        except IntegrityError:  # somebody else began this year a moment ago
            pass
        row = db.lock(CertificateSerial, year)
        assert row is not None
    row.last += 1
    return number(year, row.last)


def _set(row: Certificate, event: Event, by: str, at: datetime, seq: int) -> None:
    old, new = row.state, next_state(row.state, event).value
    row.state, row.entry_seq = new, seq
    _add_move(row, (event.value, old, new), by, at)


def _add_move(row: Certificate, what: tuple[str, str, str], by: str, at: datetime) -> None:
    event, old, new = what
    moved = CertificateMove(
        certificate_id=row.id,
        person_id=row.person_id,
        event=event,
        old=old,
        new=new,
        at=at,
        by=by,
        entry_seq=row.entry_seq,
    )
    db.database.session.add(moved)
    db.database.session.flush()


@db.deed
def suspend(no: str, *, reason: str, by: str, at: datetime, proof: Proven | None = None) -> Certificate:
    """From this commit on the holder is not cleared."""
    return move(no, Event.SUSPEND, reason=reason, by=by, at=at, proof=proof)


@db.deed
def restore(no: str, *, reason: str, by: str, at: datetime, proof: Proven | None = None) -> Certificate:
    """A suspended certificate holds again, until its own last day."""
    return move(no, Event.RESTORE, reason=reason, by=by, at=at, proof=proof)


@db.deed
def revoke(no: str, *, reason: str, by: str, at: datetime, proof: Proven | None = None) -> Certificate:
    """A certificate ends for good."""
    return move(no, Event.REVOKE, reason=reason, by=by, at=at, proof=proof)


def move(no: str, event: Event, *, reason: str, by: str, at: datetime, proof: Proven | None) -> Certificate:
    """One step in a certificate's life: the person is held first, then the certificate, then its record."""
    found = db.database.session.scalar(select(Certificate.id).where(Certificate.no == no))
    _person, row = held(Certificate, found or "")
    if row.person_id == by:
        raise Refusal("own_certificate")
    if not reason.strip():
        raise Refusal("reason_needed")
    next_state(row.state, event)
    if event is Event.RESTORE and row.valid_until < today(at):
        raise Refusal("certificate_is_over", until=row.valid_until.isoformat())
    entry = records.record(
        row.person_id,
        KINDS[event],
        at=at,
        by=by,
        subject=f"certificate:{no}",
        body={"no": no},
        private={"reason": reason.strip()},
        proof=proof,
    )
    _set(row, event, by, at, entry.seq)
    people.tell(
        row.person_id,
        KINDS[event],
        f"{KINDS[event]}:{no}:{entry.seq}",
        facts={"name": row.name, "no": no},
        link=f"/certificate/{no}",
        at=at,
    )
    return row
