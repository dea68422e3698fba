"""Migrations: from nothing to today's tables and back, on both databases, with the triggers of append-only tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text

from cstrain.kit import db
from cstrain.kit.db import append_only_tables

pytestmark = pytest.mark.data


@pytest.fixture
def emptied(app: Flask) -> Flask:
    """The application on a database without any table."""
    with app.app_context():
        with db.database.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        if db.database.engine.dialect.name == "sqlite":
            db.database.engine.dispose()
            for file in Path(app.config["INSTANCE"]).glob("cstrain.sqlite3*"):
                file.unlink()
    return app


def _triggers() -> set[str]:
    names = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT event_object_table FROM information_schema.triggers",
    }
    with db.database.engine.connect() as connection:
        return set(connection.execute(text(names[connection.dialect.name])).scalars())


def test_up_down_and_up_again(emptied: Flask) -> None:
    with emptied.app_context():
        upgrade()
        check()  # nothing would be migrated any more: models and migrations say the same
        assert _triggers() == set(append_only_tables())
        downgrade(revision="base")
        assert set(inspect(db.database.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        assert _triggers() == set(append_only_tables())
        if db.database.engine.dialect.name == "postgresql":  # leave the worker's database as the other tests want it
            with db.database.engine.begin() as connection:
                connection.execute(text("DROP TABLE alembic_version"))
