"""Bank: what the room decides, values in, values or a Refusal out."""

from cstrain.bank.rules.answers import filled, is_answer, is_answered, key_of, number_shown
from cstrain.bank.rules.checks import check_bank, check_question
from cstrain.bank.rules.difference import Change, difference
from cstrain.bank.rules.grading import Graded, grade, marked, whole
from cstrain.bank.rules.known import Kept, Known, RuleFacts
from cstrain.bank.rules.lint import alike, lint
from cstrain.bank.rules.pool import Pool
from cstrain.bank.rules.question import (
    Answer,
    Authority,
    Blank,
    Criterion,
    Difficulty,
    Kind,
    Option,
    Question,
    Scoring,
    Verdict,
)
from cstrain.bank.rules.reading import examine, read_question
from cstrain.bank.rules.register import (
    Limit,
    PointRow,
    Rule,
    check_points,
    check_register,
    examine_rule,
    figures_in,
    read_points,
)
from cstrain.bank.rules.shuffle import SHUFFLE, Order, is_order, plain_order, shuffled
from cstrain.bank.rules.states import FREELY, NEXT, Event, QuestionState, may_release, next_state, require_other
from cstrain.bank.rules.versions import (
    Incoming,
    Outcome,
    Step,
    bearing_of,
    incoming_of,
    load_step,
    pictures_of,
    with_status,
    with_version,
)

__all__ = [
    "FREELY",
    "NEXT",
    "SHUFFLE",
    "Answer",
    "Authority",
    "Blank",
    "Change",
    "Criterion",
    "Difficulty",
    "Event",
    "Graded",
    "Incoming",
    "Kept",
    "Kind",
    "Known",
    "Limit",
    "Option",
    "Order",
    "Outcome",
    "PointRow",
    "Pool",
    "Question",
    "QuestionState",
    "Rule",
    "RuleFacts",
    "Scoring",
    "Step",
    "Verdict",
    "alike",
    "bearing_of",
    "check_bank",
    "check_points",
    "check_question",
    "check_register",
    "difference",
    "examine",
    "examine_rule",
    "figures_in",
    "filled",
    "grade",
    "incoming_of",
    "is_answer",
    "is_answered",
    "is_order",
    "key_of",
    "lint",
    "load_step",
    "marked",
    "may_release",
    "next_state",
    "number_shown",
    "pictures_of",
    "plain_order",
    "read_points",
    "read_question",
    "require_other",
    "shuffled",
    "whole",
    "with_status",
    "with_version",
]
