"""A sheet of people is imported: planned again inside the write, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.people.actions.grants import grant_role
from cstrain.people.actions.people import NewPerson, add_people, change_person
from cstrain.people.actions.teams import keep_store, keep_team
from cstrain.people.models import Person
from cstrain.people.queries.sheet import EVERY_TEAM, import_plan
from cstrain.people.rules import local_date
from cstrain.people.rules.sheet import OF_ALL_TEAMS, Line


@dataclass
class Imported:
    """What an import did. ``new`` holds each new person with the first password, to be shown once."""

    new: list[tuple[Person, str]] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)
    same: int = 0


@db.deed
def import_people(sheet: Sheet, by: str, at: datetime, *, teams: frozenset[str] = EVERY_TEAM) -> Imported:
    """Import ``sheet`` for somebody who keeps ``teams``; refused whole when one row cannot be."""
    planned = import_plan(sheet, teams)
    if planned.faults:
        raise Refusal("sheet_has_faults", rows=len({fault.row for fault in planned.faults}))
    teams_made = {name: keep_team(name).id for name in {line.team for line in planned.lines if line.team}}
    stores_made = {name: keep_store(name).id for name in {line.store for line in planned.lines if line.store}}
    new = planned.of("new")
    people = [
        NewPerson(one.employee_no, one.name, teams_made.get(one.team), stores_made.get(one.store), one.joined_on)
        for one in new
    ]
    done = Imported(add_people(people, by=by, at=at), [_move(line) for line in planned.of("changed")])
    for line, (person, _plain) in zip(new, done.new, strict=True):
        _give_roles(line, person, by, at)
    done.same = len(planned.of("same"))
    return done


def _give_roles(line: Line, person: Person, by: str, at: datetime) -> None:
    for role in line.roles:
        scope = None if role in OF_ALL_TEAMS else person.team_id
        grant_role(person, role, team=scope, from_on=local_date(at, clock.zone()), by=by, at=at)


def _move(line: Line) -> Person:
    assert line.known is not None
    person = db.database.session.get_one(Person, line.known.id)
    team = keep_team(line.team).id if line.team else person.team_id
    store = keep_store(line.store).id if line.store else person.store_id
    change_person(person, name=person.name, team=team, store=store, joined_on=person.joined_on)
    return person
