"""What the room remembers: materials and their versions, enrolments with their frozen plan, what was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.kit.db import Base, Id, foreign, new_id
from cstrain.people.models import Person

MATERIALS = ("课文", "模块", "课程", "章程")
ENROLMENT_STATES = ("active", "finished", "ended", "voided")


class Material(Base):
    """A piece of content by its key: a lesson, a modules file, a course, a charter."""

    __tablename__ = "material"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        CheckConstraint("kind IN ('课文', '模块', '课程', '章程')", name="kind"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    kind: Mapped[str] = mapped_column(String(4))
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    post: Mapped[str] = mapped_column(String(40), default="")  # folder of the post; "" for shared
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class MaterialVersion(Base):
    """One text of a material, never changed. ``major`` re-opens steps; ``number_in_file`` is what its file declared.

    ``attachments``: name as the text uses it (img/clocks.svg, plan.pdf, call.mp4) → SHA-256; part of ``hash``.
    """

    __tablename__ = "material_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("material_id", "number"),
        CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name="origin"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    material_id: Mapped[str] = foreign("material.id")
    number: Mapped[int] = mapped_column(Integer)
    major: Mapped[int] = mapped_column(Integer)
    number_in_file: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    attachments: Mapped[dict[str, str]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    live: Mapped[bool] = mapped_column(default=True)  # False: a shipped change proposed beside a part changed here

    material: Mapped[Material] = relationship(init=False, lazy="joined", viewonly=True)


class Attachment(Base):
    """A file that materials show: kept under its SHA-256; which version shows it under which name is the version's."""

    __tablename__ = "attachment"
    __appended__: ClassVar[bool] = True

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mimetype: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class Cohort(Base):
    """A batch of people who start together: 10 月第 2 批."""

    __tablename__ = "cohort"
    id: Mapped[Id] = mapped_column(default_factory=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    course_key: Mapped[str] = mapped_column(String(60))
    start_on: Mapped[date] = mapped_column(Date)


class Enrolment(Base):
    """A person in a course, pinned to its version. At most one runs at a time for a person.

    Whether the person is away today is no state: ``Absence`` says it.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'finished', 'ended', 'voided')", name="state"),
        Index(
            "uq_enrolment_running",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    course_key: Mapped[str] = mapped_column(String(60))
    course_name: Mapped[str] = mapped_column(String(120))
    course_version_id: Mapped[str] = foreign("material_version.id")
    post: Mapped[str] = mapped_column(String(40))
    post_name: Mapped[str] = mapped_column(String(40))
    gate_key: Mapped[str] = mapped_column(String(60))
    days: Mapped[int] = mapped_column(Integer)
    start_on: Mapped[date] = mapped_column(Date)
    workdays: Mapped[str] = mapped_column(String(7), default="1234567")
    cohort_id: Mapped[str | None] = foreign("cohort.id", nullable=True, default=None)
    state: Mapped[str] = mapped_column(String(8), default="active")
    enrolled_at: Mapped[datetime]
    enrolled_by: Mapped[str] = mapped_column(String(40))
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    person: Mapped[Person] = relationship(init=False, viewonly=True)
    cohort: Mapped[Cohort | None] = relationship(init=False, viewonly=True)


class Coach(Base):
    """The named mentor or trainer of an enrolment, for a period."""

    __tablename__ = "coach"
    __table_args__ = (CheckConstraint("role IN ('mentor', 'trainer')", name="role"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    enrolment_id: Mapped[str] = foreign("enrolment.id")
    person_id: Mapped[str] = foreign("person.id")
    role: Mapped[str] = mapped_column(String(8))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date, default=None)


class PlanStep(Base):
    """One step of the frozen plan of an enrolment. ``current`` falls when the person moves to another course version."""

    __tablename__ = "plan_step"
    __table_args__ = (UniqueConstraint("enrolment_id", "key", "generation"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    enrolment_id: Mapped[str] = foreign("enrolment.id")
    generation: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(12))
    day: Mapped[int] = mapped_column(Integer)
    due: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(4))
    title: Mapped[str] = mapped_column(String(200))
    duration: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int] = mapped_column(Integer)
    targets: Mapped[list[str]] = mapped_column(JSON)
    count: Mapped[int] = mapped_column(Integer)
    signers: Mapped[list[str]] = mapped_column(JSON)
    after: Mapped[list[str]] = mapped_column(JSON)
    material_version_id: Mapped[str | None] = foreign("material_version.id", nullable=True)
    major: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    current: Mapped[bool] = mapped_column(default=True)

    run: Mapped[StepRun | None] = relationship(init=False, uselist=False, viewonly=True, lazy="joined")

    @property
    def is_done(self) -> bool:
        return self.run is not None and self.run.state in ("done", "waived")


class StepRun(Base):
    """How far the person is with a step. What was answered stands with the bank's practice answers, not here."""

    __tablename__ = "step_run"
    __table_args__ = (
        UniqueConstraint("plan_step_id"),
        CheckConstraint("state IN ('open', 'done', 'waived')", name="state"),
        CheckConstraint("(state = 'open') = (done_at IS NULL)", name="done_has_time"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    plan_step_id: Mapped[str] = foreign("plan_step.id")
    state: Mapped[str] = mapped_column(String(6), default="open")
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)  # {"opened": […]} or {"items": […]}
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Attendance(Base):
    """A day on which the person learned: a training day of theirs."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("enrolment_id", "on_day"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    enrolment_id: Mapped[str] = foreign("enrolment.id")
    on_day: Mapped[date] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class Absence(Base):
    """A pause of an enrolment: from a day to the end of a day (none: until resumed). All dates after it move.

    One that was taken back on its first day ends the day before it began, and holds no day.
    """

    __tablename__ = "absence"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    enrolment_id: Mapped[str] = foreign("enrolment.id")
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date, default=None)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class RosterDay(Base):
    """Somebody's shift on a day; a night shift belongs to the day it began."""

    __tablename__ = "roster_day"
    __table_args__ = (
        UniqueConstraint("person_id", "on_day"),
        CheckConstraint("shift IN ('day', 'night', 'off')", name="shift"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    person_id: Mapped[str] = foreign("person.id")
    on_day: Mapped[date] = mapped_column(Date)
    shift: Mapped[str] = mapped_column(String(5))


class Meeting(Base):
    """A class that people sign in to: a batch, or people of a team. ``secret``: what its codes are made of."""

    __tablename__ = "meeting"

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    team_id: Mapped[str | None] = foreign("team.id", nullable=True)
    cohort_id: Mapped[str | None] = foreign("cohort.id", nullable=True)
    secret: Mapped[str] = mapped_column(String(64), info={"secret": True})
    made_by: Mapped[str] = foreign("person.id")
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    cohort: Mapped[Cohort | None] = relationship(init=False, viewonly=True)


class MeetingPerson(Base):
    """Whether somebody came: 到 迟到 早退 缺席, when, and how that is known (code: they typed it; ticked: by whom)."""

    __tablename__ = "meeting_person"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("state IN ('expected', 'present', 'late', 'left', 'absent')", name="state"),
        CheckConstraint("how IN ('', 'code', 'ticked')", name="how"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    meeting_id: Mapped[str] = foreign("meeting.id")
    person_id: Mapped[str] = foreign("person.id")
    state: Mapped[str] = mapped_column(String(8), default="expected")
    how: Mapped[str] = mapped_column(String(6), default="")
    came_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(String(16), default="")

    person: Mapped[Person] = relationship(init=False, viewonly=True, lazy="joined")


class ShadowHours(Base):
    """跟岗: how long somebody sat beside a mentor on a day, as the mentor says."""

    __tablename__ = "shadow_hours"
    __appended__: ClassVar[bool] = True
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 960", name="minutes"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    enrolment_id: Mapped[str] = foreign("enrolment.id")
    on_day: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = foreign("person.id")
    at: Mapped[datetime]
