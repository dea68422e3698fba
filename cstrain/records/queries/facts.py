"""What the record says: facts as they hold now, signatures given. Bulk forms take constant queries per 500 people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, or_, select

from cstrain.kit import db
from cstrain.records.models import RecordEntry
from cstrain.records.queries.stored import batches
from cstrain.records.rules import MENDING, Entry, effective, entry_of


def facts_of(person_ids: Iterable[str], kinds: Iterable[str], subject_prefix: str = "") -> dict[str, list[Entry]]:
    """Per person the entries of these kinds as they hold now: voided ones left out, corrections in ``body``."""
    wanted = set(kinds)
    people = list(person_ids)
    found: dict[str, list[Entry]] = {person_id: [] for person_id in people}
    asked = and_(RecordEntry.kind.in_(wanted), RecordEntry.subject.startswith(subject_prefix, autoescape=True))
    mends = and_(RecordEntry.kind.in_(MENDING), RecordEntry.subject.startswith("entry:"))
    for some in batches(people):
        rows = select(RecordEntry.person_id, RecordEntry.text).where(RecordEntry.person_id.in_(some), or_(asked, mends))
        for person_id, text in db.database.session.execute(rows.order_by(RecordEntry.person_id, RecordEntry.seq)):
            found[person_id].append(entry_of(text))
    return {
        person_id: [
            entry for entry in effective(kept) if entry.kind in wanted and entry.subject.startswith(subject_prefix)
        ]
        for person_id, kept in found.items()
    }


def facts(person_id: str, kind: str, subject_prefix: str = "") -> list[Entry]:
    """A person's entries of one kind as they hold now, oldest first."""
    return facts_of([person_id], [kind], subject_prefix)[person_id]


def latest(person_id: str, kind: str, subject: str) -> Entry | None:
    """The newest entry of this kind about exactly this subject."""
    found = [entry for entry in facts(person_id, kind, subject) if entry.subject == subject]
    return found[-1] if found else None


def is_signed(person_id: str, subject: str, role: str = "trainee") -> Entry | None:
    """The newest signature in this role on this subject of the person's record."""
    text = db.database.session.scalar(
        select(RecordEntry.text)
        .where(
            RecordEntry.person_id == person_id,
            RecordEntry.kind == "signed",
            RecordEntry.subject == subject,
            RecordEntry.role == role,
        )
        .order_by(RecordEntry.seq.desc())
        .limit(1)
    )
    return entry_of(text) if text is not None else None


def signed_subjects(person_ids: Iterable[str], prefix: str = "", role: str = "trainee") -> dict[str, set[str]]:
    """Per person the subjects that carry a signature in this role."""
    people = list(person_ids)
    found: dict[str, set[str]] = {person_id: set() for person_id in people}
    for some in batches(people):
        rows = select(RecordEntry.person_id, RecordEntry.subject).where(
            RecordEntry.person_id.in_(some),
            RecordEntry.kind == "signed",
            RecordEntry.role == role,
            RecordEntry.subject.startswith(prefix, autoescape=True),
        )
        for person_id, subject in db.database.session.execute(rows):
            found[person_id].add(subject)
    return found
