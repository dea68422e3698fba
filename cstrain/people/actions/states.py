"""Employment as recorded acts, and accounts shut and opened."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.people.actions.grants import end_grants
from cstrain.people.actions.people import change_number, locked
from cstrain.people.actions.sessions import end_sessions
from cstrain.people.actions.teams import keep_store, keep_team
from cstrain.people.models import Person, StateChange, Store, Team
from cstrain.people.queries.grants import Scoped, is_last_administrator
from cstrain.people.queries.moves import move_plan
from cstrain.people.rules import PersonState, local_date, next_state, require_return
from cstrain.people.rules.moves import TRANSFER, Move


@db.deed
def change_state(
    person: Person | str,
    event: str,
    *,
    on: date,
    reason: str,
    by: str,
    at: datetime,
    until: date | None = None,
    new_no: str = "",
) -> Person:
    """在训 在岗 请假 停训 离职 返聘 as an act with its day and reason. Leaving shuts the account and ends every grant.

    ``new_no``: the number a re-hire works under from now on; the person, the record and the old number stay one.
    """
    row = locked(person)
    old = PersonState(row.state)
    new = next_state(old, event)
    if not reason.strip():
        raise Refusal("reason_needed")
    _require_day(row, on, at)
    require_return(event, _left_from(row.id))
    row.state = new.value
    change = StateChange(person_id=row.id, old=old, new=new, on=on, until=until, reason=reason.strip(), by=by, at=at)
    db.database.session.add(change)
    if new is PersonState.LEFT:
        _let_go(row, by, at)
    if new is PersonState.REHIRED:
        row.disabled_at, row.password_hash, row.password_is_own = None, "", False
        if new_no:
            change_number(row, new_no, reason=reason.strip(), by=by, at=at)
    db.database.session.flush()
    return row


def _require_day(person: Person, on: date, at: datetime) -> None:
    if on > local_date(at, clock.zone()):
        raise Refusal("day_is_ahead", day=on.isoformat())
    last = _last_change(person.id)
    if last is not None and on < last.on:
        raise Refusal("day_before_last_change", day=on.isoformat(), last=last.on.isoformat())


def _last_change(person_id: str, *, into: PersonState | None = None) -> StateChange | None:
    rows = select(StateChange).where(StateChange.person_id == person_id).order_by(StateChange.id.desc()).limit(1)
    entering = rows.where(StateChange.new == into.value, StateChange.old != into.value) if into else rows
    return db.database.session.scalar(entering)


def _left_from(person_id: str) -> PersonState:
    """The state in which the last leave began."""
    leave = _last_change(person_id, into=PersonState.ON_LEAVE)
    return PersonState(leave.old) if leave is not None and leave.old else PersonState.IN_TRAINING


@db.deed
def transfer(
    person: Person | str, *, team: str | None, store: str | None, on: date, reason: str, by: str, at: datetime
) -> Person:
    """To another team or store (ids), as an act with its day and reason; the state stays.

    Refusals ``reason_needed``, ``has_left``, ``nowhere_to_go`` and those of days.
    """
    row = locked(person)
    if row.state == PersonState.LEFT.value:
        raise Refusal("has_left", name=row.name)
    if not reason.strip():
        raise Refusal("reason_needed")
    if (team, store) == (row.team_id, row.store_id):
        raise Refusal("nowhere_to_go", name=row.name)
    _require_day(row, on, at)
    before = _place(row.team_id, row.store_id)
    row.team_id, row.store_id = team, store
    said = f"{before} → {_place(team, store)}。{reason.strip()}"
    change = StateChange(person_id=row.id, old=row.state, new=row.state, on=on, reason=said, by=by, at=at)
    db.database.session.add(change)
    db.database.session.flush()
    return row


def _place(team_id: str | None, store_id: str | None) -> str:
    session = db.database.session
    team = session.get(Team, team_id) if team_id else None
    store = session.get(Store, store_id) if store_id else None
    return "·".join(one.name for one in (team, store) if one is not None) or "—"


@db.deed
def move_by_sheet(sheet: Sheet, asked: Scoped, *, by: str, at: datetime) -> list[Move]:
    """Every change of the sheet, each an act of its own with its own entry; refused whole when one row cannot be."""
    planned = move_plan(sheet, asked, local_date(at, clock.zone()))
    if planned.faults:
        raise Refusal("sheet_has_faults", rows=len({fault.row for fault in planned.faults}))
    for line in planned.lines:
        if line.event == TRANSFER:
            row = locked(line.who.id)
            team = keep_team(line.team).id if line.team else row.team_id
            store = keep_store(line.store).id if line.store else row.store_id
            transfer(row, team=team, store=store, on=line.on, reason=line.reason, by=by, at=at)
        else:
            who, on, reason = line.who.id, line.on, line.reason
            change_state(who, line.event, on=on, until=line.until, new_no=line.new_no, reason=reason, by=by, at=at)
    return list(planned.lines)


def _let_go(person: Person, by: str, at: datetime) -> None:
    end_grants(person.id, by=by, at=at)
    person.disabled_at = at
    end_sessions(person.id, why="left", at=at)


@db.deed
def shut_account(person: Person | str, *, at: datetime) -> None:
    """Nobody gets in under this number any more; who is in is out at the next click."""
    row = locked(person)
    if is_last_administrator(row.id, local_date(at, clock.zone())):
        raise Refusal("last_administrator")
    row.disabled_at = row.disabled_at or at
    end_sessions(row.id, why="disabled", at=at)


@db.deed
def open_account(person: Person | str) -> None:
    """Undo ``shut_account``; who has left comes back by 返聘 only."""
    row = locked(person)
    if row.state == PersonState.LEFT.value:
        raise Refusal("has_left", name=row.name)
    row.disabled_at = None
