"""The reliability cases of an exam at CI size; CHAOS=1 runs them at full size."""

from __future__ import annotations

import os
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from cstrain.exam.rules.attempt import Event
from tests.conftest import POSTGRES
from tests.exam.model import PLACES, TIMED, World, machine
from tests.exam.stage import GRACE, HOUR, SECOND, Stage

pytestmark = pytest.mark.data
FULL = os.environ.get("CHAOS") == "1"
RUNS = (500 if POSTGRES else 2000) if FULL else 25 if POSTGRES else 100
STATES = ("open", "paused", "to_mark", "graded", "void")
DEEDS = ("start", "submit", "mark", "void", "janitor", *(event.value for event in TIMED))


def pairs(world: World) -> set[tuple[str, str]]:
    """Which deed was tried in which state."""
    return {(str(state), deed) for state, deed in world.told if not deed.isdecimal()}


def test_ex1_every_deed_in_every_state(app: Flask, stage: Stage, noon: time_machine.Coordinates) -> None:
    """EX-1: the same machine led into each state there is, by each way; there every deed is done and the rows are compared."""
    world = World(app, stage, noon)
    sitting = machine(world)()
    for way in WAYS:
        for deed in (*DEEDS, "save 1"):
            sitting.fresh()
            for step in (*way, deed):
                do(sitting, step)
                sitting.the_rows_say_what_the_model_says()
    assert pairs(world) >= {(state, deed) for state in STATES for deed in DEEDS}
    assert all(world.told[state, "1"] for state in STATES)


# How a fresh attempt gets somewhere: still open, over but not closed, waiting to be marked, passed, failed, void.
WAYS = (
    (),
    ("late",),
    ("save 1", "save 2", "save 3", "submit"),
    ("save 3", "late", "janitor"),
    ("save 1", "save 2", "save 3", "submit", "mark"),
    ("submit",),
    ("late", "submit"),
    ("submit", "void"),
    ("save 3", "submit", "void"),
    ("save 1", "pause"),
    ("save 3", "submit", "mark", "reopen", "save 3", "pause", "late", "resume"),
)


def do(sitting: Any, step: str) -> None:
    what, _, place = step.partition(" ")
    match what:
        case "save":
            sitting.save(int(place), True, "a", 0)
        case "late":
            sitting.time_passes(HOUR + GRACE + SECOND)
        case "janitor":
            sitting.the_janitor_comes()
        case "start":
            sitting.start()
        case "pause" | "resume" | "extend" | "force" | "reopen":
            sitting.invigilate(Event(what), 30)
        case _:
            sitting.press(Event(what))


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
    assert pairs(world) >= ({(state, deed) for state in STATES for deed in DEEDS} if FULL else set())
    seen = STATES if FULL else [state for state in STATES if state != "paused"]  # few runs answer in a pause
    assert all(sum(world.told[state, str(place)] for place in PLACES) for state in seen)
