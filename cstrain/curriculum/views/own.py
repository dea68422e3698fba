"""One's own course: loaders that answer 404 for what is not in it, and what is not open is refused with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for

from cstrain.curriculum import queries
from cstrain.curriculum.models import Enrolment, PlanStep, StepRun
from cstrain.curriculum.queries import Board, ShownStep
from cstrain.curriculum.rules import Kind
from cstrain.curriculum.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.doors import me

# Steps that another room shows: kind of step → endpoint and the name of its argument.
ELSEWHERE = {Kind.EXAM: ("exam.brief", "key"), Kind.ROLEPLAY: ("roleplay.scene", "key")}
HERE = {
    Kind.LESSON: "curriculum.lesson",
    Kind.PRACTICE: "curriculum.practice",
    Kind.ACKNOWLEDGE: "curriculum.acknowledge",
}


@dataclass(frozen=True)
class Held:
    """A step of one's own plan, with how the whole plan stands."""

    board: Board
    shown: ShownStep

    @property
    def enrolment(self) -> Enrolment:
        return self.board.enrolment

    @property
    def step(self) -> PlanStep:
        return self.shown.step

    @property
    def run(self) -> StepRun | None:
        return self.shown.step.run


def my_board(at: datetime | None = None) -> Board | None:
    """How one's own course stands now; None for whoever was never enrolled."""
    found = queries.latest_enrolment(me().id)
    return queries.board(found, at or clock.received()) if found else None


def my_step(key: str, *kinds: Kind) -> Held:
    """A step of one's own plan, whatever its state; 404 when there is none of that key and kind."""
    board = my_board()
    shown = next((one for one in board.steps if one.key == key), None) if board else None
    if board is None or shown is None or (kinds and shown.step.kind not in kinds):
        raise NotYours
    return Held(board, shown)


def open_step(key: str, *kinds: Kind) -> Held:
    """Likewise, refused while its turn has not come; what is done may always be looked at again."""
    held = my_step(key, *kinds)
    if not held.shown.is_done:
        require_turn(held)
    return held


def require_turn(held: Held) -> None:
    if held.enrolment.state != "active":
        raise Refusal("enrolment_has_ended")
    if held.board.away is not None:
        raise Refusal("away_today")
    queries.require_open(held.board, held.shown)


@bp.app_template_global("curriculum_step_url")
def step_url(step: PlanStep) -> str:
    """Where the person does this step: the page of its kind, in this room or a later one."""
    endpoint, argument = ELSEWHERE.get(Kind(step.kind), ("", ""))
    if endpoint in current_app.view_functions and step.targets:
        values: dict[str, Any] = {argument: step.targets[0]}
        return url_for(endpoint, **values)
    return url_for(HERE.get(Kind(step.kind), "curriculum.step"), key=step.key)
