"""Persons, teams and stores as lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from cstrain.kit import db
from cstrain.kit.text import folded_number
from cstrain.people.models import FormerNumber, Installation, Person, StateChange, Store, Team


def installation() -> Installation | None:
    """The one row that says what this installation is; None before it is founded."""
    return db.database.session.scalar(select(Installation))


def by_number(number: str) -> Person | None:
    """Who has this employee number, in whatever form it is typed; a former number still finds its person."""
    folded = folded_number(number)
    found = db.database.session.scalar(select(Person).where(Person.folded_no == folded))
    if found is not None:
        return found
    former = select(Person).join(FormerNumber, FormerNumber.person_id == Person.id)
    return db.database.session.scalar(former.where(FormerNumber.folded_no == folded))


def named(ids: Iterable[str]) -> dict[str, Person]:
    """Persons by id, in one query; ids of commands and systems are left out."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    return {person.id: person for person in db.database.session.scalars(select(Person).where(Person.id.in_(wanted)))}


@dataclass(frozen=True)
class PeopleFilter:
    """What the list of people shows: words of name or number, team id, state."""

    words: str = ""
    team: str = ""
    state: str = ""


def people_list(scope: Select[Any], shown: PeopleFilter) -> Select[Any]:
    """``scope`` (a select of Person) narrowed by the filter, in the order of numbers."""
    query = scope
    if shown.words:
        folded = folded_number(shown.words)
        by_name = Person.name.contains(shown.words, autoescape=True)
        query = query.where(or_(by_name, Person.folded_no.contains(folded, autoescape=True)))
    if shown.team:
        query = query.where(Person.team_id == (None if shown.team == "none" else shown.team))
    if shown.state:
        query = query.where(Person.state == shown.state)
    return query.order_by(Person.folded_no)


def state_changes(person_id: str) -> list[StateChange]:
    """The person's changes of state, newest first."""
    rows = select(StateChange).where(StateChange.person_id == person_id).order_by(StateChange.id.desc())
    return list(db.database.session.scalars(rows))


def teams() -> list[tuple[Team, int]]:
    """Every team with the number of its people who have not left."""
    counted = _present(Person.team_id)
    rows = select(Team, func.coalesce(counted.c.people, 0)).outerjoin(counted, counted.c.key == Team.id)
    return [(team, people) for team, people in db.database.session.execute(rows.order_by(Team.name))]


def stores() -> list[tuple[Store, int]]:
    """Every store with the number of its people who have not left."""
    counted = _present(Person.store_id)
    rows = select(Store, func.coalesce(counted.c.people, 0)).outerjoin(counted, counted.c.key == Store.id)
    return [(store, people) for store, people in db.database.session.execute(rows.order_by(Store.name))]


def _present(column: Any) -> Any:
    here = select(column.label("key"), func.count().label("people")).where(Person.state != "left")
    return here.group_by(column).subquery()
