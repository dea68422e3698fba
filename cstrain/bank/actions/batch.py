"""Thousands of versions in one write: appended rows go past the session, each is its own audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from cstrain.bank.actions.planning import Line
from cstrain.bank.actions.writing import ask_to_be_found, forget_text
from cstrain.bank.models import (
    Citation,
    ImportedQuestion,
    Question,
    QuestionChange,
    QuestionEvent,
    QuestionVersion,
    Use,
)
from cstrain.bank.queries.review import next_look
from cstrain.bank.rules import FREELY, Event, QuestionState
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.ids import new_id

SOME = 2000  # rows written at once


@dataclass(frozen=True)
class Batch:
    """Which import writes (\"\": nothing that could be undone later), who, when; whether new questions are handed in.

    ``alone``: texts count at once although somebody else would have to look at them; for taking back.
    """

    import_id: str
    by: str
    at: datetime
    hand_in: bool = True
    alone: bool = False


@db.deed
def write_lines(lines: Sequence[Line], batch: Batch) -> None:
    """Write what was planned, all or nothing; refuses when a question has changed since (``import_is_stale``).

    New questions are drafts or handed in; changes of drafts count at once; changes of questions in use wait for somebody
    else's eyes, as they do when they are typed.
    """
    rows = _rows([line["id"] for line in lines])
    for line in lines:
        held = rows.get(line["id"])
        if (held.latest if held else 0) != line["write"]["before"]:
            raise Refusal("import_is_stale", question=line["id"])
    free = {state.value for state in FREELY}
    later = [line for line in lines if line["id"] in rows and not batch.alone and rows[line["id"]].state not in free]
    waiting = {line["id"] for line in later}
    now = [line for line in lines if line["id"] not in waiting]
    rows |= _new_rows([line for line in now if line["id"] not in rows], batch)
    for line in now:
        _turn(rows[line["id"]], line["write"], batch)
    db.database.session.flush()
    _append(now, batch)
    ask_to_be_found(batch.at)
    _put_down(later, rows, batch)


def _rows(ids: Sequence[str]) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for start in range(0, len(ids), 500):
        some = select(Question).where(Question.id.in_(ids[start : start + 500])).with_for_update()
        found |= {row.id: row for row in db.database.session.scalars(some)}
    return found


def _new_rows(lines: Iterable[Line], batch: Batch) -> dict[str, Question]:
    """Rows of questions that are new, behind all others of their bank."""
    places: dict[str, int] = {}
    made = {}
    for line in lines:
        key = line["id"].partition("-")[0]
        if key not in places:
            highest = select(func.max(Question.place)).where(Question.bank_key == key)
            places[key] = db.database.session.scalar(highest) or 0
        places[key] += 1
        state = QuestionState.REVIEW if batch.hand_in and not line.get("draft") else QuestionState.DRAFT
        made[line["id"]] = Question(id=line["id"], bank_key=key, place=places[key], state=state.value)
    db.database.session.add_all(made.values())
    return made


def _turn(row: Question, write: Mapping[str, Any], batch: Batch) -> None:
    """What the row says of the version that counts now."""
    day = write["values"]["review_on"]
    if write["before"]:
        row.latest = write["before"] + 1
        forget_text(row.id)
    if write["withdrawn"]:
        row.state = QuestionState.RETIRED.value
    row.review_on = None if write["citations"] else date.fromisoformat(day) if day else next_look(batch.at)


def _append(lines: Sequence[Line], batch: Batch) -> None:
    made: dict[type[db.Base], list[dict[str, Any]]] = {
        model: [] for model in (QuestionVersion, Citation, Use, QuestionEvent, ImportedQuestion)
    }
    for line in lines:
        write, version_id = line["write"], new_id()
        seq, day, ids = write["before"] + 1, write["values"]["review_on"], {"question_id": line["id"]}
        values = {**write["values"], "review_on": date.fromisoformat(day) if day else None}
        made[QuestionVersion].append({**values, **ids, "id": version_id, "seq": seq, "by": batch.by, "at": batch.at})
        made[Citation] += [
            {"version_id": version_id, "rule_id": rule, "major": major} for rule, major in write["citations"]
        ]
        made[Use] += [{"version_id": version_id, "kind": kind, "name": name} for kind, name in write["uses"]]
        if event := _event(line, batch):
            told = {
                "event": event.value,
                "reason": write["values"]["reason"],
                "by": batch.by,
                "at": batch.at,
                "seq": seq,
            }
            made[QuestionEvent].append({**ids, **told})
        if batch.import_id:
            mark = {"import_id": batch.import_id, "seq": seq, "before": write["before"], "change_id": ""}
            made[ImportedQuestion].append({**ids, **mark})
    for model, some in made.items():
        for start in range(0, len(some), SOME):
            db.append(model, *some[start : start + SOME])


def _event(line: Line, batch: Batch) -> Event | None:
    if line["write"]["withdrawn"]:
        return Event.RETIRE
    handed = not line["write"]["before"] and batch.hand_in and not line.get("draft")
    return Event.SUBMIT if handed else None


def _put_down(lines: Sequence[Line], rows: Mapping[str, Question], batch: Batch) -> None:
    """Changes of questions in use wait; one's own earlier one is replaced."""
    open_ones = select(QuestionChange).where(QuestionChange.state == "open")
    held = {one.question_id: one for one in db.database.session.scalars(open_ones)} if lines else {}
    for line in lines:
        earlier = held.get(line["id"])
        if rows[line["id"]].state == QuestionState.RETIRED.value:
            raise Refusal("import_is_stale", question=line["id"])
        if earlier is not None and earlier.by != batch.by:
            raise Refusal("change_is_waiting")
        if earlier is not None:
            earlier.state, earlier.settled_by, earlier.settled_at = "dropped", batch.by, batch.at
    db.database.session.flush()
    marks = []
    for line in lines:
        write, change_id = line["write"], new_id()
        made = {"seen": write["before"], "text": write["text"], "change": write["change"], "at": batch.at}
        change = QuestionChange(question_id=line["id"], reason=write["values"]["reason"], by=batch.by, **made)
        change.id = change_id
        db.database.session.add(change)
        marks.append({"question_id": line["id"], "seq": 0, "before": write["before"], "change_id": change_id})
    db.database.session.flush()
    if batch.import_id:
        db.append(ImportedQuestion, *({**mark, "import_id": batch.import_id} for mark in marks))
