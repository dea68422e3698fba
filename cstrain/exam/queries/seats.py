"""At which device an attempt is sat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from cstrain.exam.models import AttemptSeat
from cstrain.kit import db

_SEAT = AttemptSeat.__table__
_SEATS = select(_SEAT).where(_SEAT.c.attempt_id == bindparam("attempt")).order_by(_SEAT.c.id.desc())
_NEWEST = _SEATS.limit(1)


def seat(attempt_id: str) -> Any:
    """The newest seat (number, mark, address, agent, at), or None."""
    return db.row(_NEWEST, attempt=attempt_id)


def seats(attempt_id: str) -> list[Any]:
    """Every seat there was, newest first."""
    return db.rows(_SEATS, attempt=attempt_id)
