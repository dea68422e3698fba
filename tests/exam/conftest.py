"""The stage: cast, bank, two published exams, and people whose steps before the exam are signed.

It is built once: on SQLite it is copied with the instance folder, on PostgreSQL its rows are put back.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from cstrain.factory import create_app
from cstrain.kit import db
from tests.conftest import POSTGRES
from tests.exam.snapshot import Snapshot, put_back, take
from tests.exam.stage import NOW, Stage, build

_built: dict[str, Stage] = {}
_rows: Snapshot = {}


@pytest.fixture(scope="session")
def _template(_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of every test here: the empty one, with the stage in it."""
    if POSTGRES:
        return _template
    folder = tmp_path_factory.mktemp("stage") / "instance"
    shutil.copytree(_template, folder)
    app = create_app(INSTANCE=str(folder), TESTING=True, DATABASE_URL=f"sqlite:///{folder / 'cstrain.sqlite3'}")
    with app.app_context(), time_machine.travel(NOW, tick=False):
        _built["stage"] = build()
        db.database.engine.dispose()
    return folder


@pytest.fixture
def noon() -> Iterator[time_machine.Coordinates]:
    """It is ``stage.NOW`` and time stands still unless a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def stage(app: Flask, noon: time_machine.Coordinates) -> Stage:
    if POSTGRES:
        with app.app_context():
            _stand_on_postgres()
    return _built["stage"]


def _stand_on_postgres() -> None:
    if "stage" in _built:
        put_back(_rows)
        return
    _built["stage"] = build()
    _rows.update(take())
