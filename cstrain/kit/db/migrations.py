"""Flask-Migrate, when somebody asks for it: serving and testing need not carry Alembic."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect, text

from cstrain.kit.db.model import database


class Migrations:
    """Stands where Flask-Migrate will; the first question puts the real one there."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder

    def __getattr__(self, name: str) -> Any:
        _attach(self.app, self.folder)
        return getattr(self.app.extensions["migrate"], name)


def _attach(app: Flask, folder: Path) -> None:
    from flask_migrate import Migrate

    Migrate(app, database, directory=str(folder), render_as_batch=True, compare_type=True)


def attach(app: Flask, folder: Path) -> None:
    """At once for the ``flask`` command, which must know ``flask db``; else when it is needed."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        _attach(app, folder)
    else:
        app.extensions["migrate"] = Migrations(app, folder)


REVISION = re.compile(r"^(down_)?revision = [\"']?([\w-]+)[\"']?", re.M)


def newest(folder: Path) -> str:
    """The last migration there is, read without Alembic."""
    found = [REVISION.findall(path.read_text(encoding="utf-8")) for path in (folder / "versions").glob("*.py")]
    before = {name for pairs in found for down, name in pairs if down}
    (last,) = {name for pairs in found for down, name in pairs if not down} - before
    return str(last)


def here() -> str | None:
    """The migration at which the database stands; None for tables that were made without migrations."""
    with database.engine.connect() as connection:
        if "alembic_version" not in inspect(connection).get_table_names():
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
