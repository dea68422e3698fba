"""Content: what changes. ``load`` libraries · ``desk`` one piece · ``rooms`` who keeps what · ``uploads`` until loaded."""

from cstrain.content.actions.desk import (
    Copy,
    Edit,
    attach,
    copy_course,
    detach,
    keep_own,
    refresh_charter,
    save_text,
    take_proposal,
)
from cstrain.content.actions.load import Done, load_library, load_shipped
from cstrain.content.actions.uploads import forget_upload, keep_upload, upload

__all__ = [
    "Copy",
    "Done",
    "Edit",
    "attach",
    "copy_course",
    "detach",
    "forget_upload",
    "keep_own",
    "keep_upload",
    "load_library",
    "load_shipped",
    "refresh_charter",
    "save_text",
    "take_proposal",
    "upload",
]
