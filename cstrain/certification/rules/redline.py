"""A red-line event: reported by one person, confirmed by a second, settled by a conversation or a retraining."""

from __future__ import annotations

from enum import StrEnum

from cstrain.kit.errors import Refusal


class RedLineState(StrEnum):
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    SETTLED = "settled"


class RedLineEvent(StrEnum):
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    SETTLE = "settle"


RED_LINE_NEXT: dict[tuple[RedLineState, RedLineEvent], RedLineState] = {
    (RedLineState.REPORTED, RedLineEvent.CONFIRM): RedLineState.CONFIRMED,
    (RedLineState.REPORTED, RedLineEvent.DISMISS): RedLineState.DISMISSED,
    (RedLineState.CONFIRMED, RedLineEvent.SETTLE): RedLineState.SETTLED,
}


def next_red_line(state: str, event: RedLineEvent) -> RedLineState:
    """The state after ``event``; refused when the table has no such move."""
    try:
        return RED_LINE_NEXT[(RedLineState(state), event)]
    except KeyError:
        raise Refusal("red_line_does_not_allow") from None


def require_second(reporter: str, second: str, person_id: str) -> None:
    """Three different people: whoever reports, whoever confirms, whoever it is about."""
    if person_id in (reporter, second):
        raise Refusal("own_red_line")
    if reporter == second:
        raise Refusal("second_person_needed")
