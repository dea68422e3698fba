"""What the room remembers: texts of ladders, KPI facts, levels reached and held, proposals and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cstrain.kit.db import Base, Id, foreign, new_id
from cstrain.levels.rules.promotion import Basis, PromotionState
from cstrain.people.models import Person


def _listed(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in values)


class LadderVersion(Base):
    """One text of a ladder, never changed. The highest number of a key counts."""

    __tablename__ = "ladder_version"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("origin IN ('shipped', 'imported', 'made_here')", name="origin"),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(9))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class KpiImport(Base):
    """One sheet that was taken in: who, when, from which file, what it did."""

    __tablename__ = "kpi_import"
    __appended__: ClassVar[bool] = True

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    file: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(index=True)
    new: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    same: Mapped[int] = mapped_column(Integer)


class KpiFact(Base):
    """A figure of one person, month (``2026-10``) and indicator. The highest ``number`` counts; earlier ones are the old
    values. ``num`` None: the figure was taken back."""

    __tablename__ = "kpi_fact"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("person_id", "indicator", "month", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("den >= 1", name="den"),
        CheckConstraint("month LIKE '____-__'", name="month"),
        Index("ix_kpi_fact_month", "month"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    person_id: Mapped[str] = foreign("person.id")
    month: Mapped[str] = mapped_column(String(7))
    indicator: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    num: Mapped[int | None] = mapped_column(BigInteger)
    den: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(120))
    import_id: Mapped[str] = foreign("kpi_import.id")

    person: Mapped[Person] = relationship(init=False, viewonly=True)
    taken_in: Mapped[KpiImport] = relationship(init=False, viewonly=True)


class Promotion(Base):
    """A proposal that somebody rise to ``level``, on grounds frozen as they were; and what a person decided.

    ``grounds``: one line per condition. A reason for declining stands in the record alone.
    """

    __tablename__ = "promotion"
    __table_args__ = (
        CheckConstraint(f"state IN ({_listed(PromotionState)})", name="state"),
        CheckConstraint("(state = 'proposed') = (settled_at IS NULL)", name="settled_has_time"),
        CheckConstraint("(state = 'approved') = (effective_month IS NOT NULL)", name="approved_has_month"),
        Index(
            "uq_promotion_proposed",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    ladder: Mapped[str] = mapped_column(String(60))
    ladder_version_id: Mapped[str] = foreign("ladder_version.id")
    old_level: Mapped[str] = mapped_column(String(40))  # "" for the first level
    level: Mapped[str] = mapped_column(String(40))
    level_name: Mapped[str] = mapped_column(String(80))
    grounds: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    proposed_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(8), default=PromotionState.PROPOSED.value)
    effective_month: Mapped[str | None] = mapped_column(String(7), default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by: Mapped[str] = mapped_column(String(40), default="")
    deputy_of_id: Mapped[str | None] = foreign("person.id", nullable=True, default=None)
    entry_seq: Mapped[int | None] = mapped_column(Integer, default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(init=False, viewonly=True, foreign_keys=[person_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class LevelHolding(Base):
    """A level somebody reached, never changed: of several the one with the latest ``since`` that has come counts.

    ``certificates``: those the level asks for that were in force when it was reached; while one lapses, it rests.
    """

    __tablename__ = "level_holding"
    __appended__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint(f"basis IN ({_listed(Basis)})", name="basis"),
        CheckConstraint("(promotion_id IS NULL) <> (take_over_id IS NULL)", name="one_ground"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    person_id: Mapped[str] = foreign("person.id")
    ladder: Mapped[str] = mapped_column(String(60))
    ladder_version_id: Mapped[str] = foreign("ladder_version.id")
    level: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    since: Mapped[date] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(9))
    certificates: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(40))
    entry_seq: Mapped[int] = mapped_column(Integer)
    promotion_id: Mapped[str | None] = foreign("promotion.id", nullable=True, default=None)
    take_over_id: Mapped[str | None] = foreign("take_over.id", nullable=True, default=None)

    ladder_version: Mapped[LadderVersion] = relationship(init=False, viewonly=True)


class LevelHold(Base):
    """That a level rests because a certificate lapsed, and until when; begin and end stand in the record."""

    __tablename__ = "level_hold"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (end_seq IS NULL)", name="end_has_entry"),
        Index(
            "uq_level_hold_open",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(default_factory=new_id)
    person_id: Mapped[str] = foreign("person.id")
    holding_id: Mapped[int] = foreign("level_holding.id")
    lacking: Mapped[list[str]] = mapped_column(JSON)
    begun_at: Mapped[datetime]
    begin_seq: Mapped[int] = mapped_column(Integer)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_seq: Mapped[int | None] = mapped_column(Integer, default=None)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
