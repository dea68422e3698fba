"""People: what changes here."""

from cstrain.people.actions.decisions import adopt_suggestions, decide, load_decisions
from cstrain.people.actions.forget import forget_person
from cstrain.people.actions.grants import end_grant, grant_role
from cstrain.people.actions.installation import first_administrator, found_installation
from cstrain.people.actions.keys import (
    OwnPassword,
    Sealed,
    begin_key,
    keep_key,
    new_key,
    open_key,
    own_password,
    release_signing,
)
from cstrain.people.actions.passkeys import end_passkey, keep_passkey, use_passkey
from cstrain.people.actions.passwords import Hashed, first_password, hash_password, is_right, needs_rehash
from cstrain.people.actions.people import add_person, change_number, change_person, choose_looks
from cstrain.people.actions.recovery import begin_recovery, end_recovery, identify, keep_recovery, make_recovery
from cstrain.people.actions.sessions import (
    end_session,
    end_sessions,
    rehash,
    reset_password,
    set_own_password,
    show_code,
    spend_code,
    start_session,
)
from cstrain.people.actions.sheet import Imported, import_people
from cstrain.people.actions.states import change_state, move_by_sheet, open_account, shut_account, transfer
from cstrain.people.actions.teams import keep_store, keep_team, rename_store, rename_team
from cstrain.people.actions.tray import mark_all_read, mark_read, tell

__all__ = [
    "Hashed",
    "Imported",
    "OwnPassword",
    "Sealed",
    "add_person",
    "adopt_suggestions",
    "begin_key",
    "begin_recovery",
    "change_number",
    "change_person",
    "change_state",
    "choose_looks",
    "decide",
    "end_grant",
    "end_passkey",
    "end_recovery",
    "end_session",
    "end_sessions",
    "first_administrator",
    "first_password",
    "forget_person",
    "found_installation",
    "grant_role",
    "hash_password",
    "identify",
    "import_people",
    "is_right",
    "keep_key",
    "keep_passkey",
    "keep_recovery",
    "keep_store",
    "keep_team",
    "load_decisions",
    "make_recovery",
    "mark_all_read",
    "mark_read",
    "move_by_sheet",
    "needs_rehash",
    "new_key",
    "open_account",
    "open_key",
    "own_password",
    "rehash",
    "release_signing",
    "rename_store",
    "rename_team",
    "reset_password",
    "set_own_password",
    "show_code",
    "shut_account",
    "spend_code",
    "start_session",
    "tell",
    "transfer",
    "use_passkey",
]
