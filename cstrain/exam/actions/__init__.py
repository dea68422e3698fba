"""Exam: what changes. ``content`` and publication · the ``attempt`` · its ``answers`` · ``marking`` · ``results`` settled."""

from cstrain.exam.actions.answers import PAGE, Receipt, Save, save_answer
from cstrain.exam.actions.attempt import GRACE, close_overdue, expire, start_attempt, submit_attempt, void_attempt
from cstrain.exam.actions.content import grant_resit, load_exam, publish, withdraw
from cstrain.exam.actions.marking import mark_answer

__all__ = [
    "GRACE",
    "PAGE",
    "Receipt",
    "Save",
    "close_overdue",
    "expire",
    "grant_resit",
    "load_exam",
    "mark_answer",
    "publish",
    "save_answer",
    "start_attempt",
    "submit_attempt",
    "void_attempt",
    "withdraw",
]
