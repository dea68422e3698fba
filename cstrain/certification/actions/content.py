"""Gates are taken in from content files, or written here; a version is a new row, never an overwrite."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text as sql

from cstrain.certification.models import GateVersion
from cstrain.certification.queries import content as queries
from cstrain.certification.rules.gate import read_gate
from cstrain.kit import db
from cstrain.kit.content import Document, errors, part_hash, read, version_of, write
from cstrain.kit.errors import NotYours, Refusal

MADE_HERE = "made_here"


@db.deed
def load_gate(document: Document, *, by: str, at: datetime, origin: str = "shipped") -> GateVersion:
    """Take in a 准入 file; an unchanged text makes no new version, a faulty one is refused.

    Where the gate was changed here since, the shipped text stands beside it and nothing goes live by itself.
    """
    _require_sound(document)
    _hold(document.id)
    known = queries.versions(document.id)
    digest = part_hash(document.head)
    same = next((version for version in known if version.hash == digest), None)
    if same is not None:
        return same
    live = next((version for version in known if version.live), None)
    beside = live is not None and live.origin == MADE_HERE and origin == "shipped"
    reason = version_of(document.head).reason
    return _add(GateVersion(**_said(document, known), origin=origin, reason=reason, by=by, at=at, live=not beside))


@db.deed
def save_gate(key: str, text: str, *, reason: str, based_on: str, by: str, at: datetime) -> GateVersion:
    """A new version written at the desk; refused when somebody saved another since ``based_on`` was opened."""
    document = read(text, f"{key}.md")
    _require_sound(document)
    if document.type != "准入" or document.id != key:
        raise Refusal("gate_key_differs", key=key)
    if not reason.strip():
        raise Refusal("reason_needed")
    _hold(key)
    known = queries.versions(key)
    live = next((version for version in known if version.live), None)
    if live is None:
        raise NotYours
    if live.id != based_on:
        raise Refusal("gate_changed_meanwhile", number=live.number)
    if live.hash == part_hash(document.head):
        raise Refusal("gate_is_the_same")
    return _add(GateVersion(**_said(document, known), origin=MADE_HERE, reason=reason.strip(), by=by, at=at, live=True))


@db.deed
def take_proposal(version_id: str, *, reason: str, by: str, at: datetime) -> GateVersion:
    """Make a shipped text that stands beside the live one the next version."""
    found = db.database.session.get(GateVersion, version_id)
    if found is None or found.live:
        raise NotYours
    document = read(found.text, f"{found.key}.md")
    _hold(found.key)
    known = queries.versions(found.key)
    if known[0].id != found.id:
        raise Refusal("gate_changed_meanwhile", number=known[0].number)
    return _add(GateVersion(**_said(document, known), origin="shipped", reason=reason, by=by, at=at, live=True))


def _hold(key: str) -> None:
    """Two writers of one gate stand in line; SQLite's stand in one anyway."""
    session = db.database.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"gate:{key}"})


def _require_sound(document: Document) -> None:
    faults = [*errors(document), *read_gate(document, {})[1]]
    if faults:
        raise Refusal("gate_has_problems", count=len(faults), first=str(faults[0]))


def _said(document: Document, known: list[GateVersion]) -> dict[str, Any]:
    return {
        "key": document.id,
        "name": document.name,
        "certificate": document.head.own("证书"),
        "number": max((version.number for version in known), default=0) + 1,
        "text": write(document),
        "hash": part_hash(document.head),
    }


def _add(made: GateVersion) -> GateVersion:
    db.database.session.add(made)
    db.database.session.flush()
    return made
