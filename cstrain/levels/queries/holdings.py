"""The level somebody holds: since when, on what basis, and whether it rests because a certificate lapsed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.certification import queries as certification
from cstrain.certification.rules.asked import is_held
from cstrain.kit import db
from cstrain.levels.models import LevelHold, LevelHolding
from cstrain.levels.queries.ladders import by_id, ladder_of
from cstrain.levels.rules.promotion import month_text
from cstrain.people import queries as people
from cstrain.records.queries.stored import batches


def holdings_of(person_id: str) -> list[LevelHolding]:
    """Every level a person reached, newest first, those that begin in a later month among them."""
    rows = select(LevelHolding).where(LevelHolding.person_id == person_id)
    return list(db.database.session.scalars(rows.order_by(LevelHolding.since.desc(), LevelHolding.id.desc())))


def held_levels(person_ids: Iterable[str], at: datetime) -> dict[str, LevelHolding]:
    """Per person the level that counts at ``at``; whoever has none is left out. Constant queries per 500 people."""
    on = certification.today(at)
    found: dict[str, LevelHolding] = {}
    for some in batches(person_ids):
        rows = select(LevelHolding).where(LevelHolding.person_id.in_(some), LevelHolding.since <= on)
        for row in db.database.session.scalars(rows.order_by(LevelHolding.since, LevelHolding.id)):
            found[row.person_id] = row
    return found


def last_holdings(person_ids: Iterable[str]) -> dict[str, LevelHolding]:
    """Per person the level reached last, also one that begins in a later month."""
    found: dict[str, LevelHolding] = {}
    for some in batches(person_ids):
        rows = select(LevelHolding).where(LevelHolding.person_id.in_(some))
        for row in db.database.session.scalars(rows.order_by(LevelHolding.since, LevelHolding.id)):
            found[row.person_id] = row
    return found


def lapsed(holding: LevelHolding, in_force: frozenset[str]) -> list[str]:
    """The certificates on which the level rests that are not in force any more."""
    return [name for name in holding.certificates if not is_held(name, in_force)]


def open_holds(person_ids: Iterable[str]) -> dict[str, LevelHold]:
    """Per person the hold that was written and has not ended."""
    found: dict[str, LevelHold] = {}
    for some in batches(person_ids):
        rows = select(LevelHold).where(LevelHold.person_id.in_(some), LevelHold.ended_at.is_(None))
        found |= {row.person_id: row for row in db.database.session.scalars(rows)}
    return found


def level_of(person_id: str, at: datetime) -> dict[str, Any]:
    """The level of a person at ``at``, as other systems are told.

    ``level`` code and ``name``, both None without one; ``since`` its first month (``2026-10``); ``on_hold``: a
    certificate it rests on is not in force; ``ladder`` and ``version`` of its text; ``basis``; ``next`` the level above
    in that text, None at the top.
    """
    holding = held_levels([person_id], at).get(person_id)
    if holding is None:
        return dict.fromkeys(("level", "name", "since", "ladder", "version", "basis", "next")) | {"on_hold": False}
    version = by_id([holding.ladder_version_id])[holding.ladder_version_id]
    above = ladder_of(version, people.decided()).after(holding.level)
    in_force = certification.names_in_force([person_id], at)[person_id]
    return {
        "level": holding.level,
        "name": holding.name,
        "since": month_text(holding.since),
        "on_hold": bool(lapsed(holding, in_force)),
        "ladder": holding.ladder,
        "version": version.number,
        "basis": holding.basis,
        "next": above.code if above else None,
    }
