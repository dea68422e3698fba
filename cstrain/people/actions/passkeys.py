"""Passkeys: kept when the person adds one, ended when they take it away. The public half stays, to check what it signed."""

from __future__ import annotations

from datetime import datetime

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.actions.tray import tell
from cstrain.people.models import Passkey, Person
from cstrain.people.queries.keys import living_passkeys, passkey_named
from cstrain.people.rules.passkeys import Made

MOST = 8  # devices of one person


@db.deed
def keep_passkey(person_id: str, made: Made, *, rp: str, name: str, at: datetime) -> Passkey:
    """Keep a new passkey and tell its owner, who may not have been the one who added it.

    Refusals ``passkey_is_known``, ``too_many_passkeys``.
    """
    db.lock(Person, person_id)
    if passkey_named(made.credential) is not None:
        raise Refusal("passkey_is_known")
    if len(living_passkeys(person_id)) >= MOST:
        raise Refusal("too_many_passkeys", most=MOST)
    kept = Passkey(
        person_id=person_id,
        credential=made.credential,
        public=made.public,
        rp=rp,
        name=name,
        made_at=at,
        counter=made.counter,
    )
    db.database.session.add(kept)
    db.database.session.flush()
    tell(person_id, "passkey_added", f"passkey:{kept.id}", facts={"name": name}, link="/account", at=at)
    return kept


@db.deed
def end_passkey(passkey_id: str, person_id: str, at: datetime) -> None:
    """One's own; 404 for anybody else's. Ending one that has ended changes nothing."""
    held = db.lock(Passkey, passkey_id)
    if held is None or held.person_id != person_id:
        raise NotYours
    if held.ended_at is None:
        held.ended_at = at
        tell(person_id, "passkey_ended", f"passkey-ended:{held.id}", facts={"name": held.name}, link="/account", at=at)


@db.deed
def use_passkey(passkey_id: str, counter: int, at: datetime) -> None:
    """It has just signed. A device that counts must have counted on, or there are two of it.

    Refusals ``passkey_unknown`` (taken away meanwhile), ``passkey_counts_back``.
    """
    held = db.lock(Passkey, passkey_id)
    if held is None or held.ended_at is not None:
        raise Refusal("passkey_unknown")
    if (counter or held.counter) and counter <= held.counter:
        raise Refusal("passkey_counts_back", name=held.name)
    held.counter, held.used_at = counter, at
