"""A crowd that begins at the same moment: so many a second, each with a turn of their own that nobody can lose to another."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from cstrain.exam.rules.rooms import turn
from cstrain.kit import clock
from cstrain.kit.secrets_file import secret

BURST, AT_ONCE = 1.0, 0.3  # seconds' worth of starts at once; a wait that is not worth a page
GOOD_FOR = 300  # seconds after its turn a ticket is still good


@dataclass(frozen=True)
class Turn:
    """When this person's start is due, in seconds of the machine's wall clock."""

    due: float
    wait: float
    before: int  # how many are to begin before them


def starts_a_second() -> float:
    """How many may begin in a second on this machine (``STARTS_A_SECOND``); the others are told their turn."""
    return float(current_app.config.get("STARTS_A_SECOND") or os.environ.get("STARTS_A_SECOND", "60"))


def give_turn(rate: float) -> Turn:
    """The next free turn of this machine; all its processes share one line."""
    path = Path(current_app.config["INSTANCE"]) / "starts.line"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        kept = os.read(handle, 8)
        last, now = struct.unpack("d", kept)[0] if len(kept) == 8 else 0.0, clock.now().timestamp()
        due = turn(min(last, now + GOOD_FOR), now, rate, BURST)
        os.pwrite(handle, struct.pack("d", due), 0)
    finally:
        os.close(handle)
    wait = max(0.0, due - now)
    return Turn(due, wait, int(wait * rate))


def ticket(person_id: str, exam_key: str, due: float) -> str:
    """What the page shows when the turn has come."""
    return f"{due:.3f}.{_mac(person_id, exam_key, f'{due:.3f}')}"


def is_due(person_id: str, exam_key: str, shown: str) -> float | None:
    """Seconds until the ticket's turn (0: now); None for no ticket of this person, or one long past."""
    due, _, mac = shown.rpartition(".")
    if not due or not hmac.compare_digest(mac, _mac(person_id, exam_key, due)):
        return None
    wait = float(due) - clock.now().timestamp()
    return None if wait < -GOOD_FOR else max(0.0, wait)


def _mac(person_id: str, exam_key: str, due: str) -> str:
    key = secret(Path(current_app.config["INSTANCE"]), "receipt")
    return hmac.new(key, f"turn|{person_id}|{exam_key}|{due}".encode(), hashlib.sha256).hexdigest()[:32]
