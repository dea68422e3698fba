"""A person's signing key at rest: sealed with a key that only their password gives.

The password goes through argon2id with a salt of its own, then through a secret of the instance, so that the database
alone is not enough to try passwords on. AES-256-GCM seals the private half, bound to its public half. The server can
open it only while it is being told the password; a reset forgets it, and the next own password makes another.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.secrets_file import secret
from cstrain.people.actions.passwords import ARGON, Hashed, hash_password, one_at_a_time
from cstrain.people.actions.tray import tell
from cstrain.people.models import Person, PersonKey
from cstrain.people.queries.grants import holders
from cstrain.people.queries.keys import living_key, recovery_of, was_identified
from cstrain.people.rules import May
from cstrain.people.rules.keys import SEED, SigningKey, may_release, needs_second

SALT, NONCE = 16, 12


@dataclass(frozen=True)
class Sealed:
    """A private key as it is stored: salt of the password, nonce and ciphertext."""

    public: str
    salt: bytes
    box: bytes = field(repr=False)


@dataclass(frozen=True)
class OwnPassword:
    """A password of one's own choice, ready to be stored: its hash, and the signing key sealed with it."""

    hashed: Hashed
    sealed: Sealed
    key: SigningKey


def own_password(password: str, key: SigningKey | None = None) -> OwnPassword:
    """To be called before the deed. ``key``: the one the old password has opened, which goes on under the new one;
    without it a key is made."""
    goes_on = key or SigningKey(secrets.token_bytes(SEED))
    return OwnPassword(hash_password(password), seal_key(goes_on, password), goes_on)


def new_key(password: str) -> Sealed:
    """A first key for somebody whose password is older than keys are."""
    return seal_key(SigningKey(secrets.token_bytes(SEED)), password)


def open_key(sealed: Sealed, password: str) -> SigningKey | None:
    """The private half, or None when this is not the password."""
    nonce, kept = sealed.box[:NONCE], sealed.box[NONCE:]
    try:
        seed = AESGCM(_stretched(password, sealed.salt)).decrypt(nonce, kept, sealed.public.encode())
    except (InvalidTag, ValueError):
        return None
    return SigningKey(seed)


def seal_key(key: SigningKey, password: str) -> Sealed:
    """The private half under a password or a recovery code."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    box = AESGCM(_stretched(password, salt)).encrypt(nonce, key.seed, key.public.encode())
    return Sealed(key.public, salt, nonce + box)


def _stretched(password: str, salt: bytes) -> bytes:
    with one_at_a_time():
        raw = hash_secret_raw(
            password.encode(), salt, ARGON.time_cost, ARGON.memory_cost, ARGON.parallelism, 32, Type.ID
        )
    pepper = secret(Path(current_app.config["INSTANCE"]), "signing")
    return hmac.new(pepper, b"signing key:" + raw, sha256).digest()


@db.deed
def keep_key(person: Person, sealed: Sealed, at: datetime) -> PersonKey:
    """Store a key as sealed just now: the one there is goes on, or a new one begins where there was none."""
    held = living_key(person.id)
    if held is not None and held.public == sealed.public:
        held.salt, held.box = sealed.salt, sealed.box
        return held
    if held is not None:
        end_key(person.id, "replaced", at)
    waits = needs_second(person.reset_by, person.password_is_own) and not was_identified(person)
    made = PersonKey(
        person_id=person.id, public=sealed.public, salt=sealed.salt, box=sealed.box, made_at=at, is_held=waits
    )
    db.database.session.add(made)
    db.database.session.flush()
    if waits:
        _tell_who_may_release(person, at)
    return made


@db.deed
def begin_key(person_id: str, sealed: Sealed, at: datetime) -> None:
    """The first key of somebody whose password is older than keys are; one made meanwhile elsewhere stays."""
    person = db.lock(Person, person_id)
    if person is not None and living_key(person_id) is None:
        keep_key(person, sealed, at)


def _tell_who_may_release(person: Person, at: datetime) -> None:
    link, facts = f"/people/{person.id}", {"name": person.name}
    for one in holders(May.SIGNING_RELEASE, person.team_id, at):
        if may_release(one.id, person.id, person.reset_by):
            tell(one.id, "signing_is_held", f"held:{person.id}:{at.isoformat()}", facts=facts, link=link, at=at)


@db.deed
def end_key(person_id: str, why: str, at: datetime) -> None:
    """The private half is forgotten; the public half stays for ever, so that what it signed can still be checked."""
    held = living_key(person_id)
    if held is not None:
        held.ended_at, held.ended_why, held.salt, held.box = at, why, None, None
    row = recovery_of(person_id)
    if row is not None:  # the same key lies in it
        row.ended_at, row.salt, row.box = at, None, None
    db.database.session.flush()


@db.deed
def release_signing(person_id: str, *, by: str, at: datetime) -> PersonKey:
    """A second person says that it is really this person who chose the password after the reset.

    Refusals ``signing_not_held``, ``release_needs_second``.
    """
    person = db.lock(Person, person_id)
    if person is None:
        raise NotYours
    held = living_key(person_id)
    if held is None or not held.is_held:
        raise Refusal("signing_not_held", name=person.name)
    if not may_release(by, person_id, person.reset_by):
        raise Refusal("release_needs_second", name=person.name)
    held.is_held, held.released_at, held.released_by = False, at, by
    tell(person_id, "signing_released", f"released:{held.id}", facts={}, link="/record", at=at)
    return held
