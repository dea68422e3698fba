"""What an invigilator does to an attempt under way or just ended: pause, go on, more time, hand in for somebody, reopen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cstrain.exam import queries
from cstrain.exam.actions.attempt import end
from cstrain.exam.actions.results import strike_out
from cstrain.exam.models import Attempt, AttemptMove
from cstrain.exam.rules.attempt import Event, State, after_pause, is_over, move
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal


@dataclass(frozen=True)
class Act:
    """One act. ``minutes``: how much more time, for ``Event.EXTEND`` and ``Event.REOPEN``."""

    event: Event
    reason: str
    minutes: int = 0


@db.deed
def act(attempt_id: str, asked: Act, *, by: str, at: datetime) -> Attempt:
    """Do it to one attempt, with the reason; it stands in the moves, in the audit, and with the result in the record.

    Refusals ``attempt_does_not_allow``, ``not_your_own_paper``, ``time_is_up`` (close or reopen it instead),
    ``later_attempt_exists``, ``keys_are_public``.
    """
    attempt = db.lock(Attempt, attempt_id)
    if attempt is None:
        raise NotYours
    if attempt.person_id == by:
        raise Refusal("not_your_own_paper")
    state = State(attempt.state)
    move(state, asked.event)
    if asked.event is Event.FORCE:
        end(attempt, asked.event, by, at, asked.reason)
        return attempt
    if state is State.OPEN and is_over(attempt.deadline, at, attempt.allowance):
        raise Refusal("time_is_up")
    _CHANGES[asked.event](attempt, asked, by, at)
    attempt.state = move(state, asked.event).value
    line = AttemptMove(attempt_id=attempt.id, event=asked.event.value, at=at, by=by, reason=asked.reason)
    line.minutes = asked.minutes
    db.database.session.add(line)
    db.database.session.flush()
    return attempt


@db.deed
def act_on_all(attempt_ids: list[str], asked: Act, *, by: str, at: datetime) -> int:
    """The same for a room, all in one write: those that do not allow it any more are left as they are. Returns how many did."""
    done = 0
    for attempt_id in sorted(attempt_ids):
        try:
            act(attempt_id, asked, by=by, at=at)
        except Refusal:
            continue
        done += 1
    return done


def _pause(attempt: Attempt, _asked: Act, _by: str, at: datetime) -> None:
    attempt.paused_at = at


def _resume(attempt: Attempt, _asked: Act, _by: str, at: datetime) -> None:
    assert attempt.paused_at is not None
    attempt.deadline = after_pause(attempt.deadline, attempt.paused_at, at)
    attempt.paused_at = None


def _extend(attempt: Attempt, asked: Act, _by: str, _at: datetime) -> None:
    attempt.deadline += timedelta(minutes=asked.minutes)


def _reopen(attempt: Attempt, asked: Act, by: str, at: datetime) -> None:
    """The result no longer holds; what was saved stands, and marks given so far do not count for what comes."""
    later = [each for each in queries.attempts(attempt.person_id, attempt.exam_id) if each.number > attempt.number]
    if later:
        raise Refusal("later_attempt_exists")
    if queries.is_paper_open(attempt, at):
        raise Refusal("keys_are_public")
    was_graded = attempt.state == State.GRADED
    attempt.deadline = at + timedelta(minutes=asked.minutes)
    attempt.score_num = attempt.score_den = attempt.passed = attempt.ended_at = None
    attempt.state = State.OPEN.value
    attempt.verdict, attempt.ended_by = {}, ""
    attempt.reopened += 1
    if was_graded:
        strike_out(attempt, reason=asked.reason, by=by, at=at, kind="exam_reopened")


_CHANGES = {Event.PAUSE: _pause, Event.RESUME: _resume, Event.EXTEND: _extend, Event.REOPEN: _reopen}
