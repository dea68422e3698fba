"""The sheet of enrolments: every row judged, with the column and the reason; nothing here reads or writes.

Columns: 工号 课程 开始日期 带教人工号 培训师工号 批次. A course is named by its key or its name; a batch that does not exist
is made, and the preview names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cstrain.people.rules import PersonState
from cstrain.people.rules.sheet import Fault, Given

COLUMNS = ("工号", "课程", "开始日期", "带教人工号", "培训师工号", "批次")
NEEDED = ("工号", "课程", "开始日期")
LONGEST = {"工号": 40, "课程": 120, "带教人工号": 40, "培训师工号": 40, "批次": 80}
MOST_PEOPLE = 500
COACHES = {"mentor": "带教人工号", "trainer": "培训师工号"}


@dataclass(frozen=True)
class Trainee:
    """Somebody a row may name. ``is_own``: in a team of whoever enrols; ``course``: the course under way, or ""."""

    id: str
    name: str
    team_id: str
    state: PersonState
    course: str = ""
    is_own: bool = True


@dataclass(frozen=True)
class CoachKnown:
    """Somebody who may coach: for which role in which teams (``*``: all)."""

    id: str
    name: str
    teams: Mapping[str, frozenset[str]]

    def may(self, role: str, team_id: str) -> bool:
        covered = self.teams.get(role, frozenset())
        return "*" in covered or team_id in covered


@dataclass(frozen=True)
class CourseKnown:
    """A course that runs: its key, its name, and the coaches its steps ask for."""

    key: str
    name: str
    asks: frozenset[str]
    english: str = ""


@dataclass(frozen=True)
class Ground:
    """What rows are judged against; people and coaches by folded number (cells hold coaches so), courses by key and name."""

    trainees: Mapping[str, Trainee]
    coaches: Mapping[str, CoachKnown]
    courses: Mapping[str, CourseKnown]
    batches: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """One good row: ids of person and coaches ("" where none is named), the course, the day, the batch."""

    row: int
    person: Trainee
    course: CourseKnown
    start_on: date
    mentor_id: str
    trainer_id: str
    batch: str


@dataclass(frozen=True)
class Plan:
    """What enrolling by this sheet would do."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    new_batches: tuple[str, ...] = ()


def title_faults(titles: Iterable[str]) -> list[Fault]:
    """A sheet without its needed columns is not read any further."""
    given = set(titles)
    return [Fault(1, title, "column_missing", {"column": title}) for title in NEEDED if title not in given]


def plan(rows: Iterable[Given], ground: Ground) -> Plan:
    """Judge every row; good rows become lines, the others faults, in the order of the sheet."""
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for given in rows:
        found = [*_shape_faults(given), *_person_faults(given, ground, seen), *_course_faults(given, ground)]
        seen.setdefault(given.folded, given.row)
        found = found or _coach_faults(given, ground)
        faults += found
        if not found:
            lines.append(_line(given, ground))
    fresh = dict.fromkeys(line.batch for line in lines if line.batch and line.batch not in ground.batches)
    return Plan(tuple(lines), tuple(faults), tuple(fresh))


def _shape_faults(given: Given) -> list[Fault]:
    found = [Fault(given.row, title, "cell_empty") for title in NEEDED if not given.cells.get(title)]
    for title, most in LONGEST.items():
        if len(given.cells.get(title, "")) > most:
            found.append(Fault(given.row, title, "cell_too_long", {"most": str(most)}))
    written = given.cells.get("开始日期", "")
    if written and day_of(written) is None:
        found.append(Fault(given.row, "开始日期", "not_a_day", {"given": written[:20]}))
    return found


def _person_faults(given: Given, ground: Ground, seen: Mapping[str, int]) -> list[Fault]:
    if not given.folded:
        return []
    if given.folded in seen:
        return [Fault(given.row, "工号", "twice_in_sheet", {"row": str(seen[given.folded])})]
    person = ground.trainees.get(given.folded)
    if person is None or not person.is_own:
        return [Fault(given.row, "工号", "unknown_number")]
    if person.state is PersonState.LEFT:
        return [Fault(given.row, "工号", "has_left", {"name": person.name})]
    if person.course:
        return [Fault(given.row, "工号", "enrolled_already", {"name": person.name, "course": person.course})]
    return []


def _course_faults(given: Given, ground: Ground) -> list[Fault]:
    named = given.cells.get("课程", "")
    if named and named not in ground.courses:
        choices = "、".join(sorted({course.name for course in ground.courses.values()}))
        return [Fault(given.row, "课程", "unknown_course", {"given": named[:40], "choices": choices})]
    return []


def _coach_faults(given: Given, ground: Ground) -> list[Fault]:
    person, course = ground.trainees[given.folded], ground.courses[given.cells["课程"]]
    found = []
    for role, column in COACHES.items():
        number = given.cells.get(column, "")
        coach = ground.coaches.get(number)
        if not number:
            if role in course.asks:
                found.append(Fault(given.row, column, f"{role}_needed", {"course": course.name}))
        elif coach is None:
            found.append(Fault(given.row, column, "unknown_number"))
        elif coach.id == person.id:
            found.append(Fault(given.row, column, "coach_is_oneself"))
        elif not coach.may(role, person.team_id):
            found.append(Fault(given.row, column, f"not_a_{role}", {"name": coach.name}))
    return found


def day_of(cell: str) -> date | None:
    """2026-01-05, 2026/1/5 and 2026年1月5日, as sheets hold them; None for anything else."""
    for sign in "/.年月":
        cell = cell.replace(sign, "-")
    try:
        year, month, day = (int(piece) for piece in cell.removesuffix("日").split(" ")[0].split("-"))
        return date(year, month, day)
    except ValueError:
        return None


def _line(given: Given, ground: Ground) -> Line:
    cells = given.cells
    start_on = day_of(cells["开始日期"])
    assert start_on is not None
    mentor, trainer = (ground.coaches.get(cells.get(column, "")) for column in COACHES.values())
    return Line(
        row=given.row,
        person=ground.trainees[given.folded],
        course=ground.courses[cells["课程"]],
        start_on=start_on,
        mentor_id=mentor.id if mentor else "",
        trainer_id=trainer.id if trainer else "",
        batch=cells.get("批次", ""),
    )
