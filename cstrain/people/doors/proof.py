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
from cstrain.people.actions import Hashed, Sealed, hash_password, is_right, needs_rehash, new_key, open_key, spend_code
from cstrain.people.actions.sessions import hashed_code
from cstrain.people.doors.asking import me
from cstrain.people.doors.tries import SIGN_IN, Shut, confirm, reserve
from cstrain.people.models import OneTimeCode, Person
from cstrain.people.queries import by_number, living_key, recovery_of, sign_in_account
from cstrain.people.rules.keys import SigningKey
from cstrain.people.rules.passkeys import Assertion
from cstrain.people.rules.passwords import first_password_holds, marks_of
from cstrain.people.rules.recovery import read_code
from cstrain.people.rules.tries import WAIT


@dataclass(frozen=True)
class Proof:
    """Who proved it, in which session, how and when.

    ``method``: password, passkey or code. ``marks``: what must stand beside the signature (``reset_by_other``: the
    password was reset by somebody else within 72 hours). ``key``: the person's own, which their password has just opened,
    or what their passkey has just signed; a code opens none, and the server alone vouches for it.
    """

    person_id: str
    session_id: str
    method: str
    at: datetime
    marks: tuple[str, ...] = ()
    key: SigningKey | Assertion | None = None


@dataclass(frozen=True)
class Attempt:
    """How a sign-in went: the person's id, or tries left, or minutes to wait.

    ``fresh``: the hash under new settings. ``sealed``: a first signing key for a password that is older than keys are.
    ``recovered``: with the recovery code, not with the password.
    """

    person_id: str = ""
    left: int = 0
    minutes: int = 0
    fresh: Hashed | None = None
    sealed: Sealed | None = None
    recovered: bool = False


def alone() -> None:
    """End the read that is open; refuse to prove anything inside a write."""
    if db.is_writing():
        raise RuntimeError("prove before the first action: a password is never checked inside a write")
    db.abandon()


def attempt_sign_in(number: str, password: str) -> Attempt:
    """Constant work: an unknown number, a shut account and a wrong password cost and say the same."""
    alone()
    reserved = reserve(SIGN_IN, sign_in_account(number))
    if isinstance(reserved, Shut):
        return Attempt(minutes=reserved.minutes)
    person = by_number(number)
    stored = person.password_hash if person is not None and _may_enter(person) else ""
    found = person.id if person is not None else ""
    open_to = found if person is not None and person.disabled_at is None else ""
    keyless = person is not None and person.password_is_own and living_key(person.id) is None
    db.abandon()
    code = read_code(password)
    if code is not None and open_recovery(open_to, code) is not None:
        confirm(reserved)
        return Attempt(person_id=found, recovered=True)
    if not is_right(stored, password):
        return Attempt(left=reserved.left, minutes=0 if reserved.left else int(WAIT / timedelta(minutes=1)))
    confirm(reserved)
    fresh = hash_password(password) if needs_rehash(stored) else None
    return Attempt(person_id=found, fresh=fresh, sealed=new_key(password) if keyless else None)


def open_recovery(person_id: str, code: str) -> SigningKey | None:
    """The signing key that this recovery code opens. Without a code the same work is done for nothing."""
    row = recovery_of(person_id)
    box = Sealed(row.public, row.salt or b"", row.box or b"") if row is not None else None
    db.abandon()
    if box is None:
        is_right("", code)
        return None
    return open_key(box, code)


def _may_enter(person: Person) -> bool:
    handed_out = not person.password_is_own
    held = not handed_out or first_password_holds(person.password_set_at, clock.received())
    return person.disabled_at is None and held


def prove(password: str, kind: str = "sign") -> Proof:
    """The signed-in person gives their own password again, which opens their signing key.

    Refused as ``wrong_password``, ``signing_locked`` or, after a reset that nobody else has looked at,
    ``signing_is_held``.
    """
    asked, at = me(), clock.received()
    person = asked.person
    marks = marks_of(person.reset_at, person.reset_by, at)
    require_free(asked.id)
    return Proof(asked.id, asked.session_id, "password", at, marks, prove_current(password, kind))


def require_free(person_id: str) -> None:
    """Refused as ``signing_is_held`` after a reset that nobody else has looked at."""
    held = living_key(person_id)
    if held is not None and held.is_held:
        raise Refusal("signing_is_held")


def prove_current(password: str, kind: str = "sign") -> SigningKey | None:
    """The password is right: the key it opens, if there is one. Refusals ``wrong_password``, ``signing_locked``."""
    asked = me()
    held, stored = living_key(asked.id), asked.person.password_hash
    box = Sealed(held.public, held.salt or b"", held.box or b"") if held is not None else None
    alone()
    reserved = reserve(kind, asked.id)
    if isinstance(reserved, Shut):
        raise Refusal("signing_locked", minutes=reserved.minutes)
    key = open_key(box, password) if box is not None else None
    if key is None and (box is not None or not is_right(stored, password)):
        raise Refusal("wrong_password", tries_left=reserved.left)
    confirm(reserved)
    return key


def prove_other(number: str, password: str) -> Proof:
    """Somebody beside gives number and password on this device, limited like a sign-in; it does not sign them in.

    Refusals ``wrong_password``, ``signing_locked``, ``signing_is_held``; the first own password is chosen elsewhere.
    """
    tried = attempt_sign_in(number, password)
    if not tried.person_id or tried.recovered:
        raise _not_in(tried)
    person = db.database.session.get(Person, tried.person_id)
    assert person is not None
    at, held = clock.received(), living_key(person.id)
    if not person.password_is_own:
        raise Refusal("wrong_password", tries_left=tried.left)
    marks = marks_of(person.reset_at, person.reset_by, at)
    require_free(person.id)
    box = Sealed(held.public, held.salt or b"", held.box or b"") if held is not None else None
    alone()
    key = open_key(box, password) if box is not None else None
    return Proof(tried.person_id, me().session_id, "password", at, marks, key)


def _not_in(tried: Attempt) -> Refusal:
    if tried.minutes:
        return Refusal("signing_locked", minutes=tried.minutes)
    return Refusal("wrong_password", tries_left=tried.left)


def prove_code(person_id: str, code: str, *, used_for: str = "") -> Proof:
    """Another person's one-time code, typed on this device: good once, and spent with the deed that follows.

    Opens the deed's write itself, so that a deed that fails does not use the code up.
    """
    asked, at = me(), clock.received()
    alone()
    reserved = reserve("code", person_id)
    if isinstance(reserved, Shut):
        raise Refusal("signing_locked", minutes=reserved.minutes)
    person = db.database.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        raise NotYours
    marks = marks_of(person.reset_at, person.reset_by, at)
    require_free(person_id)
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
