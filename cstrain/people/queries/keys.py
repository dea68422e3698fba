"""Signing keys and passkeys: those that sign today, and all there ever were."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from cstrain.kit import db
from cstrain.people.models import IdentityCheck, Passkey, Person, PersonKey, RecoveryCode


def living_key(person_id: str) -> PersonKey | None:
    """The key this person signs with now; None before the first own password and between a reset and the next."""
    rows = select(PersonKey).where(PersonKey.person_id == person_id, PersonKey.ended_at.is_(None))
    return db.database.session.scalar(rows.execution_options(populate_existing=True))


def keys_of(person_ids: Iterable[str]) -> list[PersonKey]:
    """All keys these people ever had, oldest first; the ids of one batch."""
    rows = select(PersonKey).where(PersonKey.person_id.in_(list(person_ids)))
    return list(db.database.session.scalars(rows.order_by(PersonKey.made_at, PersonKey.id)))


def living_passkeys(person_id: str, rp: str = "") -> list[Passkey]:
    """The passkeys this person can sign with now, oldest first; with ``rp`` those made for that host."""
    rows = select(Passkey).where(Passkey.person_id == person_id, Passkey.ended_at.is_(None))
    rows = rows.where(Passkey.rp == rp) if rp else rows
    return list(db.database.session.scalars(rows.order_by(Passkey.made_at, Passkey.id)))


def passkey_named(credential: str) -> Passkey | None:
    return db.database.session.scalar(select(Passkey).where(Passkey.credential == credential))


def passkeys_of(person_ids: Iterable[str]) -> list[Passkey]:
    """All passkeys these people ever had, oldest first; the ids of one batch."""
    rows = select(Passkey).where(Passkey.person_id.in_(list(person_ids)))
    return list(db.database.session.scalars(rows.order_by(Passkey.made_at, Passkey.id)))


def recovery_of(person_id: str) -> RecoveryCode | None:
    """The person's recovery code; None when there is none, or it has ended."""
    rows = select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.ended_at.is_(None))
    return db.database.session.scalar(rows.execution_options(populate_existing=True))


def was_identified(person: Person) -> bool:
    """The last reset came with two people who saw that it is them."""
    if person.reset_at is None:
        return False
    rows = select(IdentityCheck.id).where(IdentityCheck.person_id == person.id, IdentityCheck.at == person.reset_at)
    return db.database.session.scalar(rows) is not None
