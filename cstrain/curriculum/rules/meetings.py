"""Signing in to a class: a code that changes every half minute, and what somebody's coming amounts to."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum

STEP = 30  # seconds for which a code is shown
GRACE = timedelta(minutes=5)  # after the beginning, until which one is in time


class Presence(StrEnum):
    """到 迟到 早退 缺席; expected while the class has not been closed."""

    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    LEFT = "left"
    ABSENT = "absent"


CAME = frozenset({Presence.PRESENT, Presence.LATE, Presence.LEFT})


def code_at(secret: str, at: datetime) -> str:
    """The six digits shown at ``at``."""
    return _digits(secret, int(at.timestamp()) // STEP)


def _digits(secret: str, step: int) -> str:
    mac = hmac.new(secret.encode(), f"sign-in:{step}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8], 'big') % 10**6:06d}"


def is_code(secret: str, typed: str, at: datetime) -> bool:
    """The code shown now or half a minute before: reading and typing takes its time."""
    step = int(at.timestamp()) // STEP
    wanted = "".join(typed.split())
    return (
        any(hmac.compare_digest(_digits(secret, each), wanted) for each in (step, step - 1))
        if wanted.isascii()
        else False
    )


def seconds_left(at: datetime) -> int:
    """Until the next code is shown."""
    return STEP - int(at.timestamp()) % STEP


def arrival(starts_at: datetime, at: datetime) -> Presence:
    return Presence.LATE if at > starts_at + GRACE else Presence.PRESENT
