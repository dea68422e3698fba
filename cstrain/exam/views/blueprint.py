"""The room's blueprint and its menu."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cstrain.exam import queries
from cstrain.kit.web import MenuEntry
from cstrain.people.doors import Me
from cstrain.people.rules import May

bp = Blueprint("exam", __name__)


def _waiting(asked: Me) -> int:
    return queries.count_to_mark(asked)


MENU = [
    MenuEntry("exam.exams", _l("考试"), "clipboard-check", may=May.EXAM_KEEP, order=80),
    MenuEntry("exam.analyses", _l("考试分析"), "chart-column", may=May.EXAM_ANALYSE, order=81),
    MenuEntry("exam.rooms", _l("监考"), "eye", may=May.EXAM_INVIGILATE, order=79),
    MenuEntry("exam.marking", _l("阅卷"), "pen-line", may=May.EXAM_MARK, order=40, count=_waiting),
]
