"""抽问: what was drawn and heard."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from cstrain.drill.models import DrillHearing
from cstrain.kit import db
from cstrain.people.queries import decision

HALTING = "抽问卡顿"  # the firm's decision: how many of the twenty may be halting


def halting_allowed() -> int | None:
    """How many answers of a hearing may be halting; None while the firm has not decided."""
    value = decision(HALTING)
    return int(value) if value is not None else None


def hearing(hearing_id: str) -> DrillHearing | None:
    return db.database.session.get(DrillHearing, hearing_id)


def open_hearing(person_id: str) -> DrillHearing | None:
    """The one that was drawn and not yet heard."""
    rows = select(DrillHearing).where(DrillHearing.person_id == person_id, DrillHearing.marked_at.is_(None))
    return db.database.session.scalar(rows.order_by(DrillHearing.drawn_at).limit(1))


def last_hearings(person_ids: Iterable[str]) -> dict[str, DrillHearing]:
    """Per person the latest hearing. One query."""
    rows = select(DrillHearing).where(DrillHearing.person_id.in_(list(person_ids))).order_by(DrillHearing.drawn_at)
    return {row.person_id: row for row in db.database.session.scalars(rows)}
