"""The training ledger (培训台账) of a month: a line per person and course, from what the record says alone.

A step counts for the month in which it was learned, an exam and a certificate for that of their entry, a level for the
month from which it holds. Who did nothing of it in the month has no line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from cstrain.exam.rules.grading import shown
from cstrain.records.rules import Entry, step_subject

KINDS = ("enrolled", "moved", "step_done", "exam_result", "certificate_issued", "level_reached")
COLUMNS = (
    "month", "number", "name", "team", "store", "post", "course", "version", "cohort", "start", "first", "last", "steps",
    "minutes", "total", "trainer", "mentor", "exam", "attempts", "scores", "result", "certificate", "certificate_no", "until",
    "level", "level_month",
)  # fmt: skip
SCORED = frozenset({"exam", "attempts", "scores", "result"})  # only for whoever may see the record


@dataclass(frozen=True)
class Month:
    """A calendar month, 2026-11."""

    year: int
    number: int

    @classmethod
    def of(cls, text: str) -> Month:
        """ValueError for anything but YYYY-MM."""
        day = date.fromisoformat(f"{text}-01")
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def after(self) -> date:
        """The first day that is no longer in it."""
        return (self.first + timedelta(days=32)).replace(day=1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    def holds(self, day: str) -> bool:
        return day[:7] == str(self)


@dataclass
class Line:
    """One line. ``minutes``: learned in the month, ``total``: until its end. ``scores``: of the month's attempts."""

    person_id: str
    course: str = ""
    post: str = ""
    version: str = ""
    cohort: str = ""
    start: str = ""
    trainer: str = ""
    mentor: str = ""
    days: list[str] = field(default_factory=list)
    minutes: int = 0
    total: int = 0
    exams: list[str] = field(default_factory=list)
    attempts: int = 0
    scores: list[str] = field(default_factory=list)
    passed: bool | None = None
    certificate: tuple[str, str, str] = ("", "", "")  # name, number, last day
    level: tuple[str, str] = ("", "")  # name, month from which it holds

    @property
    def is_empty(self) -> bool:
        return not (self.days or self.attempts or self.certificate[0] or self.level[0])


def chosen(asked: Iterable[str], *, scores: bool) -> list[str]:
    """The columns asked for, in their order; all of them when none is. Without ``scores`` none that tells of results."""
    wanted = set(asked) & set(COLUMNS)
    return [name for name in COLUMNS if (not wanted or name in wanted) and (scores or name not in SCORED)]


def ledger(person_id: str, entries: Sequence[Entry], month: Month) -> list[Line]:
    """The lines of one person; ``entries``: those of ``KINDS`` as they hold now, oldest first."""
    lines = [_of_course(person_id, entry, entries, month) for entry in _courses(entries)]
    rest = lines[-1] if lines else Line(person_id)
    for entry in entries:
        _add_outcome(rest, entry, month)
    lines = lines or [rest]
    return [line for line in lines if not line.is_empty]


def _courses(entries: Sequence[Entry]) -> list[Entry]:
    """Per enrolment the list of steps that holds: the newest."""
    newest = {entry.subject: entry for entry in entries if entry.kind in ("enrolled", "moved")}
    return list(newest.values())


def _of_course(person_id: str, enrolled: Entry, entries: Sequence[Entry], month: Month) -> Line:
    body = enrolled.body
    line = Line(
        person_id,
        course=str(body.get("title", body["course"])),
        post=str(body["post"]),
        version=str(body["version"]),
        cohort=str(body.get("cohort", "")),
        start=str(body.get("start", "")),
        trainer=str(body.get("trainer", "")),
        mentor=str(body.get("mentor", "")),
    )
    minutes = {
        step_subject(body["post"], step["id"], step["version"], step.get("time", 1)): int(step.get("minutes", 0))
        for step in body["steps"]
    }
    learned = {entry.subject: str(entry.body["learned_on"])[:10] for entry in entries if entry.kind == "step_done"}
    for subject, length in minutes.items():
        day = learned.get(subject, "")
        if day and day < month.after.isoformat():
            line.total += length
        if day and month.holds(day):
            line.minutes += length
            line.days.append(day)
    line.days.sort()
    return line


def _add_outcome(line: Line, entry: Entry, month: Month) -> None:
    body, on = entry.body, entry.local_at.date().isoformat()
    if entry.kind == "exam_result" and month.holds(on):
        line.attempts += 1
        line.exams += [] if (name := str(body.get("name", body["exam"]))) in line.exams else [name]
        line.scores.append(shown(Fraction(int(body["num"]), int(body["den"]))))
        line.passed = bool(body["passed"])
    elif entry.kind == "certificate_issued" and month.holds(on):
        line.certificate = (str(body["name"]), str(body["no"]), str(body["valid_until"]))
    elif entry.kind == "level_reached" and month.holds(str(body["effective_month"])):
        line.level = (str(body.get("name", body["level"])), str(body["effective_month"]))
