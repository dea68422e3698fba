"""A real installation on each database: migrated, with people who may sit an exam, served by ``python app.py``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.serving import ROOT, Place, free_port

POSTGRES = os.environ.get("TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a server will run; on PostgreSQL a database of its own, dropped afterwards."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'cstrain.sqlite3'}"
        yield _migrated(Place(tmp_path, url, free_port()))
        return
    name = f"cstrain_chaos_{os.getpid()}"
    _tell(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'",
    )
    try:
        yield _migrated(Place(tmp_path, f"{POSTGRES.rsplit('/', 1)[0]}/{name}", free_port()))
    finally:
        _tell(f'DROP DATABASE "{name}" WITH (FORCE)')


def _tell(*statements: str) -> None:
    import psycopg

    try:
        connection = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            raise
        pytest.skip(f"no PostgreSQL at {POSTGRES}")
    with connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
    connection.close()


def _migrated(place: Place) -> Place:
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    subprocess.run(command, cwd=ROOT, env=place.environment, check=True, capture_output=True)
    return place
