"""The doors: who is asking, and whether this view is open to them.

Every view bears exactly one mark. ``@needs(May.X)`` asks for a signed-in person whose grants give May.X today;
``@open_to_all(reason)`` is for what a stranger may see. The person is never cached on ``g``.
"""

from cstrain.people.doors.asking import (
    IDLE,
    WHOLE,
    Me,
    hashed,
    installation,
    locale,
    me,
    who,
)
from cstrain.people.doors.marks import OWN_PASSWORD_FIRST, attach, needs, open_to_all
from cstrain.people.doors.passkeys import (
    ask_new_passkey,
    ask_to_sign,
    has_passkey,
    here,
    passkeys_work_here,
    prove_passkey,
    read_new_passkey,
)
from cstrain.people.doors.proof import (
    Attempt,
    Proof,
    attempt_sign_in,
    open_recovery,
    prove,
    prove_code,
    prove_current,
    prove_other,
)
from cstrain.people.doors.rows import own_path, person_for, require_all_teams, within
from cstrain.people.doors.tries import Reserved, Shut, confirm, reserve
from cstrain.people.rules import ALL_TEAMS

__all__ = [
    "ALL_TEAMS",
    "IDLE",
    "OWN_PASSWORD_FIRST",
    "WHOLE",
    "Attempt",
    "Me",
    "Proof",
    "Reserved",
    "Shut",
    "ask_new_passkey",
    "ask_to_sign",
    "attach",
    "attempt_sign_in",
    "confirm",
    "has_passkey",
    "hashed",
    "here",
    "installation",
    "locale",
    "me",
    "needs",
    "open_recovery",
    "open_to_all",
    "own_path",
    "passkeys_work_here",
    "person_for",
    "prove",
    "prove_code",
    "prove_current",
    "prove_other",
    "prove_passkey",
    "read_new_passkey",
    "require_all_teams",
    "reserve",
    "who",
    "within",
]
