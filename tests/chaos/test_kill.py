"""DU-1: a real server is killed while people write their exam. CHAOS=1 runs the full size."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from cstrain.exam import queries
from cstrain.exam.actions.answers import _receipt
from cstrain.exam.models import Step
from cstrain.factory import create_app
from cstrain.kit import db
from tests.chaos.serving import Place
from tests.chaos.sitting import Sitter, sitters
from tests.exam.stage import build

pytestmark = pytest.mark.chaos
FULL = os.environ.get("CHAOS") == "1"
CLIENTS, KILLS = (200, 10) if FULL else (30, 2)
SEED = 20261122
MOST_SECONDS = 5.0  # from the restart until each client has its next receipt


def test_du1_what_was_acknowledged_is_there_after_kill_9(place: Place) -> None:
    """DU-1: kill -9 of all processes, and of the workers alone, while people save: nothing acknowledged is lost or doubled."""
    app = create_app(INSTANCE=str(place.folder), DATABASE_URL=place.url)
    try:
        _kill_and_compare(app, place)
    finally:
        with app.app_context():
            db.database.engine.dispose()


def _kill_and_compare(app: Flask, place: Place) -> None:
    with app.app_context():
        stage = build()
    clients = sitters(app, stage, CLIENTS, SEED, place.port)
    over = threading.Event()
    threads = [threading.Thread(target=each.sit, args=(over,)) for each in clients]
    place.start()
    try:
        for thread in threads:
            thread.start()
        resumed = _kill_again_and_again(place, clients)
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
        place.stop()
    assert [fault for each in clients for fault in each.faults] == []
    found = _compare(app, clients, place.folder)
    found |= {"repeats": sum(each.repeats for each in clients), "slowest resume s": round(max(resumed), 2)}
    print(f"DU-1 {place.url.split(':')[0]} {CLIENTS} clients {KILLS} kills of each kind, seed {SEED}: {found}")
    assert max(resumed) <= MOST_SECONDS, resumed


def _kill_again_and_again(place: Place, clients: list[Sitter]) -> list[float]:
    """At random moments all are killed and started again, or the workers alone, which the server replaces itself."""
    dice, resumed = random.Random(SEED), []
    for _ in range(KILLS):
        time.sleep(dice.uniform(1, 2.5))
        assert place.kill_children() >= 2
        resumed.append(_all_go_on(clients, time.monotonic()))
        time.sleep(dice.uniform(1, 2.5))
        place.kill_all()
        place.start()
        resumed.append(_all_go_on(clients, time.monotonic()))
    time.sleep(1)
    return resumed


def _all_go_on(clients: list[Sitter], since: float) -> float:
    """Seconds until every client has a receipt again."""
    while time.monotonic() < since + 60:
        last = [each.times[-1] if each.times else 0.0 for each in clients]
        if min(last) > since:
            return min(max(last), time.monotonic()) - since
        time.sleep(0.02)
    raise AssertionError("somebody never got a receipt again")


def _compare(app: Flask, clients: list[Sitter], folder: Path) -> dict[str, float]:
    """Every receipt against the rows, every row against what was sent."""
    counted: Counter[str] = Counter()
    with app.app_context():
        if db.database.engine.dialect.name == "sqlite":
            assert db.database.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        for each in clients:
            rows = list(db.database.session.scalars(select(Step).where(Step.attempt_id == each.attempt_id)))
            steps = {step.seq: step for step in rows}
            assert len(steps) == len(rows), "a save stands there twice"
            for seq, (place, answer, receipt) in each.kept.items():
                assert seq in steps, f"acknowledged and lost: save {seq} of {each.attempt_id}"
                assert (steps[seq].place, steps[seq].answer) == (place, answer)
                assert _receipt(steps[seq], counts=True).mac == receipt["mac"]
            for seq, step in steps.items():
                assert each.sent[seq] == (step.place, step.answer)
            counts = queries.current_steps(each.attempt_id)
            last = {place: seq for seq, (place, _answer) in sorted(each.sent.items()) if seq in steps}
            assert {place: step.seq for place, step in counts.items()} == last
            counted.update(acknowledged=len(each.kept), rows=len(rows))
    assert counted["acknowledged"] > 10 * len(clients), counted
    return dict(counted)
