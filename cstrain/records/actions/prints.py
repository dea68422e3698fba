"""A sheet as PDF is asked for here, made by the worker outside any transaction, and noted when it is there."""

from __future__ import annotations

from datetime import datetime

from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.records.models import SheetPrint


@db.deed
def ask_print(person_id: str, *, by: str, at: datetime) -> SheetPrint:
    """Ask for a person's sheet; who may see it is decided where it is asked and again where it is fetched."""
    asked = SheetPrint(person_id=person_id, by_id=by, asked_at=at)
    db.database.session.add(asked)
    db.database.session.flush()
    return asked


@db.deed
def print_made(print_id: str, digest: str, at: datetime) -> None:
    """``digest``: of the file; empty when none could be made."""
    asked = db.lock(SheetPrint, print_id)
    if asked is None:
        raise NotYours
    asked.made_at, asked.digest = at, digest


@db.deed
def print_removed(print_id: str, at: datetime) -> None:
    asked = db.lock(SheetPrint, print_id)
    if asked is not None:
        asked.removed_at = at
