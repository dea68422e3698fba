"""The page of law: every permission there is, and which role has it.

Members read ``room:thing:deed``. Rows are scoped by the grant's team; whatever is not yours answers 404.
Everyone signed in is a learner: their own lessons, exams, record and signatures need no permission (``May.LEARN``).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from cstrain.people.rules.states import Role

ALL_TEAMS = "*"  # what a grant without a team covers


class May(Enum):
    LEARN = "learner:own:use"
    PEOPLE_SEE = "people:person:see"
    PEOPLE_KEEP = "people:person:keep"  # import, state, teams, first passwords, resets
    SIGNING_RELEASE = "people:signing:release"  # the second person after a reset
    GRANTS_KEEP = "people:grant:keep"
    TEAM_STATE = "people:state:change"  # leave, return, pause of one's own team
    DECISIONS_SEE = "people:decision:see"
    DECISIONS_MAKE = "people:decision:make"
    AUDIT_SEE = "people:audit:see"
    RECORD_SEE = "records:sheet:see"
    RECORD_CORRECT = "records:entry:correct"
    BANK_SEE = "bank:question:see"
    BANK_EDIT = "bank:question:edit"
    BANK_REVIEW = "bank:question:review"  # never what one wrote oneself
    RULES_KEEP = "bank:rule:keep"
    ENROL = "curriculum:enrolment:keep"
    COHORT_SEE = "curriculum:cohort:see"
    CONFIRM = "curriculum:step:confirm"  # the named mentor's or trainer's confirmation of an offline step
    COUNTERSIGN = "curriculum:step:countersign"
    DRILL_COACH = "drill:person:coach"  # go through what somebody keeps missing, hear twenty questions
    ROLEPLAY_SCORE = "roleplay:session:score"
    EXAM_KEEP = "exam:exam:keep"
    EXAM_MARK = "exam:answer:mark"
    EXAM_INVIGILATE = "exam:attempt:invigilate"
    EXAM_ANALYSE = "exam:analysis:see"
    LINE_SET = "exam:line:set"  # call a panel, decide the pass line with a reason
    REGRADE_ASK = "exam:regrade:ask"
    REGRADE_APPROVE = "exam:regrade:approve"  # never one's own
    GATE_SEE = "certification:gate:see"
    GATE_DECIDE = "certification:gate:decide"
    SUSPEND = "certification:certificate:suspend"
    RED_LINE = "certification:redline:record"
    TAKE_OVER = "certification:takeover:prepare"
    TAKE_OVER_APPROVE = "certification:takeover:approve"
    QUALITY_KEEP = "quality:finding:keep"
    LEVELS_SEE = "levels:ladder:see"
    LEVELS_DECIDE = "levels:promotion:decide"
    KPI_IMPORT = "levels:kpi:import"
    CONTENT_EDIT = "content:part:edit"
    REPORTS_SEE = "reports:board:see"
    NOTICES_KEEP = "notices:channel:keep"  # robots, hours, what left the house
    TOKENS_KEEP = "api:token:keep"
    RUNNING_SEE = "running:state:see"


TRAINER = frozenset(
    {
        May.PEOPLE_SEE, May.SIGNING_RELEASE, May.TEAM_STATE, May.DECISIONS_SEE, May.RECORD_SEE, May.RECORD_CORRECT,
        May.BANK_SEE, May.BANK_EDIT, May.RULES_KEEP, May.ENROL, May.COHORT_SEE, May.CONFIRM, May.COUNTERSIGN, May.ROLEPLAY_SCORE,
        May.EXAM_KEEP, May.EXAM_MARK, May.EXAM_INVIGILATE, May.CONTENT_EDIT, May.REPORTS_SEE, May.EXAM_ANALYSE,
        May.LINE_SET, May.REGRADE_ASK, May.REGRADE_APPROVE, May.DRILL_COACH, May.BANK_REVIEW,
    }
)  # fmt: skip
MENTOR = frozenset({May.CONFIRM, May.COUNTERSIGN, May.COHORT_SEE})
INSPECTOR = frozenset({May.PEOPLE_SEE, May.QUALITY_KEEP, May.BANK_SEE, May.REPORTS_SEE})
SUPERVISOR = frozenset(
    {
        May.PEOPLE_SEE, May.SIGNING_RELEASE, May.TEAM_STATE, May.DECISIONS_SEE, May.DECISIONS_MAKE, May.RECORD_SEE,
        May.RECORD_CORRECT, May.BANK_SEE, May.COHORT_SEE, May.ROLEPLAY_SCORE, May.EXAM_MARK, May.EXAM_INVIGILATE, May.GATE_SEE,
        May.GATE_DECIDE, May.SUSPEND, May.RED_LINE, May.TAKE_OVER_APPROVE, May.QUALITY_KEEP, May.LEVELS_SEE,
        May.LEVELS_DECIDE, May.KPI_IMPORT, May.REPORTS_SEE, May.EXAM_ANALYSE, May.LINE_SET, May.REGRADE_ASK,
        May.REGRADE_APPROVE, May.DRILL_COACH, May.BANK_REVIEW,
    }
)  # fmt: skip
ADMINISTRATOR = frozenset(
    {
        May.PEOPLE_SEE, May.PEOPLE_KEEP, May.SIGNING_RELEASE, May.GRANTS_KEEP, May.TEAM_STATE, May.DECISIONS_SEE, May.DECISIONS_MAKE,
        May.AUDIT_SEE, May.TAKE_OVER, May.TOKENS_KEEP, May.NOTICES_KEEP, May.REPORTS_SEE, May.RUNNING_SEE,
    }
)  # fmt: skip
AUDITOR = frozenset(
    {
        May.PEOPLE_SEE, May.DECISIONS_SEE, May.AUDIT_SEE, May.RECORD_SEE, May.COHORT_SEE, May.GATE_SEE,
        May.LEVELS_SEE, May.REPORTS_SEE, May.BANK_SEE, May.EXAM_ANALYSE,
    }
)  # fmt: skip

ROLE_MAY: dict[Role, frozenset[May]] = {
    Role.TRAINER: TRAINER,
    Role.MENTOR: MENTOR,
    Role.INSPECTOR: INSPECTOR,
    Role.SUPERVISOR: SUPERVISOR,
    Role.ADMINISTRATOR: ADMINISTRATOR,
    Role.AUDITOR: AUDITOR,
}


def may_of(roles: Iterable[Role]) -> frozenset[May]:
    """What the roles may do together; everyone may learn."""
    return frozenset({May.LEARN}).union(*(ROLE_MAY[role] for role in roles))
