"""Rooms: opened for an exam, entered by code, identity ticked, people let in late, closed."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from cstrain.exam import queries
from cstrain.exam.models import Attempt, AwayNote, ExamRoom, RoomEntry
from cstrain.exam.rules.rooms import read_networks, require_admission, require_room_open
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person


@dataclass(frozen=True)
class RoomTerms:
    """What a room is opened with; times are instants."""

    name: str
    invigilator_id: str
    opens_at: datetime
    closes_at: datetime
    late_minutes: int
    network: str = ""
    checks_identity: bool = True
    counts_away: bool = True
    locks_moves: bool = False


@db.deed
def open_room(exam_key: str, terms: RoomTerms, *, code: str, by: str, at: datetime) -> ExamRoom:
    """Plan a room. Refusals ``period_is_over``, ``network_unreadable``."""
    if terms.closes_at <= max(at, terms.opens_at):
        raise Refusal("period_is_over")
    room = ExamRoom(
        exam_id=queries.exam_by_key(exam_key).id, invigilator_id=terms.invigilator_id, name=terms.name, code=code,
        opens_at=terms.opens_at, closes_at=terms.closes_at, late_minutes=terms.late_minutes,
        network=" ".join(read_networks(terms.network)), checks_identity=terms.checks_identity,
        counts_away=terms.counts_away, locks_moves=terms.locks_moves, by=by, at=at,
    )  # fmt: skip
    db.database.session.add(room)
    db.database.session.flush()
    return room


@db.deed
def enter_room(person_id: str, exam_id: str, *, code: str, at: datetime) -> RoomEntry:
    """Stand at the door of the room whose code this is. Refusals ``door_code_wrong``, ``too_late_for_room``."""
    db.lock(Person, person_id)
    found = next((each for each in queries.rooms_open(exam_id, at) if hmac.compare_digest(each.code, code)), None)
    if found is None:
        raise Refusal("door_code_wrong")
    there = queries.entry_of(found.id, person_id)
    if there is not None:
        return there
    require_room_open(queries.door(found), at, is_let_in=False)
    made = RoomEntry(room_id=found.id, person_id=person_id, at=at)
    db.database.session.add(made)
    db.database.session.flush()
    return made


def admitted(person_id: str, exam_id: str, *, address: str, at: datetime) -> str:
    """The id of the room in which the person may begin now; refuses as ``rules.require_admission``, ``enter_a_room_first``."""
    found = queries.entry(person_id, exam_id, at)
    if found is None:
        raise Refusal("enter_a_room_first")
    room, entered = found
    is_checked, is_let_in = entered.checked_at is not None, True  # they were at the door in time, or were let in
    require_admission(queries.door(room), at, address, is_checked=is_checked, is_let_in=is_let_in)
    return room.id


@db.deed
def let_in(room_id: str, person_id: str, *, by: str, at: datetime) -> RoomEntry:
    """The invigilator has seen who it is, and lets them begin, also late or without the code."""
    room = db.lock(ExamRoom, room_id)
    if room is None:
        raise NotYours
    if person_id == by:
        raise Refusal("not_your_own_paper")
    require_room_open(queries.door(room), at, is_let_in=True)
    entered = queries.entry_of(room_id, person_id)
    if entered is None:
        entered = RoomEntry(room_id=room_id, person_id=person_id, at=at, let_in_by=by)
        db.database.session.add(entered)
    if entered.checked_at is None:
        entered.checked_at, entered.checked_by = at, by
    db.database.session.flush()
    return entered


@db.deed
def agree_to_move(room_id: str, attempt: Attempt) -> None:
    """The next device that opens the paper may go on with it. 404 for an attempt of another room."""
    entered = queries.entry_of(room_id, attempt.person_id)
    if entered is None or attempt.room_id != room_id:
        raise NotYours
    newest = queries.seat(attempt.id)
    entered.free_seat = (newest.number if newest else 1) + 1
    db.database.session.flush()


@db.deed
def end_room(room_id: str, *, at: datetime) -> None:
    """Nobody begins here any more; who has begun goes on."""
    room = db.lock(ExamRoom, room_id)
    if room is None:
        raise NotYours
    room.ended_at = room.ended_at or at


def note_away(attempt_id: str, seconds: int, at: datetime) -> None:
    """A page was out of sight."""
    db.note(lambda own: own.add(AwayNote(attempt_id=attempt_id, at=at, seconds=seconds)))
