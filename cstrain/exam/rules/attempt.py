"""The attempt as one table: every move there is, and the two doors to answering and handing in."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from cstrain.kit.errors import Refusal


class State(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    TO_MARK = "to_mark"
    GRADED = "graded"
    VOID = "void"


class Event(StrEnum):
    SUBMIT = "submit"
    EXPIRE = "expire"
    FORCE = "force"  # handed in by an invigilator
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"  # more time
    MARK = "mark"  # the last mark is in
    REOPEN = "reopen"
    VOID = "void"
    REGRADE = "regrade"  # a key was changed after the fact


ENDS = frozenset({Event.SUBMIT, Event.EXPIRE, Event.FORCE})
MOST_GRACE = 30  # seconds
# Handing in and expiring lead to GRADED, or to TO_MARK when a person must mark something: `after_submit` says which.
NEXT: dict[tuple[State, Event], State] = {
    (State.OPEN, Event.SUBMIT): State.GRADED,
    (State.OPEN, Event.EXPIRE): State.GRADED,
    (State.OPEN, Event.FORCE): State.GRADED,
    (State.PAUSED, Event.FORCE): State.GRADED,
    (State.OPEN, Event.PAUSE): State.PAUSED,
    (State.PAUSED, Event.RESUME): State.OPEN,
    (State.OPEN, Event.EXTEND): State.OPEN,
    (State.PAUSED, Event.EXTEND): State.PAUSED,
    (State.TO_MARK, Event.MARK): State.GRADED,
    (State.GRADED, Event.REOPEN): State.OPEN,
    (State.GRADED, Event.REGRADE): State.GRADED,
    (State.TO_MARK, Event.REOPEN): State.OPEN,
    **{(state, Event.VOID): State.VOID for state in State if state is not State.VOID},
}


def move(state: State, event: Event, *, to_mark: bool = False) -> State:
    """The state after ``event``; refused when the table has no such move."""
    try:
        found = NEXT[(state, event)]
    except KeyError:
        raise Refusal("attempt_does_not_allow", state=state.value, event=event.value) from None
    if to_mark and event in ENDS:
        return State.TO_MARK
    return found


def is_over(deadline: datetime, received: datetime, grace: timedelta) -> bool:
    """Received after deadline plus grace: too late. Exactly at the limit is in time."""
    return received > deadline + grace


def after_pause(deadline: datetime, paused_at: datetime, at: datetime) -> datetime:
    """The deadline when it goes on: later by as long as it stood still, never earlier. Instants, so no clock change matters."""
    return deadline + max(timedelta(), at - paused_at)


def left(state: State, deadline: datetime, paused_at: datetime | None, at: datetime) -> timedelta:
    """Time left at ``at``; while it is paused, what was left when the pause began."""
    return max(timedelta(), deadline - (paused_at if state is State.PAUSED and paused_at else at))


def is_running(state: State, deadline: datetime, at: datetime, grace: timedelta) -> bool:
    """Begun and not over. Computed at every look: whether the janitor has been there does not matter."""
    return state is State.PAUSED or (state is State.OPEN and not is_over(deadline, at, grace))


def require_open(state: State, deadline: datetime, received: datetime, grace: timedelta) -> None:
    """Refuse unless answers may still be saved; ``received`` was stamped before any lock."""
    if state is State.PAUSED:
        raise Refusal("attempt_is_paused")
    if state is not State.OPEN:
        raise Refusal("attempt_is_closed")
    if is_over(deadline, received, grace):
        raise Refusal("time_is_up")


def require_may_start(*, used: int, allowed: int, last_ended: datetime | None, wait: timedelta, at: datetime) -> None:
    """Attempts, waiting time, then retraining: refuse unless one more attempt may begin at ``at``.

    ``last_ended`` is on the installation's wall clock, because the refusal says until when.
    """
    if used >= allowed:
        raise Refusal("retraining_first", used=used)
    if last_ended is not None and at < last_ended + wait:
        raise Refusal("wait_before_next", until=f"{last_ended + wait:%Y-%m-%d %H:%M}")
