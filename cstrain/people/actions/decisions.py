"""The firm decides: one value with a name and a reason, or all suggestions in one act."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.content import Document, canonical_text, part_hash
from cstrain.kit.errors import Refusal
from cstrain.people.models import DecisionText, DecisionValue
from cstrain.people.queries.decisions import asked, decision, decision_lines
from cstrain.people.rules.decisions import read_decision


@db.deed
def load_decisions(document: Document) -> int:
    """Take over what a 决定 file asks; returns how many parts are new or changed. Values the firm chose stay."""
    session = db.database.session
    known = {row.name: row for row in session.scalars(select(DecisionText))}
    changed = 0
    for place, part in enumerate(document.parts, start=1):
        row = known.pop(part.id, None)
        digest = part_hash(part)
        if row is not None and (row.hash, row.place, row.gone) == (digest, place, False):
            continue
        read = read_decision(part)
        fields = {name: getattr(read, name) for name in read.__dataclass_fields__} | {"options": list(read.options)}
        fields |= {"text": canonical_text(part), "hash": digest, "place": place, "gone": False}
        if row is None:
            session.add(DecisionText(**fields))
        else:
            for name, value in fields.items():
                setattr(row, name, value)
        changed += 1
    for row in known.values():
        row.gone = True
    session.flush()
    return changed


@db.deed
def decide(name: str, value: str, *, reason: str, by: str, at: datetime) -> str:
    """Choose a value; returns it in its one form. The same value again is no new decision."""
    question = asked(name)
    if question is None:
        raise Refusal("decision_unknown", name=name)
    if not reason.strip():
        raise Refusal("reason_needed")
    chosen = question.read(value)
    if decision(name) != chosen:
        suggested = bool(question.suggestion) and question.read(question.suggestion) == chosen
        row = DecisionValue(name=name, value=chosen, by=by, at=at, reason=reason.strip(), suggested=suggested)
        db.database.session.add(row)
        db.database.session.flush()
    return chosen


@db.deed
def adopt_suggestions(*, reason: str, by: str, at: datetime) -> list[str]:
    """Adopt what the content suggests for every decision that is open; returns their names."""
    if not reason.strip():
        raise Refusal("reason_needed")
    adopted = [line.asked for line in decision_lines() if line.value is None and line.asked.suggestion]
    for question in adopted:
        decide(question.name, question.suggestion, reason=reason, by=by, at=at)
    return [question.name for question in adopted]
