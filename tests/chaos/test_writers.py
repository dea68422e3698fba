"""DU-8: many processes write at once, on SQLite: nobody starves, nobody is told that the database is locked."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.chaos.serving import ROOT

pytestmark = pytest.mark.chaos
SECONDS = 60 if os.environ.get("CHAOS") == "1" else 4
WRITERS = 8
WRITER = """
import json, sys, time
from sqlalchemy import text
from cstrain.factory import create_app
from cstrain.kit import clock, db
app = create_app(INSTANCE=sys.argv[1], DATABASE_URL=sys.argv[2])
with app.app_context():
    print("ready", flush=True)
    end = float(sys.stdin.readline()) + float(sys.argv[3])
    times = []
    while time.time() < end:
        begin = time.monotonic()
        with db.transaction(at=clock.now(), by="tests", why="writes"):
            db.database.session.execute(text("INSERT INTO written (n) VALUES (1)"))
        times.append(time.monotonic() - begin)
    print(json.dumps([len(times), max(times)]), flush=True)
"""


def test_du8_eight_writers_share_the_queue(tmp_path: Path) -> None:
    """DU-8: eight processes commit as fast as they can: each gets at least a third of what the busiest gets, none an error."""
    url = f"sqlite:///{tmp_path / 'cstrain.sqlite3'}"
    with sqlite3.connect(tmp_path / "cstrain.sqlite3") as made:
        made.execute("CREATE TABLE written (n INTEGER)")
    command = [sys.executable, "-c", WRITER, str(tmp_path), url]
    running = [
        subprocess.Popen([*command, str(SECONDS)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    for each in running:
        assert each.stdout is not None and each.stdout.readline().strip() == "ready"
    for each in running:
        assert each.stdin is not None
        each.stdin.write(f"{time.time() + 0.5}\n")
        each.stdin.flush()
    said = [each.communicate(timeout=SECONDS + 60)[0] for each in running]
    assert all(each.returncode == 0 for each in running), said
    found = [json.loads(each) for each in said]
    counts, slowest = [count for count, _ in found], max(longest for _, longest in found)
    with sqlite3.connect(tmp_path / "cstrain.sqlite3") as made:
        rows = made.execute("SELECT count(*) FROM written").fetchone()[0]
    print(f"DU-8: {counts} commits, slowest {slowest:.2f} s")
    assert rows == sum(counts)
    assert min(counts) >= 0.3 * max(counts), counts
    assert slowest <= (1.0 if SECONDS == 60 else 3.0)
