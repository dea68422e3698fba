"""Roles, and the states of a person's employment as one table."""

from __future__ import annotations

from enum import StrEnum

from cstrain.kit.errors import Refusal


class Role(StrEnum):
    """Roles are granted; trainee and agent are not roles but states read from enrolment and certificate."""

    TRAINER = "trainer"
    MENTOR = "mentor"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class PersonState(StrEnum):
    """在训 在岗 请假 停训 离职 返聘."""

    IN_TRAINING = "in_training"
    AT_WORK = "at_work"
    ON_LEAVE = "on_leave"
    PAUSED = "paused"
    LEFT = "left"
    REHIRED = "rehired"


S = PersonState
NEXT_STATE: dict[tuple[PersonState, str], PersonState] = {
    (S.IN_TRAINING, "go_live"): S.AT_WORK,
    (S.REHIRED, "go_live"): S.AT_WORK,
    (S.AT_WORK, "retrain"): S.IN_TRAINING,
    (S.REHIRED, "retrain"): S.IN_TRAINING,
    **{(state, "take_leave"): S.ON_LEAVE for state in (S.IN_TRAINING, S.AT_WORK, S.REHIRED)},
    **{(state, "pause"): S.PAUSED for state in (S.IN_TRAINING, S.REHIRED, S.ON_LEAVE)},
    **{(state, "leave"): S.LEFT for state in S if state is not S.LEFT},
    (S.LEFT, "rehire"): S.REHIRED,
    (S.ON_LEAVE, "return_to_training"): S.IN_TRAINING,
    (S.ON_LEAVE, "return_to_work"): S.AT_WORK,
    (S.PAUSED, "return_to_training"): S.IN_TRAINING,
}


def next_state(state: PersonState, event: str) -> PersonState:
    """The state after ``event``; refused when the table has no such move."""
    try:
        return NEXT_STATE[(state, event)]
    except KeyError:
        raise Refusal("state_does_not_allow", state=state.value, event=event) from None


def require_return(event: str, left_from: PersonState) -> None:
    """Only who was at work returns to work: a leave must not become a way round the gate."""
    if event == "return_to_work" and left_from is not PersonState.AT_WORK:
        raise Refusal("was_not_at_work")


def events_from(state: PersonState) -> list[str]:
    """What may be done with a person in ``state``, in the order of the table."""
    return [event for (start, event) in NEXT_STATE if start is state]
