"""Shifts of people: which days they work, whose night is still on, and what a sheet would do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from cstrain.curriculum.models import RosterDay
from cstrain.curriculum.rules.roster import (
    COLUMNS,
    MORNING,
    MOST_ROWS,
    RosterPlan,
    Shift,
    plan_roster,
    work_day,
)
from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.kit.text import folded_number
from cstrain.people import queries as people
from cstrain.people.models import FormerNumber, Person
from cstrain.people.queries import Scoped
from cstrain.people.rules import May
from cstrain.people.rules.sheet import Fault, Given


def works(person_ids: Iterable[str], first: date) -> dict[str, dict[date, bool]]:
    """Per person, from ``first`` on: rostered day → whether they work. One query."""
    rows = select(RosterDay.person_id, RosterDay.on_day, RosterDay.shift)
    rows = rows.where(RosterDay.person_id.in_(list(person_ids)), RosterDay.on_day >= first)
    found: dict[str, dict[date, bool]] = {}
    for person_id, day, shift in db.database.session.execute(rows):
        found.setdefault(person_id, {})[day] = shift != Shift.OFF
    return found


def on_night(person_ids: Iterable[str], at: datetime) -> frozenset[str]:
    """Whose night shift of yesterday is still on; asks only in the small hours."""
    local = clock.local(at)
    if local.hour >= MORNING:
        return frozenset()
    rows = select(RosterDay.person_id).where(RosterDay.on_day == local.date() - timedelta(days=1))
    rows = rows.where(RosterDay.shift == Shift.NIGHT.value, RosterDay.person_id.in_(list(person_ids)))
    return frozenset(db.database.session.scalars(rows))


def work_day_of(person_id: str, at: datetime) -> date:
    """The day that what this person does at ``at`` belongs to."""
    night = Shift.NIGHT if on_night([person_id], at) else None
    return work_day(clock.local(at), night)


def is_off(person_id: str, day: date) -> bool:
    """The roster gives the person that day off."""
    rows = select(RosterDay.shift).where(RosterDay.person_id == person_id, RosterDay.on_day == day)
    return db.database.session.scalar(rows) == Shift.OFF.value


def roster_plan(sheet: Sheet, asked: Scoped, today: date) -> RosterPlan:
    """What a sheet would do, for somebody who may change the state of these people; constant queries."""
    if len(sheet.rows) > MOST_ROWS:
        raise Refusal("roster_too_long", most=MOST_ROWS)
    missing = [title for title in COLUMNS if title not in sheet.titles]
    if missing:
        return RosterPlan((), tuple(Fault(1, title, "column_missing", {"column": title}) for title in missing))
    rows = [Given(row.number, folded_number(row["工号"]), row.cells) for row in sheet.rows]
    scope = _in_scope({row.folded for row in rows}, asked)
    held = select(RosterDay).where(RosterDay.person_id.in_([person_id for person_id, _name in scope.values()]))
    standing = {(row.person_id, row.on_day): Shift(row.shift) for row in db.database.session.scalars(held)}
    return plan_roster(rows, scope, standing, today)


def _in_scope(numbers: set[str], asked: Scoped) -> dict[str, tuple[str, str]]:
    session, scope = db.database.session, people.mine(asked, May.TEAM_STATE)
    current = scope.where(Person.folded_no.in_(numbers)).with_only_columns(Person.folded_no, Person.id, Person.name)
    former = scope.join(FormerNumber, FormerNumber.person_id == Person.id).where(FormerNumber.folded_no.in_(numbers))
    old = former.with_only_columns(FormerNumber.folded_no, Person.id, Person.name)
    rows = [*session.execute(old).all(), *session.execute(current).all()]
    return {row[0]: (row[1], row[2]) for row in rows}


def month_of(person_ids: list[str], first: date, last: date) -> dict[tuple[str, date], str]:
    """(person, day) → shift, for the table of a fortnight. One query."""
    rows = select(RosterDay).where(RosterDay.person_id.in_(person_ids), RosterDay.on_day.between(first, last))
    return {(row.person_id, row.on_day): row.shift for row in db.database.session.scalars(rows)}
