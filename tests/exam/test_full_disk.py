"""DU-4: no room is left for another page of the database in the middle of an exam (SQLite's own limit stands for the disk's)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from cstrain.exam import queries
from cstrain.kit import db
from tests.cast import as_
from tests.conftest import POSTGRES
from tests.exam.pages import asked, save_by_script, start, typed
from tests.exam.stage import Stage


@contextmanager
def no_room_left(app: Flask) -> Iterator[None]:
    """From now on the file may grow by two pages."""

    def limit(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")

    with app.app_context():
        engine = db.database.engine
        with engine.connect() as connection:
            most = connection.execute(text("PRAGMA page_count")).scalar_one() + 2
        event.listen(engine, "checkout", limit)
        try:
            yield
        finally:
            event.remove(engine, "checkout", limit)
            engine.dispose()


@pytest.mark.skipif(bool(POSTGRES), reason="the limit is SQLite's")
def test_du4_a_full_disk_loses_nothing_and_hides_nothing(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """DU-4: with no room left a save is refused as 503 and is no row; what was acknowledged stands, pages are read; with room again it goes on."""
    attempt_id = start(as_(client, stage.cast.agent), "quick-exam")
    question, key = asked(app, attempt_id)[1]
    url, kept, refused = f"/exam/{attempt_id}/1", [], 0
    with no_room_left(app):
        for seq in range(1, 400):
            answer = save_by_script(client, url, typed(question, (key + seq) % 4), seq=seq, save_id=f"s{seq:020}")
            assert answer.status_code in (200, 503), answer.text
            if answer.status_code == 200:
                assert not refused, "acknowledged with a full disk"
                kept.append(seq)
            else:
                refused += 1
                assert answer.json is not None and answer.json["code"] == "busy"
            if refused == 5:
                break
        assert kept and refused == 5
        assert client.get(url).status_code == client.get(f"/exam/{attempt_id}/sheet").status_code == 200
    assert save_by_script(client, url, typed(question, key), seq=900, save_id="again").status_code == 200
    with app.app_context():
        assert queries.save_count(attempt_id) == len(kept) + 1
        assert db.database.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
