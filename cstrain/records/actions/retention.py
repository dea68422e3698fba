"""Forgetting a person after the term: salts and values go, the commitments stay, and the chain still verifies."""

from __future__ import annotations

from datetime import datetime

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.actions import forget_person
from cstrain.people.models import Person
from cstrain.people.rules import local_date
from cstrain.records import queries
from cstrain.records.models import Erasure, LegalHold
from cstrain.records.rules.retention import require_erasable


@db.deed
def hold(person_id: str, *, reason: str, by: str, at: datetime) -> LegalHold:
    """Keep everything about somebody, whatever the term says: a dispute, an inspection. Refusal ``on_hold``."""
    db.lock(Person, person_id)
    if queries.hold_on(person_id) is not None:
        raise Refusal("on_hold")
    made = LegalHold(person_id=person_id, reason=reason, by=by, at=at)
    db.database.session.add(made)
    db.database.session.flush()
    return made


@db.deed
def end_hold(person_id: str, *, by: str, at: datetime) -> None:
    """Refusal ``not_on_hold``."""
    db.lock(Person, person_id)
    held = queries.hold_on(person_id)
    if held is None:
        raise Refusal("not_on_hold")
    held.ended_at, held.ended_by = at, by


@db.deed
def erase(person_id: str, *, by: str, at: datetime) -> Erasure:
    """Empty every salt and value that stands outside the record, and forget the person's name and devices.

    Refusals ``still_here``, ``on_hold``, ``kept_until``, ``already_erased``.
    """
    if db.lock(Person, person_id) is None:
        raise NotYours
    held = queries.hold_on(person_id) is not None
    require_erasable(queries.left_on(person_id), local_date(at, clock.zone()), queries.years_kept(), held)
    values = queries.values_of(person_id)
    if not values:
        raise Refusal("already_erased")
    for one in values:
        one.salt, one.value, one.erased_at = None, None, at
    forget_person(person_id, at)
    made = Erasure(person_id=person_id, by=by, at=at, values=len(values))
    db.database.session.add(made)
    db.database.session.flush()
    return made
