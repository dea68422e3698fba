"""How people stand in their plans: every step and day with its one word, for one or for many, in constant queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from cstrain.curriculum.models import Absence, Attendance, Enrolment, PlanStep
from cstrain.curriculum.queries import roster
from cstrain.curriculum.queries.plan import current_steps, subject_of
from cstrain.curriculum.rules import (
    DONE,
    OWED,
    Calendar,
    DayStanding,
    Facts,
    Kind,
    Planned,
    Standing,
    base_id,
    day_standing,
    days_behind,
    is_open,
    occurrence,
    open_day,
    planned_date,
    standing,
    training_day,
    waiting_for,
)
from cstrain.kit import clock, db
from cstrain.people.models import Person, StateChange
from cstrain.people.rules import Period, PersonState, local_date
from cstrain.records import queries as records
from cstrain.records.models import SignatureRequest
from cstrain.records.rules import State

AWAY_STATES = frozenset({PersonState.ON_LEAVE.value, PersonState.PAUSED.value, PersonState.LEFT.value})
SUBJECT = re.compile(r"step:(?P<post>[^/]+)/(?P<id>[^@]+)@(?P<major>\d+)(?:#(?P<time>\d+))?")
FAR = 366  # days for which an open absence is counted ahead


@dataclass(frozen=True)
class ShownStep:
    """A step as a page shows it. ``first``: keys of what 先完成 still asks for."""

    step: PlanStep
    standing: Standing
    subject: str
    first: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.step.key

    @property
    def is_done(self) -> bool:
        return self.standing in DONE


@dataclass(frozen=True)
class ShownDay:
    """A day of the plan as a page shows it."""

    number: int
    standing: DayStanding
    steps: tuple[ShownStep, ...]

    @property
    def done(self) -> int:
        return sum(1 for one in self.steps if one.is_done)

    @property
    def owed(self) -> int:
        return sum(1 for one in self.steps if one.standing in OWED)


@dataclass(frozen=True)
class Board:
    """One enrolment as it stands at an instant.

    ``number``: of today's training day; ``latest``: the last day that is open, 0 before the start; ``away``: a pause of
    the enrolment, or the state of the person (leave, pause, left), that holds today.
    """

    enrolment: Enrolment
    steps: tuple[ShownStep, ...]
    today: date
    number: int
    latest: int
    attended: frozenset[date]
    calendar: Calendar
    away: Absence | str | None

    @property
    def is_running(self) -> bool:
        """The plan goes on today: the enrolment is active, has begun, and the person is not away."""
        return self.enrolment.state == "active" and self.latest > 0 and self.away is None

    @property
    def days(self) -> list[ShownDay]:
        return [self.day(number) for number in range(1, self.enrolment.days + 1)]

    def day(self, number: int) -> ShownDay:
        held = tuple(one for one in self.steps if one.step.day == number)
        return ShownDay(number, day_standing((one.standing for one in held), number <= self.latest), held)

    @property
    def current(self) -> int:
        """The day the person is at: the latest open one, else the first."""
        return max(1, self.latest)

    @property
    def next(self) -> ShownStep | None:
        """What to do now: begun first, then the first that may be begun."""
        ready = [one for one in self.steps if one.standing in (Standing.RUNNING, Standing.AGAIN, Standing.OPEN)]
        begun = [one for one in ready if one.standing is Standing.RUNNING]
        return next(iter([*begun, *ready]), None) if self.is_running else None

    @property
    def stuck_at(self) -> ShownStep | None:
        """The first step that is not done yet, whatever keeps it."""
        return next((one for one in self.steps if not one.is_done and one.step.kind != Kind.CLOSING), None)

    @property
    def done(self) -> int:
        return sum(1 for one in self.steps if one.is_done)

    @property
    def owed(self) -> list[ShownStep]:
        """Done and not signed by the person."""
        return [one for one in self.steps if one.standing in OWED]

    @property
    def behind(self) -> int:
        """Days that the calendar is ahead of the person; nothing once everything is done."""
        if self.stuck_at is None or self.enrolment.state != "active":
            return 0
        return days_behind(self.enrolment.start_on, self.today, self.current, self.enrolment.days, self.calendar)

    def expected_on(self, day: int) -> date | None:
        """When training day ``day`` is expected at today's pace; None while the person is away without an end."""
        if self.today in self.calendar.absent and self.today + timedelta(days=FAR) in self.calendar.absent:
            return None
        start = max(self.today, self.enrolment.start_on)
        return planned_date(start, self.number, day, self.calendar, attended=self.today in self.attended)


