"""What waits to leave the house, and how it went with the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from cstrain.kit import db
from cstrain.notices.models import Outgoing


def heads(at: datetime) -> list[int]:
    """The first open message of each lane, if it is due and nobody holds it: a lane goes on only in order."""
    firsts = select(func.min(Outgoing.id)).where(Outgoing.closed_at.is_(None)).group_by(Outgoing.lane)
    free = or_(Outgoing.held_until.is_(None), Outgoing.held_until <= at)
    rows = select(Outgoing.id).where(Outgoing.id.in_(firsts.scalar_subquery()), Outgoing.due <= at, free)
    return list(db.database.session.scalars(rows.order_by(Outgoing.id)))


def sent_lately(lane: str, at: datetime) -> int:
    """How many a lane was given within a minute: platforms count."""
    rows = select(func.count()).select_from(Outgoing).where(Outgoing.lane == lane)
    return db.database.session.scalar(rows.where(Outgoing.sent_at > at - timedelta(minutes=1))) or 0


def latest(prefix: str, most: int = 20) -> list[Outgoing]:
    """The newest messages of the lanes that begin with ``prefix``."""
    rows = select(Outgoing).where(Outgoing.lane.startswith(prefix)).order_by(Outgoing.id.desc())
    return list(db.database.session.scalars(rows.limit(most)))


def stuck() -> int:
    """How many are tried again and again, or were given up."""
    troubled = or_(Outgoing.given_up_at.is_not(None), Outgoing.closed_at.is_(None) & (Outgoing.tries > 0))
    return db.database.session.scalar(select(func.count()).select_from(Outgoing).where(troubled)) or 0


def waiting_count() -> int:
    rows = select(func.count()).select_from(Outgoing).where(Outgoing.closed_at.is_(None))
    return db.database.session.scalar(rows) or 0
