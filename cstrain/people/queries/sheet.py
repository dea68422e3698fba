"""What an import of a sheet of people would do, judged against what is known now."""

from __future__ import annotations

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.kit.text import folded_number
from cstrain.people.models import FormerNumber, Person, Store, Team
from cstrain.people.rules import ALL_TEAMS, PersonState
from cstrain.people.rules.sheet import MOST_PEOPLE, Given, Ground, Known, Plan, plan, title_faults

EVERY_TEAM = frozenset({ALL_TEAMS})


def import_plan(sheet: Sheet, teams: frozenset[str] = EVERY_TEAM) -> Plan:
    """The plan for ``sheet``, made by somebody who keeps the people of ``teams`` (ids; ``*``: all)."""
    if len(sheet.rows) > MOST_PEOPLE:
        raise Refusal("too_many_people", most=MOST_PEOPLE)
    missing = title_faults(sheet.titles)
    if missing:
        return Plan((), tuple(missing), (), ())
    rows = [Given(row.number, folded_number(row["工号"]), row.cells) for row in sheet.rows]
    return plan(rows, _ground([row.folded for row in rows], teams))


def _ground(numbers: list[str], own: frozenset[str]) -> Ground:
    session = db.database.session
    names = {team.id: team.name for team in session.scalars(select(Team))}
    stores = {store.id: store.name for store in session.scalars(select(Store))}
    current = select(Person.folded_no, Person).where(Person.folded_no.in_(numbers))
    former = select(FormerNumber.folded_no, Person).join(Person, Person.id == FormerNumber.person_id)
    rows = [*session.execute(current), *session.execute(former.where(FormerNumber.folded_no.in_(numbers)))]
    return Ground(
        known={
            number: Known(
                person.id,
                person.name,
                names.get(person.team_id or "", ""),
                stores.get(person.store_id or "", ""),
                PersonState(person.state),
            )
            for number, person in rows
        },
        teams=frozenset(names.values()),
        stores=frozenset(stores.values()),
        own_teams=own if ALL_TEAMS in own else frozenset(names[team] for team in own if team in names),
    )
