"""The first start: what this installation is, and its first administrator."""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.actions.grants import grant_role
from cstrain.people.actions.keys import OwnPassword
from cstrain.people.actions.people import add_person
from cstrain.people.actions.sessions import set_own_password
from cstrain.people.models import Installation, Person
from cstrain.people.rules import Role, local_date


@db.deed
def found_installation(kind: str, name: str, at: datetime) -> Installation:
    """The installation's one row; ``kind`` is demo or real and never changes."""
    if db.database.session.scalar(select(Installation.id)) is not None:
        raise Refusal("installation_exists")
    made = Installation(kind=kind, name=name, created_at=at)
    db.database.session.add(made)
    db.database.session.flush()
    return made


def is_setup_code(stored: str, code: str) -> bool:
    """Whether ``code`` is the one printed on the console."""
    return bool(stored) and hmac.compare_digest(stored, sha256(code.strip().casefold().encode()).hexdigest())


@db.deed
def first_administrator(firm: str, number: str, name: str, *, password: OwnPassword, at: datetime) -> Person:
    """The first person of a real installation, who administers all teams. Works once; the door is shut ever after."""
    row = db.database.session.scalar(select(Installation).with_for_update())
    if row is None or not row.setup_code_hash:
        raise NotYours
    row.setup_code_hash, row.name = "", firm
    person, _unused = add_person(number, name, team=None, by="setup", at=at)
    today = local_date(at, clock.zone())
    grant_role(person, Role.ADMINISTRATOR, team=None, from_on=today, by="setup", at=at)
    set_own_password(person, password, at)
    return person
