"""What the room remembers: which file a piece came from, the versions of what no other room keeps, open proposals."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.kit.db import Base, Id, foreign, new_id

ORIGINS = "'shipped', 'imported', 'made_here'"


class ContentFile(Base):
    """A piece of content by kind and key: the path it is exported to, and the digest of what was last loaded from a file.

    The row is what edits of one piece take turns on. ``loaded`` is "" for what was never in a file.
    """

    __tablename__ = "content_file"
    __table_args__ = (UniqueConstraint("kind", "key"), UniqueConstraint("path"))

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(200))
    loaded: Mapped[str] = mapped_column(String(64), default="")
    loaded_at: Mapped[datetime | None] = mapped_column(default=None)
    loaded_by: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TextVersion(Base):
    """One text of a piece whose own room keeps no versions: decisions, knowledge points. The highest number counts."""

    __tablename__ = "text_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("kind", "key", "number"),
        CheckConstraint("kind IN ('decisions', 'points', 'ladder')", name="kind"),
        CheckConstraint(f"origin IN ({ORIGINS})", name="origin"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(9))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class TextProposal(Base):
    """A file's text for a piece that was changed here since: shown side by side, never live by itself.

    ``attachments``: name as the text uses it → SHA-256. At most one is open per piece; a newer file's replaces it.
    """

    __tablename__ = "text_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'taken', 'kept', 'replaced')", name="state"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_time"),
        Index(
            "uq_text_proposal_open",
            "kind",
            "key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    attachments: Mapped[dict[str, str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(9))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="open")
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ChangeDay(Base):
    """Rules that change together: what was announced, the card that people read, the three questions they answer."""

    __tablename__ = "change_day"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'published', 'closed')", name="state"),
        CheckConstraint("(state = 'open') = (published_at IS NULL)", name="published_has_time"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    title: Mapped[str] = mapped_column(String(120))
    announcement: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date | None] = mapped_column(Date)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(9), default="open")
    card: Mapped[str] = mapped_column(Text, default="")
    questions: Mapped[list[str]] = mapped_column(JSON, default_factory=list)  # versions, as published
    published_by: Mapped[str] = mapped_column(String(40), default="")
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def subject(self) -> str:
        """What its receipts in people's records are about."""
        return f"change:{self.id}"


class ChangeRule(Base):
    """A rule of a change day. ``pinned``: the major version that held before; what cites it or an older one is touched."""

    __tablename__ = "change_rule"
    __table_args__ = (UniqueConstraint("day_id", "rule_id"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    day_id: Mapped[str] = foreign("change_day.id")
    rule_id: Mapped[str] = foreign("rule.id")
    pinned: Mapped[int] = mapped_column(Integer)


class ChangeReader(Base):
    """Who reads the card; ``passed_at``: all three questions answered right. The receipt is a signature in the record."""

    __tablename__ = "change_reader"
    __table_args__ = (UniqueConstraint("day_id", "person_id"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    day_id: Mapped[str] = foreign("change_day.id")
    person_id: Mapped[str] = foreign("person.id")
    asked_at: Mapped[datetime]
    passed_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    day: Mapped[ChangeDay] = relationship(init=False, viewonly=True)
