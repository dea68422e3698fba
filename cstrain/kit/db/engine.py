"""Connections: what SQLite and PostgreSQL are told before the first statement."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, text

from cstrain.kit.db.audit import watch
from cstrain.kit.db.gate import begin
from cstrain.kit.db.model import database

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits at power loss
    "foreign_keys=ON",
    "busy_timeout=10000",
    "trusted_schema=OFF",
    "wal_autocheckpoint=0",  # only the janitor checkpoints, under the writers' lock: see ADR 0002
)
THREADS = 64


def options(url: str) -> dict[str, Any]:
    """Engine options for ``url``."""
    if url.startswith("sqlite"):
        return {"pool_size": THREADS, "max_overflow": 16, "connect_args": {"timeout": 10}}
    return {
        "pool_size": 16,
        "max_overflow": 16,
        "pool_pre_ping": True,
        "connect_args": {
            "options": "-c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000 "
            "-c timezone=UTC",
        },
    }


def attach(app: Flask) -> None:
    """Initialise the database for ``app`` and hang the listeners on its engine and sessions."""
    database.init_app(app)
    with app.app_context():
        engine = database.engine
        if engine.dialect.name == "sqlite":
            _tell_sqlite(engine)
    if not getattr(database.session, "_cstrain_watched", False):
        watch(database.session)
        database.session._cstrain_watched = True  # type: ignore[attr-defined]


def _tell_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "begin", begin)


def checkpoint() -> None:
    """Fold the write-ahead log of SQLite into the file, under the writers' lock."""
    from cstrain.kit.db.gate import _queue

    queue = _queue()
    if queue is None:
        return
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(
                "PRAGMA busy_timeout=100"
            )  # a long read, such as a backup, must not hold up writers
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("PRAGMA busy_timeout=10000")
    finally:
        queue.leave()


def complaints() -> list[str]:
    """What speaks against relying on this database: empty when all is well."""
    if database.engine.dialect.name != "postgresql":
        return []
    with database.engine.connect() as connection:
        setting = connection.execute(text("SHOW synchronous_commit")).scalar_one()
    return [] if setting in ("on", "remote_apply", "remote_write") else [f"synchronous_commit={setting}"]
