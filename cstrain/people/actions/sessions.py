"""Sessions begin and end; passwords change; one-time codes. Whatever ends trust ends the sessions in the same write."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.kit.secrets_file import secret
from cstrain.people.actions.keys import OwnPassword, end_key, keep_key
from cstrain.people.actions.passwords import Hashed, first_password
from cstrain.people.models import OneTimeCode, Person, Session
from cstrain.people.queries.keys import recovery_of

CODE_LASTS = timedelta(minutes=3)


@db.deed
def start_session(person_id: str, *, address: str, agent: str, at: datetime) -> str:
    """Begin a session; returns the id for the cookie (256 random bits), of which only the hash is kept."""
    cookie_id = secrets.token_urlsafe(32)
    hashed = hashlib.sha256(cookie_id.encode()).hexdigest()
    row = Session(id=hashed, person_id=person_id, started_at=at, address=address[:64], agent=agent[:200])
    db.database.session.add(row)
    db.database.session.flush()
    return cookie_id


@db.deed
def end_session(session_id: str, person_id: str, *, why: str, at: datetime) -> None:
    """End one session of this person; one that is over already stays as it is."""
    row = db.lock(Session, session_id)
    if row is None or row.person_id != person_id:
        raise NotYours
    if row.ended_at is None:
        row.ended_at, row.ended_why = at, why


@db.deed
def end_sessions(person_id: str, *, why: str, at: datetime, but: str = "") -> int:
    """End all sessions of a person, perhaps but one; returns how many."""
    rows = select(Session).where(Session.person_id == person_id, Session.ended_at.is_(None), Session.id != but)
    found = list(db.database.session.scalars(rows))
    for row in found:
        row.ended_at, row.ended_why = at, why
    return len(found)


def _locked(person: Person | str) -> Person:
    row = db.lock(Person, person if isinstance(person, str) else person.id)
    if row is None:
        raise NotYours
    return row


@db.deed
def set_own_password(person: Person | str, own: OwnPassword, at: datetime) -> None:
    """A password of one's own choice (hashed before the deed). Every session ends; the view starts a new one.

    The signing key goes on under it, or begins with it.
    """
    row = _locked(person)
    keep_key(row, own.sealed, at)
    spent = recovery_of(row.id)
    if spent is not None and spent.used_at is not None:
        spent.ended_at, spent.salt, spent.box = at, None, None
    row.password_hash, row.password_is_own, row.password_set_at = own.hashed, True, at
    end_sessions(row.id, why="password", at=at)


@db.deed
def rehash(person: Person | str, password: Hashed) -> None:
    """The same password under today's settings."""
    _locked(person).password_hash = password


@db.deed
def reset_password(person: Person | str, *, by: str, at: datetime) -> str:
    """A new first password, shown once and good until an own one is chosen.

    The signing key ends with the password that opened it; the next one signs only when a second person has released it,
    and its signatures bear a mark for 72 hours.
    """
    row = _locked(person)
    if row.disabled_at is not None:
        raise Refusal("account_is_shut", name=row.name)
    plain, row.password_hash = first_password()
    row.password_is_own, row.password_set_at = False, at
    row.reset_at, row.reset_by = at, by
    end_key(row.id, "reset", at)
    end_sessions(row.id, why="reset", at=at)
    return plain


def hashed_code(person_id: str, code: str) -> str:
    """Eight digits are few, so the hash is keyed with a secret the database does not hold."""
    key = secret(Path(current_app.config["INSTANCE"]), "signing")
    return hmac.new(key, f"code:{person_id}:{code}".encode(), hashlib.sha256).hexdigest()


@db.deed
def show_code(person_id: str, at: datetime) -> str:
    """A new one-time code of eight digits, good for three minutes; older ones of this person end."""
    open_ones = select(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None))
    for row in db.database.session.scalars(open_ones.where(OneTimeCode.expires_at > at)):
        row.expires_at = at
    code = f"{secrets.randbelow(10**8):08d}"
    made = OneTimeCode(
        id=new_id(),
        person_id=person_id,
        code_hash=hashed_code(person_id, code),
        made_at=at,
        expires_at=at + CODE_LASTS,
    )
    db.database.session.add(made)
    return code


@db.deed
def spend_code(code_id: str, *, used_for: str, at: datetime) -> None:
    """Use a code up. A second use, or one after its time, is refused."""
    row = db.lock(OneTimeCode, code_id)
    if row is None or row.used_at is not None or row.expires_at <= at:
        raise Refusal("code_is_spent")
    row.used_at, row.used_for = at, used_for[:120]
