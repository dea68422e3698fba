"""Files of questions: brought, read in the background, written all at once, undone as one act."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from cstrain.bank.actions import import_files as files
from cstrain.bank.actions.batch import Batch, write_lines
from cstrain.bank.actions.bringing import How, read_file
from cstrain.bank.actions.import_pictures import keep_pictures
from cstrain.bank.actions.planning import Given, Line, Plan, plan
from cstrain.bank.models import BankImport, ImportSource
from cstrain.bank.rules.exchange.item import Settings
from cstrain.bank.rules.exchange.life import ImportEvent, ImportState, next_import_state
from cstrain.kit import db, jobs
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id

READ, WRITE = "bank_import", "bank_import_write"


@dataclass(frozen=True)
class Wish:
    """How somebody wants a file read: its bank, the dialect ("" finds out), what stands in for what is missing, what its
    columns hold, and cells that were mended (「sheet!B7」 → text)."""

    bank: str = ""
    dialect: str = ""
    point: str = ""
    level: str = "中"
    mapping: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[str, str] = field(default_factory=dict)


@db.deed
def bring(data: bytes, name: str, wish: Wish, *, at: datetime, by: str) -> BankImport:
    """Keep a file and have it read in the background."""
    files.forget_old(at)
    row = BankImport(file_name=name[:200], by=by, at=at, bank_key=wish.bank, dialect=wish.dialect, settings=_kept(wish))
    db.database.session.add(row)
    db.database.session.flush()
    files.keep(row.id, files.FILE, data)
    jobs.enqueue(READ, f"{row.id}-1", {"id": row.id}, due=at)
    return row


def _kept(wish: Wish) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(wish).items()}


def wish_of(row: BankImport) -> Wish:
    return Wish(**row.settings)


@db.deed
def read_again(import_id: str, wish: Wish, *, at: datetime, by: str) -> None:
    """Have a file read once more, with other columns, another bank, mended cells. What was said of its columns is
    remembered for the next file with the same titles."""
    row = _locked(import_id)
    if wish.mapping:
        _remember(row, wish, at, by)
    row.state = next_import_state(row.state, ImportEvent.CHECK)
    row.settings, row.bank_key, row.dialect, row.trouble = _kept(wish), wish.bank, wish.dialect, ""
    row.round += 1
    files.tell_progress(row.id, 0, 0)
    jobs.enqueue(READ, f"{row.id}-{row.round}", {"id": row.id}, due=at)


def _remember(row: BankImport, wish: Wish, at: datetime, by: str) -> None:
    try:
        sheets = files.kept_plan(row.id)["mapping"]
    except NotYours:
        return
    for name, sheet in sheets.items():
        said = {key.rpartition("!")[2]: text for key, text in wish.mapping.items() if key.rpartition("!")[0] == name}
        digest = _digest(sheet["signature"])
        source = db.lock(ImportSource, digest)
        if said and source is None:
            db.database.session.add(ImportSource(signature=digest, columns=said, by=by, at=at))
        elif source is not None and said != source.columns:
            source.columns, source.by, source.at = said, by, at
    db.database.session.flush()


def _digest(signature: str) -> str:
    return hashlib.sha256(signature.encode()).hexdigest()


def _remembered(signature: str) -> dict[str, str]:
    source = db.database.session.get(ImportSource, _digest(signature))
    return dict(source.columns) if source else {}


def _locked(import_id: str) -> BankImport:
    row = db.lock(BankImport, import_id)
    if row is None:
        raise NotYours
    return row


@jobs.handles(READ, long=True)
def _read(body: dict[str, Any], at: datetime) -> None:
    """The dry run. Nothing is open while it works; it writes what came of it in the end."""
    row = db.database.session.get(BankImport, body["id"])
    if row is None or row.state != ImportState.WAITING.value:
        return
    import_id, name, wish, by = row.id, row.file_name, wish_of(row), row.by
    try:
        read = dry_run(files.kept(import_id), name, wish, Given(Settings(), at, by, progress=_teller(import_id)))
    except (Refusal, NotYours) as refusal:
        with db.transaction(at=at, by=by, why="import cannot be read"):
            held = _locked(import_id)
            held.state = next_import_state(held.state, ImportEvent.FAIL)
            held.trouble = refusal.code if isinstance(refusal, Refusal) else "import_is_gone"
        return
    files.keep_plan(import_id, read.as_json())
    with db.transaction(at=at, by=by, why="import read"):
        held = _locked(import_id)
        held.state = next_import_state(held.state, ImportEvent.FOUND)
        held.counts, held.dialect = read.plan.counts, read.dialect


def _teller(import_id: str) -> Any:
    return lambda done, whole: files.tell_progress(import_id, done, whole)


@dataclass(frozen=True)
class Read:
    """A file as read and judged."""

    plan: Plan
    dialect: str
    mapping: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"lines": self.plan.lines, "left_out": self.plan.left_out, "mapping": self.mapping}


def dry_run(data: bytes, name: str, wish: Wish, given: Given) -> Read:
    """What the file would do; writes no row."""
    brought = read_file(data, name, How(wish.dialect, wish.mapping, wish.mended, _remembered))
    pictures = {**given.pictures, **keep_pictures(brought.items)}
    settings = Settings(name, wish.bank, wish.point, wish.level, strict=brought.dialect == "house")
    made = plan(brought, Given(settings, given.at, given.by, pictures, given.progress))
    return Read(made, brought.dialect, brought.mapping)


@dataclass(frozen=True)
class Accepted:
    """What of an import is written: all of it, or (``only_good``) what was not refused; ``twins``: also what looks like one
    we have; ``hand_in``: new questions go to be reviewed at once, else they stay drafts."""

    only_good: bool = False
    twins: bool = False
    hand_in: bool = True


@db.deed
def accept(import_id: str, what: Accepted, *, at: datetime, by: str) -> None:
    """Have it written in the background."""
    row = _locked(import_id)
    if row.counts.get("refused") and not what.only_good:
        raise Refusal("import_has_refused", count=row.counts["refused"])
    row.state = next_import_state(row.state, ImportEvent.WRITE)
    files.tell_progress(row.id, 0, 0)
    jobs.enqueue(
        WRITE,
        f"{row.id}-{new_id()}",
        {"id": row.id, "twins": what.twins, "hand_in": what.hand_in, "by": by},
        due=at,
    )


@jobs.handles(WRITE, long=True)
def _write(body: dict[str, Any], at: datetime) -> None:
    row = db.database.session.get(BankImport, body["id"])
    if row is None or row.state != ImportState.WRITING.value:
        return
    import_id, by = row.id, body["by"]
    lines = to_write(files.kept_plan(import_id)["lines"], twins=body["twins"])
    try:
        with db.transaction(at=at, by=by, why=f"import {import_id}"):
            held = _locked(import_id)
            write_lines(lines, Batch(import_id, by, at, body["hand_in"]))
            held.state = next_import_state(held.state, ImportEvent.FINISH)
            held.counts, held.done_at = {**held.counts, "written": len(lines)}, at
    except Refusal as refusal:
        with db.transaction(at=at, by=by, why="import refused"):
            held = _locked(import_id)
            held.state, held.trouble = next_import_state(held.state, ImportEvent.FAIL), refusal.code


@db.deed
def write_at_once(read: Read, name: str, wish: Wish, *, at: datetime, by: str) -> int:
    """Write a dry run that nobody has to look at (a command); returns how many questions. Undone like any other."""
    lines = to_write(read.plan.lines, twins=False)
    if lines:
        row = BankImport(
            file_name=name[:200], by=by, at=at, bank_key=wish.bank, state=ImportState.DONE.value, dialect=read.dialect,
            settings=_kept(wish), counts={**read.plan.counts, "written": len(lines)}, done_at=at,
        )  # fmt: skip
        db.database.session.add(row)
        db.database.session.flush()
        write_lines(lines, Batch(row.id, by, at))
    return len(lines)


def to_write(lines: Sequence[Line], *, twins: bool) -> list[Line]:
    """The lines that are written."""
    wanted = ("new", "changed", "duplicate") if twins else ("new", "changed")
    return [line for line in lines if line["outcome"] in wanted]


__all__ = [
    "Accepted",
    "Read",
    "Wish",
    "accept",
    "bring",
    "dry_run",
    "read_again",
    "to_write",
    "wish_of",
    "write_at_once",
]
