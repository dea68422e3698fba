"""The life of an import: read in the background, looked at, written in the background, perhaps undone as one act."""

from __future__ import annotations

from enum import Enum

from cstrain.kit.errors import Refusal


class ImportState(Enum):
    WAITING = "waiting"  # to be read, or read again
    READY = "ready"  # what it would do can be looked at
    FAILED = "failed"  # cannot be read at all
    WRITING = "writing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class ImportEvent(Enum):
    CHECK = "check"
    FOUND = "found"
    FAIL = "fail"
    WRITE = "write"
    FINISH = "finish"
    UNDO = "undo"


NEXT: dict[tuple[ImportState, ImportEvent], ImportState] = {
    (ImportState.WAITING, ImportEvent.FOUND): ImportState.READY,
    (ImportState.WAITING, ImportEvent.FAIL): ImportState.FAILED,
    (ImportState.FAILED, ImportEvent.CHECK): ImportState.WAITING,
    (ImportState.READY, ImportEvent.CHECK): ImportState.WAITING,
    (ImportState.READY, ImportEvent.WRITE): ImportState.WRITING,
    (ImportState.WRITING, ImportEvent.FINISH): ImportState.DONE,
    (ImportState.WRITING, ImportEvent.FAIL): ImportState.READY,
    (ImportState.DONE, ImportEvent.UNDO): ImportState.UNDOING,
    (ImportState.UNDOING, ImportEvent.FINISH): ImportState.UNDONE,
    (ImportState.UNDOING, ImportEvent.FAIL): ImportState.DONE,
}


def next_import_state(state: str, event: ImportEvent) -> str:
    """The state after ``event``; refuses what the table does not hold (``import_is_waiting`` …)."""
    after = NEXT.get((ImportState(state), event))
    if after is None:
        raise Refusal(f"import_is_{state}")
    return after.value
