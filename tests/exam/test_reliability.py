"""The reliability cases of an exam at CI size; CHAOS=1 runs them at full size."""

from __future__ import annotations

import os

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import POSTGRES
from tests.exam.model import World, machine
from tests.exam.stage import Stage

pytestmark = pytest.mark.data
FULL = os.environ.get("CHAOS") == "1"
RUNS = (500 if POSTGRES else 2000) if FULL else 25 if POSTGRES else 100


def test_ex1_the_table_holds_over_http(app: Flask, stage: Stage, noon: time_machine.Coordinates) -> None:
    """EX-1: random sittings against a model made from NEXT; every illegal move is 409 and leaves no row."""
    world = World(app, stage, noon)
    run_state_machine_as_test(
        machine(world),
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=50 if FULL else 25,
            deadline=None,
            derandomize=not FULL,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(sorted(world.told.items()))
    tried = {(state, deed) for state, deed in world.told if not deed.isdecimal()}
    states = ("open", "to_mark", "graded", "void")
    assert tried >= {(state, deed) for state in states for deed in ("start", "submit", "mark", "void", "janitor")}
    assert all(sum(world.told[state, str(place)] for place in (1, 2, 3)) for state in states)
