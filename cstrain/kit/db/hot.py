"""Where every request passes: statements made once, rows as they come, without the identity map."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Executable, Insert

from cstrain.kit.db.gate import is_writing
from cstrain.kit.db.model import Base, database

_INSERTS: dict[type[Base], Insert] = {}


def rows(statement: Executable, **said: Any) -> list[Any]:
    """What a statement on tables (not on models) finds, in the session's own transaction."""
    return list(_connection().execute(statement, said).all())


def row(statement: Executable, **said: Any) -> Any:
    """The first row, or None."""
    return _connection().execute(statement, said).first()


def append(model: type[Base], *lines: dict[str, Any]) -> None:
    """Write rows of an append-only table: each is its own audit, so nothing is lost by leaving the session out."""
    if not is_writing():
        raise RuntimeError("a write outside the gate: call an action (@deed) or db.transaction")
    if not model.__appended__:
        raise RuntimeError(f"{model.__name__} is not append-only: its changes must leave an audit trail")
    statement = _INSERTS.get(model)
    if statement is None:
        statement = _INSERTS[model] = model.__table__.insert().inline()  # type: ignore[attr-defined]
    if lines:
        _connection().execute(statement, list(lines) if len(lines) > 1 else lines[0])


def _connection() -> Connection:
    """That of the open write, once what the session holds back is written, or of the read that is going on."""
    session = database.session()
    held: Connection | None = session.info.get("connection")
    if held is None:
        return session.connection()
    session.flush()
    return held
