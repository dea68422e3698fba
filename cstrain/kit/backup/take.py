"""Taking the copy: the database as of one instant, then the files."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app

from cstrain.kit.backup.archive import DATABASE, INSTANCE, Manifest, Writer, chunks_of
from cstrain.kit.backup.places import instance_files
from cstrain.kit.db import database


def write(out: Path, at: datetime) -> Manifest:
    """Write the copy to ``out``, readable by its owner alone; it bears its name only when it is whole on the disk."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            writer = Writer(file, Manifest(at.isoformat(), database.engine.dialect.name, ""))
            with closing(writer.zip):  # also when it broke off: a zip that is left open writes to a closed file later
                manifest = _write(writer)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, out)  # refuses to stand in the place of another
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def _write(writer: Writer) -> Manifest:
    if database.engine.dialect.name == "sqlite":
        _take_sqlite(writer)
    else:
        from cstrain.kit.backup.postgres import take

        take(writer)
    for name, path in instance_files():
        writer.add(INSTANCE + name, chunks_of(path))
    writer.finish()
    return writer.manifest


def _take_sqlite(writer: Writer) -> None:
    """In one step of SQLite's own backup: one read transaction, which no writer waits for."""
    path = str(database.engine.url.database)
    with tempfile.TemporaryDirectory(dir=current_app.config["INSTANCE"], prefix=".copy-") as scratch:
        copy = Path(scratch) / DATABASE
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
            rows = target.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")
            for (name,) in rows.fetchall():
                writer.manifest.rows[name] = target.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own names
            writer.manifest.revision = revision_of(target.execute("SELECT version_num FROM alembic_version").fetchone())
        writer.add(DATABASE, chunks_of(copy))


def revision_of(row: Any) -> str:
    """What a copy says of its migrations; "" for a database without."""
    return str(row[0]) if row else ""
