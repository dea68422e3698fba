"""Bank: what changes. Every function that writes is a deed."""

from cstrain.bank.actions.desk import Done, drop_view, find_more, keep_view, retire_many, tag_many
from cstrain.bank.actions.drafts import Draft, Written
from cstrain.bank.actions.load import Loaded, load_bank, load_points, load_rules
from cstrain.bank.actions.observed import Report, report_observed
from cstrain.bank.actions.practise import answer_practice
from cstrain.bank.actions.proposals import decline_proposal, take_proposal
from cstrain.bank.actions.review import (
    Reviewed,
    check,
    confirm,
    dispute,
    drop_change,
    hand_in,
    review,
    submit,
)
from cstrain.bank.actions.save import (
    Edit,
    add_question,
    add_rule,
    check_new_rule,
    check_rule,
    check_text,
    next_number,
    next_rule,
    renumbered,
    restore,
    retire,
    save_question,
    save_rule,
)

__all__ = [
    "Done",
    "Draft",
    "Edit",
    "Loaded",
    "Report",
    "Reviewed",
    "Written",
    "add_question",
    "add_rule",
    "answer_practice",
    "check",
    "check_new_rule",
    "check_rule",
    "check_text",
    "confirm",
    "decline_proposal",
    "dispute",
    "drop_change",
    "drop_view",
    "find_more",
    "hand_in",
    "keep_view",
    "load_bank",
    "load_points",
    "load_rules",
    "next_number",
    "next_rule",
    "renumbered",
    "report_observed",
    "restore",
    "retire",
    "retire_many",
    "review",
    "save_question",
    "save_rule",
    "submit",
    "tag_many",
    "take_proposal",
]
