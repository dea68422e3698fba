"""One gate for every write.

``transaction`` opens a write for commands and tests, ``deed`` marks an action (in a web request the first deed opens
the write, and ``kit.web`` commits it after the view); a flush outside a write raises. Every change of a regulated table
leaves an audit row in the same transaction. ``append`` writes rows of append-only tables without the ORM. ``note`` is the one other way to write, for tables marked ``__noted__``.
"""

from cstrain.kit.db.audit import AuditRow
from cstrain.kit.db.checks import change_checks, turned
from cstrain.kit.db.gate import (
    Deed,
    abandon,
    current_deed,
    deed,
    finish,
    is_writing,
    lock,
    note,
    open_write,
    transaction,
)
from cstrain.kit.db.hot import append, row, rows
from cstrain.kit.db.model import Base, Id, UtcDateTime, database, foreign, new_id
from cstrain.kit.db.triggers import append_only_ddl, append_only_tables

__all__ = [
    "AuditRow",
    "Base",
    "Deed",
    "Id",
    "UtcDateTime",
    "abandon",
    "append",
    "append_only_ddl",
    "append_only_tables",
    "change_checks",
    "current_deed",
    "database",
    "deed",
    "finish",
    "foreign",
    "is_writing",
    "lock",
    "new_id",
    "note",
    "open_write",
    "row",
    "rows",
    "transaction",
    "turned",
]
