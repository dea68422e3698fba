"""What pages show of a record: lists of entries, figures, the sheet, the state of a printed one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from cstrain.kit import db
from cstrain.people.models import Person
from cstrain.records.models import PrivateValue, RecordEntry, RecordHead, SignatureRequest
from cstrain.records.queries.facts import facts_of
from cstrain.records.queries.stored import entry, installation_id, opened, read_entries
from cstrain.records.rules import Entry, Sheet, entry_of, genesis, make_sheet


def entry_texts(person_id: str, kinds: Iterable[str] | None) -> Select[Any]:
    """A person's entries of these kinds (None: all), newest first, to be paged."""
    query = select(RecordEntry.text).where(RecordEntry.person_id == person_id)
    if kinds is not None:
        query = query.where(RecordEntry.kind.in_(list(kinds)))
    return query.order_by(RecordEntry.seq.desc())


def count_entries(person_id: str) -> dict[str, int]:
    """Kind → how many entries."""
    rows = select(RecordEntry.kind, func.count().label("many")).where(RecordEntry.person_id == person_id)
    return {row.kind: row.many for row in db.database.session.execute(rows.group_by(RecordEntry.kind))}


def was_enrolled(person_id: str) -> bool:
    """Is there a sheet to show?"""
    return sheet_steps(person_id) is not None


def sheet_steps(person_id: str) -> Entry | None:
    """The entry whose frozen list of steps is in force."""
    lists = facts_of([person_id], ("enrolled", "moved"))[person_id]
    return lists[-1] if lists else None


def sheet(person_id: str) -> Sheet | None:
    """The record sheet, from the chain alone; three queries."""
    entries = read_entries(person_id)
    return make_sheet(entries, opened(entries))


def sheet_number(person_id: str) -> str:
    """The number under the sheet's code: RS-7K3M-9QX2, the same for every print of one person's record."""
    return f"RS-{person_id[:4]}-{person_id[4:8]}".upper()


def mends(person_id: str) -> list[Entry]:
    """Corrections, voidings and what confirms them, oldest first."""
    rows = select(RecordEntry.text).where(
        RecordEntry.person_id == person_id,
        RecordEntry.kind.in_(("corrected", "voided", "signed", "refused_to_sign", "refusal_answered")),
        (RecordEntry.subject.startswith("entry:")) | (RecordEntry.kind == "refusal_answered"),
    )
    return [entry_of(text) for text in db.database.session.scalars(rows.order_by(RecordEntry.seq))]


def head_of(person_id: str) -> RecordHead | None:
    return db.database.session.get(RecordHead, person_id)


def end_of(person_id: str) -> str:
    """What the next entry of a record would follow: the hash of the last one, or how a record begins."""
    head = head_of(person_id)
    return head.hash if head is not None else genesis(installation_id(), person_id)


def is_of_record(person_id: str, digest: str) -> bool:
    """Is this something an entry of the record may follow?"""
    return printed_at(person_id, digest) is not None or digest == genesis(installation_id(), person_id)


def owner(person_id: str) -> Person:
    return db.database.session.get_one(Person, person_id)


def reasons(refused: Sequence[SignatureRequest]) -> dict[str, str]:
    """Request → why it was refused; empty once erased. Requests of one record; two queries."""
    wanted = {asked.entry_id: asked.id for asked in refused if asked.entry_id}
    rows = select(RecordEntry.id, RecordEntry.text).where(RecordEntry.id.in_(wanted))
    entries = {wanted[row.id]: entry_of(row.text) for row in db.database.session.execute(rows)} if wanted else {}
    shown = opened(list(entries.values()))
    return {asked_id: str(shown[entry.seq].get("reason", "")) for asked_id, entry in entries.items()}


@dataclass(frozen=True)
class Counted:
    """How much of a record was looked at: entries, values that stand outside them, and how many of those are erased."""

    entries: int
    values: int
    erased: int


def counted(person_id: str) -> Counted:
    many = select(func.count()).select_from(RecordEntry).where(RecordEntry.person_id == person_id)
    values = select(func.count(), func.count(PrivateValue.erased_at)).where(PrivateValue.person_id == person_id)
    kept, erased = db.database.session.execute(values).one()
    return Counted(db.database.session.scalar(many) or 0, kept, erased)


def entry_by_hash(digest: str) -> Entry | None:
    """The entry with this hash, whoever's it is."""
    text = db.database.session.scalar(select(RecordEntry.text).where(RecordEntry.hash == digest))
    return entry_of(text) if text is not None else None


def printed_at(person_id: str, code: str) -> Entry | None:
    """The entry whose hash stands on a printed sheet as its check code, if this record has it."""
    seq = db.database.session.scalar(
        select(RecordEntry.seq).where(RecordEntry.person_id == person_id, RecordEntry.hash == code)
    )
    return entry(person_id, seq) if seq is not None else None
