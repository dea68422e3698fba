"""Persons: who they are and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm.exc import StaleDataError

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.text import folded_number
from cstrain.people.actions.passwords import first_password
from cstrain.people.models import FormerNumber, Person, StateChange, Store, Team
from cstrain.people.queries.people import by_number
from cstrain.people.rules import local_date


def _id(thing: Team | Store | str | None) -> str | None:
    return thing if isinstance(thing, str) or thing is None else thing.id


def locked(person: Person | str) -> Person:
    """The person, read afresh and held until the commit."""
    row = db.lock(Person, person if isinstance(person, str) else person.id)
    if row is None:
        raise NotYours
    return row


@dataclass(frozen=True)
class NewPerson:
    """Somebody to add, whose number is known to be free; team and store by id."""

    employee_no: str
    name: str
    team_id: str | None
    store_id: str | None
    joined_on: date | None


@db.deed
def add_people(new: Sequence[NewPerson], *, by: str, at: datetime) -> list[tuple[Person, str]]:
    """Many new people in training at once, each with the first password to hand out; a few statements for thousands."""
    made = []
    for one in new:
        plain, hashed = first_password()
        person = Person(
            employee_no=one.employee_no,
            name=one.name,
            team_id=one.team_id,
            store_id=one.store_id,
            joined_on=one.joined_on,
            password_hash=hashed,
            password_set_at=at,
        )
        made.append((person, plain))
    session, today = db.database.session, local_date(at, clock.zone())
    session.add_all([person for person, _plain in made])
    session.flush()
    first = [
        StateChange(person_id=one.id, old="", new=one.state, on=one.joined_on or today, reason="", by=by, at=at)
        for one, _plain in made
    ]
    session.add_all(first)
    session.flush()
    return made


@db.deed
def add_person(
    employee_no: str,
    name: str,
    *,
    team: Team | str | None,
    store: Store | str | None = None,
    joined_on: date | None = None,
    by: str,
    at: datetime,
) -> tuple[Person, str]:
    """A new person in training, and the first password to hand out. A number is given once and for ever."""
    taken = by_number(employee_no)
    if taken is not None:
        raise Refusal("number_is_taken", number=employee_no, name=taken.name)
    new = NewPerson(employee_no, name, _id(team), _id(store), joined_on)
    return add_people([new], by=by, at=at)[0]


@db.deed
def change_person(
    person: Person | str,
    *,
    name: str,
    team: Team | str | None,
    store: Store | str | None,
    joined_on: date | None,
    version: int | None = None,
) -> None:
    """Name, team, store and day of joining; the audit trail keeps the old ones.

    ``version``: that of the page the change was made on; a person changed since raises StaleDataError (409).
    """
    row = locked(person)
    if version is not None and version != row.version:
        raise StaleDataError("the page was older than the person")
    row.name, row.team_id, row.store_id, row.joined_on = name, _id(team), _id(store), joined_on
    db.database.session.flush()


@db.deed
def change_number(person: Person | str, number: str, *, reason: str, by: str, at: datetime) -> None:
    """A new employee number; the old one stays this person's and is never given again."""
    row = locked(person)
    holder = by_number(number)
    if holder is not None and (holder.id != row.id or row.folded_no != folded_number(number)):
        raise Refusal("number_is_taken", number=number, name=holder.name)
    if row.folded_no != folded_number(number):
        former = FormerNumber(
            folded_no=row.folded_no, employee_no=row.employee_no, person_id=row.id, reason=reason, by=by, at=at
        )
        db.database.session.add(former)
    row.employee_no = number


@db.deed
def choose_looks(person: Person | str, *, language: str | None = None, theme: str | None = None) -> None:
    """One's own language and theme; None leaves it."""
    row = locked(person)
    row.language = row.language if language is None else language
    row.theme = row.theme if theme is None else theme
