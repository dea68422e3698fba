"""The gate: begins, commits and abandons writes; nothing else in the application does."""

from __future__ import annotations

import fcntl
import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import current_app, has_request_context, request
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from cstrain.kit import clock
from cstrain.kit.db.model import Base, database
from cstrain.kit.ids import new_id

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Base)


@dataclass(frozen=True)
class Deed:
    """Who writes, when and why: what the audit trail says of every row changed in this transaction."""

    at: datetime
    by: str
    why: str
    request: str


def current_deed() -> Deed | None:
    return database.session().info.get("deed")


def is_writing() -> bool:
    """True between the opening of a write and its commit or rollback."""
    return current_deed() is not None


class _Queue:
    """The writers' queue of SQLite: one ``flock`` across threads and processes, first come first served.

    Without it SQLite's busy handler starves whole processes; checkpoints run under the same lock.
    """

    def __init__(self, path: Path) -> None:
        self.handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def leave(self) -> None:
        os.close(self.handle)  # closing releases the lock


def _queue() -> _Queue | None:
    if database.engine.dialect.name != "sqlite":
        return None
    return _Queue(Path(current_app.config["WRITE_LOCK"]))


def open_write(*, at: datetime, by: str, why: str) -> Deed:
    """End the read that is open, take the writers' queue and begin a write.

    Rows loaded before are expired: whatever the deed decides on is read again, inside the write.
    """
    session = database.session()
    if session.info.get("deed") is not None:
        raise RuntimeError("a write is open already")
    session.rollback()
    queue = _queue()
    deed = Deed(at=at, by=by, why=why, request=_request_id())
    session.info["deed"], session.info["queue"] = deed, queue
    try:
        session.info["connection"] = session.connection(execution_options={"immediate": True})
    except BaseException:
        _close(session)
        raise
    return deed


def _close(session: Session) -> None:
    for name in ("deed", "audit", "connection"):
        session.info.pop(name, None)
    queue = session.info.pop("queue", None)
    if queue is not None:
        queue.leave()


def finish() -> None:
    """Commit the open write."""
    session = database.session()
    try:
        session.commit()
    finally:
        if session.in_transaction():
            session.rollback()
        _close(session)
    _after(session)


def abandon() -> None:
    """Undo whatever is open, read or write. Notes put off until now are still written."""
    session = database.session()
    try:
        session.rollback()
    finally:
        _close(session)
    _after(session)


@contextmanager
def transaction(*, at: datetime | None = None, by: str = "system", why: str) -> Iterator[Deed]:
    """A write for commands, jobs and tests: commits at the end, or undoes everything."""
    deed = open_write(at=at or clock.now(), by=by, why=why)
    try:
        yield deed
    except BaseException:
        abandon()
        raise
    finish()


def deed(action: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as an action: in a changing web request the first one called opens the write.

    Who and why are taken from the request (the signed-in person and the endpoint); outside a request a
    ``transaction`` must be open.
    """

    @functools.wraps(action)
    def opened(*args: P.args, **kwargs: P.kwargs) -> R:
        if not is_writing():
            _open_for_request(action.__name__)
        return action(*args, **kwargs)

    opened.__deed__ = True  # type: ignore[attr-defined]
    return opened


def _open_for_request(name: str) -> None:
    if not has_request_context():
        raise RuntimeError(f"{name}: no write is open; use db.transaction")
    if request.method in ("GET", "HEAD", "OPTIONS"):
        raise RuntimeError(f"{name}: a {request.method} never writes")
    actor: str = request.environ.get("cstrain.actor", "anonymous")
    open_write(at=clock.received(), by=actor, why=f"{request.endpoint}:{name}")


def _request_id() -> str:
    if has_request_context():
        known: str = request.environ.setdefault("cstrain.request", new_id())
        return known
    return "-"


def lock(model: type[M], key: object) -> M | None:
    """Read one row afresh inside the write, holding it against other writers until the commit."""
    return database.session.get(model, key, with_for_update={"of": model}, populate_existing=True)


def note(write: Callable[[Session], Any]) -> None:
    """Run ``write(session)`` in a short transaction of its own, for tables marked ``__noted__`` alone.

    While a write is open it is put off until that write has ended, also when that ended in a rollback.
    """
    session = database.session()
    if session.info.get("deed") is not None:
        session.info.setdefault("notes", []).append(write)
        return
    session.rollback()
    queue = _queue()
    try:
        with Session(database.engine) as own:
            own.connection(execution_options={"immediate": True})
            write(own)
            for row in [*own.new, *own.dirty, *own.deleted]:
                if not getattr(type(row), "__noted__", False):
                    raise RuntimeError(f"{type(row).__name__} is not a noted table")
            own.commit()
    finally:
        if queue is not None:
            queue.leave()


def _after(session: Session) -> None:
    for write in session.info.pop("notes", []):
        note(write)


def begin(connection: Connection) -> None:
    """Emitted by the engine at each BEGIN: writes take the lock at once, reads do not."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
