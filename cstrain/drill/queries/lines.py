"""The lines a person has to reach, and how far the course has come: which banks are open, how many days are left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from cstrain.curriculum import queries as course
from cstrain.curriculum.models import Enrolment, PlanStep, StepRun
from cstrain.kit import db
from cstrain.people.queries import decided

TIMES, SECONDS = "流利次数", "流利秒数"  # the decisions a gate's line names
PRACTICE = "练习"
WITHOUT_GATE = "练习"  # stands for the line's id while no gate has told its own


@dataclass(frozen=True)
class Target:
    """A line that a person has to reach. ``gate`` and ``item`` name it; ``times`` or ``seconds`` 0: not decided yet."""

    gate: str
    item: str
    banks: tuple[str, ...]
    times: int
    seconds: int

    @property
    def subject(self) -> str:
        return f"fluency:{self.gate}/{self.item}"

    @property
    def is_decided(self) -> bool:
        return self.times > 0 and self.seconds > 0


# Lines of gates that ask for fluency, told by the room that keeps gates. While it tells none of an enrolment, the banks of
# its practice steps and the firm's decisions make one.
GATE_LINES: list[Callable[[Enrolment], list[Target]]] = []


@dataclass(frozen=True)
class Way:
    """What somebody is drilled in: the lines, and per bank the day of the course on which it opens.

    ``shut``: banks the course has not come to (none of their practice steps is begun) → the day of the first. Nobody is
    drilled on what the lessons have not taught. ``ends_on``: the last day of the course by the calendar.
    """

    targets: list[Target] = field(default_factory=list)
    opens: dict[str, int] = field(default_factory=dict)
    shut: dict[str, int] = field(default_factory=dict)
    ends_on: date | None = None

    @property
    def banks(self) -> list[str]:
        """Banks in the order of the lines."""
        return list(dict.fromkeys(key for target in self.targets for key in target.banks))

    @property
    def by_day(self) -> list[list[str]]:
        """The open banks, those that opened on one day together, the earliest first."""
        found: dict[int, list[str]] = {}
        for key in self.banks:
            if key not in self.shut:
                found.setdefault(self.opens.get(key, 0), []).append(key)
        return [found[day] for day in sorted(found)]

    @property
    def open(self) -> list[str]:
        return [key for keys in self.by_day for key in keys]

    @property
    def limits(self) -> int:
        """Seconds for one answer by the strictest line; 0 while none is decided."""
        return min((target.seconds for target in self.targets if target.seconds), default=0)

    def days_left(self, on: date) -> int:
        """Days of the course from ``on``, that day and the last one counted; 1 once it is over."""
        return max(1, (self.ends_on - on).days + 1) if self.ends_on else 1


def way(person_id: str) -> Way:
    """Three queries, and what the room that keeps gates asks."""
    enrolment = course.latest_enrolment(person_id)
    if enrolment is None:
        return Way()
    opens, begun = _practice(enrolment)
    told = [target for tell in GATE_LINES for target in tell(enrolment)]
    ends_on = enrolment.start_on + timedelta(days=enrolment.days - 1)
    shut = {key: day for key, day in opens.items() if key not in begun}
    return Way(told or _from_practice(enrolment, opens), opens, shut, ends_on)


def targets(person_id: str) -> list[Target]:
    """The lines that the person's enrolment leads to; none for somebody who was never enrolled."""
    return way(person_id).targets


def _practice(enrolment: Enrolment) -> tuple[dict[str, int], set[str]]:
    """Bank → day of its first practice step, in the order of the sheet; and the banks of steps that are begun."""
    rows = (
        select(PlanStep.day, PlanStep.targets, StepRun.id)
        .outerjoin(StepRun, StepRun.plan_step_id == PlanStep.id)
        .where(PlanStep.enrolment_id == enrolment.id, PlanStep.current, PlanStep.kind == PRACTICE)
        .order_by(PlanStep.place)
    )
    opens: dict[str, int] = {}
    begun: set[str] = set()
    for day, banks, run in db.database.session.execute(rows):
        for key in banks:
            opens[key] = min(day, opens.get(key, day))
        begun.update(banks if run else ())
    return opens, begun


def _from_practice(enrolment: Enrolment, banks: Iterable[str]) -> list[Target]:
    if not banks:
        return []
    made = decided()
    times, seconds = int(made.get(TIMES, 0)), int(made.get(SECONDS, 0))
    return [Target(enrolment.gate_key, WITHOUT_GATE, tuple(banks), times, seconds)]
