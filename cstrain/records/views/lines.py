"""Entries as lines of a list: what, when, by whom, and whether it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from cstrain.records import queries
from cstrain.records.rules import Entry, confirmed_corrections, voided
from cstrain.records.words import KINDS, MARKS, ROLES, TONES, labelled


@dataclass(frozen=True)
class Line:
    """One entry in a timeline. ``name``: of whoever acted, as printed then; empty for the system and once erased."""

    seq: int
    at: datetime
    kind: str
    label: str
    text: str
    name: str
    tone: str
    url: str
    marks: tuple[str, ...]
    voided: bool
    corrected: bool


def about(entry: Entry) -> str:
    """What an entry is about, in its own words."""
    body = entry.body
    said = body.get("title") or body.get("course") or body.get("exam") or body.get("no") or body.get("scenario")
    if entry.kind == "corrected":
        said = {"seq": body["entry"], "field": labelled(body["field"]), "wrong": body["wrong"], "right": body["right"]}
        return str(_("第 %(seq)s 号的%(field)s：%(wrong)s → %(right)s", **said))
    if entry.kind in ("voided", "refusal_answered"):
        return str(_("第 %(seq)s 号", seq=body["entry"]))
    if entry.kind == "exam_result":
        verdict = _("通过") if body["passed"] == 1 else _("未通过")
        return str(_("%(exam)s %(verdict)s", exam=body.get("name") or said, verdict=verdict))
    if entry.kind == "state_changed":
        return f"{body['old']} → {body['new']}"
    return str(said or body.get("name") or body.get("level") or body.get("day") or "")


def lines(entries: Sequence[Entry]) -> list[Line]:
    """Lines for entries of one person; four queries whatever their number."""
    if not entries:
        return []
    opened = queries.opened(entries)
    mends = queries.mends(entries[0].person)
    gone = voided(mends)
    mended = {entry.body["entry"] for entry in confirmed_corrections(mends)}
    return [_line(entry, opened.get(entry.seq, {}), (entry.seq in gone, entry.seq in mended)) for entry in entries]


def _line(entry: Entry, shown: dict[str, Any], state: tuple[bool, bool]) -> Line:
    role = ROLES.get(str(entry.body.get("role", "")))
    return Line(
        seq=entry.seq,
        at=entry.local_at,
        kind=entry.kind,
        label=str(role if entry.kind == "signed" and role else KINDS.get(entry.kind, entry.kind)),
        text=about(entry),
        name=shown.get("actor", {}).get("name", ""),
        tone="mute" if state[0] else TONES.get(entry.kind, "mute"),
        url=url_for("records.entry", person_id=entry.person, seq=entry.seq),
        marks=tuple(str(MARKS[mark]) for mark in entry.marks if mark in MARKS),
        voided=state[0],
        corrected=state[1],
    )
