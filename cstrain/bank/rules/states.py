"""The life of a question. Whether a rule behind it has moved on is no state: that is computed from its citations."""

from __future__ import annotations

from enum import Enum

from cstrain.kit.errors import Refusal


class QuestionState(Enum):
    DRAFT = "draft"  # written, not yet asked anywhere
    LIVE = "live"
    DISPUTED = "disputed"  # out of exams until one confirmed answer stands (domain H9)
    RETIRED = "retired"


class Event(Enum):
    RELEASE = "release"
    DISPUTE = "dispute"
    CONFIRM = "confirm"
    RETIRE = "retire"
    RESTORE = "restore"


NEXT: dict[tuple[QuestionState, Event], QuestionState] = {
    (QuestionState.DRAFT, Event.RELEASE): QuestionState.LIVE,
    (QuestionState.DRAFT, Event.RETIRE): QuestionState.RETIRED,
    (QuestionState.LIVE, Event.DISPUTE): QuestionState.DISPUTED,
    (QuestionState.LIVE, Event.RETIRE): QuestionState.RETIRED,
    (QuestionState.DISPUTED, Event.CONFIRM): QuestionState.LIVE,
    (QuestionState.DISPUTED, Event.RETIRE): QuestionState.RETIRED,
    (QuestionState.RETIRED, Event.RESTORE): QuestionState.LIVE,
}


def next_state(state: QuestionState, event: Event) -> QuestionState:
    """The state after ``event``; refuses what the table does not hold."""
    after = NEXT.get((state, event))
    if after is None:
        raise Refusal(f"question_is_{state.value}")
    return after
