"""Who left when, what a legal hold keeps, and whose values may go."""

from __future__ import annotations

import os
from datetime import date

from sqlalchemy import select

from cstrain.kit import db
from cstrain.people.models import Person, StateChange
from cstrain.people.rules import PersonState
from cstrain.records.models import LegalHold, PrivateValue
from cstrain.records.rules.retention import YEARS


def years_kept() -> int:
    """Whole years after leaving, from the environment; the term of the rules where nothing is said."""
    return int(os.environ.get("RETENTION_YEARS") or YEARS)


def left_on(person_id: str) -> date | None:
    """The day somebody who is gone left; None for whoever is still here."""
    session = db.database.session
    if session.scalar(select(Person.state).where(Person.id == person_id)) != PersonState.LEFT.value:
        return None
    rows = select(StateChange.on).where(StateChange.person_id == person_id, StateChange.new == PersonState.LEFT.value)
    return session.scalar(rows.order_by(StateChange.at.desc(), StateChange.id.desc()).limit(1))


def hold_on(person_id: str) -> LegalHold | None:
    rows = select(LegalHold).where(LegalHold.person_id == person_id, LegalHold.ended_at.is_(None))
    return db.database.session.scalar(rows)


def values_of(person_id: str) -> list[PrivateValue]:
    """What stands outside the person's record and was not erased."""
    rows = select(PrivateValue).where(PrivateValue.person_id == person_id, PrivateValue.erased_at.is_(None))
    return list(db.database.session.scalars(rows))
