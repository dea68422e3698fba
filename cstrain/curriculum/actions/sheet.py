"""Enrolling by sheet: planned again inside the write, all or nothing."""

from __future__ import annotations

from datetime import datetime

from cstrain.curriculum import queries
from cstrain.curriculum.actions.enrol import Choice, enrol, keep_cohort
from cstrain.curriculum.models import Enrolment
from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.people.queries import Scoped
from cstrain.people.rules import local_date


@db.deed
def enrol_by_sheet(sheet: Sheet, asked: Scoped, *, by: str, at: datetime) -> list[Enrolment]:
    """Enrol everybody on the sheet; refused whole when one row cannot be (``sheet_has_faults``)."""
    planned = queries.enrol_plan(sheet, asked, local_date(at, clock.zone()))
    if planned.faults:
        raise Refusal("sheet_has_faults", rows=len({fault.row for fault in planned.faults}))
    made = []
    for line in planned.lines:
        batch = keep_cohort(line.batch, line.course.key, line.start_on) if line.batch else None
        choice = Choice(
            line.course.key,
            line.start_on,
            mentor_id=line.mentor_id or None,
            trainer_id=line.trainer_id or None,
            cohort_id=batch.id if batch else None,
        )
        made.append(enrol(line.person.id, choice, by=by, at=at))
    return made
