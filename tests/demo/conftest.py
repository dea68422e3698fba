"""The demo, told once for all tests here. It is only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from cstrain.content.actions import load_shipped
from cstrain.demo import tell_the_story
from cstrain.factory import create_app
from cstrain.kit import clock, db
from cstrain.people.actions import found_installation
from tests.conftest import _mind_manners


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on the demo as ``make run`` makes it. Always on SQLite: what is told does not depend on the database."""
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(INSTANCE=str(folder), TESTING=True, DATABASE_URL=f"sqlite:///{folder / 'cstrain.sqlite3'}")
    with app.app_context():
        db.database.create_all()
        with db.transaction(at=clock.now(), by="prepare", why="first start"):
            found_installation("demo", "云舟商贸（演示）", clock.now())
        load_shipped(at=clock.now(), by="prepare")
        said: list[object] = []
        tell_the_story(said.append)
        assert any("演示账号" in str(line) for line in said)
    app.after_request(_mind_manners)
    yield app
    with app.app_context():
        db.database.engine.dispose()
