"""场次: an exam sat in a room, under somebody's eyes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cstrain.exam.models.papers import Serial
from cstrain.kit.db import Base, Id, foreign, new_id


class ExamRoom(Base):
    """One session of an exam. Until ``closes_at`` one may begin; who has begun has the whole time of the exam."""

    __tablename__ = "exam_room"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    exam_id: Mapped[str] = foreign("exam.id")
    invigilator_id: Mapped[str] = foreign("person.id")
    name: Mapped[str] = mapped_column(String(80))  # which room
    code: Mapped[str] = mapped_column(String(6))  # shown in the room
    opens_at: Mapped[datetime] = mapped_column(index=True)
    closes_at: Mapped[datetime]
    late_minutes: Mapped[int] = mapped_column(Integer)  # so long after opening one is let in without asking
    network: Mapped[str] = mapped_column(String(200), default="")  # allowed networks, blank between; empty: any
    checks_identity: Mapped[bool] = mapped_column(default=True)
    counts_away: Mapped[bool] = mapped_column(default=True)  # how often the page went out of sight
    locks_moves: Mapped[bool] = mapped_column(default=False)  # another device waits for the invigilator
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class RoomEntry(Base):
    """Somebody at the door of a room: they gave the code, or the invigilator let them in."""

    __tablename__ = "exam_room_entry"
    __table_args__ = (UniqueConstraint("room_id", "person_id"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    room_id: Mapped[str] = foreign("exam_room.id")
    person_id: Mapped[str] = foreign("person.id")
    at: Mapped[datetime]
    checked_at: Mapped[datetime | None] = mapped_column(default=None)  # identity
    checked_by: Mapped[str] = mapped_column(String(40), default="")
    let_in_by: Mapped[str] = mapped_column(String(40), default="")  # late, or without the code
    free_seat: Mapped[int] = mapped_column(
        Integer, default=1
    )  # up to which device they may move, where moves are locked
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class AwayNote(Base):
    """A page of a running attempt was out of sight for so long. Counted softly: it decides nothing."""

    __tablename__ = "exam_away"
    __appended__: ClassVar[bool] = True
    __noted__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = mapped_column(String(16), index=True)
    at: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(Integer)
