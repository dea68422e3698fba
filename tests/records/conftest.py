"""What tests of the record begin with."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from cstrain.kit import clock
from tests.cast import Cast
from tests.kept import kept
from tests.records.acts import complete, enrol

HOUR = timedelta(hours=1)


@pytest.fixture
def now(app: Flask) -> datetime:
    with app.app_context():
        return clock.now()


@kept
def owed(app: Flask, cast: Cast, now: datetime) -> tuple[str, str, str]:
    """The trainee owes two signatures of the first day, the mentor one after that. Ids: lesson, offline, counter."""
    with app.app_context():
        enrol(cast, cast.trainee, now - 5 * HOUR)
        (lesson,) = complete(cast, cast.trainee, "W1", now - 4 * HOUR)
        offline, counter = complete(cast, cast.trainee, "K1", now - 3 * HOUR)
        return lesson.id, offline.id, counter.id
