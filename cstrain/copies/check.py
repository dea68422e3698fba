"""Is what was put back whole, and is it the newest that anybody outside knows of?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from cstrain.kit import db
from cstrain.kit.backup import BadCopy, Manifest
from cstrain.records import queries as records
from cstrain.records.rules import read_checkpoint


@dataclass(frozen=True)
class Older:
    """The witness knows ``entries`` more than the copy, sealed after ``since`` and until ``until``."""

    entries: int
    since: datetime | None
    until: datetime


@dataclass(frozen=True)
class Checked:
    """``fault``: the first thing that is wrong with the record, "" when it is whole."""

    people: int
    entries: int
    checkpoint: int
    head: str
    fault: str
    older: Older | None


def require_whole(manifest: Manifest) -> None:
    """Before anything is migrated: the database is sound and every table has its rows; BadCopy otherwise."""
    session = db.database.session
    if db.database.engine.dialect.name == "sqlite":
        if session.execute(text("PRAGMA integrity_check")).scalar() != "ok":
            raise BadCopy("damaged", "integrity_check")
        if session.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise BadCopy("damaged", "foreign_key_check")
    for table, rows in manifest.rows.items():
        found = session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar()  # noqa: S608 - Archive minds the names
        if found != rows:
            raise BadCopy("incomplete", table)
    db.abandon()


def checked() -> Checked:
    """Every chain reckoned anew, the tree over all of them, and the witness asked."""
    people = entries = 0
    fault = ""
    for one in records.verdicts(records.everyone_recorded()):
        people, entries = people + 1, entries + one.entries
        if one.broken is not None and not fault:
            fault = f"{one.person_id} {one.broken.seq} {one.broken.why.value}"
    log, last = records.log_verdict(), records.last_checkpoint()
    older = older_than_witness()
    if log.fault is not None and not fault and not (log.fault.code == "anchor" and older):
        fault = f"checkpoint {log.fault.number} {log.fault.code}"
    head = records.printed_mark()
    db.abandon()
    return Checked(people, entries, last.number if last else 0, head, fault, older)


def older_than_witness() -> Older | None:
    """None unless the witness knows a checkpoint that is not here, or another in its place."""
    if records.rolled_back() is None:
        return None
    newest, last = records.witnessed()[-1], records.last_checkpoint()
    said = read_checkpoint(newest["text"])
    assert said is not None  # witnessed() keeps only what can be read
    return Older(said.size - (last.size if last else 0), last.at if last else None, said.at)
