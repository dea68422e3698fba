"""An installation whose tables bear the number of our newest migration, so that it can be copied and put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_migrate import stamp
from sqlalchemy import text

from cstrain.kit import db
from tests.cast import Cast
from tests.records.acts import MORNING
from tests.records.test_log import day, seal


@pytest.fixture
def stamped(app: Flask) -> Iterator[Flask]:
    """As ``flask prepare`` leaves it; PostgreSQL's database is another test's next."""
    with app.app_context():
        stamp()
    yield app
    with app.app_context():
        db.database.session.remove()
        with db.database.engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


@pytest.fixture
def recorded(stamped: Flask, cast: Cast) -> Flask:
    """Two people have learned and signed, and that is sealed and known outside."""
    with stamped.app_context():
        day(cast)
        seal(MORNING + timedelta(hours=1))
        db.database.session.remove()
    return stamped
