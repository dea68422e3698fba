"""What the room remembers: robots, hours, what each team was told, addresses for mail, and what leaves the house."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.kit.db import Base, Id, foreign, new_id
from cstrain.notices.rules.hours import Kind
from cstrain.notices.rules.robots import Platform
from cstrain.people.models import Person, Team

KINDS = ", ".join(f"'{kind.value}'" for kind in Kind)
PLATFORMS = ", ".join(f"'{platform.value}'" for platform in Platform)


class Robot(Base):
    """A group's robot, for one team (none: for what belongs to no team). Address and signing secret are sealed."""

    __tablename__ = "robot"
    __table_args__ = (CheckConstraint(f"platform IN ({PLATFORMS})", name="platform"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    platform: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80))
    team_id: Mapped[str | None] = foreign("team.id", nullable=True)
    address_box: Mapped[bytes] = mapped_column(LargeBinary, info={"secret": True})
    secret_box: Mapped[bytes] = mapped_column(LargeBinary, info={"secret": True})
    made_by: Mapped[str] = foreign("person.id")
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = foreign("person.id", nullable=True, default=None)

    team: Mapped[Team | None] = relationship(init=False, lazy="joined")


class NoticeHour(Base):
    """When a kind is told, in minutes after midnight; -1: not at all. Without a row: the usual hour."""

    __tablename__ = "notice_hour"
    __table_args__ = (CheckConstraint("minute BETWEEN -1 AND 1439", name="minute"),)

    name: Mapped[str] = mapped_column(String(8), primary_key=True)  # a kind, or mail
    minute: Mapped[int] = mapped_column(Integer)


class NoticeRound(Base):
    """That a kind was gone through on a day: what makes it happen once."""

    __tablename__ = "notice_round"
    __appended__: ClassVar[bool] = True

    name: Mapped[str] = mapped_column(String(8), primary_key=True)
    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    at: Mapped[datetime]


class Notice(Base):
    """What a team (none: people without one) was told on a day: the very text."""

    __tablename__ = "notice"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        Index(
            "uq_notice_team", "kind", "on_day", "team_id", unique=True,
        ),
        Index(
            "uq_notice_rest", "kind", "on_day", unique=True,
            sqlite_where=text("team_id IS NULL"), postgresql_where=text("team_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(8))
    on_day: Mapped[date] = mapped_column(Date, index=True)
    team_id: Mapped[str | None] = foreign("team.id", nullable=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    team: Mapped[Team | None] = relationship(init=False, lazy="joined")


class MailAddress(Base):
    """Where a person wants to be written to; theirs alone to set."""

    __tablename__ = "mail_address"

    person_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str] = mapped_column(String(200), info={"secret": True})
    set_at: Mapped[datetime]


class Outgoing(Base):
    """One message that leaves the house. ``key`` is stable: whoever gets it twice can tell.

    ``lane``: its receiver, such as ``robot:ID``; a lane is worked off in order. ``held_until``: a worker is sending it.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        UniqueConstraint("lane", "key"),
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        Index("ix_outgoing_waiting", "due", sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    lane: Mapped[str] = mapped_column(String(40), index=True)
    key: Mapped[str] = mapped_column(String(120))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    due: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    given_up_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    trouble: Mapped[str] = mapped_column(String(300), default="")


__all__ = ["MailAddress", "Notice", "NoticeHour", "NoticeRound", "Outgoing", "Person", "Robot"]
