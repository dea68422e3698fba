"""Tokens: what they look like, what they open, how long they hold."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cstrain.kit.errors import Refusal
from cstrain.people.rules import add_months

LONGEST = 12  # months that a token may hold
SCHEME = "bearer "


class TokenState(StrEnum):
    """Computed, never stored."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Rights:
    """What a token may ask, of the people of which stores (ids)."""

    clearance: bool
    level: bool
    stores: tuple[str, ...]


def make_secret(prefix: str, chance: bytes) -> str:
    """``cst_<prefix>_<43 characters>`` from 32 random bytes. The prefix is no secret: lists show it."""
    return f"cst_{prefix}_{urlsafe_b64encode(chance).rstrip(b'=').decode()}"


def hashed(secret: str) -> str:
    """What is kept of a secret. 256 random bits need no slow hash: nobody can try them out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer(header: str) -> str:
    """The secret in an ``Authorization`` header; "" when it holds none."""
    return header[len(SCHEME) :].strip() if header[: len(SCHEME)].lower() == SCHEME else ""


def state_of(expires_on: date, revoked_at: datetime | None, today: date) -> TokenState:
    """Revoked beats the calendar; the last day counts whole."""
    if revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.GOOD if today <= expires_on else TokenState.EXPIRED


def last_day(today: date) -> date:
    """The last day a token issued today may hold."""
    return add_months(today, LONGEST)


def require_expiry(expires_on: date, today: date) -> None:
    """From today up to a year ahead."""
    if not today <= expires_on <= last_day(today):
        raise Refusal("token_until_out_of_range", first=today.isoformat(), last=last_day(today).isoformat())


def require_something(rights: Rights, known: Collection[str]) -> None:
    """A token opens something, for stores that there are."""
    if not (rights.clearance or rights.level):
        raise Refusal("token_opens_nothing")
    if not rights.stores or not set(rights.stores) <= set(known):
        raise Refusal("token_without_store")
