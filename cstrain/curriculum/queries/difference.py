"""What would change if a person moved to the newest version of a course, or to another variant of the post."""

from __future__ import annotations

from dataclasses import dataclass

from cstrain.curriculum.models import Enrolment, PlanStep
from cstrain.curriculum.queries.material import LaidOut, step_titles, version
from cstrain.curriculum.queries.plan import plan
from cstrain.kit.content import Difference, difference


@dataclass(frozen=True)
class Moved:
    """One step that differs. ``change``: added, removed, major (learned and signed again), minor (stays signed), day.

    ``lines``: how the text it shows differs; ``reason``: why the newest version was made.
    """

    change: str
    key: str
    title: str
    old_day: int
    new_day: int
    is_done: bool = False
    reason: str = ""
    lines: tuple[Difference, ...] = ()


def moves(one: Enrolment, laid: LaidOut) -> list[Moved]:
    """Every step that differs between the plan in force and ``laid``, in the order of the new plan, removed ones last."""
    titles = step_titles((step.spec for step in laid.course.steps), laid.shows)
    before = {step.key: step for step in plan(one.id)}
    found: list[Moved] = []
    for planned in laid.course.steps:
        old = before.pop(planned.key, None)
        major, digest = laid.major(planned.spec), laid.hash(planned.spec)
        if old is None:
            found.append(Moved("added", planned.key, titles[planned.spec.id], 0, planned.day))
        elif (old.major, old.hash) != (major, digest):
            shown = laid.shows(planned.spec)
            reason = shown.reason if shown else ""
            change = "major" if old.major != major else "minor"
            found.append(
                Moved(
                    change,
                    old.key,
                    titles[planned.spec.id],
                    old.day,
                    planned.day,
                    old.is_done,
                    reason,
                    _lines(old, laid, planned.spec.id),
                )
            )
        elif old.day != planned.day:
            found.append(Moved("day", old.key, old.title, old.day, planned.day, old.is_done))
    return found + [Moved("removed", old.key, old.title, old.day, 0, old.is_done) for old in before.values()]


def _lines(old: PlanStep, laid: LaidOut, step_id: str) -> tuple[Difference, ...]:
    spec = next(step.spec for step in laid.course.steps if step.spec.id == step_id)
    shown = laid.shows(spec)
    if shown is None or old.material_version_id is None:
        return ()
    return tuple(line for line in difference(version(old.material_version_id).text, shown.text) if line.mark != " ")


def is_outdated(one: Enrolment, laid: LaidOut) -> bool:
    """Whether a newer plan than the person's is live."""
    return bool(moves(one, laid))
