"""Bank: what changes. Every function that writes is a deed."""

from cstrain.bank.actions.drafts import Draft, Written
from cstrain.bank.actions.load import Loaded, load_bank, load_points, load_rules
from cstrain.bank.actions.observed import Report, report_observed
from cstrain.bank.actions.practise import answer_practice
from cstrain.bank.actions.proposals import decline_proposal, take_proposal
from cstrain.bank.actions.save import (
    add_question,
    check_rule,
    check_text,
    confirm,
    dispute,
    next_number,
    release,
    renumbered,
    restore,
    retire,
    save_question,
    save_rule,
)

__all__ = [
    "Draft",
    "Loaded",
    "Report",
    "Written",
    "add_question",
    "answer_practice",
    "check_rule",
    "check_text",
    "confirm",
    "decline_proposal",
    "dispute",
    "load_bank",
    "load_points",
    "load_rules",
    "next_number",
    "release",
    "renumbered",
    "report_observed",
    "restore",
    "retire",
    "save_question",
    "save_rule",
    "take_proposal",
]
