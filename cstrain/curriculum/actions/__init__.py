"""Curriculum: what changes here.

``material`` content · ``enrol`` ``sheet`` ``coaching`` ``calendar`` enrolments · ``learning`` ``steps`` ``reports`` steps.
"""

from cstrain.curriculum.actions.calendar import pause, resume, set_workdays
from cstrain.curriculum.actions.coaching import change_coach
from cstrain.curriculum.actions.enrol import (
    EVERY_DAY,
    Choice,
    end_enrolment,
    end_left,
    enrol,
    keep_cohort,
    move_enrolment,
    void_enrolment,
)
from cstrain.curriculum.actions.learning import Typed, acknowledge, answer_check, answer_item, open_section
from cstrain.curriculum.actions.material import (
    Edit,
    Source,
    attach_files,
    check_material,
    keep_attachment,
    load_material,
    save_material,
)
from cstrain.curriculum.actions.reports import exam_taken, roleplay_judged
from cstrain.curriculum.actions.sheet import enrol_by_sheet
from cstrain.curriculum.actions.steps import close_record, complete_step, confirm_step, waive

__all__ = [
    "EVERY_DAY",
    "Choice",
    "Edit",
    "Source",
    "Typed",
    "acknowledge",
    "answer_check",
    "answer_item",
    "attach_files",
    "change_coach",
    "check_material",
    "close_record",
    "complete_step",
    "confirm_step",
    "end_enrolment",
    "end_left",
    "enrol",
    "enrol_by_sheet",
    "exam_taken",
    "keep_attachment",
    "keep_cohort",
    "load_material",
    "move_enrolment",
    "open_section",
    "pause",
    "resume",
    "roleplay_judged",
    "save_material",
    "set_workdays",
    "void_enrolment",
    "waive",
]
