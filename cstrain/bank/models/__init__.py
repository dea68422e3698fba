"""What the room remembers: ``kept`` texts, versions, citations, answers and imports · ``desk`` what the trainer's desk adds."""

from cstrain.bank.models.desk import QuestionChange, QuestionText, SavedView
from cstrain.bank.models.kept import (
    Bank,
    BankImport,
    Citation,
    ImportedQuestion,
    ImportSource,
    Observed,
    Point,
    PracticeAnswer,
    Proposal,
    Question,
    QuestionEvent,
    QuestionVersion,
    Register,
    Rule,
    RuleVersion,
    Use,
)

__all__ = [
    "Bank",
    "BankImport",
    "Citation",
    "ImportSource",
    "ImportedQuestion",
    "Observed",
    "Point",
    "PracticeAnswer",
    "Proposal",
    "Question",
    "QuestionChange",
    "QuestionEvent",
    "QuestionText",
    "QuestionVersion",
    "Register",
    "Rule",
    "RuleVersion",
    "SavedView",
    "Use",
]
