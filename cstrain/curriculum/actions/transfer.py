"""From one post to another: the running course ends, the new one begins, what is the same is carried over as waived."""

from __future__ import annotations

from datetime import datetime

from cstrain.curriculum import queries
from cstrain.curriculum.actions.enrol import Choice, end_enrolment, enrol
from cstrain.curriculum.actions.steps import waive
from cstrain.curriculum.models import Enrolment
from cstrain.curriculum.queries.carrying import brought
from cstrain.kit import db
from cstrain.kit.errors import Refusal


@db.deed
def change_post(person_id: str, choice: Choice, *, by: str, at: datetime) -> Enrolment:
    """Enrol somebody in the course of another post. Each step carried over is a waiver of its own, with its ground.

    Refusals ``same_post``, ``own_enrolment``, and those of enrolling.
    """
    if person_id == by:
        raise Refusal("own_enrolment")
    laid = queries.course(choice.course_key)
    running = queries.active_enrolment(person_id)
    if running is not None and running.post == laid.version.material.post:
        raise Refusal("same_post")
    carried = [one for one in brought(person_id, laid) if one.where]
    if running is not None:
        end_enrolment(running.id, "ended", at=at)
        db.database.session.flush()
    made = enrol(person_id, choice, by=by, at=at)
    done = {step.key for step in queries.plan(made.id) if step.is_done}
    for one in carried:
        if one.key not in done:
            waive(made.id, one.key, reason=f"转岗带入：{one.where}，内容相同，已签字", by=by, at=at)
    return made
