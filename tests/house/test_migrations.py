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


def _checks() -> dict[tuple[str, str], str]:
    """Alembic does not compare CHECK constraints; (table, name) → what it says."""
    seen = inspect(db.database.engine)
    return {
        (table, str(each["name"])): " ".join(each["sqltext"].split())
        for table in seen.get_table_names()
        for each in seen.get_check_constraints(table)
    }


def test_up_down_and_up_again(emptied: Flask) -> None:
    with emptied.app_context():
        upgrade()
        check()  # nothing would be migrated any more: models and migrations say the same
        assert _triggers() == set(append_only_tables())
        migrated = _checks()
        downgrade(revision="-1")
        upgrade()
        assert _checks() == migrated
        assert _triggers() == set(append_only_tables())
        downgrade(revision="base")
        assert set(inspect(db.database.engine).get_table_names()) == {"alembic_version"}
        db.Base.metadata.create_all(db.database.engine)
        assert _checks() == migrated
        db.Base.metadata.drop_all(db.database.engine)
        upgrade()
        assert _triggers() == set(append_only_tables())
        if db.database.engine.dialect.name == "postgresql":  # leave the worker's database as the other tests want it
            with db.database.engine.begin() as connection:
                connection.execute(text("DROP TABLE alembic_version"))


OLD_ROWS = (
    "INSERT INTO exam (id, key, name, post) VALUES ('e', 'presale', '考试', '售前客服')",
    'INSERT INTO exam_version (id, exam_id, number, text, hash, origin, "by", at, reason)'
    " VALUES ('v', 'e', 1, '', 'h', 'shipped', 'b', '2026-11-22', '')",
    "INSERT INTO exam_publication (id, exam_id, version_id, opens_at, \"by\") VALUES ('p', 'e', 'v', '2026-11-22', 'b')",
)


def test_what_stands_is_kept_when_tables_grow(emptied: Flask) -> None:
    """A row written before a column was added is there afterwards, with the column's first value."""
    with emptied.app_context():
        upgrade(revision="2026_11_22_first")
        with db.database.engine.begin() as connection:
            for row in OLD_ROWS:
                connection.execute(text(row))
        upgrade()
        with db.database.engine.begin() as connection:
            found = connection.execute(text('SELECT id, "by", double_share FROM exam_publication')).all()
        assert found == [("p", "b", 0)]
        downgrade(revision="base")
        db.Base.metadata.create_all(db.database.engine)
        with db.database.engine.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))
