"""Exam: ``sitting`` and its ``outcome`` for who sits it, ``keeping`` for who publishes and declares void, ``marking``."""

from cstrain.exam.views.blueprint import MENU, bp
from cstrain.exam.views.keeping import exams
from cstrain.exam.views.marking import marking
from cstrain.exam.views.outcome import result
from cstrain.exam.views.sitting import question

__all__ = ["MENU", "bp", "exams", "marking", "question", "result"]
