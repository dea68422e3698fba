"""Certification: what changes here."""

from cstrain.certification.actions.certificates import restore, revoke, suspend
from cstrain.certification.actions.content import load_gate, save_gate, take_proposal
from cstrain.certification.actions.decide import Given, decide
from cstrain.certification.actions.endings import tell_endings
from cstrain.certification.actions.redline import (
    confirm_red_line,
    dismiss_red_line,
    record_red_line,
    settle_red_line,
)
from cstrain.certification.actions.renewal import renew_taken_over
from cstrain.certification.actions.takeover import approve_take_over, decline_take_over, prepare_take_over
from cstrain.certification.actions.together import Together, decide_together, set_aside
from cstrain.certification.actions.withdraw import withdraw

__all__ = [
    "Given",
    "Together",
    "approve_take_over",
    "confirm_red_line",
    "decide",
    "decide_together",
    "decline_take_over",
    "dismiss_red_line",
    "load_gate",
    "prepare_take_over",
    "record_red_line",
    "renew_taken_over",
    "restore",
    "revoke",
    "save_gate",
    "set_aside",
    "settle_red_line",
    "suspend",
    "take_proposal",
    "tell_endings",
    "withdraw",
]
