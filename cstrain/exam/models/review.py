"""What is decided about exams beside a sitting: regrades, panels that set the pass line, appeals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cstrain.exam.models.papers import Serial
from cstrain.kit.db import Base, Id, foreign, new_id


class Regrade(Base):
    """A key changed after the fact. ``right``: the options that count as right, None when everybody earns the question."""

    __tablename__ = "exam_regrade"
    __table_args__ = (CheckConstraint("state IN ('asked', 'approved', 'declined')", name="state"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    question_version_id: Mapped[str] = foreign("question_version.id")
    right: Mapped[list[int] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="asked")
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    remark: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class RegradeLine(Base):
    """What an approved regrade did to one paper: before and after, for ever."""

    __tablename__ = "exam_regrade_line"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("regrade_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    regrade_id: Mapped[str] = foreign("exam_regrade.id")
    attempt_id: Mapped[str] = foreign("attempt.id")
    before: Mapped[dict[str, Any]] = mapped_column(JSON)  # the verdict as it stood
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class Panel(Base):
    """Judges who set a pass line together. ``panel_*``: the line their figures come to; ``line_*``: the one decided."""

    __tablename__ = "exam_panel"
    __table_args__ = (CheckConstraint("state IN ('blind', 'talk', 'settled', 'dropped')", name="state"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    exam_id: Mapped[str] = foreign("exam.id")
    version_id: Mapped[str] = foreign("exam_version.id")
    full: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="blind")
    judges: Mapped[int] = mapped_column(Integer, default=0)  # whose figures counted
    cut: Mapped[str] = mapped_column(String(20), default="")  # before rounding up, and its standard error
    error: Mapped[str] = mapped_column(String(20), default="")
    panel_line: Mapped[str] = mapped_column(String(20), default="")
    line: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_overridden(self) -> bool:
        return self.line != self.panel_line


class PanelPlace(Base):
    """One question that a panel judges."""

    __tablename__ = "exam_panel_place"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("panel_id", "place"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    panel_id: Mapped[str] = foreign("exam_panel.id")
    place: Mapped[int] = mapped_column(Integer)
    question_version_id: Mapped[str] = foreign("question_version.id")
    points: Mapped[str] = mapped_column(String(20))


class PanelJudge(Base):
    """A judge of a panel, and when they handed in the blind round and the discussion."""

    __tablename__ = "exam_panel_judge"
    __table_args__ = (UniqueConstraint("panel_id", "person_id"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    panel_id: Mapped[str] = foreign("exam_panel.id")
    person_id: Mapped[str] = foreign("person.id")
    blind_at: Mapped[datetime | None] = mapped_column(default=None)
    talk_at: Mapped[datetime | None] = mapped_column(default=None)


class Judgement(Base):
    """Of a hundred just-ready people, how many get a question right: one judge's figure; the newest of a place counts."""

    __tablename__ = "exam_judgement"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    panel_id: Mapped[str] = foreign("exam_panel.id")
    person_id: Mapped[str] = foreign("person.id")
    place: Mapped[int] = mapped_column(Integer)
    round: Mapped[str] = mapped_column(String(8))
    percent: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class Appeal(Base):
    """What a person has against one question of their paper; an answer is due."""

    __tablename__ = "exam_appeal"
    __table_args__ = (
        UniqueConstraint("attempt_id", "place"),
        CheckConstraint("state IN ('open', 'upheld', 'declined')", name="state"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    attempt_id: Mapped[str] = foreign("attempt.id")
    place: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8), default="open")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(40), default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
