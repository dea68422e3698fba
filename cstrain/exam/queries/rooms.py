"""Rooms: which there are, who stands at the door, how everybody inside is getting on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from cstrain.exam.models import Attempt, AttemptSeat, AwayNote, ExamRoom, RoomEntry, Step
from cstrain.exam.queries.seats import seat
from cstrain.exam.rules.rooms import Door
from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.people.models import Person
from cstrain.people.queries.grants import Scoped
from cstrain.people.rules import ALL_TEAMS, May

SHOWN = timedelta(days=14)  # how long a room that is over stays on the list


def sees_all(asked: Scoped) -> bool:
    return ALL_TEAMS in asked.may.get(May.EXAM_INVIGILATE, frozenset())


def rooms(asked: Scoped, me: str, at: datetime) -> list[ExamRoom]:
    """The rooms one invigilates or made, or all of them for who invigilates all teams; newest first."""
    query = select(ExamRoom).where(ExamRoom.closes_at > at - SHOWN).order_by(ExamRoom.opens_at.desc())
    if not sees_all(asked):
        query = query.where((ExamRoom.invigilator_id == me) | (ExamRoom.by == me))
    return list(db.database.session.scalars(query))


def room_seen(room_id: str, asked: Scoped, me: str) -> ExamRoom:
    """The room; 404 for another invigilator's."""
    found = db.database.session.get(ExamRoom, room_id)
    if found is None or not (sees_all(asked) or me in (found.invigilator_id, found.by)):
        raise NotYours
    return found


def door(room: ExamRoom) -> Door:
    """Its terms, as the rules read them."""
    closes = min(room.closes_at, room.ended_at) if room.ended_at else room.closes_at
    late = timedelta(minutes=room.late_minutes)
    return Door(room.opens_at, closes, late, tuple(room.network.split()), room.checks_identity)


def rooms_open(exam_id: str, at: datetime) -> list[ExamRoom]:
    """Rooms of the exam in which one may begin now."""
    query = select(ExamRoom).where(ExamRoom.exam_id == exam_id, ExamRoom.opens_at <= at, ExamRoom.closes_at > at)
    return list(db.database.session.scalars(query.where(ExamRoom.ended_at.is_(None)).order_by(ExamRoom.opens_at)))


def entry(person_id: str, exam_id: str, at: datetime) -> tuple[ExamRoom, RoomEntry] | None:
    """The room at whose door the person stands."""
    query = select(ExamRoom, RoomEntry).join(RoomEntry, RoomEntry.room_id == ExamRoom.id)
    mine = query.where(RoomEntry.person_id == person_id, ExamRoom.exam_id == exam_id, ExamRoom.closes_at > at)
    row = db.database.session.execute(mine.where(ExamRoom.ended_at.is_(None)).order_by(RoomEntry.at.desc())).first()
    return (row[0], row[1]) if row else None


def entry_of(room_id: str, person_id: str) -> RoomEntry | None:
    query = select(RoomEntry).where(RoomEntry.room_id == room_id, RoomEntry.person_id == person_id)
    return db.database.session.scalar(query)


def may_sit_at(attempt: Attempt, mark: str) -> bool:
    """May the attempt go on at this device: the one it is at, or the next one that the invigilator agreed to."""
    newest = seat(attempt.id)
    if attempt.room_id is None or newest is None or newest.mark == mark:
        return True
    room = db.database.session.get_one(ExamRoom, attempt.room_id)
    entered = entry_of(room.id, attempt.person_id)
    return not room.locks_moves or (entered is not None and newest.number < entered.free_seat)


@dataclass(frozen=True)
class BoardRow:
    """One person of a room. ``answered`` of ``count`` questions; ``away``: how often out of sight, and for how many seconds."""

    person: Person
    entry: RoomEntry | None
    attempt: Attempt | None
    answered: int
    count: int
    last_at: datetime | None
    devices: int
    away: tuple[int, int]


def board(room: ExamRoom) -> list[BoardRow]:
    """Everybody who has come to the door or begun, by number; a constant number of queries."""
    session = db.database.session
    entries = {each.person_id: each for each in session.scalars(select(RoomEntry).where(RoomEntry.room_id == room.id))}
    query = select(Attempt).where(Attempt.room_id == room.id).order_by(Attempt.number)
    papers = {each.person_id: each for each in session.scalars(query)}
    ids = [each.id for each in papers.values()]
    saves, seats, away, counts = _saves(ids), _counted(AttemptSeat, ids), _away(ids), _counted_slots(ids)
    named = session.scalars(select(Person).where(Person.id.in_({*entries, *papers})).order_by(Person.employee_no))
    return [_row(each, entries.get(each.id), papers.get(each.id), (saves, seats, away, counts)) for each in named]


def _row(person: Person, entered: RoomEntry | None, paper: Attempt | None, found: tuple[Any, ...]) -> BoardRow:
    saves, seats, away, counts = found
    key = paper.id if paper else ""
    answered, last = saves.get(key, (0, None))
    return BoardRow(
        person, entered, paper, answered, counts.get(key, 0), last, seats.get(key, 0), away.get(key, (0, 0))
    )


def _saves(ids: list[str]) -> dict[str, tuple[int, datetime]]:
    query = select(Step.attempt_id, func.count(Step.place.distinct()), func.max(Step.received_at))
    rows = db.database.session.execute(query.where(Step.attempt_id.in_(ids)).group_by(Step.attempt_id))
    return {attempt: (count, last) for attempt, count, last in rows}


def _counted(model: Any, ids: list[str]) -> dict[str, int]:
    query = select(model.attempt_id, func.max(model.number)).where(model.attempt_id.in_(ids)).group_by(model.attempt_id)
    found: Any = db.database.session.execute(query).all()
    return dict(found)


def _counted_slots(ids: list[str]) -> dict[str, int]:
    from cstrain.exam.models import Slot

    query = select(Slot.attempt_id, func.count()).where(Slot.attempt_id.in_(ids)).group_by(Slot.attempt_id)
    found: Any = db.database.session.execute(query).all()
    return dict(found)


def _away(ids: list[str]) -> dict[str, tuple[int, int]]:
    query = select(AwayNote.attempt_id, func.count(), func.sum(AwayNote.seconds)).where(AwayNote.attempt_id.in_(ids))
    rows = db.database.session.execute(query.group_by(AwayNote.attempt_id))
    return {attempt: (count, int(seconds)) for attempt, count, seconds in rows}


def room_papers(room_id: str) -> list[str]:
    """Attempts of a room that are under way."""
    query = select(Attempt.id).where(Attempt.room_id == room_id, Attempt.state.in_(("open", "paused")))
    return list(db.database.session.scalars(query.order_by(Attempt.id)))
