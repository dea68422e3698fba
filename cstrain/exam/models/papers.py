"""Exams, their publication, attempts, every answer ever saved, marks."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.exam.rules.attempt import State
from cstrain.kit.db import Base, Id, foreign, new_id

IN_STATES = ", ".join(f"'{state.value}'" for state in State)
Serial = BigInteger().with_variant(Integer, "sqlite")


class Exam(Base):
    """An exam; ``current_id`` is the version new publications take."""

    __tablename__ = "exam"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    post: Mapped[str] = mapped_column(String(40))  # the folder of the post it belongs to


class ExamVersion(Base):
    """One text of the blueprint, never changed."""

    __tablename__ = "exam_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("exam_id", "number"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    exam_id: Mapped[str] = foreign("exam.id")
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")

    exam: Mapped[Exam] = relationship(init=False, lazy="joined")


class Publication(Base):
    """A version opened for a period. Until ``closes_at`` a result shows no options and no keys; none: never."""

    __tablename__ = "exam_publication"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    exam_id: Mapped[str] = foreign("exam.id")
    version_id: Mapped[str] = foreign("exam_version.id")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(String(40))
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    double_share: Mapped[int] = mapped_column(Integer, default=0)  # of 100 answers, how many two people mark
    grace: Mapped[int] = mapped_column(Integer, default=5, server_default="5")  # seconds, for what travelled
    rooms_only: Mapped[bool] = mapped_column(default=False, server_default=false())  # begins in a room alone

    version: Mapped[ExamVersion] = relationship(init=False, lazy="joined")


class Resit(Base):
    """One more attempt after retraining, granted by a person with a reason."""

    __tablename__ = "exam_resit"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    exam_id: Mapped[str] = foreign("exam.id")
    person_id: Mapped[str] = foreign("person.id")
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class Attempt(Base):
    """One person's sitting of one paper. Scores are whole numbers ``score_num/score_den``, compared as fractions."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "exam_id", "number"),
        CheckConstraint(f"state IN ({IN_STATES})", name="state"),
        CheckConstraint("(state = 'graded') = (score_num IS NOT NULL)", name="graded_has_score"),
        CheckConstraint("state <> 'paused' OR paused_at IS NOT NULL", name="paused_has_time"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    exam_id: Mapped[str] = foreign("exam.id")
    person_id: Mapped[str] = foreign("person.id")
    publication_id: Mapped[str] = foreign("exam_publication.id")
    version_id: Mapped[str] = foreign("exam_version.id")
    number: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(32))
    chance: Mapped[str] = mapped_column(String(20))  # version of the drawing rule
    state: Mapped[str] = mapped_column(String(8), default=State.OPEN.value)
    started_at: Mapped[datetime]
    deadline: Mapped[datetime] = mapped_column(index=True)
    line_num: Mapped[int] = mapped_column(Integer)  # the pass line when it began
    line_den: Mapped[int] = mapped_column(Integer)
    decided: Mapped[dict[str, str]] = mapped_column(JSON)  # decisions that keys hang on, pinned
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(String(8), default="")  # submit, expire, force
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
    grace: Mapped[int] = mapped_column(Integer, default=5, server_default="5")  # seconds, when it began
    room_id: Mapped[str | None] = mapped_column(ForeignKey("exam_room.id"), index=True, default=None)
    on_paper: Mapped[bool] = mapped_column(default=False, server_default=false())  # written by hand, entered afterwards
    reopened: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # how often
    score_num: Mapped[int | None] = mapped_column(BigInteger, default=None)
    score_den: Mapped[int | None] = mapped_column(BigInteger, default=None)
    passed: Mapped[bool | None] = mapped_column(default=None)
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    slots: Mapped[list[Slot]] = relationship(init=False, order_by="Slot.place", viewonly=True)
    exam: Mapped[Exam] = relationship(init=False, viewonly=True)
    exam_version: Mapped[ExamVersion] = relationship(init=False, viewonly=True)

    @property
    def allowance(self) -> timedelta:
        """How long after the deadline a save may still arrive."""
        return timedelta(seconds=self.grace)

    @property
    def line(self) -> Fraction:
        return Fraction(self.line_num, self.line_den)

    @property
    def score(self) -> Fraction | None:
        if self.score_num is None or self.score_den is None:
            return None
        return Fraction(self.score_num, self.score_den)


class Slot(Base):
    """One place of the paper: a question version, its points, its section."""

    __tablename__ = "slot"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("attempt_id", "place"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = foreign("attempt.id")
    place: Mapped[int] = mapped_column(Integer)  # 1 …
    section: Mapped[int] = mapped_column(Integer)
    question_version_id: Mapped[str] = foreign("question_version.id")
    points_num: Mapped[int] = mapped_column(Integer)
    points_den: Mapped[int] = mapped_column(Integer)

    @property
    def points(self) -> Fraction:
        return Fraction(self.points_num, self.points_den)


class Step(Base):
    """One save of one answer. The current answer is the step with the highest (seq, id); nothing is overwritten."""

    __tablename__ = "answer_step"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("attempt_id", "key"),
        UniqueConstraint("attempt_id", "place", "client", "seq"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = mapped_column(String(16))
    place: Mapped[int] = mapped_column(Integer)
    client: Mapped[str] = mapped_column(String(24))
    seq: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(40))
    answer: Mapped[Any] = mapped_column(JSON)
    flagged: Mapped[bool]
    received_at: Mapped[datetime]


class RefusedSave(Base):
    """A save that came too late or after the end: kept as evidence, never graded."""

    __tablename__ = "refused_save"
    __noted__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = mapped_column(String(16), index=True)
    place: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(40))


class AttemptMove(Base):
    """A move of an attempt's state: what, when, by whom, why."""

    __tablename__ = "attempt_move"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = foreign("attempt.id")
    event: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # more time that it gave


class Mark(Base):
    """A person's mark of a short answer or rewriting, in points of the rubric; the newest one counts."""

    __tablename__ = "mark"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = foreign("attempt.id")
    place: Mapped[int] = mapped_column(Integer)
    part: Mapped[str] = mapped_column(String(8), default="")  # sub-question of a case
    num: Mapped[int] = mapped_column(Integer)  # earned share of the question's points
    den: Mapped[int] = mapped_column(Integer)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(Text, default="")
    round: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # how often the paper had been reopened


class Tally(Base):
    """One graded paper as the statistics read it, worked out once per grading (``attempt_version``) from the log.

    Lists by place: ``versions``, ``points``, ``shares`` (0 … 1), ``seconds`` (None: unknown), ``states`` (0 answered,
    1 seen and left empty, 2 not reached), ``chosen`` (option, list of options, or None).
    """

    __tablename__ = "paper_tally"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("attempt_id", "attempt_version"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, init=False)
    attempt_id: Mapped[str] = foreign("attempt.id")
    attempt_version: Mapped[int] = mapped_column(Integer)
    items: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
