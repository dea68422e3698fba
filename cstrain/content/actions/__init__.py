"""Content: what changes. ``load`` libraries · ``desk`` one piece · ``rooms`` who keeps what · ``uploads`` until loaded."""

from cstrain.content.actions.change_day import (
    answer_card,
    close_change_day,
    open_change_day,
    pick_rules,
    pin_anew,
    publish_card,
    remind,
)
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
    "answer_card",
    "attach",
    "close_change_day",
    "copy_course",
    "detach",
    "forget_upload",
    "keep_own",
    "keep_upload",
    "load_library",
    "load_shipped",
    "open_change_day",
    "pick_rules",
    "pin_anew",
    "publish_card",
    "refresh_charter",
    "remind",
    "save_text",
    "take_proposal",
    "upload",
]
