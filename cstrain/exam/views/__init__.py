"""Exam: ``sitting`` and its ``outcome`` for who sits it, ``keeping`` for who publishes and declares void, ``marking``,
``analysis`` of what scores and questions are worth."""

from cstrain.exam.views.analysis import analysis
from cstrain.exam.views.appeals import appeals
from cstrain.exam.views.blueprint import MENU, bp
from cstrain.exam.views.invigilating import attempt
from cstrain.exam.views.keeping import exams
from cstrain.exam.views.marking import marking
from cstrain.exam.views.on_paper import paper
from cstrain.exam.views.outcome import result
from cstrain.exam.views.panels import line
from cstrain.exam.views.regrading import regrades
from cstrain.exam.views.resits import resits
from cstrain.exam.views.rooms import rooms
from cstrain.exam.views.sitting import question

__all__ = [
    "MENU",
    "analysis",
    "appeals",
    "attempt",
    "bp",
    "exams",
    "line",
    "marking",
    "paper",
    "question",
    "regrades",
    "resits",
    "result",
    "rooms",
]
