"""What later rooms report back: an exam taken, a scene judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cstrain.curriculum import queries
from cstrain.curriculum.actions.enrol import held
from cstrain.curriculum.actions.steps import Begun, Outcome, attend, finish, require_turn
from cstrain.curriculum.models import StepRun
from cstrain.curriculum.rules import Kind
from cstrain.kit import db
from cstrain.kit.errors import Refusal


@db.deed
def exam_taken(person_id: str, exam_key: str, *, passed: bool, result: dict[str, Any], at: datetime) -> bool:
    """A passed exam completes its step; says whether it did. ``result`` holds ``words`` or num and den for the sheet."""
    return _reported(person_id, (Kind.EXAM, exam_key), passed=passed, result=result, at=at)


@db.deed
def roleplay_judged(person_id: str, scenario: str, *, passed: bool, result: dict[str, Any], at: datetime) -> bool:
    """A passed scene completes its step when its turn has come; says whether it did."""
    return _reported(person_id, (Kind.ROLEPLAY, scenario), passed=passed, result=result, at=at)


def _reported(person_id: str, what: tuple[Kind, str], *, passed: bool, result: dict[str, Any], at: datetime) -> bool:
    running = queries.active_enrolment(person_id)
    if running is None or not passed:
        return False
    enrolment, (kind, target) = held(running.id), what
    for step in queries.plan(enrolment.id):
        if step.kind != kind or target not in step.targets or step.is_done:
            continue
        try:
            require_turn(enrolment, step, at)
        except Refusal:
            return False
        attend(enrolment, at)
        run = queries.run_of(step) or StepRun(plan_step_id=step.id, started_at=at)
        db.database.session.add(run)
        finish(Begun(enrolment, step, run), Outcome(result_words(result), result), at=at, by=person_id)
        return True
    return False


def result_words(result: dict[str, Any]) -> str:
    """What the sheet's column 成绩 shows of a result."""
    if "words" in result:
        return str(result["words"])
    return f"{result['num']}/{result['den']}" if "num" in result and "den" in result else ""
