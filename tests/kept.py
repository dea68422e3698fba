"""What many tests begin with is built once by each process and put back for every other test: building is half of a test."""

from __future__ import annotations

import functools
import inspect
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import inspect as inspect_database

from cstrain.kit import clock, db

T = TypeVar("T")
_SQLITE = ("cstrain.sqlite3", "cstrain.sqlite3-wal", "cstrain.sqlite3-shm")


@dataclass(frozen=True)
class Held:
    """The instance folder as it was built (SQLite's file in it), PostgreSQL's rows, and what the builder gave."""

    folder: Path
    rows: dict[str, bytes]
    value: Any


_held: dict[tuple[str, ...], Held] = {}


def keep(app: Flask, name: str, build: Callable[[], T]) -> T:
    """Write what ``build`` writes and give what it gives: plain values, no rows.

    It stands on an empty database, or on what was kept before in the same test; whatever else was written is gone.
    A clock that a test moves to another hour has it built anew, so that nothing lies ahead.
    """
    with app.app_context():
        tables = str(len(inspect_database(db.database.engine).get_table_names()))  # stamped as migrated, or not
        key = (*app.extensions.get("kept", ()), tables, name, f"{clock.now():%Y-%m-%d %H}")
        if key not in _held:
            value = build()
            db.database.session.remove()
            _held[key] = Held(_kept_folder(app), _rows(), value)
        else:
            db.database.session.remove()
            _put_back(app, _held[key])
        app.extensions["kept"] = key
        given: T = _held[key].value
        return given


def kept(build: Callable[..., Any] | None = None, *, autouse: bool = False) -> Any:
    """A fixture whose rows are written once: ``@kept`` in place of ``@pytest.fixture``."""
    if build is None:
        return functools.partial(kept, autouse=autouse)
    made = build

    @functools.wraps(build)
    def stand(app: Flask, **given: Any) -> Any:
        asked = {"app": app, **given} if "app" in wanted else given
        return keep(app, f"{made.__module__}.{made.__qualname__}", lambda: made(**asked))

    wanted = inspect.signature(build).parameters
    app = inspect.Parameter("app", inspect.Parameter.KEYWORD_ONLY)
    others = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for name, each in wanted.items() if name != "app"]
    stand.__signature__ = inspect.Signature([app, *others])  # type: ignore[attr-defined]
    return pytest.fixture(stand, autouse=autouse)


def _kept_folder(app: Flask) -> Path:
    db.database.engine.dispose()  # SQLite's last connection writes its log into the file
    folder = Path(tempfile.mkdtemp(prefix="cstrain-kept-")) / "instance"
    shutil.copytree(app.config["INSTANCE"], folder)
    return folder


def _put_back(app: Flask, held: Held) -> None:
    db.database.engine.dispose()
    instance = Path(app.config["INSTANCE"])
    for name in _SQLITE:
        (instance / name).unlink(missing_ok=True)
    shutil.copytree(held.folder, instance, dirs_exist_ok=True)
    if db.database.engine.dialect.name == "postgresql":
        if "kept" in app.extensions:
            empty()
        put_back(held.rows)


# -- PostgreSQL: every table's rows as COPY writes them


def _rows() -> dict[str, bytes]:
    if db.database.engine.dialect.name == "sqlite":
        return {}
    connection = db.database.engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        found = {table.name: _out(cursor, table.name) for table in db.Base.metadata.sorted_tables}
    finally:
        connection.close()
    return {name: rows for name, rows in found.items() if rows}


def _out(cursor: Any, name: str) -> bytes:
    with cursor.copy(f'COPY "{name}" TO STDOUT') as rows:
        return b"".join(bytes(block) for block in rows)


def put_back(held: dict[str, bytes]) -> None:
    """Into empty tables; sequences go on behind the last row."""
    connection = db.database.engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        cursor.execute("SET LOCAL session_replication_role = replica")  # self-references come in any order
        for name, rows in held.items():
            with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(rows)
            _go_on(cursor, name)
        connection.commit()
    finally:
        connection.close()


def _go_on(cursor: Any, name: str) -> None:
    table = db.Base.metadata.tables[name]
    for column in table.primary_key.columns:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (f'"{name}"', column.name))
        sequence = cursor.fetchone()[0]
        if sequence:
            cursor.execute(f'SELECT setval(%s, (SELECT max("{column.name}") FROM "{name}"))', (sequence,))


def empty() -> None:
    """Take out all rows. Without the triggers, so that the append-only tables let go too; deleting from the few tables that
    hold rows takes a tenth of the time of truncating all."""
    names = [f'"{table.name}"' for table in db.Base.metadata.sorted_tables]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    with db.database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name in connection.exec_driver_sql(asked).scalars().all():
            connection.exec_driver_sql(f"DELETE FROM {name}")
        connection.exec_driver_sql("SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences")
