"""DU-7: a process of the server is stopped, not killed, while it holds the writers' queue."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from cstrain.factory import create_app
from cstrain.kit import db
from cstrain.serve import JOBS
from tests.chaos.serving import Place, children
from tests.chaos.sitting import Sitter, sitters
from tests.chaos.test_kill import _compare
from tests.exam.stage import build

pytestmark = pytest.mark.chaos
CLIENTS, SEED = 8, 20261123
MOST_SECONDS = 15.0


def test_du7_a_stopped_process_holds_up_nobody_for_long(place: Place) -> None:
    """DU-7: SIGSTOP of whoever holds the writers' queue: it is ended and replaced, everybody saves again within 15 s, nothing lost or doubled."""
    app = create_app(INSTANCE=str(place.folder), DATABASE_URL=place.url)
    try:
        _stop_and_compare(app, place)
    finally:
        with app.app_context():
            db.database.engine.dispose()


def _stop_and_compare(app: Flask, place: Place) -> None:
    with app.app_context():
        stage = build()
    clients = sitters(app, stage, CLIENTS, SEED, place.port)
    over = threading.Event()
    threads = [threading.Thread(target=each.sit, args=(over,)) for each in clients]
    place.start()
    try:
        for thread in threads:
            thread.start()
        _until(lambda: all(each.times for each in clients), 30)
        assert place.server is not None
        stopped = _stop_a_holder(place.server.pid, is_sqlite=place.url.startswith("sqlite"))
        since = time.monotonic()
        _until(lambda: stopped not in children(place.server.pid), MOST_SECONDS)  # type: ignore[union-attr]
        _until(lambda: _all_since(clients, since), MOST_SECONDS)
        waited = time.monotonic() - since
        _until(lambda: sum(len(each.times) for each in clients) > 12 * CLIENTS, 60)
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
        place.stop()
    assert [fault for each in clients for fault in each.faults] == []
    found = _compare(app, clients, place.folder)
    print(f"DU-7 {place.url.split(':')[0]}: all go on after {waited:.1f} s, {found}")
    assert waited <= MOST_SECONDS


def _all_since(clients: list[Sitter], since: float) -> bool:
    return all(each.times[-1] > since for each in clients)


def _until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _stop_a_holder(master: int, *, is_sqlite: bool) -> int:
    """Stop one that serves, on SQLite in the moment in which it has the queue."""
    serving = [each for each in children(master) if Path(f"/proc/{each}/comm").read_text().strip() != JOBS]
    for number in range(2000):
        process = serving[number % len(serving)]
        os.kill(process, signal.SIGSTOP)
        if not is_sqlite or _holds_the_queue(process):
            return process
        os.kill(process, signal.SIGCONT)
        time.sleep(0.005)
    raise AssertionError("nobody was found holding the queue")


def _holds_the_queue(process: int) -> bool:
    """A FLOCK that is held, not waited for (those lines bear an arrow)."""
    lines = Path("/proc/locks").read_text().splitlines()
    return any(" FLOCK " in line and "->" not in line and line.split()[4] == str(process) for line in lines)
