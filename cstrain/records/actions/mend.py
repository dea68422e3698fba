"""Putting right: a correction that the other party confirms, and the voiding of what was written by mistake."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.records import queries
from cstrain.records.actions.append import record
from cstrain.records.actions.ask import ask_signature
from cstrain.records.models import RecordHead
from cstrain.records.rules import CORRECTABLE, VOIDABLE, Entry, entry_subject, meaning_of, right_value


@db.deed
def correct(entry: Entry, *, field: str, right: str, reason: str, by: str, at: datetime) -> Entry:
    """Append the right value beside the wrong one and ask the person to confirm it; until then the old value holds.

    ``right``: as typed. Refusals: ``own_record``, ``entry_is_voided``, ``cannot_be_corrected``, ``not_a_number``,
    ``nothing_to_correct``, ``correction_is_open``.
    """
    if by == entry.person:
        raise Refusal("own_record")
    holding = _holding(entry)
    value = right_value(holding, field, right)
    waiting = queries.open_corrections(entry.person)
    if any((other.body["entry"], other.body["field"]) == (entry.seq, field) for other in waiting):
        raise Refusal("correction_is_open")
    body = {"entry": entry.seq, "field": field, "wrong": holding.body[field], "right": value}
    subject = entry_subject(entry.seq)
    written = record(entry.person, "corrected", at=at, by=by, subject=subject, body=body, private={"reason": reason})
    _ask_to_confirm(written, CORRECTABLE[entry.kind][field], {"about": holding.body.get("title", ""), "reason": reason})
    return written


def _ask_to_confirm(written: Entry, name: str, more: dict[str, Any]) -> None:
    said = {"field": name, "wrong": written.body["wrong"], "right": written.body["right"], **more}
    ask_signature(
        written.person,
        signer_id=written.person,
        role="trainee",
        subject=entry_subject(written.seq),
        title=f"更正第 {written.body['entry']} 号记录的{name}",
        meaning=meaning_of("更正"),
        body={key: value for key, value in said.items() if value != ""},
        step_kind="更正",
        group="correction",
        at=written.at,
    )


@db.deed
def void(entry: Entry, *, reason: str, by: str, at: datetime) -> Entry:
    """Void an entry that was written by mistake; it stays readable, marked.

    Refusals ``cannot_be_voided``, ``entry_is_voided``, ``own_record``.
    """
    if entry.kind not in VOIDABLE:
        raise Refusal("cannot_be_voided")
    if by == entry.person:
        raise Refusal("own_record")
    _holding(entry)
    subject, body = entry_subject(entry.seq), {"entry": entry.seq}
    return record(entry.person, "voided", at=at, by=by, subject=subject, body=body, private={"reason": reason})


def _holding(entry: Entry) -> Entry:
    """The entry as it holds now, the chain held against other writers; refused when it was voided."""
    db.lock(RecordHead, entry.person)
    found = next((one for one in queries.facts(entry.person, entry.kind) if one.seq == entry.seq), None)
    if found is None:
        raise Refusal("entry_is_voided")
    return found
