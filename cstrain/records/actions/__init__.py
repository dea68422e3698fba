"""Records: what can be done. Every function is a deed; the entry is written in the deed's own transaction."""

from cstrain.records.actions.append import SALT, Salted, record
from cstrain.records.actions.ask import ask_signature
from cstrain.records.actions.mend import correct, void
from cstrain.records.actions.prints import (
    ask_print,
    order_paper,
    paper_made,
    paper_removed,
    print_made,
    print_removed,
)
from cstrain.records.actions.retention import end_hold, erase, hold
from cstrain.records.actions.seal import seal_records
from cstrain.records.actions.sign import answer_refusal, refuse, sign

__all__ = [
    "SALT",
    "Salted",
    "answer_refusal",
    "ask_print",
    "ask_signature",
    "correct",
    "end_hold",
    "erase",
    "hold",
    "order_paper",
    "paper_made",
    "paper_removed",
    "print_made",
    "print_removed",
    "record",
    "refuse",
    "seal_records",
    "sign",
    "void",
]
