"""What the room remembers: every review for ever, and what can be worked out from them again."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cstrain.drill.rules import BUCKETS, Confidence, Mode
from cstrain.kit.db import Base, Id, foreign, new_id

NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _listed(values: type[Confidence] | type[Mode]) -> str:
    return ", ".join(f"'{value.value}'" for value in values)


class DrillReview(Base):
    """One card answered, for ever: the rating that was derived from the practice answer, and what it was derived from.

    ``judged``: its time was compared with others' and belongs to the question's distribution. ``unfinished``: the gate
    still asked for this question afterwards, so that it comes back the next day at the latest.
    """

    __tablename__ = "drill_review"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint(f"confidence IN ({_listed(Confidence)})", name="confidence"),
        CheckConstraint(f"mode IN ({_listed(Mode)})", name="mode"),
        Index("ix_drill_review_card", "person_id", "question_id"),
        Index("ix_drill_review_latest", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(NUMBER, primary_key=True, autoincrement=True, init=False)
    answer_id: Mapped[int] = mapped_column(NUMBER, ForeignKey("practice_answer.id"), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    question_id: Mapped[str] = foreign("question.id")
    major: Mapped[int] = mapped_column(Integer)
    rating: Mapped[int] = mapped_column(Integer)
    milliseconds: Mapped[int] = mapped_column(Integer)
    judged: Mapped[bool]
    confidence: Mapped[str] = mapped_column(String(5))
    unfinished: Mapped[bool]
    mode: Mapped[str] = mapped_column(String(7))
    round: Mapped[str] = mapped_column(String(16))  # of 即问即答, else ""
    at: Mapped[datetime] = mapped_column(index=True)


class DrillCard(Base):
    """Where one person stands with one question: the memory state, when it is due, how it went so far."""

    __tablename__ = "drill_card"
    __derived__: ClassVar[bool] = True
    __table_args__ = (
        Index("ix_drill_card_queue", "person_id", "weak", "due_at"),
        Index("ix_drill_card_introduced", "person_id", "introduced_on"),
        Index("ix_drill_card_stuck", "stuck", "person_id"),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    major: Mapped[int] = mapped_column(Integer)
    state: Mapped[int] = mapped_column(Integer)
    step: Mapped[int | None] = mapped_column(Integer)
    stability: Mapped[float] = mapped_column(Float)
    difficulty: Mapped[float] = mapped_column(Float)
    reviewed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    seen: Mapped[int] = mapped_column(Integer)
    misses: Mapped[int] = mapped_column(Integer)
    coached: Mapped[int] = mapped_column(Integer)  # misses when a trainer last went through it with the person
    weak: Mapped[bool]  # wrong last time
    unfinished: Mapped[bool]  # a line still asked for it after the last answer
    stuck: Mapped[bool]  # a trainer's task: keeps being missed
    introduced_on: Mapped[date] = mapped_column(Date)


class DrillCoaching(Base):
    """A trainer went through a question with a person, or (``person_id`` None) looked at what everybody misses."""

    __tablename__ = "drill_coaching"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(NUMBER, primary_key=True, autoincrement=True, init=False)
    person_id: Mapped[str | None] = foreign("person.id", nullable=True)
    question_id: Mapped[str] = foreign("question.id")
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class DrillHearing(Base):
    """抽问: questions drawn for a person (number → version), and once it was heard how each answer sounded."""

    __tablename__ = "drill_hearing"
    __table_args__ = (
        CheckConstraint("(marked_at IS NULL) = (marked_by IS NULL)", name="marked"),
        CheckConstraint("person_id <> drawn_by AND (marked_by IS NULL OR person_id <> marked_by)", name="others"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    gate: Mapped[str] = mapped_column(String(60))
    line: Mapped[str] = mapped_column(String(20))
    banks: Mapped[list[str]] = mapped_column(JSON)
    drawn: Mapped[dict[str, str]] = mapped_column(JSON)
    drawn_by: Mapped[str] = foreign("person.id")
    drawn_at: Mapped[datetime]
    marks: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    comment: Mapped[str] = mapped_column(Text, default="", info={"secret": True})
    passed: Mapped[bool] = mapped_column(default=False)
    marked_by: Mapped[str | None] = foreign("person.id", nullable=True, default=None)
    marked_at: Mapped[datetime | None] = mapped_column(default=None)
    entry_seq: Mapped[int] = mapped_column(Integer, default=0)  # of the fact in the person's record
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def subject(self) -> str:
        """What its signatures are about."""
        return f"hearing:{self.id}"


class DrillItem(Base):
    """How everybody fares with one question: how many know it, and how long a right answer takes."""

    __tablename__ = "drill_item"
    __derived__: ClassVar[bool] = True

    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"), primary_key=True)
    major: Mapped[int] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer, default=0)
    weak: Mapped[int] = mapped_column(Integer, default=0)  # of these, wrong last time
    misses: Mapped[int] = mapped_column(Integer, default=0)
    settled: Mapped[int] = mapped_column(Integer, default=0)  # misses when a trainer last looked at it
    times: Mapped[list[int]] = mapped_column(JSON, default_factory=lambda: [0] * BUCKETS)
