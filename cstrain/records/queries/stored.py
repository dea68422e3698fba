"""The installation the record belongs to, its key, and the chain as it is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from cstrain.kit import db, secrets_file
from cstrain.people.models import Installation
from cstrain.records.models import PrivateValue, RecordEntry, RecordHead
from cstrain.records.rules import Entry, Stored, entry_of, time_text

BATCH = 500  # SQLite takes a limited number of values in one statement


def installation_id() -> str:
    return db.database.session.scalars(select(Installation.id)).one()


def record_key() -> bytes:
    """What the server proves its entries with; in the instance, never in the database."""
    return secrets_file.secret(Path(current_app.config["INSTANCE"]), "record")


def signing_key() -> bytes:
    return secrets_file.secret(Path(current_app.config["INSTANCE"]), "signing")


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted(set(values))
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]


def stored(row: Any) -> Stored:
    """A row of the table, or the columns of one."""
    columns = {
        "person": row.person_id,
        "prev": row.prev,
        "at": time_text(row.at),
        "kind": row.kind,
        "actor": row.actor,
        "subject": row.subject,
        "role": row.role,
    }
    return Stored(row.seq, row.hash, row.text, columns)


def everyone_recorded() -> list[str]:
    """Ids of the people who have a record, or the trace of one."""
    session = db.database.session
    heads = session.scalars(select(RecordHead.person_id))
    return sorted({*heads, *session.scalars(select(RecordEntry.person_id).distinct())})


def opened(entries: Sequence[Entry]) -> dict[int, dict[str, Any]]:
    """What stands outside these entries of one person: seq → name → value, erased ones left out."""
    values = _values(digest for entry in entries for digest in entry.commitments.values())
    return {
        entry.seq: {name: values[digest] for name, digest in entry.commitments.items() if digest in values}
        for entry in entries
    }


def _values(digests: Iterable[str]) -> dict[str, Any]:
    columns = select(PrivateValue.digest, PrivateValue.value)
    return {
        digest: json.loads(value)
        for some in batches(digests)
        for digest, value in db.database.session.execute(columns.where(PrivateValue.digest.in_(some)))
        if value is not None
    }


def private(entry: Entry) -> Mapping[str, Any]:
    """Names, reasons and the document of one entry; what was erased is not among them."""
    return opened([entry]).get(entry.seq, {})


def read_entries(person_id: str) -> list[Entry]:
    """A person's whole record as written, in order."""
    texts = db.database.session.scalars(
        select(RecordEntry.text).where(RecordEntry.person_id == person_id).order_by(RecordEntry.seq)
    )
    return [entry_of(text) for text in texts]


def entry(person_id: str, seq: int) -> Entry | None:
    text = db.database.session.scalar(
        select(RecordEntry.text).where(RecordEntry.person_id == person_id, RecordEntry.seq == seq)
    )
    return entry_of(text) if text is not None else None
