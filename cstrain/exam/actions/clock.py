"""The wall clock was stepped: who is in an exam goes on by the steady one; with nobody inside the wall clock is believed."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from cstrain.exam import queries
from cstrain.kit import clock
from cstrain.kit.web import registry

STEP = timedelta(seconds=2)  # less is no step


def settle_clock(_at: datetime) -> bool:
    """Believe a stepped wall clock again as soon as no paper is open. Returns whether it was taken over just now."""
    steady = clock.steady()
    if steady is None or abs(skew := steady.skew()) <= STEP:
        return False
    if queries.is_anybody_sitting():
        _say_once(round(skew.total_seconds()))
        return False
    current_app.logger.warning("clock_jump: the wall clock was stepped by %.1f s and is followed", skew.total_seconds())
    steady.adopt()
    return True


def _say_once(seconds: int) -> None:
    """Once for each step, not once a second."""
    said = registry().kept
    if said.get("clock_jump") != seconds:
        said["clock_jump"] = seconds
        current_app.logger.warning(
            "clock_jump: the wall clock was stepped by %s s; open papers go on without it", seconds
        )
