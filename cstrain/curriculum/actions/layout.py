"""A plan laid out: its steps frozen into rows and into the record, what is done already kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cstrain.curriculum import queries
from cstrain.curriculum.actions.signatures import ask_signatures
from cstrain.curriculum.models import Enrolment, PlanStep, StepRun
from cstrain.curriculum.queries import LaidOut
from cstrain.curriculum.rules import Kind, PlannedStep, base_id, occurrence
from cstrain.kit import clock, db
from cstrain.people.rules import local_date
from cstrain.records import actions as records
from cstrain.records import queries as facts
from cstrain.records.rules import COMMITMENTS, Entry


@dataclass(frozen=True)
class Laying:
    """What a plan is laid out for: ``kind`` of the record entry (enrolled, moved), who, when, which generation."""

    kind: str
    generation: int
    by: str
    at: datetime


@db.deed
def lay_out(enrolment: Enrolment, laid: LaidOut, laying: Laying) -> list[PlanStep]:
    """Freeze the plan. Steps done before in the same major version of the post are done here too (formats 5.2)."""
    before = {step.key: step for step in queries.plan(enrolment.id)}
    for old in before.values():
        old.current = False
    db.database.session.flush()
    titles = queries.step_titles((step.spec for step in laid.course.steps), laid.shows)
    steps = []
    for place, planned in enumerate(laid.course.steps):
        step = _plan_step(enrolment, laid, planned, titles[planned.spec.id])
        step.place, step.generation = place, laying.generation
        db.database.session.add(step)
        steps.append(step)
    db.database.session.flush()
    _write(enrolment, laid, steps, laying)
    _keep_done(enrolment, steps, laying.at)
    _keep_begun(steps, before)
    db.database.session.flush()
    return steps


def _plan_step(enrolment: Enrolment, laid: LaidOut, planned: PlannedStep, title: str) -> PlanStep:
    spec = planned.spec
    shown = laid.shows(spec)
    return PlanStep(
        enrolment_id=enrolment.id,
        generation=0,
        place=0,
        key=planned.key,
        day=planned.day,
        due=planned.due,
        kind=spec.kind.value,
        title=title,
        duration=spec.duration,
        minutes=spec.minutes,
        targets=list(spec.targets),
        count=spec.count,
        signers=list(spec.signers),
        after=list(spec.after),
        material_version_id=shown.id if shown else None,
        major=laid.major(spec),
        hash=laid.hash(spec),
    )


def _write(enrolment: Enrolment, laid: LaidOut, steps: list[PlanStep], laying: Laying) -> None:
    named = queries.named_on(enrolment.id, max(enrolment.start_on, local_date(laying.at, clock.zone())))
    body: dict[str, Any] = {
        "course": enrolment.course_key,
        "title": enrolment.course_name,
        "version": str(laid.version.major),
        "post": enrolment.post,
        "start": enrolment.start_on.isoformat(),
        "cohort": enrolment.cohort.name if enrolment.cohort else "",
        **named,
        "steps": [_frozen(step) for step in steps],
    }
    subject = f"enrolment:{enrolment.id}"
    records.record(enrolment.person_id, laying.kind, at=laying.at, by=laying.by, subject=subject, body=body)


def _frozen(step: PlanStep) -> dict[str, Any]:
    """A step as the record sheet prints it: ``time`` for the second and later days of it, ``ref`` the exam."""
    time = occurrence(step.key)
    return {
        "id": base_id(step.key),
        "title": step.title,
        "kind": step.kind,
        "version": str(step.major),
        "hash": step.hash,
        "day": step.day,
        "signers": list(step.signers),
        "minutes": step.minutes,
        **({"time": time} if time > 1 else {}),
        **({"ref": step.targets[0]} if step.kind == Kind.EXAM else {}),
    }


def _keep_done(enrolment: Enrolment, steps: list[PlanStep], at: datetime) -> None:
    """What the record already holds need not be done again; a signature still owed is asked for under its new day."""
    held = facts.facts_of([enrolment.person_id], ["step_done", "waived"], f"step:{enrolment.post}/")
    by_subject = {entry.subject: entry for entry in held[enrolment.person_id]}
    signed = facts.signed_subjects([enrolment.person_id], f"step:{enrolment.post}/")[enrolment.person_id]
    for step in steps:
        subject = queries.subject_of(enrolment, step)
        entry = by_subject.get(subject)
        if entry is None:
            continue
        state = "done" if entry.kind == "step_done" else "waived"
        kept = StepRun(
            plan_step_id=step.id, state=state, result={"kept": entry.seq}, started_at=entry.at, done_at=entry.at
        )
        db.database.session.add(kept)
        if state == "done" and subject not in signed:
            ask_signatures(enrolment, step, _said(entry), at)


def _said(entry: Entry) -> dict[str, Any]:
    """The body of the step as it was asked to be signed."""
    return {name: value for name, value in entry.body.items() if name not in (COMMITMENTS, "marks")}


def _keep_begun(steps: list[PlanStep], before: dict[str, PlanStep]) -> None:
    """What was begun goes on where the content is the same."""
    for step in steps:
        old = before.get(step.key)
        run = old.run if old is not None else None
        if old is None or run is None or run.state != "open" or (old.major, old.hash) != (step.major, step.hash):
            continue
        db.database.session.add(StepRun(plan_step_id=step.id, progress=dict(run.progress), started_at=run.started_at))
