"""The outbox: written in the deed's own transaction, sent after it, tried again until it is taken.

A message is held for a minute while it is sent, with no transaction open, so that two workers never send it at once. Killed
before sending, it is sent later; killed after sending and before that was written down, it is sent once more under the same
``key``: receivers that can tell keys apart see it once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.outgoing import Unreachable
from cstrain.notices.models import Outgoing
from cstrain.notices.queries.outbox import heads
from cstrain.notices.rules.robots import Heard, Verdict
from cstrain.notices.rules.sending import LEASE, is_given_up, next_try


@dataclass(frozen=True)
class Parcel:
    """A message as it is sent."""

    id: int
    lane: str
    key: str
    body: dict[str, Any]
    made_at: datetime

    @property
    def kind(self) -> str:
        """Which sender takes it: what stands before the colon of its lane."""
        return self.lane.partition(":")[0]

    @property
    def receiver(self) -> str:
        return self.lane.split(":")[1]


Sender = Callable[[Parcel, datetime], Verdict]
SENDERS: dict[str, Sender] = {}  # what stands before the colon of a lane → who sends it; later rooms add theirs
SYSTEMS = {"hook"}  # receivers that are systems: tried for a week


@db.deed
def put_out(lane: str, key: str, body: dict[str, Any], *, at: datetime) -> bool:
    """Ask for a message to leave, inside the deed's transaction; False when it was asked for before."""
    session = db.database.session
    if session.scalar(select(Outgoing.id).where(Outgoing.lane == lane, Outgoing.key == key)) is not None:
        return False
    session.add(Outgoing(lane=lane, key=key, body=body, made_at=at, due=at))
    session.flush()
    return True


def send_due(now: Callable[[], datetime], most: int = 50) -> int:
    """Send what is due, one message of each lane after the other; how many were taken. ``now``: the clock."""
    taken = 0
    while most > 0 and (ready := heads(now())):
        db.abandon()
        sent = [_send(message_id, now) for message_id in ready[:most]]
        taken += sum(sent)
        most -= len(sent)
        if not any(sent):
            break
    db.abandon()
    return taken


def _send(message_id: int, now: Callable[[], datetime]) -> bool:
    parcel = _hold(message_id, now())
    if parcel is None:
        return False
    heard = _tried(parcel, now())
    _settle(parcel, heard, now())
    return heard.heard is Heard.TAKEN


def _hold(message_id: int, at: datetime) -> Parcel | None:
    with db.transaction(at=at, by="worker", why="outbox"):
        row = db.lock(Outgoing, message_id)
        if row is None or row.closed_at is not None or (row.held_until is not None and row.held_until > at):
            return None
        row.held_until = at + LEASE
        return Parcel(row.id, row.lane, row.key, dict(row.body), row.made_at)


def _tried(parcel: Parcel, at: datetime) -> Verdict:
    """Whatever goes wrong on the way is a reason to try again."""
    sender = SENDERS.get(parcel.kind)
    if sender is None:
        return Verdict(Heard.HOPELESS, "nobody sends this")
    try:
        return sender(parcel, at)
    except (Unreachable, OSError) as trouble:
        return Verdict(Heard.LATER, f"{type(trouble).__name__}: {trouble}"[:280])
    except Exception as trouble:
        current_app.logger.exception("message %s", parcel.id)
        return Verdict(Heard.LATER, f"{type(trouble).__name__}: {trouble}"[:280])
    finally:
        db.abandon()  # what the sender read is over; nothing is open while the next one goes out


def _settle(parcel: Parcel, heard: Verdict, at: datetime) -> None:
    with db.transaction(at=at, by="worker", why="outbox"):
        row = db.lock(Outgoing, parcel.id)
        assert row is not None
        row.held_until, row.tries, row.trouble = None, row.tries + 1, heard.why[:300]
        if heard.heard is Heard.TAKEN:
            row.sent_at = row.closed_at = at
        elif heard.heard is Heard.HOPELESS or is_given_up(row.made_at, at, system=parcel.kind in SYSTEMS):
            row.given_up_at = row.closed_at = at
        else:
            row.due = next_try(row.tries, at, heard.wait)
