"""Rows held for a deed: the person first, then the row, so that no two deeds wait for each other.

The row's owner is found by columns alone: a row that was loaded before it is locked could be stale by then.
"""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from cstrain.certification.models import Certificate, Decision, RedLine, TakeOver
from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.people.models import Person

Row = TypeVar("Row", Certificate, Decision, RedLine, TakeOver)


def held(model: type[Row], row_id: str) -> tuple[Person, Row]:
    """The person a row is about and the row itself, both read afresh and held until the commit; else 404."""
    person_id = db.database.session.scalar(select(model.person_id).where(model.id == row_id))
    person = db.lock(Person, person_id) if person_id is not None else None
    row = db.lock(model, row_id) if person is not None else None
    if person is None or row is None:
        raise NotYours
    return person, row
