"""How an attempt is shown: its badge, its clock, its answer sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from cstrain.exam import queries
from cstrain.exam.models import Attempt
from cstrain.exam.rules.attempt import State, is_running, left
from cstrain.exam.words import ATTEMPT, FAILED, FATAL, PASSED, TIMED_OUT
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.people.doors import me


def own(attempt_id: str) -> Attempt:
    """The attempt, if it is the asking person's; else 404."""
    attempt = db.database.session.get(Attempt, attempt_id)
    if attempt is None or attempt.person_id != me().id:
        raise NotYours
    return attempt


def runs(attempt: Attempt) -> bool:
    """May it be answered now."""
    return is_running(State(attempt.state), attempt.deadline, clock.received(), attempt.allowance)


def badge(attempt: Attempt) -> Any:
    """The word, icon and tone of an attempt, by the clock and not by the janitor."""
    if attempt.state == State.GRADED:
        if attempt.passed:
            return PASSED
        return FATAL if attempt.verdict.get("fatal_wrong") else FAILED
    if attempt.state == State.OPEN and not runs(attempt):
        return TIMED_OUT
    return ATTEMPT[State(attempt.state)]


@dataclass(frozen=True)
class Ticking:
    """The clock of the page: whole seconds left, and the server's time and the deadline in epoch milliseconds."""

    left: int
    now: int
    ends: int


def ticking(attempt: Attempt) -> Ticking:
    now = clock.received()
    remains = left(State(attempt.state), attempt.deadline, attempt.paused_at, now)
    return Ticking(int(remains.total_seconds()), milliseconds(now), milliseconds(attempt.deadline))


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def has_answer(step: queries.Saved | None) -> bool:
    return step is not None and step.answer is not None


def answered(steps: Mapping[int, queries.Saved]) -> int:
    return sum(has_answer(step) for step in steps.values())


def cells(paper: Sequence[queries.Place], steps: Mapping[int, queries.Saved], current: int = 0) -> list[dict[str, Any]]:
    """The answer sheet, a cell per question. Their addresses differ in the last figure: one is made, fifty are written."""
    first = url_for("exam.question", attempt_id=paper[0].attempt_id, place=1).removesuffix("1") if paper else ""
    return [
        {
            "n": slot.place,
            "url": f"{first}{slot.place}",
            "answered": has_answer(steps.get(slot.place)),
            "waiting": False,
            "flagged": slot.place in steps and steps[slot.place].flagged,
            "current": slot.place == current,
        }
        for slot in paper
    ]
