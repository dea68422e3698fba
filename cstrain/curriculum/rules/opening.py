"""What is open. A training day is the person's own n-th attended day; nobody skips ahead of the plan (formats 5.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cstrain.curriculum.rules.plan import base_id
from cstrain.kit.errors import Refusal


@dataclass(frozen=True)
class Planned:
    """A step of the frozen plan, as far as opening goes. It may be done from ``day`` and holds up what follows ``due``."""

    key: str
    day: int
    due: int
    after: tuple[str, ...]
    is_done: bool  # done or waived


def training_day(attended: Iterable[date], today: date, *, is_off: bool = False) -> int:
    """The number of today's training day: the attended days before today, plus one; on a day off none is added."""
    before = len({day for day in attended if day < today})
    return max(1, before if is_off else before + 1)


def open_day(steps: Sequence[Planned], reached: int, last: int) -> int:
    """The latest day that is open: at most ``reached``, and day n+1 only when all that is due by day n is done."""
    held_up = min((step.due for step in steps if not step.is_done), default=last)
    return max(1, min(reached, last, held_up))


def is_open(step: Planned, steps: Mapping[str, Planned], latest: int) -> bool:
    """Open means: its day is open, and what must be done first is done. ``steps`` in the order of the plan."""
    return step.day <= latest and not waiting_for(step, steps)


def waiting_for(step: Planned, steps: Mapping[str, Planned]) -> list[str]:
    """Keys of the steps that 先完成 asks for and that are not done yet."""
    found = [_occurrence(steps, key, step) for key in step.after]
    return [other.key for other in found if other is not None and not other.is_done]


def _occurrence(steps: Mapping[str, Planned], key: str, step: Planned) -> Planned | None:
    """The step that 先完成 names: its latest time on or before this step's day."""
    found = [other for name, other in steps.items() if base_id(name) == key and other.day <= step.day]
    return found[-1] if found else None


def require_step_open(step: Planned, steps: Mapping[str, Planned], latest: int) -> None:
    """Refuse a step whose turn has not come: ``day_not_open`` or ``step_comes_later``, saying what comes first."""
    if step.day > latest:
        raise Refusal("day_not_open", day=step.day)
    first = waiting_for(step, steps)
    if first:
        raise Refusal("step_comes_later", first="、".join(first))


@dataclass(frozen=True)
class Calendar:
    """A person's own days: ``workdays`` holds the digits 1 (Monday) … 7; ``absent``: days away, until known.

    ``rostered``: days on which the roster says whether the person works; the others go by the weekday.
    """

    workdays: str
    absent: frozenset[date] = frozenset()
    rostered: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        if day in self.absent:
            return False
        known = self.rostered.get(day)
        return str(day.isoweekday()) in self.workdays if known is None else known

    def is_off(self, day: date) -> bool:
        """The roster says 休."""
        return self.rostered.get(day) is False

    def first(self, day: date) -> date:
        """The first working day on or after ``day``."""
        if not self.workdays:
            raise ValueError("a calendar without working days")
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def count(self, start: date, until: date) -> int:
        """Working days from ``start`` to ``until``, both included."""
        span = (until - start).days + 1
        return sum(1 for ahead in range(max(0, span)) if self.is_working(start + timedelta(days=ahead)))


def planned_date(today: date, number: int, day: int, calendar: Calendar, *, attended: bool = False) -> date:
    """When training day ``day`` is expected, today's number being ``number``.

    Working days are counted on from today, or from the next one when today is none. ``attended``: today has begun as a
    training day, whatever the calendar says. A day that is past is expected at once.
    """
    when = today if attended else calendar.first(today)
    for _ in range(day - number):
        when = calendar.first(when + timedelta(days=1))
    return when


def days_behind(start: date, today: date, current: int, last: int, calendar: Calendar) -> int:
    """How many days the plan is ahead of the person: the day the calendar has come to, less the day they are at."""
    expected = min(calendar.count(start, today), last)
    return max(0, expected - current)
