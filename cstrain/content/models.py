"""What the room remembers: which file a piece came from, the versions of what no other room keeps, open proposals."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cstrain.kit.db import Base, Id, new_id

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
