"""Api: what is found here. ``answers`` who asks and what is answered · ``changes`` what other systems are told."""

from cstrain.api.queries.answers import (
    Asking,
    asking,
    clearance_answer,
    house,
    level_answer,
    public,
    require_clock,
    seed,
    seen,
    standing,
    token_list,
    uses,
)
from cstrain.api.queries.changes import Change, changes_answer, hook_list, living_hooks, untold

__all__ = [
    "Asking",
    "Change",
    "asking",
    "changes_answer",
    "clearance_answer",
    "hook_list",
    "house",
    "level_answer",
    "living_hooks",
    "public",
    "require_clock",
    "seed",
    "seen",
    "standing",
    "token_list",
    "untold",
    "uses",
]
