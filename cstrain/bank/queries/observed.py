"""How versions really did, as exams reported it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from cstrain.bank.models import Observed
from cstrain.kit import db


def observed_in(version_ids: Iterable[str], source: str) -> dict[str, Observed]:
    """Per version the newest report of one exam."""
    rows = select(Observed).where(Observed.version_id.in_(set(version_ids)), Observed.source == source)
    return {row.version_id: row for row in db.database.session.scalars(rows.order_by(Observed.id))}


def observed(version_id: str) -> list[Observed]:
    """The newest report of each exam on one version, the one with most people first."""
    rows = select(Observed).where(Observed.version_id == version_id).order_by(Observed.id)
    newest = {row.source: row for row in db.database.session.scalars(rows)}
    return sorted(newest.values(), key=lambda row: (-row.people, row.source))
