"""A sheet as PDF is asked for here, made by the worker outside any transaction, and noted when it is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.records.models import PaperOrder, SheetPrint


@db.deed
def ask_print(person_id: str, *, by: str, at: datetime, site: str = "") -> SheetPrint:
    """Ask for a person's sheet; ``site``: the address its code leads to. Who may see it is decided where it is asked and again where it is fetched."""
    asked = SheetPrint(person_id=person_id, by_id=by, asked_at=at, site=site)
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


MOST_PEOPLE = {"pack": 500, "cohort": 60}  # more at once would be a copy of the whole firm


@db.deed
def order_paper(kind: str, asked: Mapping[str, Any], people: Sequence[str], *, by: str, at: datetime) -> PaperOrder:
    """Ask for a file about ``people``, all of whom the asking one may see.

    Refusals ``nobody_recorded``, ``too_many_for_paper``.
    """
    if not people:
        raise Refusal("nobody_recorded")
    if len(people) > MOST_PEOPLE.get(kind, 1):
        raise Refusal("too_many_for_paper", many=len(people), most=MOST_PEOPLE.get(kind, 1))
    made = PaperOrder(kind=kind, by_id=by, asked=dict(asked), people=list(people), asked_at=at)
    db.database.session.add(made)
    db.database.session.flush()
    return made


@db.deed
def paper_made(order_id: str, digest: str, at: datetime) -> None:
    """``digest``: of the file; empty when none could be made."""
    made = db.lock(PaperOrder, order_id)
    if made is None:
        raise NotYours
    made.made_at, made.digest = at, digest


@db.deed
def paper_removed(order_id: str, at: datetime) -> None:
    made = db.lock(PaperOrder, order_id)
    if made is not None:
        made.removed_at = at
