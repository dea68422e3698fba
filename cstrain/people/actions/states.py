"""Employment as recorded acts, and accounts shut and opened."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.people.actions.grants import end_grants
from cstrain.people.actions.people import locked
from cstrain.people.actions.sessions import end_sessions
from cstrain.people.models import Person, StateChange
from cstrain.people.queries.grants import is_last_administrator
from cstrain.people.rules import PersonState, local_date, next_state, require_return


@db.deed
def change_state(
    person: Person | str, event: str, *, on: date, reason: str, by: str, at: datetime, until: date | None = None
) -> Person:
    """在训 在岗 请假 停训 离职 返聘 as an act with its day and reason. Leaving shuts the account and ends every grant."""
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
    return db.database.session.scalar(rows.where(StateChange.new == into.value) if into else rows)


def _left_from(person_id: str) -> PersonState:
    """The state in which the last leave began."""
    leave = _last_change(person_id, into=PersonState.ON_LEAVE)
    return PersonState(leave.old) if leave is not None and leave.old else PersonState.IN_TRAINING


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
