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
from cstrain.curriculum.actions.meetings import (
    Called,
    call_meeting,
    close_meeting,
    log_hours,
    sign_in_to,
    tick_presence,
)
from cstrain.curriculum.actions.reports import exam_taken, roleplay_judged
from cstrain.curriculum.actions.roster import keep_roster
from cstrain.curriculum.actions.sheet import enrol_by_sheet
from cstrain.curriculum.actions.steps import close_record, complete_step, confirm_step, waive
from cstrain.curriculum.actions.transfer import change_post

__all__ = [
    "EVERY_DAY",
    "Called",
    "Choice",
    "Edit",
    "Source",
    "Typed",
    "acknowledge",
    "answer_check",
    "answer_item",
    "attach_files",
    "call_meeting",
    "change_coach",
    "change_post",
    "check_material",
    "close_meeting",
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
    "keep_roster",
    "load_material",
    "log_hours",
    "move_enrolment",
    "open_section",
    "pause",
    "resume",
    "roleplay_judged",
    "save_material",
    "set_workdays",
    "sign_in_to",
    "tick_presence",
    "void_enrolment",
    "waive",
]