def board(one: Enrolment, at: datetime) -> Board:
    """How one enrolment stands."""
    return boards([one], at)[one.id]


def boards(shown: Iterable[Enrolment], at: datetime) -> dict[str, Board]:
    """Per enrolment id; eight queries however many there are."""
    listed = list(shown)
    gathered = _gather(listed, at)
    return {one.id: _board(one, _on_own_day(one, gathered)) for one in listed}


def _on_own_day(one: Enrolment, held: _Gathered) -> _Gathered:
    """After midnight the day of a night shift is still yesterday."""
    nightly = one.person_id in held.nights
    return replace(held, today=held.today - timedelta(days=1)) if nightly else held


@dataclass(frozen=True)
class _Gathered:
    today: date
    steps: Mapping[str, list[PlanStep]]
    attended: Mapping[str, set[date]]
    absences: Mapping[str, list[Absence]]
    people: Mapping[str, Person]
    leaves: Mapping[str, list[Period]]
    signed: Mapping[str, set[str]]
    refused: Mapping[str, set[str]]
    shifts: Mapping[str, dict[date, bool]]
    nights: frozenset[str]


def _gather(listed: list[Enrolment], at: datetime) -> _Gathered:
    session, today = db.database.session, local_date(at, clock.zone())
    ids, people = [one.id for one in listed], sorted({one.person_id for one in listed})
    steps: dict[str, list[PlanStep]] = defaultdict(list)
    for step in session.scalars(current_steps().where(PlanStep.enrolment_id.in_(ids))):
        steps[step.enrolment_id].append(step)
    attended: dict[str, set[date]] = defaultdict(set)
    days = select(Attendance.enrolment_id, Attendance.on_day).where(Attendance.enrolment_id.in_(ids))
    for enrolment_id, day in session.execute(days):
        attended[enrolment_id].add(day)
    absences: dict[str, list[Absence]] = defaultdict(list)
    for away in session.scalars(select(Absence).where(Absence.enrolment_id.in_(ids)).order_by(Absence.from_on)):
        absences[away.enrolment_id].append(away)
    persons = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(people)))}
    leaves = _leaves(people)
    signed = records.signed_subjects(people, "step:")
    first = min((one.start_on for one in listed), default=today)
    shifts, nights = roster.works(people, first), roster.on_night(people, at)
    return _Gathered(today, steps, attended, absences, persons, leaves, signed, _refused(people), shifts, nights)


def _leaves(people: list[str]) -> dict[str, list[Period]]:
    """Per person when they were away: from the change to the day before the next one, or until when it was said to last."""
    rows = select(StateChange).where(StateChange.person_id.in_(people), StateChange.new != StateChange.old)
    changes: dict[str, list[StateChange]] = defaultdict(list)
    for change in db.database.session.scalars(rows.order_by(StateChange.id)):
        changes[change.person_id].append(change)
    found: dict[str, list[Period]] = defaultdict(list)
    for person_id, made in changes.items():
        for one, after in zip(made, [*made[1:], None], strict=True):
            end = after.on - timedelta(days=1) if after is not None else one.until
            if one.new in AWAY_STATES and end is not None and end >= one.on:
                found[person_id].append(Period(one.on, end))
    return found


