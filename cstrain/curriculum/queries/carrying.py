"""What somebody who changes posts brings along: steps with the same content, done and signed in another post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from cstrain.curriculum.models import Enrolment, PlanStep, StepRun
from cstrain.curriculum.queries.material import LaidOut, step_titles
from cstrain.curriculum.queries.plan import subject_of
from cstrain.curriculum.rules import Kind
from cstrain.kit import db
from cstrain.records import queries as records

NEVER = frozenset({Kind.EXAM, Kind.ACKNOWLEDGE, Kind.CLOSING, Kind.ROLEPLAY, Kind.PRACTICE})


@dataclass(frozen=True)
class Brought:
    """A step of the new course. ``where``: post and title under which the same content was signed; "" when it is new."""

    key: str
    title: str
    day: int
    where: str = ""


def brought(person_id: str, laid: LaidOut) -> list[Brought]:
    """Every step of the new course: what it still asks for, and what was learned and signed elsewhere as it is today.

    Only what teaches is carried over: exams, confirmations, practice and rehearsals are each post's own.
    """
    post = laid.version.material.post
    signed = _signed(person_id, post)
    titles = step_titles((step.spec for step in laid.course.steps), laid.shows)
    return [
        Brought(
            step.key,
            titles[step.spec.id],
            step.day,
            signed.get(laid.hash(step.spec), "") if step.spec.kind not in NEVER else "",
        )
        for step in laid.course.steps
    ]


def _signed(person_id: str, but: str) -> dict[str, str]:
    """Hash of what was learned and signed in other posts → where."""
    rows: Any = select(PlanStep, Enrolment).join(Enrolment, Enrolment.id == PlanStep.enrolment_id)
    rows = rows.join(StepRun, StepRun.plan_step_id == PlanStep.id)
    rows = rows.where(Enrolment.person_id == person_id, Enrolment.state != "voided", Enrolment.post != but)
    subjects = records.signed_subjects([person_id], "step:")[person_id]
    return {
        step.hash: f"{one.post_name}·{step.title}"
        for step, one in db.database.session.execute(rows.where(StepRun.state == "done"))
        if subject_of(one, step) in subjects
    }
