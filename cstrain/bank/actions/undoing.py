"""An import taken back as one act: new questions are retired, changed ones say again what they said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.bank.actions import import_files as files
from cstrain.bank.actions.batch import Batch, write_lines
from cstrain.bank.actions.planning import Line, made_again, written
from cstrain.bank.actions.save import MADE_HERE
from cstrain.bank.models import BankImport, ImportedQuestion, Question, QuestionChange, QuestionVersion
from cstrain.bank.queries.exchange import imported
from cstrain.bank.queries.reading import part_of
from cstrain.bank.rules import QuestionState, with_status, with_version
from cstrain.bank.rules.exchange.life import ImportEvent, ImportState, next_import_state
from cstrain.kit import db, jobs
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id

UNDO = "bank_import_undo"


@db.deed
def undo(import_id: str, *, at: datetime, by: str) -> None:
    """Have an import taken back in the background. What was changed or retired since is left as it is."""
    row = db.lock(BankImport, import_id)
    if row is None:
        raise NotYours
    row.state = next_import_state(row.state, ImportEvent.UNDO)
    files.tell_progress(row.id, 0, 0)
    jobs.enqueue(UNDO, f"{row.id}-{new_id()}", {"id": row.id, "by": by}, due=at)


@jobs.handles(UNDO, long=True)
def _undo(body: dict[str, Any], at: datetime) -> None:
    row = db.database.session.get(BankImport, body["id"])
    if row is None or row.state != ImportState.UNDOING.value:
        return
    import_id, by, reason = row.id, body["by"], f"撤销导入 {row.file_name}"[:200]
    made = imported(import_id)
    lines = _lines(made, reason)
    with db.transaction(at=at, by=by, why=reason):
        held = db.lock(BankImport, import_id)
        assert held is not None
        try:
            write_lines(lines, Batch("", by, at, alone=True))
            dropped = _drop([mark.change_id for mark, _row in made if mark.change_id], by, at)
        except Refusal as refusal:  # somebody saved one of them a moment ago
            held.state, held.trouble = next_import_state(held.state, ImportEvent.FAIL), refusal.code
            return
        held.state = next_import_state(held.state, ImportEvent.FINISH)
        held.counts = {**held.counts, "undone": len(lines) + dropped, "kept": len(made) - len(lines) - dropped}


def _lines(made: Sequence[tuple[ImportedQuestion, Question]], reason: str) -> list[Line]:
    """What undoing writes: of each question that still is what the import made of it."""
    standing = [
        (mark, row) for mark, row in made if row.latest == mark.seq and row.state != QuestionState.RETIRED.value
    ]
    versions = _versions([row.id for _mark, row in standing])
    lines = []
    for mark, row in standing:
        now, before = versions[row.id, mark.seq], versions.get((row.id, mark.before))
        text = _back(now, before, reason) if before else with_status(now.text, reason)
        source = before or now
        made_now = made_again(part_of("题库", text, source.inherited), source.pictures)
        major = before is not None and before.bearing != now.bearing
        number = (now.major + 1, 0) if major else (now.major, now.minor + 1)
        lines.append({"id": row.id, "write": {**written(made_now, number, reason, MADE_HERE), "before": mark.seq}})
    return lines


def _back(now: QuestionVersion, before: QuestionVersion, reason: str) -> str:
    """The text of before; where the answer turns back, under the next number, because files go by it."""
    return with_version(before.text, (now.major + 1, 0), reason) if before.bearing != now.bearing else before.text


def _versions(ids: Sequence[str]) -> Mapping[tuple[str, int], QuestionVersion]:
    found: dict[tuple[str, int], QuestionVersion] = {}
    for start in range(0, len(ids), 500):
        some = select(QuestionVersion).where(QuestionVersion.question_id.in_(ids[start : start + 500]))
        found |= {(one.question_id, one.seq): one for one in db.database.session.scalars(some)}
    return found


def _drop(ids: Sequence[str], by: str, at: datetime) -> int:
    """Changes that still wait are taken back; returns how many."""
    dropped = 0
    for change_id in ids:
        change = db.lock(QuestionChange, change_id)
        if change is not None and change.state == "open":
            change.state, change.settled_by, change.settled_at = "dropped", by, at
            dropped += 1
    db.database.session.flush()
    return dropped


__all__ = ["undo"]
