"""What the room remembers: gates and their versions, decisions, certificates and their moves, red lines, take-overs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.certification.rules.certificate import Basis, Event, State
from cstrain.certification.rules.redline import RedLineState
from cstrain.certification.rules.takeover import TakeOverState
from cstrain.kit.db import Base, Id, foreign, new_id
from cstrain.people.models import Person


def _listed(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in values)


class GateVersion(Base):
    """One text of a gate, never changed. The gate in force is its live version with the highest number.

    ``live`` False: a shipped text that stands beside one changed here, until somebody takes it.
    """

    __tablename__ = "gate_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("key", "number"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    key: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(120))
    certificate: Mapped[str] = mapped_column(String(80), index=True)  # the name of what it issues
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(10))  # shipped, imported, made_here
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    live: Mapped[bool] = mapped_column(default=True)


class Decision(Base):
    """What somebody decided at the gate, on evidence frozen as they saw it. Its reason stands in the record alone."""

    __tablename__ = "gate_decision"
    __table_args__ = (CheckConstraint("decision IN ('agree', 'conditional', 'postpone')", name="decision"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    enrolment_id: Mapped[str] = foreign("enrolment.id")
    gate_version_id: Mapped[str] = foreign("gate_version.id")
    decision: Mapped[str] = mapped_column(String(12))
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON)
    left_open: Mapped[list[str]] = mapped_column(JSON)  # items of the gate that a conditional one leaves open
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    evidence_hash: Mapped[str] = mapped_column(String(64))
    facts_hash: Mapped[str] = mapped_column(String(64))
    relaxed: Mapped[bool]  # decided by somebody with a hand in it, as the firm allows
    decided_by: Mapped[str] = foreign("person.id")
    deputy_of_id: Mapped[str | None] = foreign("person.id", nullable=True)
    at: Mapped[datetime] = mapped_column(index=True)
    entry_seq: Mapped[int] = mapped_column(Integer)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_seq: Mapped[int | None] = mapped_column(Integer, default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    gate_version: Mapped[GateVersion] = relationship(init=False, lazy="joined")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TakeOver(Base):
    """An agent at work before this system was: prepared by one person from a sheet, approved by another."""

    __tablename__ = "take_over"
    __table_args__ = (
        CheckConstraint(f"state IN ({_listed(TakeOverState)})", name="state"),
        Index(
            "uq_take_over_prepared",
            "person_id",
            "certificate",
            unique=True,
            sqlite_where=text("state = 'prepared'"),
            postgresql_where=text("state = 'prepared'"),
        ),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    post: Mapped[str] = mapped_column(String(40))
    post_name: Mapped[str] = mapped_column(String(40))
    gate_key: Mapped[str] = mapped_column(String(60))
    certificate: Mapped[str] = mapped_column(String(80))
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    level: Mapped[str] = mapped_column(String(60))
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)  # by then the real exam
    approver_id: Mapped[str] = foreign("person.id")
    prepared_by: Mapped[str] = foreign("person.id")
    prepared_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default=TakeOverState.PREPARED.value)
    settled_by: Mapped[str | None] = foreign("person.id", nullable=True, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    decline_reason: Mapped[str] = mapped_column(Text, default="", info={"secret": True})
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(init=False, viewonly=True, foreign_keys=[person_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Certificate(Base):
    """A certificate. ``valid_until`` is its last day, which counts whole; ``state`` knows nothing of the calendar."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint(f"state IN ({_listed(State)})", name="state"),
        CheckConstraint(f"basis IN ({_listed(Basis)})", name="basis"),
        Index("ix_certificate_state_valid_until", "state", "valid_until"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    no: Mapped[str] = mapped_column(String(20), unique=True)
    check_code: Mapped[str] = mapped_column(String(10), info={"secret": True})
    person_id: Mapped[str] = foreign("person.id")
    name: Mapped[str] = mapped_column(String(80))
    gate_key: Mapped[str] = mapped_column(String(60))
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON)
    conditional: Mapped[bool]
    basis: Mapped[str] = mapped_column(String(8))
    clears: Mapped[bool]  # whether it lets its holder serve customers
    valid_from: Mapped[datetime]
    valid_until: Mapped[date] = mapped_column(Date)
    decision_id: Mapped[str | None] = foreign("gate_decision.id", nullable=True, default=None)
    take_over_id: Mapped[str | None] = foreign("take_over.id", nullable=True, default=None)
    state: Mapped[str] = mapped_column(String(10), default=State.IN_FORCE.value)
    entry_seq: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(init=False, viewonly=True)
    decision: Mapped[Decision | None] = relationship(init=False, viewonly=True)
    take_over: Mapped[TakeOver | None] = relationship(init=False, viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CertificateMove(Base):
    """A move in a certificate's life: what, when, by whom. Its reason stands in the record, in entry ``entry_seq``."""

    __tablename__ = "certificate_move"
    __appended__: ClassVar[bool] = True
    __table_args__ = (CheckConstraint(f"event IN ('issue', {_listed(Event)})", name="event"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    certificate_id: Mapped[str] = foreign("certificate.id")
    person_id: Mapped[str] = foreign("person.id")
    event: Mapped[str] = mapped_column(String(8))
    old: Mapped[str] = mapped_column(String(10))
    new: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(40))
    entry_seq: Mapped[int] = mapped_column(Integer)


class CertificateSerial(Base):
    """The last number given in a year; locked to give the next."""

    __tablename__ = "certificate_serial"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer, default=0)


class EndingNotice(Base):
    """That people were told so many days before a certificate ends; once each."""

    __tablename__ = "ending_notice"
    __appended__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("certificate_id", "days"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    certificate_id: Mapped[str] = foreign("certificate.id")
    days: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class RedLine(Base):
    """A red-line event: date and evidence, who reported it, who was asked to confirm it.

    ``told`` holds what happened until the second person has confirmed it; from then on the record holds it alone.
    """

    __tablename__ = "red_line_event"
    __table_args__ = (CheckConstraint(f"state IN ({_listed(RedLineState)})", name="state"),)

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    on: Mapped[date] = mapped_column("on_day", Date)
    told: Mapped[str] = mapped_column(Text, info={"secret": True})
    reported_by: Mapped[str] = foreign("person.id")
    reported_at: Mapped[datetime]
    second_id: Mapped[str] = foreign("person.id")
    state: Mapped[str] = mapped_column(String(10), default=RedLineState.REPORTED.value)
    second_at: Mapped[datetime | None] = mapped_column(default=None)
    entry_seq: Mapped[int | None] = mapped_column(Integer, default=None)
    settled_by: Mapped[str | None] = foreign("person.id", nullable=True, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_seq: Mapped[int | None] = mapped_column(Integer, default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(init=False, viewonly=True, foreign_keys=[person_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class EvidenceSeen(Base):
    """That somebody who decides opened this person's evidence and set it aside for a decision together with others.

    ``hash``: of the evidence as it stood then; when it has changed since, it must be looked at again.
    """

    __tablename__ = "evidence_seen"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    decider_id: Mapped[str] = foreign("person.id")
    person_id: Mapped[str] = foreign("person.id")
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
