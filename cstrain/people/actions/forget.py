"""Forgetting who somebody was: what identifies them leaves their row; their number stays, so that nobody else gets it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cstrain.kit import db
from cstrain.people.actions.keys import end_key
from cstrain.people.actions.sessions import end_sessions
from cstrain.people.models import InboxItem, Passkey, Person, Session

GONE = "（已删除）"


@db.deed
def forget_person(person_id: str, at: datetime) -> None:
    """Name, password, addresses and devices of somebody whose term is over."""
    session = db.database.session
    person = session.get_one(Person, person_id)
    end_sessions(person_id, why="left", at=at)
    end_key(person_id, "replaced", at)
    person.name, person.password_hash, person.password_is_own, person.disabled_at = GONE, "", False, at
    for signed_in in session.scalars(select(Session).where(Session.person_id == person_id)):
        signed_in.address, signed_in.agent = "", ""
    for item in session.scalars(select(InboxItem).where(InboxItem.person_id == person_id)):
        item.facts, item.link = {}, ""
    for passkey in session.scalars(select(Passkey).where(Passkey.person_id == person_id)):
        passkey.name, passkey.credential, passkey.ended_at = GONE, f"erased:{passkey.id}", passkey.ended_at or at
    session.flush()
