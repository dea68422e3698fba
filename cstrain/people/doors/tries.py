"""A try is noted as wrong before the password is looked at, and righted afterwards.

So a hundred guesses at once are a hundred tries, and none of them is lost when the request is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from flask import request
from sqlalchemy import text

from cstrain.kit import clock, db
from cstrain.people.models import Try
from cstrain.people.queries import tries_at, tries_of
from cstrain.people.rules.tries import WAIT, address_is_shut, address_key, shut_until, tries_left

SIGN_IN = "sign_in"


@dataclass(frozen=True)
class Reserved:
    """A try that may go on; ``left``: how many remain should it be wrong."""

    id: int
    left: int


@dataclass(frozen=True)
class Shut:
    """No try now."""

    until: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes to wait, at least one."""
        return max(1, ceil((self.until - clock.received()) / timedelta(minutes=1)))


def reserve(kind: str, account: str) -> Reserved | Shut:
    """Note a try of ``kind`` (sign_in, sign, code, setup) for ``account``, unless account or address is shut."""
    at, address = clock.received(), address_key(request.remote_addr or "")
    found: list[Reserved | Shut] = []

    def write(own: Any) -> None:
        _take_turns(own, account)
        tries = tries_of(own, kind, account, at)
        until = shut_until(tries, at)
        if until is None and kind == SIGN_IN and address_is_shut(tries_at(own, kind, address, at), at):
            until = at + WAIT
        if until is not None:
            found.append(Shut(until))
            return
        row = Try(kind=kind, account=account, address=address, at=at, good=False)
        own.add(row)
        own.flush()
        found.append(Reserved(row.id, tries_left(tries, at) - 1))

    db.note(write)
    return found[0]


def _take_turns(own: Any, account: str) -> None:
    """On PostgreSQL two tries of one account would not see each other; SQLite's notes stand in one queue anyway."""
    if own.get_bind().dialect.name == "postgresql":
        own.execute(text("SELECT pg_advisory_xact_lock(hashtext(:account))"), {"account": f"try:{account}"})


def confirm(reserved: Reserved) -> None:
    """The try was right."""

    def write(own: Any) -> None:
        own.get(Try, reserved.id).good = True

    db.note(write)
