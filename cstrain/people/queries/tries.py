"""Tries of sign-in and signing, as the limits count them, and sessions that are open."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Reader

from cstrain.kit import db
from cstrain.kit.text import folded_number
from cstrain.people.models import Session, SessionUse, Try
from cstrain.people.rules.tries import WAIT, Tried


def sign_in_account(number: str) -> str:
    """Under which name tries of a number are kept: hashed, because people type passwords into the wrong field."""
    return hashlib.sha256(folded_number(number).encode()).hexdigest()


def _tried(reader: Reader | Any, *conditions: Any) -> list[Tried]:
    rows = reader.execute(select(Try.at, Try.account, Try.good).where(*conditions).order_by(Try.at, Try.id))
    return [Tried(at, account, good) for at, account, good in rows]


def tries_of(reader: Reader | Any, kind: str, account: str, at: datetime) -> list[Tried]:
    """What one account tried within the time that counts."""
    return _tried(reader, Try.kind == kind, Try.account == account, Try.at > at - WAIT)


def tries_at(reader: Reader | Any, kind: str, address: str, at: datetime) -> list[Tried]:
    """What was tried from one address within the time that counts."""
    return _tried(reader, Try.kind == kind, Try.address == address, Try.at > at - WAIT)


def open_sessions(person_id: str) -> list[tuple[Session, datetime]]:
    """Sessions that were not ended, each with its last use, latest first; idle ones are the reader's to leave out."""
    rows = (
        select(Session, SessionUse.used_at)
        .outerjoin(SessionUse, SessionUse.session_id == Session.id)
        .where(Session.person_id == person_id, Session.ended_at.is_(None))
    )
    found = [(row, used_at or row.started_at) for row, used_at in db.database.session.execute(rows)]
    return sorted(found, key=lambda each: each[1], reverse=True)
