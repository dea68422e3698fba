"""What a sheet of changes of state would do, judged against what is known now; constant queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.kit.text import folded_number
from cstrain.people.models import FormerNumber, Person, StateChange, Store, Team
from cstrain.people.queries.grants import Scoped
from cstrain.people.rules import ALL_TEAMS, May, PersonState
from cstrain.people.rules.moves import NEEDED, MoveGround, MovePlan, Mover, plan_moves
from cstrain.people.rules.sheet import MOST_PEOPLE, Fault, Given


def move_plan(sheet: Sheet, asked: Scoped, today: date) -> MovePlan:
    """The plan for ``sheet``; rows are limited to the people whose state ``asked`` may change."""
    if len(sheet.rows) > MOST_PEOPLE:
        raise Refusal("too_many_people", most=MOST_PEOPLE)
    missing = [title for title in NEEDED if title not in sheet.titles]
    if missing:
        return MovePlan((), tuple(Fault(1, title, "column_missing", {"column": title}) for title in missing))
    rows = [Given(row.number, folded_number(row["工号"]), row.cells) for row in sheet.rows]
    new = {row.number: folded_number(row.cells.get("新工号", "")) for row in sheet.rows}
    return plan_moves(rows, _ground([row.folded for row in rows], list(new.values()), asked, today), new)


def _ground(numbers: list[str], new: list[str], asked: Scoped, today: date) -> MoveGround:
    session = db.database.session
    teams = {team.id: team.name for team in session.scalars(select(Team))}
    stores = {store.id: store.name for store in session.scalars(select(Store))}
    found = _by_numbers(numbers)
    changes = _changes([person.id for person in found.values()])
    known = {
        number: _mover(person, changes.get(person.id, []), (teams.get(person.team_id or "", ""), stores.get(person.store_id or "", "")), asked)
        for number, person in found.items()
    }  # fmt: skip
    taken = {number: person.name for number, person in _by_numbers([each for each in new if each]).items()}
    return MoveGround(known, frozenset(teams.values()), frozenset(stores.values()), taken, today)


def _by_numbers(numbers: list[str]) -> dict[str, Person]:
    """Today's numbers and former ones."""
    session = db.database.session
    current = select(Person.folded_no, Person).where(Person.folded_no.in_(numbers))
    former = select(FormerNumber.folded_no, Person).join(Person, Person.id == FormerNumber.person_id)
    rows = [*session.execute(former.where(FormerNumber.folded_no.in_(numbers))), *session.execute(current)]
    return {row[0]: row[1] for row in rows}


def _changes(person_ids: list[str]) -> dict[str, list[StateChange]]:
    found: dict[str, list[StateChange]] = {}
    rows = select(StateChange).where(StateChange.person_id.in_(person_ids)).order_by(StateChange.id)
    for row in db.database.session.scalars(rows):
        found.setdefault(row.person_id, []).append(row)
    return found


def _mover(person: Person, changes: list[StateChange], place: tuple[str, str], asked: Scoped) -> Mover:
    leaves = [one for one in changes if one.new == PersonState.ON_LEAVE.value and one.old not in ("", one.new)]
    return Mover(
        id=person.id,
        name=person.name,
        state=PersonState(person.state),
        left_from=PersonState(leaves[-1].old) if leaves else PersonState.IN_TRAINING,
        last=changes[-1].on if changes else None,
        place=place,
        may=_covers(asked, May.TEAM_STATE, person.team_id),
        may_firm=_covers(asked, May.PEOPLE_KEEP, person.team_id),
    )


def _covers(asked: Scoped, may: May, team_id: str | None) -> Any:
    teams = asked.may.get(may, frozenset())
    return ALL_TEAMS in teams or (team_id is not None and team_id in teams)
