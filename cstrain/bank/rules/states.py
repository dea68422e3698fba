"""The life of a question. Whether a rule behind it has moved on is no state: that is computed from its citations."""

from __future__ import annotations

from enum import Enum

from cstrain.kit.errors import Refusal


class QuestionState(Enum):
    DRAFT = "draft"  # written, not yet asked anywhere
    REVIEW = "review"  # handed in, waits for somebody other than its author
    LIVE = "live"
    DISPUTED = "disputed"  # out of exams until one confirmed answer stands (domain H9)
    RETIRED = "retired"


class Event(Enum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"  # a draft, or a change of what is in use, reviewed by somebody else
    RELEASE = "release"  # a minor change of what is in use, by its author alone
    CHECK = "check"  # looked at again and found in order
    DISPUTE = "dispute"
    CONFIRM = "confirm"
    RETIRE = "retire"
    RESTORE = "restore"


NEXT: dict[tuple[QuestionState, Event], QuestionState] = {
    (QuestionState.DRAFT, Event.SUBMIT): QuestionState.REVIEW,
    (QuestionState.DRAFT, Event.RETIRE): QuestionState.RETIRED,
    (QuestionState.REVIEW, Event.ACCEPT): QuestionState.LIVE,
    (QuestionState.REVIEW, Event.RETURN): QuestionState.DRAFT,
    (QuestionState.REVIEW, Event.RETIRE): QuestionState.RETIRED,
    (QuestionState.LIVE, Event.ACCEPT): QuestionState.LIVE,
    (QuestionState.LIVE, Event.RELEASE): QuestionState.LIVE,
    (QuestionState.LIVE, Event.CHECK): QuestionState.LIVE,
    (QuestionState.LIVE, Event.DISPUTE): QuestionState.DISPUTED,
    (QuestionState.LIVE, Event.RETIRE): QuestionState.RETIRED,
    (QuestionState.DISPUTED, Event.CONFIRM): QuestionState.LIVE,
    (QuestionState.DISPUTED, Event.RETIRE): QuestionState.RETIRED,
    (QuestionState.RETIRED, Event.RESTORE): QuestionState.LIVE,
}
FREELY = (QuestionState.DRAFT, QuestionState.REVIEW)  # a text that nobody is asked may be saved at once


def next_state(state: QuestionState, event: Event) -> QuestionState:
    """The state after ``event``; refuses what the table does not hold."""
    after = NEXT.get((state, event))
    if after is None:
        raise Refusal(f"question_is_{state.value}")
    return after


def require_other(author: str, by: str) -> None:
    """Nobody reviews what they wrote themselves."""
    if author == by:
        raise Refusal("own_work_needs_another")


def may_release(change: str, bearing_is_same: bool, firm_allows: bool) -> bool:
    """Whether the author puts a change into use alone: a minor one that touches no answer, where the firm allows it."""
    return change == "minor" and bearing_is_same and firm_allows
