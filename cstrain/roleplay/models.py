"""What the room remembers: the texts it plays by, their versions, and every scored session."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.kit.db import Base, Id, foreign, new_id

KINDS = ("场景", "量表", "禁语", "话术")
ORIGINS = ("shipped", "imported", "made_here")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


class PlayText(Base):
    """A scenario, a rubric, a list of phrases or of scripts, by its key, for ever."""

    __tablename__ = "play_text"
    __table_args__ = (UniqueConstraint("kind", "key"), CheckConstraint(f"kind IN ({_listed(KINDS)})", name="kind"))

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(4))
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    english: Mapped[str] = mapped_column(String(120))
    file: Mapped[str] = mapped_column(String(120), default="")
    withdrawn: Mapped[str] = mapped_column(Text, default="")  # why, when 停用
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PlayTextVersion(Base):
    """One immutable version: the whole file in canonical form; what it means is read from it.

    ``live`` False: a shipped change beside a text that was changed here since; it waits for a person.
    """

    __tablename__ = "play_text_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("play_text_id", "number"),
        CheckConstraint(f"origin IN ({_listed(ORIGINS)})", name="origin"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    play_text_id: Mapped[str] = foreign("play_text.id")
    number: Mapped[int] = mapped_column(Integer)
    major: Mapped[int] = mapped_column(Integer)
    number_in_file: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(9))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    live: Mapped[bool] = mapped_column(default=True)

    play_text: Mapped[PlayText] = relationship(init=False, lazy="joined", viewonly=True)


class RoleplaySession(Base):
    """A scene played and scored. ``levels``: criterion → 1 to 5; ``num``/``den``: points of 100, reduced.

    Nothing in it changes but that it can be voided; the document that is signed is frozen with it in the record.
    """

    __tablename__ = "roleplay_session"
    __table_args__ = (
        CheckConstraint("den > 0 AND num >= 0 AND num <= 100 * den", name="points"),
        CheckConstraint("person_id <> scored_by AND person_id <> customer_id", name="others"),
        CheckConstraint("(voided_at IS NULL) = (voided_by = '')", name="voided"),
        Index("ix_roleplay_session_person_id_scenario_key", "person_id", "scenario_key"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    customer_id: Mapped[str] = foreign("person.id")  # who played the customer
    scored_by: Mapped[str] = foreign("person.id")
    scored_at: Mapped[datetime] = mapped_column(index=True)
    scenario_key: Mapped[str] = mapped_column(String(8))
    scenario_version_id: Mapped[str] = foreign("play_text_version.id")
    rubric_version_id: Mapped[str] = foreign("play_text_version.id")
    levels: Mapped[dict[str, int]] = mapped_column(JSON)
    critical: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text, info={"secret": True})
    num: Mapped[int] = mapped_column(Integer)
    den: Mapped[int] = mapped_column(Integer)
    passed: Mapped[bool]
    entry_seq: Mapped[int] = mapped_column(Integer)  # of the fact in the person's record
    voided_at: Mapped[datetime | None] = mapped_column(default=None)
    voided_by: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def subject(self) -> str:
        """What its signatures and its entry are about."""
        return f"roleplay:{self.scenario_key}/{self.id}"


class RoleplayTalk(Base):
    """A scene played alone against the script. ``official`` 0: practice, else which of the attempts that are allowed.

    ``timed``: played at desk width with a keyboard, so that its times are judged; else they are only shown.
    """

    __tablename__ = "roleplay_talk"
    __table_args__ = (
        CheckConstraint("den > 0 AND num >= 0 AND num <= 100 * den", name="points"),
        CheckConstraint("(ended_at IS NULL) OR (entry_seq > 0) = (official > 0)", name="recorded"),
        Index("ix_roleplay_talk_person_id_scenario_key", "person_id", "scenario_key"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    scenario_key: Mapped[str] = mapped_column(String(8))
    scenario_version_id: Mapped[str] = foreign("play_text_version.id")
    started_at: Mapped[datetime] = mapped_column(index=True)
    official: Mapped[int] = mapped_column(Integer, default=0)
    timed: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    reached: Mapped[str] = mapped_column(String(120), default="")
    num: Mapped[int] = mapped_column(Integer, default=0)
    den: Mapped[int] = mapped_column(Integer, default=1)
    entry_seq: Mapped[int] = mapped_column(Integer, default=0)  # of the fact in the person's record
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def subject(self) -> str:
        """What its signatures and its entry are about."""
        return f"roleplay:{self.scenario_key}/{self.id}"


class RoleplayLine(Base):
    """What was said to the script: reply number ``seq``, and the seconds since the customer spoke, as the server saw them."""

    __tablename__ = "roleplay_line"
    __appended__: ClassVar[bool] = True

    talk_id: Mapped[str] = mapped_column(ForeignKey("roleplay_talk.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text, info={"secret": True})
    seconds: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class RoleplayNote(Base):
    """What a trainer says to one reply of a talk, for the person to read."""

    __tablename__ = "roleplay_note"
    __appended__: ClassVar[bool] = True

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    talk_id: Mapped[str] = mapped_column(ForeignKey("roleplay_talk.id"), index=True)
    seq: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, info={"secret": True})
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class RoleplayRoom(Base):
    """Three people in one scene, each on a device of their own. ``customer_id`` is the observer's where one phone is shared."""

    __tablename__ = "roleplay_room"
    __table_args__ = (
        CheckConstraint("agent_id <> observer_id AND agent_id <> customer_id", name="others"),
        CheckConstraint("ended_at IS NULL OR started_at IS NOT NULL OR session_id = ''", name="started"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    scenario_key: Mapped[str] = mapped_column(String(8))
    scenario_version_id: Mapped[str] = foreign("play_text_version.id")
    agent_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    observer_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    session_id: Mapped[str] = mapped_column(String(40), default="")  # what came of it, "" while it is not scored
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class RoomLine(Base):
    """What was typed in a room, by whom."""

    __tablename__ = "roleplay_room_line"
    __appended__: ClassVar[bool] = True

    room_id: Mapped[str] = mapped_column(ForeignKey("roleplay_room.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    side: Mapped[str] = mapped_column(String(8))  # agent, customer
    text: Mapped[str] = mapped_column(Text, info={"secret": True})
    at: Mapped[datetime]
