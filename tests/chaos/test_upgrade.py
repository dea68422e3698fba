"""Upgrades: with rows in the tables, killed in the middle, and the program that does not fit its tables."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from cstrain.kit.db import migrations
from tests.chaos.serving import ROOT, Place

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.skipif(os.environ.get("CHAOS") != "1", reason="takes long: with make chaos"),
]
ROWS, KILLS = 100_000, 20
FIRST, SEED = "2026_11_22_first", 20261123
FLASK = [sys.executable, "-m", "flask"]


def flask(place: Place, *arguments: str) -> None:
    done = subprocess.run(
        [*FLASK, *arguments], cwd=ROOT, env=place.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def killed(place: Place, after: float, *arguments: str) -> None:
    """kill -9 in the middle of it, wherever that is."""
    running = subprocess.Popen(
        [*FLASK, *arguments], cwd=ROOT, env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(after)
    running.send_signal(signal.SIGKILL)
    running.wait()


def fill(place: Place) -> dict[str, list[str]]:
    """Rows in tables of the first day; the columns that were there then."""
    engine = create_engine(place.url.replace("postgresql://", "postgresql+psycopg://"))
    columns = {}
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO team (id, name) VALUES ('t', '售前')"))
        audit = text(
            'INSERT INTO audit (id, at, actor, why, request, "table", "row", change, old, new)'
            " VALUES (:id, '2026-11-22 01:00:00', 'x', '试', '-', 'team', :id, 'insert', '{}', '{}')"
        )
        connection.execute(audit, [{"id": number} for number in range(ROWS)])
        for table in ("team", "audit"):
            columns[table] = [column["name"] for column in inspect(connection).get_columns(table)]
    engine.dispose()
    return columns


def digest(place: Place, columns: dict[str, list[str]]) -> str:
    engine = create_engine(place.url.replace("postgresql://", "postgresql+psycopg://"))
    said = hashlib.sha256()
    with engine.connect() as connection:
        for table, names in columns.items():
            listed = ", ".join(f'"{name}"' for name in names)
            for row in connection.execute(text(f'SELECT {listed} FROM "{table}" ORDER BY id')):
                said.update(repr(tuple(row)).encode())
    engine.dispose()
    return said.hexdigest()


def test_op4_rows_are_kept_however_often_the_upgrade_is_killed(place: Place) -> None:
    """OP-4: up with rows, killed with -9 at random moments, up again, down to the first day, up: the rows are the same bytes."""
    flask(place, "db", "downgrade", FIRST)
    columns = fill(place)
    before, dice = digest(place, columns), random.Random(SEED)
    begun = time.monotonic()
    flask(place, "db", "upgrade")
    took = time.monotonic() - begun
    assert digest(place, columns) == before
    for number in range(KILLS):
        way = ("db", "downgrade", FIRST) if number % 2 == 0 else ("db", "upgrade")
        killed(place, dice.uniform(0.4, 1.0) * took, *way)
        assert digest(place, columns) == before
    flask(place, "db", "upgrade")
    flask(place, "db", "downgrade", FIRST)
    flask(place, "db", "upgrade")
    assert digest(place, columns) == before


def test_op4_a_program_that_does_not_fit_its_tables_does_not_start(place: Place) -> None:
    """OP-4: older tables, and tables of a newer program, are refused in words before anybody is served."""
    assert migrations.newest(ROOT / "cstrain" / "migrations") != FIRST
    flask(place, "db", "downgrade", FIRST)
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "app.py"], cwd=ROOT, env=place.environment, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert done.returncode == 1 and "flask prepare" in done.stderr
        engine = create_engine(place.url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '2999_from_the_future'"))
        engine.dispose()
    assert not (Path(place.folder) / "serving.json").exists()
