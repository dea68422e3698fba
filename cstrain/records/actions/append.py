"""Writing into the record: one entry after the other, each under the lock of its person's chain."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cstrain.kit import clock, db
from cstrain.people.models import Installation, Person
from cstrain.records import queries
from cstrain.records.models import PrivateValue, RecordEntry, RecordHead
from cstrain.records.rules import (
    COMMITMENTS,
    Asserted,
    Entry,
    Proven,
    Signer,
    canonical,
    commitment,
    compose,
    genesis,
    not_before,
    offset_text,
)

SALT = 16

NAMED = ("trainer", "mentor", "deputy_of")  # body keys that hold a person's id: the printed name is kept with them


@dataclass(frozen=True)
class Salted:
    """A value whose commitment was shown, and signed, before it is kept."""

    salt: bytes
    value: Any

    @property
    def digest(self) -> str:
        return commitment(self.salt, canonical(self.value))


@db.deed
def record(
    person_id: str,
    kind: str,
    *,
    at: datetime,
    by: str,
    subject: str,
    body: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
    method: str = "server",
    proof: Proven | None = None,
) -> Entry:
    """Append one entry to a person's record, in the deed's transaction.

    ``by``: a person's id or the name of a command. ``body``: strings, integers, lists and objects of them; what the
    kind must say is in ``rules.KINDS``. ``private``: personal values (names, reasons, texts); only their salted
    commitments enter the chain. ``proof``: the actor has just given the password, so the entry says how. The printed
    name of whoever acts is always kept along, and of ``trainer`` and ``mentor`` where the body names them by id; an
    enrolment also keeps the person's own. Refusal ``clock_went_back``; ValueError for a body its kind does not allow.
    """
    said = {**body}
    if proof is not None:
        if proof.person_id != by:
            raise ValueError("the proof is another person's")
        method = proof.method
        said["marks"] = [*said.get("marks", []), *proof.marks]
    kept = {
        **names(by, said),
        **(_head_of_sheet(person_id) if kind in ("enrolled", "moved") else {}),
        **(private or {}),
    }
    digests = {name: seal(person_id, value).digest for name, value in kept.items()}
    line = {"actor": by, "subject": subject, "method": method, "body": said}
    return append(person_id, kind, at, Line(line, digests, proof.key if proof is not None else None))


@dataclass(frozen=True)
class Line:
    """What an entry says. ``said``: actor, subject, method, body; ``digests``: its commitments; ``signer``: the key of
    whoever gave their password."""

    said: Mapping[str, Any]
    digests: Mapping[str, str]
    signer: Signer | Asserted | None = None


@db.deed
def append(person_id: str, kind: str, at: datetime, line: Line) -> Entry:
    """Write the next entry of the chain."""
    head = _locked_head(person_id)
    at = not_before(at, _last_at(head))
    body = line.said["body"] | ({COMMITMENTS: dict(line.digests)} if line.digests else {})
    place = {"installation": queries.installation_id(), "person": person_id, "seq": head.seq + 1, "prev": head.hash}
    when = {"at": at, "offset": offset_text(clock.local(at))}
    said = {**line.said, **place, **when, "kind": kind, "body": body}
    entry = compose(said, queries.record_key(), line.signer)
    db.database.session.add(_row(entry))
    head.seq, head.hash = entry.seq, entry.hash
    db.database.session.flush()
    return entry


def _row(entry: Entry) -> RecordEntry:
    return RecordEntry(
        person_id=entry.person,
        seq=entry.seq,
        prev=entry.prev,
        hash=entry.hash,
        at=entry.at,
        kind=entry.kind,
        actor=entry.actor,
        subject=entry.subject,
        role=str(entry.body.get("role", "")),
        text=entry.text,
    )


def _last_at(head: RecordHead) -> datetime | None:
    last = select(RecordEntry.at).where(RecordEntry.person_id == head.person_id, RecordEntry.seq == head.seq)
    return db.database.session.scalar(last)


def entry_id(person_id: str, seq: int) -> str:
    """The row of an entry just written."""
    found = select(RecordEntry.id).where(RecordEntry.person_id == person_id, RecordEntry.seq == seq)
    return db.database.session.scalars(found).one()


def _locked_head(person_id: str) -> RecordHead:
    """The end of the chain, held against other writers; made at the first entry."""
    session = db.database.session
    head = db.lock(RecordHead, person_id)
    if head is not None:
        return head
    try:
        with session.begin_nested():
            session.add(RecordHead(person_id=person_id, seq=0, hash=genesis(queries.installation_id(), person_id)))
    except IntegrityError:  # somebody else began this record a moment ago: theirs is the head
        pass
    head = db.lock(RecordHead, person_id)
    assert head is not None
    return head


@db.deed
def seal(person_id: str, value: Any) -> PrivateValue:
    """Keep ``value`` outside the chain, under the commitment that the entry will hold. A ``Salted`` keeps its salt."""
    own = isinstance(value, Salted)
    salt, data = (value.salt, canonical(value.value)) if own else (secrets.token_bytes(SALT), canonical(value))
    kept = PrivateValue(person_id=person_id, digest=commitment(salt, data), salt=salt, value=data)
    db.database.session.add(kept)
    return kept


def named(person: Person) -> dict[str, str]:
    """A person as printed today."""
    return {"name": person.name, "number": person.employee_no}


def names(by: str, body: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The printed names to keep along: of whoever acts, and of people the body names by id."""
    wanted = {"actor": by, **{role: str(body[role]) for role in NAMED if role in body}}
    found = {role: db.database.session.get(Person, person_id) for role, person_id in wanted.items()}
    return {role: named(person) for role, person in found.items() if person is not None}


def _head_of_sheet(person_id: str) -> dict[str, dict[str, str]]:
    """What the record sheet prints above its table, as of today."""
    session = db.database.session
    person = session.get_one(Person, person_id)
    company = session.get_one(Installation, queries.installation_id()).name
    return {
        "person": {
            **named(person),
            "team": person.team.name if person.team else "",
            "store": person.store.name if person.store else "",
            "joined_on": person.joined_on.isoformat() if person.joined_on else "",
            "company": company,
        }
    }