def _refused(people: list[str]) -> dict[str, set[str]]:
    """Per person the subjects they would not sign and nobody has answered yet."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = select(SignatureRequest.person_id, SignatureRequest.subject).where(
        SignatureRequest.person_id.in_(people),
        SignatureRequest.role == "trainee",
        SignatureRequest.state == State.REFUSED,
    )
    for person_id, subject in db.database.session.execute(rows):
        found[person_id].add(subject)
    return found


def _board(one: Enrolment, held: _Gathered) -> Board:
    steps = held.steps.get(one.id, [])
    calendar = Calendar(
        one.workdays,
        frozenset(_days_away(held.absences.get(one.id, []), one, held)),
        held.shifts.get(one.person_id, {}),
    )
    number = training_day(held.attended.get(one.id, ()), held.today, is_off=calendar.is_off(held.today))
    rules = rules_of(steps)
    latest = 0
    if held.today >= one.start_on:
        latest = open_day(list(rules.values()), number, one.days)
    signed, before = _signatures(held.signed[one.person_id], one.post)
    refused = held.refused.get(one.person_id, set())
    away = _away(one, held)
    shown = tuple(
        _shown(one, step, (rules, latest if one.state == "active" and away is None else 0), (signed, before, refused))
        for step in steps
    )
    attended = frozenset(held.attended.get(one.id, ()))
    return Board(one, shown, held.today, number, latest, attended, calendar, away)


def rules_of(steps: Iterable[PlanStep]) -> dict[str, Planned]:
    """The plan as the rules of opening read it, in order."""
    return {each.key: Planned(each.key, each.day, each.due, tuple(each.after), each.is_done) for each in steps}


def _signatures(subjects: set[str], post: str) -> tuple[set[str], dict[tuple[str, int], set[int]]]:
    """The subjects signed, and per (step, time) the major versions signed."""
    majors: dict[tuple[str, int], set[int]] = defaultdict(set)
    for subject in subjects:
        found = SUBJECT.fullmatch(subject)
        if found and found["post"] == post:
            majors[found["id"], int(found["time"] or 1)].add(int(found["major"]))
    return subjects, majors


def _shown(
    one: Enrolment,
    step: PlanStep,
    opening: tuple[dict[str, Planned], int],
    signatures: tuple[set[str], dict[tuple[str, int], set[int]], set[str]],
) -> ShownStep:
    rules, latest = opening
    signed, majors, refused = signatures
    subject = subject_of(one, step)
    run = step.run
    facts = Facts(
        is_open=is_open(rules[step.key], rules, latest),
        is_begun=run is not None and run.state == "open",
        is_done=step.is_done,
        is_waived=run is not None and run.state == "waived",
        is_signed=subject in signed,
        is_refused=subject in refused,
        before=any(major < step.major for major in majors.get((base_id(step.key), occurrence(step.key)), ())),
    )
    return ShownStep(step, standing(facts), subject, tuple(waiting_for(rules[step.key], rules)))


def _away(one: Enrolment, held: _Gathered) -> Absence | str | None:
    for absence in held.absences.get(one.id, []):
        if Period(absence.from_on, absence.until_on).holds(held.today):
            return absence
    state = held.people[one.person_id].state
    return state if state in AWAY_STATES else None


def _days_away(absences: Iterable[Absence], one: Enrolment, held: _Gathered) -> Iterator[date]:
    periods = [Period(away.from_on, away.until_on) for away in absences]
    if held.people[one.person_id].state in AWAY_STATES and not any(
        period.holds(held.today) for period in held.leaves.get(one.person_id, [])
    ):
        periods.append(Period(held.today, None))
    for period in [*periods, *held.leaves.get(one.person_id, [])]:
        end = period.end or max(held.today, period.start) + timedelta(days=FAR)
        yield from (period.start + timedelta(days=ahead) for ahead in range((end - period.start).days + 1))
