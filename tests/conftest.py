"""What every test stands on: an application on a database of its own, SQLite or PostgreSQL (``TEST_DATABASE_URL``)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper
from werkzeug.routing import Rule
from xdist.scheduler import LoadScopeScheduling

from cstrain.factory import create_app
from cstrain.kit import clock, db
from tests import manners
from tests.cast import Cast, make_cast
from tests.kept import empty, kept

POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """pytest-flask would keep one context open for all clients of a test, and so leak identity between them."""


def _mind_lengths(mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    """SQLite keeps a text of any length; PostgreSQL refuses it. So that both say so, a text too long fails here."""
    for column in mapper.columns:
        room = getattr(column.type, "length", None)
        value = getattr(row, mapper.get_property_by_column(column).key) if room else None
        assert not isinstance(value, str) or len(value) <= int(room or 0), f"{column} holds {room}: {value!r}"


event.listen(Mapper, "before_insert", _mind_lengths)
event.listen(Mapper, "before_update", _mind_lengths)


class _Demo(LoadScopeScheduling):  # type: ignore[misc]
    """With ``--dist loadgroup`` all tests of the demo go to one process, which tells it once; others go one by one.

    pytest-xdist 3.8 marks groups in a way that pytest 9.2 no longer sees.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "demo" if nodeid.startswith("tests/demo/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Demo | None:
    return _Demo(config, log) if config.getvalue("dist") == "loadgroup" else None


_builders: dict[tuple[object, ...], Any] = {}
_compile_builder = Rule._compile_builder


def _keep_builders(rule: Rule, append_unknown: bool = True) -> Any:
    """Every test makes an application, all with the same addresses; compiling them anew was a quarter of all time."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _keep_builders


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with an empty database, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(INSTANCE=str(folder), TESTING=True, DATABASE_URL=_url(folder))
    with app.app_context():
        db.database.drop_all()
        db.database.create_all()
        db.database.engine.dispose()
    return folder


def _url(folder: Path) -> str:
    return _own_database() if POSTGRES else f"sqlite:///{folder / 'cstrain.sqlite3'}"


def _own_database() -> str:
    """One PostgreSQL database per worker."""
    import psycopg

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"cstrain_test_{worker}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    return POSTGRES.rsplit("/", 1)[0] + "/" + name


def _mind_manners(response: Response) -> Response:
    """Every page that any test fetches keeps its manners: title, one h1, labels, ids, language, no inline anything."""
    if response.mimetype == "text/html" and not response.is_streamed and response.status_code != 303:
        found = manners.faults(response.get_data(as_text=True))
        assert not found, f"{request.path}: {found}"
    return response


@pytest.fixture
def app(_template: Path, tmp_path: Path) -> Iterator[Flask]:
    folder = tmp_path / "instance"
    shutil.copytree(_template, folder)
    made = create_app(INSTANCE=str(folder), TESTING=True, DATABASE_URL=_url(folder))
    if POSTGRES:
        with made.app_context():
            empty()
    made.after_request(_mind_manners)
    yield made
    with made.app_context():
        db.database.engine.dispose()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context, for tests of actions and queries."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@kept
def cast() -> Cast:
    """The fixed cast of people, written now; ``tests.cast.as_(client, cast.trainer)`` signs a client in."""
    return make_cast(clock.now())
