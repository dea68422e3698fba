"""Steps begun and done. Each deed reads the enrolment afresh, checks that the step's turn has come, and marks the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cstrain.curriculum import queries
from cstrain.curriculum.actions.enrol import held_running
from cstrain.curriculum.actions.signatures import ask_signatures
from cstrain.curriculum.models import Attendance, Enrolment, PlanStep, StepRun
from cstrain.curriculum.queries.board import AWAY_STATES
from cstrain.curriculum.rules import Kind, open_day, require_step_open, training_day
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.rules import local_date
from cstrain.records import actions as records
from cstrain.records.rules import Proven


@dataclass(frozen=True)
class Begun:
    """A step under way: the enrolment (held until the commit), the step, its run."""

    enrolment: Enrolment
    step: PlanStep
    run: StepRun

    @property
    def is_open(self) -> bool:
        return self.run.state == "open"


@db.deed
def begin(enrolment_id: str, key: str, at: datetime) -> Begun:
    """Take up a step; refused while its turn has not come or the person is away.

    Refusals: ``enrolment_has_ended``, ``away_today``, ``not_started_yet``, ``day_not_open``, ``step_comes_later``.
    """
    enrolment = held_running(enrolment_id)
    today = queries.work_day_of(enrolment.person_id, at)
    if queries.absence_on(enrolment_id, today) is not None or enrolment.person.state in AWAY_STATES:
        raise Refusal("away_today")
    step = queries.step(enrolment_id, key)
    require_turn(enrolment, step, at)
    attend(enrolment, at)
    run = queries.run_of(step)
    if run is None:
        run = StepRun(plan_step_id=step.id, started_at=at)
        db.database.session.add(run)
        db.database.session.flush()
    return Begun(enrolment, step, run)


def require_turn(enrolment: Enrolment, step: PlanStep, at: datetime) -> None:
    """Refuse a step whose turn has not come."""
    today = queries.work_day_of(enrolment.person_id, at)
    if today < enrolment.start_on:
        raise Refusal("not_started_yet", day=enrolment.start_on.isoformat())
    rules = queries.rules_of(queries.plan(enrolment.id))
    number = training_day(queries.attended(enrolment.id), today, is_off=queries.is_off(enrolment.person_id, today))
    require_step_open(rules[step.key], rules, open_day(list(rules.values()), number, enrolment.days))


@db.deed
def attend(enrolment: Enrolment, at: datetime) -> None:
    """The first deed of a local day makes it a training day; a day off stays one, whatever is done on it."""
    today = queries.work_day_of(enrolment.person_id, at)
    days = queries.attended(enrolment.id)
    if today in days or queries.is_off(enrolment.person_id, today):
        return
    number = len(days) + 1
    db.database.session.add(Attendance(enrolment_id=enrolment.id, on_day=today, number=number, at=at))
    subject, person = f"enrolment:{enrolment.id}", enrolment.person_id
    body = {"day": today.isoformat(), "number": number}
    records.record(person, "attended", at=at, by=person, subject=subject, body=body)


def require_kind(step: PlanStep, *kinds: Kind) -> None:
    """404 for a deed that does not belong to this kind of step: no page of ours asks for it."""
    if step.kind not in kinds:
        raise NotYours


@dataclass(frozen=True)
class Outcome:
    """How a step was done: ``words`` for the sheet's column 成绩 ("" for nothing), ``facts`` to be kept with the run."""

    words: str = ""
    facts: dict[str, Any] | None = None


def finish(begun: Begun, outcome: Outcome, *, at: datetime, by: str) -> StepRun:
    """The step is done: the fact enters the record, the signatures it needs are asked for."""
    enrolment, step, run = begun.enrolment, begun.step, begun.run
    run.state, run.done_at, run.result = "done", at, {"words": outcome.words, **(outcome.facts or {})}
    body = {
        "step": step.key,
        "title": step.title,
        "kind": step.kind,
        "version": str(step.major),
        "hash": step.hash,
        "result": outcome.words,
        "learned_on": local_date(at, clock.zone()).isoformat(),
    }
    subject = queries.subject_of(enrolment, step)
    records.record(enrolment.person_id, "step_done", at=at, by=by, subject=subject, body=body)
    db.database.session.flush()
    ask_signatures(enrolment, step, body, at)
    return run


