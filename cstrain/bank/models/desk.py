"""What the trainer's desk keeps beside the questions: what a search looks through, kept searches, changes that wait."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.bank.models.kept import Question
from cstrain.kit.db import Base, Id, foreign, new_id


class QuestionText(Base):
    """What a search looks through, apart from the rows that draws read: folded text and first letters of pinyin."""

    __tablename__ = "question_text"
    __derived__: ClassVar[bool] = True

    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    initials: Mapped[str] = mapped_column(Text)


class SavedView(Base):
    """A search that somebody keeps under a name: the query of its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime]


class QuestionChange(Base):
    """A changed text of a question in use, waiting for somebody else's eyes. ``seen``: the version it was written over."""

    __tablename__ = "question_change"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'returned', 'dropped')", name="state"),
        CheckConstraint("change IN ('minor', 'major')", name="change"),
        Index(
            "uq_question_change_open",
            "question_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    question_id: Mapped[str] = foreign("question.id")
    seen: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    change: Mapped[str] = mapped_column(String(5))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="open")
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    remark: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    question: Mapped[Question] = relationship(init=False, viewonly=True)
