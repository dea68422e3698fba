"""The certificate: its number and check code, its life as one table, and what holds at an instant."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cstrain.kit.errors import Refusal
from cstrain.people.rules import add_months

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 1 I O, which people mix up
SOON = 30  # days before the last one that a certificate counts as ending
WARNINGS = (90, 60, 30, 7)  # days before the last one at which people are told


class State(StrEnum):
    """What is stored; expiry is computed, never written ahead."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"  # a later decision of the same gate took its place


class Event(StrEnum):
    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"
    REPLACE = "replace"


class Basis(StrEnum):
    """What a certificate rests on."""

    GATE = "gate"
    RENEWAL = "renewal"
    TAKEN_OVER = "存量认定"
    EXAMINED = "examined"  # taken over, and the real exam passed since


NEXT: dict[tuple[State, Event], State] = {
    (State.IN_FORCE, Event.SUSPEND): State.SUSPENDED,
    (State.SUSPENDED, Event.RESTORE): State.IN_FORCE,
    (State.IN_FORCE, Event.REVOKE): State.REVOKED,
    (State.SUSPENDED, Event.REVOKE): State.REVOKED,
    (State.IN_FORCE, Event.REPLACE): State.REPLACED,
}


def next_state(state: State | str, event: Event) -> State:
    """The state after ``event``; refused when the table has no such move."""
    try:
        return NEXT[(State(state), event)]
    except KeyError:
        raise Refusal("certificate_does_not_allow") from None


def valid_until(start: date, months: int) -> date:
    """The last day: the day before the same day ``months`` later (2026-10-26 + 12 months: 2027-10-25)."""
    return date.fromordinal(add_months(start, months).toordinal() - 1)


def number(year: int, serial: int) -> str:
    """``CS-2026-000123``."""
    return f"CS-{year}-{serial:06d}"


def check_code(key: bytes, no: str) -> str:
    """10 characters (50 bits) of HMAC-SHA-256 over the number: what a printed number must be accompanied by."""
    digest = int.from_bytes(hmac.new(key, b"certificate:" + no.encode(), hashlib.sha256).digest()[:8], "big")
    return "".join(ALPHABET[(digest >> (5 * place)) & 31] for place in range(10))


def folded_code(typed: str) -> str:
    """A check code as it is compared: blanks and dashes out, capitals."""
    return "".join(typed.replace("-", " ").split()).upper()[:40]


@dataclass(frozen=True)
class Standing:
    """What a certificate is worth on a day: in_force, conditional, ending, suspended, expired, revoked, replaced."""

    word: str
    clears: bool


def standing(state: State | str, until: date, today: date, *, has_conditions: bool) -> Standing:
    """Revoked, replaced and suspended beat the calendar; the last day still counts whole."""
    if State(state) is not State.IN_FORCE:
        return Standing(State(state).value, False)
    if today > until:
        return Standing("expired", False)
    if has_conditions:
        return Standing("conditional", True)
    return Standing("ending" if (until - today).days <= SOON else "in_force", True)


def warning_due(start: date, until: date, today: date) -> int | None:
    """How many days before the end people are told next, if it is time: the smallest of ``WARNINGS`` reached.

    A certificate is never announced to end before half its own length is over, so that a fortnight's conditional one
    is told at 7 days only. None: not yet, or over.
    """
    left = (until - today).days
    if left < 0:
        return None
    fitting = [days for days in WARNINGS if days <= (until - start).days / 2]
    return min((days for days in fitting if left <= days), default=None)
