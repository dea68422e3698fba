"""A record in memory, for tests of the rules: what the table would hold, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cstrain.records.rules import (
    COMMITMENTS,
    Chain,
    Entry,
    Opening,
    Stored,
    canonical,
    commitment,
    compose,
    genesis,
    time_text,
)

KEY = bytes(range(32))
INSTALLATION, PERSON = "1nst4llat10n0001", "p3rs0n0000000001"
START = datetime(2026, 10, 12, 1, 5, tzinfo=UTC)
SAID: list[tuple[str, str, dict[str, Any]]] = [
    ("enrolled", "enrolment:e1", {"course": "presale-10d", "version": "1", "post": "presale", "start": "2026-10-12", "steps": []}),
    ("attended", "enrolment:e1", {"day": 1}),
    ("waived", "step:presale/W4@1", {"step": "W4"}),
    ("refusal_answered", "step:presale/T1@1", {"entry": 2, "role": "trainee"}),
    ("rights_noted", "person", {}),
]  # fmt: skip
PRIVATE = {"waived": {"reason": "去年做过"}, "refusal_answered": {"answer": "已改"}}


def next_entry(entries: list[Entry], said: tuple[str, str, dict[str, Any]], openings: dict[str, Opening]) -> Entry:
    kind, subject, body = said
    seq = len(entries) + 1
    kept = {"actor": {"name": "林晓雨", "number": "CS-20418"}, **PRIVATE.get(kind, {})}
    digests = {}
    for name, value in kept.items():
        salt, data = bytes([seq, len(name)] * 8), canonical(value)
        digests[name] = commitment(salt, data)
        openings[digests[name]] = Opening(salt, data)
    fields = {
        "installation": INSTALLATION,
        "person": PERSON,
        "seq": seq,
        "prev": entries[-1].hash if entries else genesis(INSTALLATION, PERSON),
        "at": START + timedelta(hours=seq),
        "offset": "+08:00",
        "kind": kind,
        "actor": PERSON,
        "subject": subject,
        "body": body | {COMMITMENTS: digests},
        "method": "server",
    }
    return compose(fields, KEY)


def make_chain(length: int = 5) -> Chain:
    entries: list[Entry] = []
    openings: dict[str, Opening] = {}
    for index in range(length):
        entries.append(next_entry(entries, SAID[index % len(SAID)], openings))
    return chain_of(entries, openings)


def chain_of(entries: list[Entry], openings: dict[str, Opening]) -> Chain:
    head = (len(entries), entries[-1].hash) if entries else None
    return Chain(INSTALLATION, PERSON, [stored(entry) for entry in entries], head, openings)


def stored(entry: Entry) -> Stored:
    columns = {
        "person": entry.person,
        "prev": entry.prev,
        "at": time_text(entry.at),
        "kind": entry.kind,
        "actor": entry.actor,
        "subject": entry.subject,
        "role": str(entry.body.get("role", "")),
    }
    return Stored(entry.seq, entry.hash, entry.text, columns)


def with_entry(chain: Chain, index: int, **changed: Any) -> Chain:
    entries = list(chain.entries)
    entries[index] = replace(entries[index], **changed)
    return replace(chain, entries=entries)
