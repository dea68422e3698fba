"""The roster: whose shift is when, to which day a night belongs, and the sheet it comes by.

Columns: 工号 日期 班次. A day without a line goes by the weekdays of the enrolment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cstrain.people.rules.sheet import Fault, Given, read_day

COLUMNS = ("工号", "日期", "班次")
MOST_ROWS = 20_000
MORNING = 6  # o'clock: until then a night shift that began yesterday is still yesterday's day
FAR = timedelta(days=400)


class Shift(StrEnum):
    """早 晚 休."""

    DAY = "day"
    NIGHT = "night"
    OFF = "off"


SHIFTS = {"早": Shift.DAY, "晚": Shift.NIGHT, "休": Shift.OFF}
ALSO = {
    "早班": "早",
    "白班": "早",
    "日班": "早",
    "中": "早",
    "中班": "早",
    "晚班": "晚",
    "夜班": "晚",
    "夜": "晚",
    "休息": "休",
}


@dataclass(frozen=True)
class Shifted:
    """One good row. ``before``: what stood there; None: nothing."""

    row: int
    person_id: str
    name: str
    on: date
    shift: Shift
    before: Shift | None


@dataclass(frozen=True)
class RosterPlan:
    lines: tuple[Shifted, ...]
    faults: tuple[Fault, ...]

    @property
    def new(self) -> int:
        return sum(1 for line in self.lines if line.before is None)

    @property
    def changed(self) -> int:
        return sum(1 for line in self.lines if line.before not in (None, line.shift))


def work_day(local: datetime, yesterday: Shift | None) -> date:
    """The day a deed belongs to: of a night shift the one it began on."""
    night = local.hour < MORNING and yesterday is Shift.NIGHT
    return local.date() - timedelta(days=1) if night else local.date()


def plan_roster(
    rows: Iterable[Given],
    people: Mapping[str, tuple[str, str]],
    held: Mapping[tuple[str, date], Shift],
    today: date,
) -> RosterPlan:
    """Judge every row. ``people``: folded number → (id, name) of those in scope; ``held``: what stands already."""
    lines: list[Shifted] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, date], int] = {}
    for given in rows:
        found, on, shift = _judge(given, people, today)
        if not found and on is not None and shift is not None:
            person_id, name = people[given.folded]
            if (person_id, on) in seen:
                found = [Fault(given.row, "日期", "twice_in_roster", {"row": str(seen[person_id, on])})]
            else:
                seen[person_id, on] = given.row
                lines.append(Shifted(given.row, person_id, name, on, shift, held.get((person_id, on))))
        faults += found
    return RosterPlan(tuple(lines), tuple(faults))


def _judge(
    given: Given, people: Mapping[str, tuple[str, str]], today: date
) -> tuple[list[Fault], date | None, Shift | None]:
    cells = given.cells
    found = [Fault(given.row, title, "cell_empty") for title in COLUMNS if not cells.get(title)]
    if given.folded and given.folded not in people:
        found.append(Fault(given.row, "工号", "nobody_of_yours"))
    on = read_day(cells.get("日期", ""))
    if cells.get("日期") and on is None:
        found.append(Fault(given.row, "日期", "not_a_day", {"given": cells["日期"][:20]}))
    if on is not None and not today - FAR <= on <= today + FAR:
        found.append(Fault(given.row, "日期", "day_too_far", {"given": cells["日期"][:20]}))
    word = cells.get("班次", "")
    shift = SHIFTS.get(ALSO.get(word, word))
    if word and shift is None:
        found.append(Fault(given.row, "班次", "unknown_shift", {"given": word[:20]}))
    return found, on, shift
