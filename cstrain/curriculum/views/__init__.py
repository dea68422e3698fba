"""One's own course and its steps; the desk of trainers and mentors: batches, enrolments, confirmations."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from cstrain.curriculum.views import (
    charter,
    cohort,
    confirming,
    course,
    enrolling,
    enrolment,
    hours,
    lesson,
    media,
    meetings,
    practice,
    roster,
    sheet,
    shown,
    step,
    transfer,
)
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.confirming import waiting_count
from cstrain.kit.web import MenuEntry
from cstrain.people.rules import May

MENU = [
    MenuEntry("curriculum.course", _lp("tab", "课程"), "book-open", place="tabs", order=20),
    MenuEntry("curriculum.confirm", _l("带教确认"), "user-round-check", may=May.CONFIRM, order=44, count=waiting_count),
    MenuEntry("curriculum.hours", _l("跟岗时间"), "timer", may=May.CONFIRM, order=46),
    MenuEntry("curriculum.meetings", _l("签到"), "clipboard-check", may=May.ENROL, order=48),
    MenuEntry("curriculum.cohorts", _l("批次进度"), "layout-grid", may=May.COHORT_SEE, order=60),
    MenuEntry("curriculum.enrol", _l("报名"), "user-round-plus", may=May.ENROL, order=62),
    MenuEntry("curriculum.roster", _l("排班"), "calendar-days", may=May.TEAM_STATE, order=63),
]

__all__ = [
    "MENU",
    "bp",
    "charter",
    "cohort",
    "confirming",
    "course",
    "enrolling",
    "enrolment",
    "hours",
    "lesson",
    "media",
    "meetings",
    "practice",
    "roster",
    "sheet",
    "shown",
    "step",
    "transfer",
]
