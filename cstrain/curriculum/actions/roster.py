"""The roster by sheet: planned again inside the write, all or nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cstrain.curriculum.models import RosterDay
from cstrain.curriculum.queries.roster import roster_plan
from cstrain.curriculum.rules.roster import RosterPlan
from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.people.queries import Scoped
from cstrain.people.rules import local_date


@db.deed
def keep_roster(sheet: Sheet, asked: Scoped, *, at: datetime) -> RosterPlan:
    """Days of the sheet take the place of what stood there; other days stay. Refusal ``sheet_has_faults``."""
    planned = roster_plan(sheet, asked, local_date(at, clock.zone()))
    if planned.faults:
        raise Refusal("sheet_has_faults", rows=len({fault.row for fault in planned.faults}))
    session = db.database.session
    rows = select(RosterDay).where(RosterDay.person_id.in_({line.person_id for line in planned.lines}))
    held = {(row.person_id, row.on_day): row for row in session.scalars(rows)}
    for line in planned.lines:
        row = held.get((line.person_id, line.on))
        if row is None:
            session.add(RosterDay(person_id=line.person_id, on_day=line.on, shift=line.shift.value))
        elif row.shift != line.shift.value:
            row.shift = line.shift.value
    session.flush()
    return planned
