"""The device that an attempt is sat at: the one whose page was opened last."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cstrain.exam import queries
from cstrain.exam.models import AttemptSeat
from cstrain.kit import db


@dataclass(frozen=True)
class Device:
    """Where a page is open. ``mark`` tells sessions and browsers apart; an address may change on the way (mobile networks)."""

    mark: str
    address: str
    agent: str


@db.deed
def take_seat(attempt_id: str, device: Device, *, at: datetime) -> None:
    """Begin or go on at this device, in the same transaction as the start."""
    line = _next(queries.seat(attempt_id), attempt_id, device, at)
    if line is not None:
        db.append(AttemptSeat, line)


def note_seat(attempt_id: str, device: Device, *, at: datetime) -> int:
    """A page of the attempt is opened here: from now on this device answers. Returns the seat's number."""
    newest = queries.seat(attempt_id)
    line = _next(newest, attempt_id, device, at)
    if line is None:
        return int(newest.number)
    db.note(lambda own: own.add(AttemptSeat(**line)))
    return int(line["number"])


def _next(newest: Any, attempt_id: str, device: Device, at: datetime) -> dict[str, Any] | None:
    """The row to write; None when nothing changed. Another address is a row of its own, and no other seat."""
    if newest is not None and (newest.mark, newest.address) == (device.mark, device.address):
        return None
    before = newest.number if newest is not None else 0
    is_other = newest is None or newest.mark != device.mark
    return {"attempt_id": attempt_id, "number": before + is_other, "at": at, **asdict(device)}
