"""Paper mode: a form drawn for somebody who writes on paper, and what they wrote, entered for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cstrain.exam import queries
from cstrain.exam.actions.attempt import start_attempt
from cstrain.exam.actions.invigilation import Act, act
from cstrain.exam.models import Attempt, Step
from cstrain.exam.rules.attempt import Event, State
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal

CLIENT = "paper"


@db.deed
def draw_on_paper(person_id: str, publication_id: str, *, by: str, at: datetime, seed: str) -> Attempt:
    """A form of their own for one person, begun and standing still: nothing is answered on a screen, no time runs out.

    Refusals: those of ``start_attempt``, ``not_your_own_paper``, ``attempt_is_running``.
    """
    if person_id == by:
        raise Refusal("not_your_own_paper")
    attempt = start_attempt(person_id, publication_id, at=at, seed=seed)
    if attempt.state != State.OPEN or attempt.started_at != at:
        raise Refusal("attempt_is_running")
    attempt.on_paper = True
    return act(attempt.id, Act(Event.PAUSE, "纸笔考试"), by=by, at=at)


@db.deed
def enter_paper(attempt_id: str, answers: Mapping[int, Any], *, by: str, at: datetime) -> Attempt:
    """What stands on the sheet, by place, handed in and graded like any other; None: left empty.

    Refusals ``attempt_does_not_allow``, ``not_your_own_paper``; 404 for an attempt that is not on paper.
    """
    attempt = db.lock(Attempt, attempt_id)
    if attempt is None or not attempt.on_paper:
        raise NotYours
    if attempt.state != State.PAUSED:
        raise Refusal("attempt_does_not_allow")
    places = {slot.place for slot in queries.slots(attempt_id)}
    steps = [
        {
            "attempt_id": attempt_id, "place": place, "client": CLIENT, "seq": 1, "key": f"{CLIENT}-{place}",
            "answer": answer, "flagged": False, "received_at": at,
        }
        for place, answer in sorted(answers.items()) if place in places and answer is not None
    ]  # fmt: skip
    db.append(Step, *steps)
    return act(attempt_id, Act(Event.FORCE, "录入纸笔答卷"), by=by, at=at)
