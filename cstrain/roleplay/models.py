"""What the room remembers: the texts it plays by, their versions, and every scored session."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, Integer, String, Text, UniqueConstraint
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
