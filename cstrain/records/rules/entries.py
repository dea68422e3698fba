"""The entry of the record: its fields, the closed list of kinds, its hash and the server's proof."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Protocol

from cstrain.records.rules.canonical import canonical, read_time, sha256, time_text
from cstrain.records.rules.proofs import Asserted, Signer, bare, proofs

FORMAT = 1
FIELDS = frozenset("v installation person seq prev at offset kind actor subject body method proof".split())
COMMITMENTS = "commitments"  # the one body key that is ours: name → SHA-256(salt ‖ canonical value)

# Kind → what its body must say. A name may stand in the body or, when it is personal, among the commitments.
KINDS: dict[str, tuple[str, ...]] = {
    "enrolled": ("course", "version", "post", "start", "steps"),
    "moved": ("course", "version", "post", "steps"),
    "paused": ("from", "until", "reason"),
    "resumed": (),
    "waived": ("step", "reason"),
    "attended": ("day",),
    "step_done": ("step", "title", "kind", "version", "hash", "result", "learned_on"),
    "confirmed": ("step", "role"),
    "signed": ("document", "title", "meaning", "role", "step_kind", "shown_at"),
    "refused_to_sign": ("document", "title", "role", "reason"),
    "refusal_answered": ("entry", "role", "answer"),
    "acknowledged": ("version", "clauses"),
    "practice": ("first_num", "first_den"),
    "fluency": ("sets", "method", "verdict", "evidence"),
    "roleplay": ("scenario", "version", "num", "den", "fatal", "method", "evidence"),
    "exam_result": ("exam", "attempt", "form", "num", "den", "line", "passed", "reasons", "sections"),
    "red_line": ("date", "text"),
    "red_line_settled": ("entry", "reason"),
    "gate_decided": ("decision", "conditions", "evidence_hash", "reason"),
    "gate_withdrawn": ("reason",),
    "certificate_issued": ("no", "name", "scope", "conditions", "valid_from", "valid_until", "basis"),
    "certificate_suspended": ("no", "reason"),
    "certificate_restored": ("no", "reason"),
    "certificate_revoked": ("no", "reason"),
    "level_reached": ("ladder", "level", "effective_month"),
    "level_declined": ("ladder", "level", "reason"),
    "level_on_hold": ("ladder", "level", "lacking"),
    "level_resumed": ("ladder", "level"),
    "state_changed": ("old", "new", "on", "reason"),
    "took_over": ("post", "since"),
    "corrected": ("entry", "field", "wrong", "right", "reason"),
    "voided": ("entry", "reason"),
    "password_reset": (),
    "rights_noted": (),
}
METHODS = frozenset({"server", "password", "passkey", "code"})  # how the actor was known; later ways add values here


@dataclass(frozen=True)
class Entry:
    """One line of a person's record. ``actor``: a person's id or the name of a command; ``at`` is UTC.

    ``body`` is what holds now: ``rules.effective`` puts confirmed corrections into it. ``text`` and ``hash`` are the
    entry as written.
    """

    person: str
    seq: int
    prev: str
    at: datetime
    offset: str
    kind: str
    actor: str
    subject: str
    body: dict[str, Any]
    method: str
    proof: dict[str, Any]
    text: str
    hash: str

    @property
    def commitments(self) -> dict[str, str]:
        found: dict[str, str] = self.body.get(COMMITMENTS, {})
        return found

    @property
    def marks(self) -> list[str]:
        found: list[str] = self.body.get("marks", [])
        return found

    @property
    def local_at(self) -> datetime:
        """On the wall clock of the day it was written."""
        return self.at.astimezone(zone_of(self.offset))


class Proven(Protocol):
    """What the doors say of somebody who has just proved to be there: who, on which session, how and when.

    ``key``: their own, if the password opened one, or what their passkey has signed.
    """

    @property
    def person_id(self) -> str: ...
    @property
    def session_id(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def marks(self) -> tuple[str, ...]: ...
    @property
    def key(self) -> Signer | Asserted | None: ...


def zone_of(offset: str) -> timezone:
    """+08:00 as a time zone; UTC for anything else, so that a damaged record can still be shown."""
    try:
        hours, minutes = int(offset[1:3]), int(offset[4:6])
        span = timedelta(hours=hours, minutes=minutes)
        return timezone(-span if offset[0] == "-" else span)
    except (ValueError, IndexError):
        return timezone(timedelta())


def offset_text(local: datetime) -> str:
    """The offset of an aware time as an entry keeps it: +08:00."""
    return local.isoformat()[-6:]


def genesis(installation: str, person: str) -> str:
    """What stands as ``prev`` in a person's first entry."""
    return sha256(canonical({"installation": installation, "person": person}))


def missing_keys(kind: str, body: Mapping[str, Any]) -> list[str]:
    """What the kind asks for and the body does not say; KeyError for a kind that does not exist."""
    said = body.keys() | body.get(COMMITMENTS, {}).keys()
    return [name for name in KINDS[kind] if name not in said]


def compose(said: dict[str, Any], key: bytes, signer: Signer | Asserted | None = None) -> Entry:
    """The finished entry from its fields (all but ``v`` and ``proof``; ``at`` a datetime), proved by the server's
    ``key`` and, where a password opened it, by the person's own.

    ValueError when a field or a key of the kind is missing: that is a fault of the room that writes, not a refusal.
    """
    fields = {**said, "v": FORMAT, "at": time_text(said["at"])}
    if fields.keys() != FIELDS - {"proof"}:
        raise ValueError(f"not the fields of an entry: {sorted(fields.keys() ^ (FIELDS - {'proof'}))}")
    lacking = missing_keys(fields["kind"], fields["body"])
    if lacking or fields["method"] not in METHODS:
        raise ValueError(f"{fields['kind']}: lacks {lacking}, method {fields['method']}")
    fields["proof"] = proofs(bare(fields), key, signer)
    return entry_of(canonical(fields).decode())


def entry_of(text: str) -> Entry:
    """Read an entry back from its canonical text, which is trusted here; ``rules.chain`` is what does not trust."""
    found = json.loads(text)
    kept = {name: found[name] for name in FIELDS - {"v", "installation", "at"}}
    return Entry(**kept, at=read_time(found["at"]).astimezone(UTC), text=text, hash=sha256(text.encode()))
