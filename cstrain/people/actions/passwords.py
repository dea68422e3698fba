"""Passwords at rest. Own ones: argon2id, 19 MiB, two passes (OWASP's least), one hash at a time per pair of cores.

Handed-out ones hold 60 random bits, so a keyed hash is enough, and a sheet of 2,000 people is not 70 seconds of argon2.
No hash is ever made while a write is open: the writers' queue would stand still for its 33 ms.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from cstrain.kit import db
from cstrain.kit.ids import new_id
from cstrain.kit.secrets_file import secret

Hashed = NewType("Hashed", str)
ARGON = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
FIRST = "first$"
LOOK_ALIKE = str.maketrans("oil", "011")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for one of the places: one per pair of cores, over all processes on this instance."""
    if db.is_writing():
        raise RuntimeError("a password is hashed while a write is open")
    db.abandon()  # and no read either
    places = max(1, (os.cpu_count() or 1) // 2)
    path = Path(current_app.config["INSTANCE"]) / f"hash-{secrets.randbelow(places)}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def hash_password(password: str) -> Hashed:
    """An own password as it is stored; to be called before the deed."""
    with one_at_a_time():
        return Hashed(ARGON.hash(password))


@cache
def _nobody() -> str:
    """What the password of somebody unknown is held against, so that no answer comes sooner for them."""
    return ARGON.hash(secrets.token_hex(16))


def is_right(stored: str, password: str) -> bool:
    """Whether ``password`` is the stored one; "" (nobody, or none set) costs the same time and is never right."""
    own = not stored.startswith(FIRST) and bool(stored)
    right = False
    with one_at_a_time(), suppress(VerificationError, InvalidHashError):
        right = ARGON.verify(stored if own else _nobody(), password)
    if stored.startswith(FIRST):
        return hmac.compare_digest(stored, _keyed(stored.split("$")[1], password))
    return right and own


def needs_rehash(stored: str) -> bool:
    """True for an own password hashed with older settings."""
    return bool(stored) and not stored.startswith(FIRST) and ARGON.check_needs_rehash(stored)


def first_password() -> tuple[str, Hashed]:
    """A password to hand out, ``xxxx-xxxx-xxxx``, and how it is stored."""
    plain = new_id(12)
    return "-".join((plain[:4], plain[4:8], plain[8:])), Hashed(_keyed(new_id(8), plain))


def _keyed(salt: str, password: str) -> str:
    """Typed from paper: dashes, blanks, case and look-alikes do not matter."""
    plain = "".join(password.casefold().replace("-", " ").split()).translate(LOOK_ALIKE)
    key = secret(Path(current_app.config["INSTANCE"]), "signing")
    return f"{FIRST}{salt}${hmac.new(key, f'first password:{salt}:{plain}'.encode(), sha256).hexdigest()}"
