"""Somebody proves to be who they say: at sign-in, when signing, or by a one-time code on another's device.

All of it happens before the deed: the limits are noted, the hash is made, no transaction is open meanwhile.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.actions import Hashed, hash_password, is_right, needs_rehash, spend_code
from cstrain.people.actions.sessions import hashed_code
from cstrain.people.doors.asking import me
from cstrain.people.doors.tries import SIGN_IN, Shut, confirm, reserve
from cstrain.people.models import OneTimeCode, Person
from cstrain.people.queries import by_number, sign_in_account
from cstrain.people.rules.passwords import first_password_holds, marks_of
from cstrain.people.rules.tries import WAIT


@dataclass(frozen=True)
class Proof:
    """Who proved it, in which session, how and when.

    ``method``: password or code. ``marks``: what must stand beside the signature (``reset_by_other``: the password was
    reset by somebody else within 72 hours).
    """

    person_id: str
    session_id: str
    method: str
    at: datetime
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """How a sign-in went: the person's id, or tries left, or minutes to wait. ``fresh``: the hash under new settings."""

    person_id: str = ""
    left: int = 0
    minutes: int = 0
    fresh: Hashed | None = None


def _alone() -> None:
    """End the read that is open; refuse to prove anything inside a write."""
    if db.is_writing():
        raise RuntimeError("prove before the first action: a password is never checked inside a write")
    db.abandon()


def attempt_sign_in(number: str, password: str) -> Attempt:
    """Constant work: an unknown number, a shut account and a wrong password cost and say the same."""
    _alone()
    reserved = reserve(SIGN_IN, sign_in_account(number))
    if isinstance(reserved, Shut):
        return Attempt(minutes=reserved.minutes)
    person = by_number(number)
    stored = person.password_hash if person is not None and _may_enter(person) else ""
    found = person.id if person is not None else ""
    db.abandon()
    if not is_right(stored, password):
        return Attempt(left=reserved.left, minutes=0 if reserved.left else int(WAIT / timedelta(minutes=1)))
    confirm(reserved)
    return Attempt(person_id=found, fresh=hash_password(password) if needs_rehash(stored) else None)


def _may_enter(person: Person) -> bool:
    handed_out = not person.password_is_own
    held = not handed_out or first_password_holds(person.password_set_at, clock.received())
    return person.disabled_at is None and held


def prove(password: str, kind: str = "sign") -> Proof:
    """The signed-in person gives their own password again; refused as ``wrong_password`` or ``signing_locked``."""
    asked, at = me(), clock.received()
    person = asked.person
    stored, marks = person.password_hash, marks_of(person.reset_at, person.reset_by, at)
    _alone()
    reserved = reserve(kind, asked.id)
    if isinstance(reserved, Shut):
        raise Refusal("signing_locked", minutes=reserved.minutes)
    if not is_right(stored, password):
        raise Refusal("wrong_password", tries_left=reserved.left)
    confirm(reserved)
    return Proof(asked.id, asked.session_id, "password", at, marks)


def prove_code(person_id: str, code: str, *, used_for: str = "") -> Proof:
    """Another person's one-time code, typed on this device: good once, and spent with the deed that follows.

    Opens the deed's write itself, so that a deed that fails does not use the code up.
    """
    asked, at = me(), clock.received()
    _alone()
    reserved = reserve("code", person_id)
    if isinstance(reserved, Shut):
        raise Refusal("signing_locked", minutes=reserved.minutes)
    person = db.database.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        raise NotYours
    marks = marks_of(person.reset_at, person.reset_by, at)
    row = _code_of(person_id, "".join(code.split()), at)
    if row is None:
        raise Refusal("wrong_code", tries_left=reserved.left)
    code_id = row.id
    confirm(reserved)
    spend_code(code_id, used_for=used_for, at=at)
    return Proof(person_id, asked.session_id, "code", at, marks)


def _code_of(person_id: str, code: str, at: datetime) -> OneTimeCode | None:
    rows = select(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None))
    wanted = hashed_code(person_id, code)
    found = db.database.session.scalars(rows.where(OneTimeCode.expires_at > at))
    return next((row for row in found if hmac.compare_digest(row.code_hash, wanted)), None)
