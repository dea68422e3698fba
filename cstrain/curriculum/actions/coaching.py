"""Who looks after a person: another mentor or trainer from a day on."""

from __future__ import annotations

from datetime import date, timedelta

from cstrain.curriculum import queries
from cstrain.curriculum.actions.enrol import held_running, require_coach
from cstrain.curriculum.models import Coach
from cstrain.kit import db


@db.deed
def change_coach(enrolment_id: str, role: str, person_id: str, *, from_on: date) -> Coach:
    """Another mentor or trainer from a day on; whoever was named before ends the day before.

    Signatures asked before stay with whom they were asked of. Refusals ``coach_is_trainee``, ``coach_has_no_role``.
    """
    enrolment = held_running(enrolment_id)
    require_coach(enrolment.person, role, person_id, from_on)
    for coach in queries.coaches(enrolment_id):
        if coach.role == role and (coach.until_on is None or coach.until_on >= from_on):
            coach.until_on = from_on - timedelta(days=1)
    made = Coach(enrolment_id=enrolment_id, person_id=person_id, role=role, from_on=from_on)
    db.database.session.add(made)
    db.database.session.flush()
    return made
