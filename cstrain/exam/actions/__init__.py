"""Exam: what changes. ``content`` and publication · the ``attempt`` · its ``answers`` · ``marking`` · ```results`` settled."""

from cstrain.exam.actions.answers import PAGE, Receipt, Save, save_answer
from cstrain.exam.actions.appeals import answer_appeal, appeal
from cstrain.exam.actions.attempt import GRACE, close_overdue, expire, start_attempt, submit_attempt, void_attempt
from cstrain.exam.actions.clock import settle_clock
from cstrain.exam.actions.content import grant_resit, load_exam, publish, withdraw
from cstrain.exam.actions.invigilation import Act, act, act_on_all
from cstrain.exam.actions.marking import mark_answer
from cstrain.exam.actions.on_paper import draw_on_paper, enter_paper
from cstrain.exam.actions.panels import drop_panel, judge, open_panel, open_talk, settle_panel
from cstrain.exam.actions.regrade import approve_regrade, ask_regrade, decline_regrade
from cstrain.exam.actions.rooms import (
    RoomTerms,
    admitted,
    agree_to_move,
    end_room,
    enter_room,
    let_in,
    note_away,
    open_room,
)
from cstrain.exam.actions.seats import Device, note_seat, take_seat
from cstrain.exam.actions.tallies import report_items, tally_papers

__all__ = [
    "GRACE",
    "PAGE",
    "Act",
    "Device",
    "Receipt",
    "RoomTerms",
    "Save",
    "act",
    "act_on_all",
    "admitted",
    "agree_to_move",
    "answer_appeal",
    "appeal",
    "approve_regrade",
    "ask_regrade",
    "close_overdue",
    "decline_regrade",
    "draw_on_paper",
    "drop_panel",
    "end_room",
    "enter_paper",
    "enter_room",
    "expire",
    "grant_resit",
    "judge",
    "let_in",
    "load_exam",
    "mark_answer",
    "note_away",
    "note_seat",
    "open_panel",
    "open_room",
    "open_talk",
    "publish",
    "report_items",
    "save_answer",
    "settle_clock",
    "settle_panel",
    "start_attempt",
    "submit_attempt",
    "take_seat",
    "tally_papers",
    "void_attempt",
    "withdraw",
]
