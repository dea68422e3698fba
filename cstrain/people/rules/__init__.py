"""People: what the room decides, values in, values or a Refusal out."""

from cstrain.people.rules.calendar import (
    Period,
    add_months,
    end_of,
    local_date,
    months_between,
    start_of,
)
from cstrain.people.rules.may import ALL_TEAMS, ROLE_MAY, May, may_of
from cstrain.people.rules.states import NEXT_STATE, PersonState, Role, events_from, next_state, require_return

__all__ = [
    "ALL_TEAMS",
    "NEXT_STATE",
    "ROLE_MAY",
    "May",
    "Period",
    "PersonState",
    "Role",
    "add_months",
    "end_of",
    "events_from",
    "local_date",
    "may_of",
    "months_between",
    "next_state",
    "require_return",
    "start_of",
]
