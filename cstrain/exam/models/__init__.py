"""What the room remembers: ``papers`` with every answer · the ``seats`` and ``rooms`` they are sat in · ``review`` of what was asked."""

from cstrain.exam.models.papers import (
    IN_STATES,
    Attempt,
    AttemptMove,
    Exam,
    ExamVersion,
    Mark,
    Publication,
    RefusedSave,
    Resit,
    Slot,
    Step,
    Tally,
)
from cstrain.exam.models.review import Appeal, Judgement, Panel, PanelJudge, PanelPlace, Regrade, RegradeLine
from cstrain.exam.models.rooms import AwayNote, ExamRoom, RoomEntry
from cstrain.exam.models.seats import AttemptSeat

__all__ = [
    "IN_STATES",
    "Appeal",
    "Attempt",
    "AttemptMove",
    "AttemptSeat",
    "AwayNote",
    "Exam",
    "ExamRoom",
    "ExamVersion",
    "Judgement",
    "Mark",
    "Panel",
    "PanelJudge",
    "PanelPlace",
    "Publication",
    "RefusedSave",
    "Regrade",
    "RegradeLine",
    "Resit",
    "RoomEntry",
    "Slot",
    "Step",
    "Tally",
]
