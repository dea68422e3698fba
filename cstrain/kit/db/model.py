"""The base of every table: named constraints, UTC times, random ids."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, dataclass_transform

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from cstrain.kit.ids import new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused; SQLite, which forgets zones, gets UTC and gives UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = Annotated[str, mapped_column(String(16), primary_key=True)]


def foreign(target: str, *, nullable: bool = False, **extra: Any) -> Mapped[Any]:
    """A foreign key to ``table.column``; rows are never deleted, so nothing cascades."""
    return mapped_column(ForeignKey(target), nullable=nullable, index=True, **extra)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column, relationship, foreign))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Models say what they are by four marks.

    ``__noted__``: written by ``note`` alone, outside the deed (sessions' last use, tries …).
    ``__appended__``: rows are never updated or deleted, triggers see to it; the row is its own audit.
    ``__derived__``: can be worked out again from appended rows; those are its audit, so a change leaves no other.
    None of them: a regulated table; every change leaves old, new, who, when, why.
    """

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime()}
    __noted__: ClassVar[bool] = False
    __appended__: ClassVar[bool] = False
    __derived__: ClassVar[bool] = False


database = SQLAlchemy(metadata=Base.metadata, session_options={"autoflush": True})


__all__ = ["Base", "Id", "UtcDateTime", "database", "foreign", "new_id"]
