"""The wall clock jumps in the middle of an exam."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from cstrain.exam import actions
from cstrain.exam.models import Attempt
from cstrain.kit import clock, db
from tests.exam.stage import HOUR, MINUTE, NOW, SECOND, Stage, begin, submit


@pytest.fixture
def noon() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Path]:
    """The application goes by the steady clock, as when it serves."""
    clock.follow(tmp_path / "clock.json")
    yield tmp_path / "clock.json"
    clock.follow(None)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 5 * MINUTE, -5 * MINUTE])
def test_op7_a_jump_of_the_clock_closes_nobody_and_gives_nobody_time(
    app: Flask, stage: Stage, noon: time_machine.Coordinates, line: Path, jump: timedelta
) -> None:
    """OP-7: the wall clock is stepped in mid-exam and everything started anew: nobody is closed early, nobody gains five seconds."""
    with app.app_context():
        before = clock.now()
        attempt = begin(stage.quick, stage.cast.agent, at=before)
        attempt_id, deadline = attempt.id, attempt.deadline
        noon.shift(jump)
        for _restart in range(2):
            assert abs(clock.now() - before) < 5 * SECOND
            assert actions.close_overdue(clock.now()) == 0
            assert not actions.settle_clock(clock.now()), "the step was believed while somebody sits"
            clock.follow(line)  # another process reads the line anew
        attempt = db.database.session.get_one(Attempt, attempt_id)
        assert attempt.deadline == deadline
        submit(attempt, at=clock.now())
        assert actions.settle_clock(clock.now())
        assert abs(clock.now() - before - jump) < 5 * SECOND
        assert not actions.settle_clock(clock.now())


@pytest.mark.usefixtures("noon")
def test_another_boot_draws_the_line_anew(line: Path) -> None:
    line.write_text('{"boot": "another", "line": 0.0}')
    assert abs(clock.now() - NOW) < 5 * SECOND
