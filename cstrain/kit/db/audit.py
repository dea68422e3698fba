"""The audit trail: who changed what, when, why, with the old value and the new, in the deed's own transaction."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, TypeGuard

from sqlalchemy import JSON, Integer, String, Text, event, inspect
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from cstrain.kit.db.model import Base

COVERED = "•"  # what the trail shows of a column marked info={"secret": True}


class AuditRow(Base):
    """One change of one row of a regulated table."""

    __tablename__ = "audit"
    __appended__: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(40), index=True)  # a person's id, or the name of a command
    why: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(String(16))
    table: Mapped[str] = mapped_column(String(40), index=True)
    row: Mapped[str] = mapped_column(String(80), index=True)
    change: Mapped[str] = mapped_column(String(6))  # insert, update, delete
    old: Mapped[dict[str, Any]] = mapped_column(JSON)
    new: Mapped[dict[str, Any]] = mapped_column(JSON)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    return value


def _values(row: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed in ``row``: (old, new), columns only, secrets covered."""
    state = inspect(row)
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for attr in state.mapper.column_attrs:
        history = state.attrs[attr.key].history
        secret = bool(attr.columns[0].info.get("secret"))
        if history.deleted:
            old[attr.key] = COVERED if secret else _plain(history.deleted[0])
        if history.added:
            new[attr.key] = COVERED if secret else _plain(history.added[0])
    return old, new


def _row_name(row: object) -> str:
    state = inspect(row)
    key = state.mapper.primary_key_from_instance(row)
    return ",".join(str(part) for part in key)


def _regulated(row: object) -> TypeGuard[Base]:
    return isinstance(row, Base) and not (type(row).__noted__ or type(row).__appended__ or type(row).__derived__)


def _changes(session: Session) -> list[tuple[Base, str, dict[str, Any], dict[str, Any]]]:
    found: list[tuple[Base, str, dict[str, Any], dict[str, Any]]] = []
    for row in session.new:
        if _regulated(row):
            found.append((row, "insert", {}, _values(row)[1]))
    for row in session.dirty:
        if _regulated(row) and session.is_modified(row, include_collections=False):
            found.append((row, "update", *_values(row)))
    for row in session.deleted:
        if _regulated(row):
            whole = {attr.key: _plain(getattr(row, attr.key)) for attr in inspect(row).mapper.column_attrs}
            found.append((row, "delete", whole, {}))
    return found


def watch(session_factory: Any) -> None:
    """Attach the trail and the gate to the sessions of ``session_factory``."""
    event.listen(session_factory, "before_flush", _before_flush)
    event.listen(session_factory, "after_flush", _after_flush)
    event.listen(session_factory, "do_orm_execute", _no_bulk)


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    touched = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    if not touched:
        return
    if session.info.get("deed") is None:
        raise RuntimeError("a write outside the gate: call an action (@deed), db.transaction or db.note")
    for row in touched:
        if isinstance(row, Base) and type(row).__noted__:
            raise RuntimeError(f"{type(row).__name__} is noted: write it with db.note")
    session.info["audit"] = _changes(session)


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    deed = session.info.get("deed")
    changes = session.info.pop("audit", [])
    if deed is None or not changes:
        return
    said = {"at": deed.at, "actor": deed.by, "why": deed.why, "request": deed.request}
    lines = [
        {**said, "table": row.__tablename__, "row": _row_name(row), "change": change, "old": old, "new": new}
        for row, change, old, new in changes
    ]
    session.execute(AuditRow.__table__.insert(), lines)  # type: ignore[attr-defined]


def _no_bulk(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        mapper = state.bind_mapper
        if mapper is not None and mapper.class_ is not AuditRow:
            raise RuntimeError(f"bulk change of {mapper.class_.__name__}: it would leave no audit trail")
