"""People: what pages and later rooms ask of this room."""

from cstrain.people.queries.audit import AuditFilter, audit_rows, audit_tables, ids_in, spoken_names
from cstrain.people.queries.decisions import (
    WAITING,
    DecisionLine,
    asked,
    decided,
    decision,
    decision_history,
    decision_lines,
    undecided,
)
from cstrain.people.queries.grants import Scoped, deputy_for, grants_in_force, grants_of, holders, mine, permissions
from cstrain.people.queries.keys import (
    keys_of,
    living_key,
    living_passkeys,
    passkey_named,
    passkeys_of,
    recovery_of,
)
from cstrain.people.queries.moves import move_plan
from cstrain.people.queries.people import (
    PeopleFilter,
    by_number,
    installation,
    named,
    people_list,
    state_changes,
    stores,
    teams,
)
from cstrain.people.queries.sheet import import_plan
from cstrain.people.queries.tray import inbox, unread, was_told
from cstrain.people.queries.tries import open_sessions, sign_in_account, tries_at, tries_of

__all__ = [
    "WAITING",
    "AuditFilter",
    "DecisionLine",
    "PeopleFilter",
    "Scoped",
    "asked",
    "audit_rows",
    "audit_tables",
    "by_number",
    "decided",
    "decision",
    "decision_history",
    "decision_lines",
    "deputy_for",
    "grants_in_force",
    "grants_of",
    "holders",
    "ids_in",
    "import_plan",
    "inbox",
    "installation",
    "keys_of",
    "living_key",
    "living_passkeys",
    "mine",
    "move_plan",
    "named",
    "open_sessions",
    "passkey_named",
    "passkeys_of",
    "people_list",
    "permissions",
    "recovery_of",
    "sign_in_account",
    "spoken_names",
    "state_changes",
    "stores",
    "teams",
    "tries_at",
    "tries_of",
    "undecided",
    "unread",
    "was_told",
]