@db.deed
def complete_step(enrolment_id: str, key: str, *, result: str = "", by: str, at: datetime) -> StepRun:
    """A later room reports a step done; a second report changes nothing."""
    begun = begin(enrolment_id, key, at)
    return finish(begun, Outcome(result), at=at, by=by) if begun.is_open else begun.run


@db.deed
def confirm_step(enrolment_id: str, key: str, proof: Proven, *, at: datetime, note: str = "") -> StepRun:
    """The named mentor or trainer, or a deputy, confirms that the person was there and did it.

    ``proof``: who confirms, proved by their own password or one-time code. Refusals: ``not_the_named_coach``,
    ``step_is_done``, and those of beginning a step.
    """
    begun = begin(enrolment_id, key, at)
    require_kind(begun.step, Kind.OFFLINE, Kind.CLASS, Kind.SHADOW)
    enrolment, by = begun.enrolment, proof.person_id
    place = queries.standpoint(enrolment, by, local_date(at, clock.zone()))
    if place is None or by == enrolment.person_id:
        raise Refusal("not_the_named_coach")
    if not begun.is_open:
        raise Refusal("step_is_done")
    begun.run.confirmed_by, begun.run.note = by, note
    body = {"step": begun.step.key, "title": begun.step.title, "role": place.role}
    if place.deputy_of is not None:
        body |= {"deputy_of": place.deputy_of}
    subject = queries.subject_of(enrolment, begun.step)
    records.record(enrolment.person_id, "confirmed", at=at, by=by, subject=subject, body=body, proof=proof)
    return finish(begun, Outcome(facts={"confirmed_by": by}), at=at, by=by)


@db.deed
def close_record(enrolment_id: str, key: str, *, at: datetime) -> StepRun:
    """The closing step is done when every other step is signed. Refusals ``steps_undone``, ``steps_unsigned``."""
    begun = begin(enrolment_id, key, at)
    require_kind(begun.step, Kind.CLOSING)
    left = queries.unsigned(queries.board(begun.enrolment, at))
    undone = [one for one in left if not one.is_done]
    if undone:
        raise Refusal("steps_undone", count=len(undone))
    if left:
        raise Refusal("steps_unsigned", count=len(left))
    if not begun.is_open:
        return begun.run
    return finish(begun, Outcome(), at=at, by=begun.enrolment.person_id)


@db.deed
def waive(enrolment_id: str, key: str, *, reason: str, by: str, at: datetime) -> StepRun:
    """Free a person of a step, with a reason and by whom; never of an exam, the charter or the closing signature.

    Refusals: ``step_cannot_be_waived``, ``step_is_done``, ``own_enrolment``.
    """
    enrolment = held_running(enrolment_id)
    if enrolment.person_id == by:
        raise Refusal("own_enrolment")
    step = queries.step(enrolment_id, key)
    if step.kind in (Kind.EXAM, Kind.ACKNOWLEDGE, Kind.CLOSING):
        raise Refusal("step_cannot_be_waived")
    run = queries.run_of(step)
    if run is not None and run.state != "open":
        raise Refusal("step_is_done")
    if run is None:
        run = StepRun(plan_step_id=step.id, started_at=at)
        db.database.session.add(run)
    run.state, run.done_at, run.note = "waived", at, reason
    subject, body = queries.subject_of(enrolment, step), {"step": step.key, "title": step.title}
    person = enrolment.person_id
    records.record(person, "waived", at=at, by=by, subject=subject, body=body, private={"reason": reason})
    db.database.session.flush()
    return run
