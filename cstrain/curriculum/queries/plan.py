"""One person's enrolment and the rows of its frozen plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from cstrain.curriculum.models import Absence, Attendance, Enrolment, PlanStep, StepRun
from cstrain.curriculum.rules import base_id, occurrence
from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.people.rules import Period
from cstrain.records.rules import step_subject


def active_enrolment(person_id: str) -> Enrolment | None:
    """The enrolment that runs; a person has at most one."""
    query = select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.state == "active")
    return db.database.session.scalar(query)


def latest_enrolment(person_id: str) -> Enrolment | None:
    """The running enrolment, else the last one that was not void."""
    return latest_enrolments([person_id]).get(person_id)


def latest_enrolments(person_ids: list[str]) -> dict[str, Enrolment]:
    """Per person the running enrolment, else the last one that was not void. One query."""
    query = select(Enrolment).where(Enrolment.person_id.in_(person_ids), Enrolment.state != "voided")
    rows = db.database.session.scalars(query.order_by(Enrolment.ended_at.is_(None), Enrolment.enrolled_at))
    return {row.person_id: row for row in rows}


def enrolment(enrolment_id: str) -> Enrolment:
    """404 when there is none."""
    found = db.database.session.get(Enrolment, enrolment_id)
    if found is None:
        raise NotYours
    return found


def current_steps() -> Select[Any]:
    """Steps of plans in force, read afresh with their runs, in the order of the sheet."""
    rows = select(PlanStep).where(PlanStep.current).order_by(PlanStep.enrolment_id, PlanStep.place)
    return rows.execution_options(populate_existing=True)


def plan(enrolment_id: str) -> list[PlanStep]:
    """The current steps in the order of the sheet, each with its run: one query."""
    return list(db.database.session.scalars(current_steps().where(PlanStep.enrolment_id == enrolment_id)))


def step(enrolment_id: str, key: str) -> PlanStep:
    """One step of the plan in force by its key; 404 when there is none."""
    query = current_steps().where(PlanStep.enrolment_id == enrolment_id, PlanStep.key == key)
    found: PlanStep | None = db.database.session.scalar(query)
    if found is None:
        raise NotYours
    return found


def run_of(one: PlanStep) -> StepRun | None:
    return db.database.session.scalar(select(StepRun).where(StepRun.plan_step_id == one.id))


def attended(enrolment_id: str) -> set[date]:
    """The local days on which the person learned."""
    return set(db.database.session.scalars(select(Attendance.on_day).where(Attendance.enrolment_id == enrolment_id)))


def absences(enrolment_id: str) -> list[Absence]:
    """Pauses of the enrolment, oldest first."""
    rows = select(Absence).where(Absence.enrolment_id == enrolment_id).order_by(Absence.from_on, Absence.at)
    return list(db.database.session.scalars(rows))


def absence_on(enrolment_id: str, day: date) -> Absence | None:
    """The pause that holds on this day."""
    return next((away for away in absences(enrolment_id) if Period(away.from_on, away.until_on).holds(day)), None)


def subject_of(one: Enrolment, planned: PlanStep) -> str:
    """``step:presale/T1@1``; the second time ``step:presale/K1@1#2``."""
    return step_subject(one.post, base_id(planned.key), planned.major, occurrence(planned.key))


def source_of(one: Enrolment, planned: PlanStep) -> str:
    """Where practice answers of this step say they come from; stays the same when the plan is laid out anew."""
    return f"step:{one.id}/{planned.key}@{planned.major}"
