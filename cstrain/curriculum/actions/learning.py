"""Reading, answering, acknowledging: what a person does on their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cstrain.bank import actions as bank
from cstrain.bank.models import PracticeAnswer
from cstrain.curriculum import queries
from cstrain.curriculum.actions.steps import Begun, Outcome, begin, finish, require_kind
from cstrain.curriculum.models import StepRun
from cstrain.curriculum.rules import Kind, acknowledged
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.records import actions as records


@dataclass(frozen=True)
class Typed:
    """An answer as the form brings it, and how long it took."""

    number: str
    answer: Any
    milliseconds: int = 0


@db.deed
def open_section(enrolment_id: str, key: str, section: int, *, at: datetime) -> StepRun:
    """A section of a lesson was read; sections are read in order (``section_comes_later``)."""
    begun = begin(enrolment_id, key, at)
    require_kind(begun.step, Kind.LESSON)
    if begun.is_open:
        state = queries.lesson_state(begun.enrolment, begun.step, begun.run)
        if not 0 <= section < state.sections:
            raise NotYours
        if section > state.furthest:
            raise Refusal("section_comes_later")
        begun.run.progress = {**begun.run.progress, "opened": sorted({*state.opened, section})}
        db.database.session.flush()
        _finish_lesson(begun, at)
    return begun.run


@db.deed
def answer_check(enrolment_id: str, key: str, typed: Typed, *, at: datetime) -> StepRun:
    """Answer one self-test question of a lesson; wrong ones are asked again until right."""
    begun = begin(enrolment_id, key, at)
    require_kind(begun.step, Kind.LESSON)
    if typed.number not in queries.askable_checks(begun.step):
        raise NotYours
    _answered(begun, typed, at)
    if begun.is_open:
        _finish_lesson(begun, at)
    return begun.run


def _answered(begun: Begun, typed: Typed, at: datetime) -> PracticeAnswer:
    version = queries.asked_version(typed.number)
    return bank.answer_practice(
        begun.enrolment.person_id,
        version.id,
        typed.answer,
        at=at,
        milliseconds=typed.milliseconds,
        source=queries.source_of(begun.enrolment, begun.step),
    )


def _finish_lesson(begun: Begun, at: datetime) -> None:
    state = queries.lesson_state(begun.enrolment, begun.step, begun.run)
    if not state.is_done:
        return
    count = len(state.checks)
    right = queries.first_try(begun.enrolment, begun.step, state.checks)
    words = f"自测 {right}/{count}" if count else ""
    finish(begun, Outcome(words, {"first_right": right, "items": count}), at=at, by=begun.enrolment.person_id)


@db.deed
def answer_item(enrolment_id: str, key: str, typed: Typed, *, at: datetime) -> StepRun:
    """Answer one item of a practice; the first score is kept, wrong ones come again."""
    begun = begin(enrolment_id, key, at)
    require_kind(begun.step, Kind.PRACTICE)
    state = queries.practice_state(begun.enrolment, begun.step, begun.run)
    if typed.number not in state.items:
        raise NotYours
    _answered(begun, typed, at)
    if begun.is_open:
        if begun.run.progress.get("items") != list(state.items):
            begun.run.progress = {**begun.run.progress, "items": list(state.items)}
        db.database.session.flush()
        _finish_practice(begun, at)
    return begun.run


def _finish_practice(begun: Begun, at: datetime) -> None:
    state = queries.practice_state(begun.enrolment, begun.step, begun.run)
    if not state.is_done:
        return
    person, subject = begun.enrolment.person_id, queries.subject_of(begun.enrolment, begun.step)
    score = {"first_num": state.first_right, "first_den": len(state.items), "banks": list(begun.step.targets)}
    records.record(person, "practice", at=at, by=person, subject=subject, body=score)
    words = f"{state.first_right}/{len(state.items)}"
    outcome = Outcome(words, {"first_right": state.first_right, "items": len(state.items)})
    finish(begun, outcome, at=at, by=person)


@db.deed
def acknowledge(enrolment_id: str, key: str, ticked: Collection[str], *, at: datetime) -> StepRun:
    """Every clause of the charter was ticked. Refusals ``clauses_left``, ``charter_undecided``."""
    begun = begin(enrolment_id, key, at)
    require_kind(begun.step, Kind.ACKNOWLEDGE)
    shown = queries.shown_by(begun.step)
    undecided = queries.undecided_in(shown)
    if undecided:
        raise Refusal("charter_undecided", names="、".join(undecided))
    clauses = queries.clause_ids(shown)
    if not acknowledged(clauses, ticked):
        raise Refusal("clauses_left", count=len(set(clauses) - set(ticked)))
    if not begun.is_open:
        return begun.run
    step, person = begun.step, begun.enrolment.person_id
    body: dict[str, Any] = {"charter": step.targets[0], "version": str(step.major), "hash": step.hash}
    body |= {"clauses": clauses, "values": queries.values_in(shown)}
    subject = f"charter:{step.targets[0]}@{step.major}"
    records.record(person, "acknowledged", at=at, by=person, subject=subject, body=body)
    return finish(begun, Outcome(facts={"clauses": len(clauses)}), at=at, by=person)
