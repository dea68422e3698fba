"""What holds now: entries without those voided, with confirmed corrections in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cstrain.kit.errors import Refusal
from cstrain.records.rules.entries import Entry
from cstrain.records.rules.subjects import entry_subject

# Kind → field a correction may put right → its name, which is signed and so stands in the record as it is. What another
# room has judged (an exam, a gate) is put right there.
CORRECTABLE: dict[str, dict[str, str]] = {
    "step_done": {"result": "成绩", "learned_on": "学习日期"},
    "attended": {"day": "到场日期"},
    "paused": {"from": "暂停开始日期", "until": "暂停结束日期"},
    "roleplay": {"num": "得分"},
    "red_line": {"date": "日期"},
}
VOIDABLE = frozenset({"enrolled", "moved", "paused", "waived"})
MENDING = frozenset({"corrected", "voided", "signed"})  # what must be read along to know what holds


def voided(entries: Iterable[Entry]) -> set[int]:
    """Numbers of the entries that were voided."""
    return {entry.body["entry"] for entry in entries if entry.kind == "voided"}


def confirmed_corrections(entries: Iterable[Entry]) -> list[Entry]:
    """Corrections that the other party has signed, oldest first."""
    kept = list(entries)
    signed = {entry.subject for entry in kept if entry.kind == "signed"}
    return [entry for entry in kept if entry.kind == "corrected" and entry_subject(entry.seq) in signed]


def effective(entries: Iterable[Entry]) -> list[Entry]:
    """One person's entries as they hold now, in order."""
    kept = list(entries)
    gone = voided(kept)
    right: dict[int, dict[str, str | int]] = {}
    for mended in confirmed_corrections(kept):
        right.setdefault(mended.body["entry"], {})[mended.body["field"]] = mended.body["right"]
    return [
        replace(entry, body=entry.body | right[entry.seq]) if entry.seq in right else entry
        for entry in kept
        if entry.seq not in gone
    ]


def right_value(entry: Entry, field: str, typed: str) -> str | int:
    """The corrected value in the form the field has; refused when the field cannot be corrected or nothing changes."""
    if field not in CORRECTABLE.get(entry.kind, {}):
        raise Refusal("cannot_be_corrected")
    wrong = entry.body[field]
    value: str | int = typed
    if isinstance(wrong, int):
        if not typed.isdecimal():
            raise Refusal("not_a_number")
        value = int(typed)
    if value == wrong or value == "":
        raise Refusal("nothing_to_correct")
    return value
