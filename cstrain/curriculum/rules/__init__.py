"""Curriculum: what the room decides.

``steps`` modules and ``plan`` courses as values · ``lesson`` ``checks`` ``known`` what is wrong with content · ``opening``
what is open and when · ``done`` completion · ``standing`` the one word for a step or a day · ``sheet`` enrolling by sheet.
"""

from cstrain.curriculum.rules.checks import check_course, check_modules
from cstrain.curriculum.rules.done import (
    LessonProgress,
    PracticeProgress,
    acknowledged,
    after_wrong,
    lesson_progress,
    settled_items,
)
from cstrain.curriculum.rules.known import Known
from cstrain.curriculum.rules.lesson import LessonPage, check_lesson, pages
from cstrain.curriculum.rules.opening import (
    Calendar,
    Planned,
    days_behind,
    is_open,
    open_day,
    planned_date,
    require_step_open,
    training_day,
    waiting_for,
)
from cstrain.curriculum.rules.plan import Course, DayPlan, PlannedStep, base_id, occurrence, read_course
from cstrain.curriculum.rules.standing import (
    DONE,
    OWED,
    DayStanding,
    Facts,
    Standing,
    day_standing,
    standing,
)
from cstrain.curriculum.rules.steps import ATTENDED, Kind, ModuleFile, StepSpec, minutes_of, read_modules

__all__ = [
    "ATTENDED",
    "DONE",
    "OWED",
    "Calendar",
    "Course",
    "DayPlan",
    "DayStanding",
    "Facts",
    "Kind",
    "Known",
    "LessonPage",
    "LessonProgress",
    "ModuleFile",
    "Planned",
    "PlannedStep",
    "PracticeProgress",
    "Standing",
    "StepSpec",
    "acknowledged",
    "after_wrong",
    "base_id",
    "check_course",
    "check_lesson",
    "check_modules",
    "day_standing",
    "days_behind",
    "is_open",
    "lesson_progress",
    "minutes_of",
    "occurrence",
    "open_day",
    "pages",
    "planned_date",
    "read_course",
    "read_modules",
    "require_step_open",
    "settled_items",
    "standing",
    "training_day",
    "waiting_for",
]
