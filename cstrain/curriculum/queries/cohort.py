"""Many people at once: batches, and the lists of people a trainer follows, late first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from cstrain.curriculum.models import Cohort, Enrolment
from cstrain.curriculum.queries.board import Board, boards
from cstrain.curriculum.queries.coaching import OPEN, named_many
from cstrain.curriculum.rules import ATTENDED, Standing
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.kit.text import folded_number
from cstrain.people import queries as people
from cstrain.people.models import Person
from cstrain.people.queries import Scoped
from cstrain.people.rules import ALL_TEAMS, May, PersonState, local_date

NO_BATCH, EVERYBODY = "none", "all"


@dataclass(frozen=True)
class Follow:
    """What a list of enrolments shows: a batch (its id, ``none`` or ``all``), words of name or number, a state."""

    batch: str = EVERYBODY
    words: str = ""
    show: str = ""


@dataclass(frozen=True)
class Line:
    """One person of the list."""

    board: Board
    person: Person
    coaches: dict[str, str]  # role → name

    @property
    def awaits(self) -> int:
        """Open steps that wait for a mentor or trainer to confirm."""
        return sum(1 for one in self.board.steps if one.step.kind in ATTENDED and one.standing in OPEN)

    @property
    def refused(self) -> int:
        return sum(1 for one in self.board.steps if one.standing is Standing.REFUSED)

    @property
    def is_complete(self) -> bool:
        whole = (Standing.SIGNED, Standing.WAIVED)
        return all(one.standing in whole for one in self.board.steps)


# What the figures above the list count; each opens the list of exactly those people.
SHOWS: dict[str, Callable[[Line], bool]] = {
    "running": lambda line: line.board.enrolment.state == "active",
    "behind": lambda line: line.board.behind > 0,
    "awaits": lambda line: line.board.enrolment.state == "active" and line.awaits > 0,
    "owed": lambda line: bool(line.board.owed),
    "away": lambda line: line.board.enrolment.state == "active" and line.board.away is not None,
    "complete": lambda line: line.is_complete,
    "ended": lambda line: line.board.enrolment.state != "active",
}


def in_scope(asked: Scoped) -> Select[Any]:
    """Enrolments of people in the teams that ``asked`` may see, void ones left out."""
    rows = select(Enrolment).join(Person, Person.id == Enrolment.person_id).where(Enrolment.state != "voided")
    teams = asked.may.get(May.COHORT_SEE, frozenset())
    return rows if ALL_TEAMS in teams else rows.where(Person.team_id.in_(teams))


def lines(asked: Scoped, shown: Follow, at: datetime) -> list[Line]:
    """Everybody of a batch that the words fit, the latest first; constant queries. ``shown.show`` is left to ``kept``."""
    rows = in_scope(asked)
    if shown.batch == NO_BATCH:
        rows = rows.where(Enrolment.cohort_id.is_(None))
    elif shown.batch != EVERYBODY:
        rows = rows.where(Enrolment.cohort_id == shown.batch)
    if shown.words:
        by_number = Person.folded_no.contains(folded_number(shown.words), autoescape=True)
        rows = rows.where(Person.name.contains(shown.words, autoescape=True) | by_number)
    listed = list(db.database.session.scalars(rows.options(joinedload(Enrolment.cohort))))
    found = boards(listed, at)
    named = named_many([one.id for one in listed], local_date(at, clock.zone()))
    persons = people.named(
        {one.person_id for one in listed} | {each for roles in named.values() for each in roles.values()}
    )
    made = [
        Line(found[one.id], persons[one.person_id], {r: persons[p].name for r, p in named.get(one.id, {}).items()})
        for one in listed
    ]
    return sorted(made, key=_late_first)


def _late_first(line: Line) -> tuple[Any, ...]:
    one = line.board
    return (
        one.enrolment.state != "active",
        -one.behind,
        -line.refused,
        -len(one.owed),
        one.done,
        line.person.folded_no,
    )


def kept(listed: list[Line], show: str) -> list[Line]:
    """Those of the list that one of the figures counts; all for a word that is none."""
    return [line for line in listed if SHOWS[show](line)] if show in SHOWS else listed


def counts(listed: list[Line]) -> dict[str, int]:
    """The figures above the list."""
    return {name: sum(1 for line in listed if fits(line)) for name, fits in SHOWS.items()}


@dataclass(frozen=True)
class Batch:
    """A batch as the list of batches shows it. ``id``: a cohort's, or ``none``."""

    id: str
    cohort: Cohort | None
    course: str
    people: int
    counts: dict[str, int]


def batches(asked: Scoped, at: datetime) -> list[Batch]:
    """Batches with people in scope, newest first, those without a batch last; constant queries."""
    grouped: dict[str, list[Line]] = {}
    for line in lines(asked, Follow(), at):
        grouped.setdefault(line.board.enrolment.cohort_id or NO_BATCH, []).append(line)
    made = [_batch(key, held) for key, held in grouped.items()]
    return sorted(made, key=lambda one: (one.cohort is None, -one.cohort.start_on.toordinal() if one.cohort else 0))


def _batch(key: str, held: list[Line]) -> Batch:
    first = held[0].board.enrolment
    names = sorted({line.board.enrolment.course_name for line in held})
    return Batch(key, first.cohort, "、".join(names), len(held), counts(held))


def cohorts_in_scope(asked: Scoped) -> list[Cohort]:
    """Batches with people in scope, newest first."""
    held = in_scope(asked).with_only_columns(Enrolment.cohort_id).where(Enrolment.cohort_id.is_not(None))
    rows = select(Cohort).where(Cohort.id.in_(held)).order_by(Cohort.start_on.desc(), Cohort.name)
    return list(db.database.session.scalars(rows))


def cohort(cohort_id: str, asked: Scoped) -> Cohort:
    """A batch with people in scope; else 404."""
    found = db.database.session.get(Cohort, cohort_id)
    here = in_scope(asked).with_only_columns(Enrolment.id).where(Enrolment.cohort_id == cohort_id).limit(1)
    if found is None or db.database.session.scalar(here) is None:
        raise NotYours
    return found


def enrolments_of_left() -> list[str]:
    """Ids of running enrolments of people who have left."""
    rows = select(Enrolment.id).join(Person, Person.id == Enrolment.person_id)
    rows = rows.where(Enrolment.state == "active", Person.state == PersonState.LEFT.value)
    return list(db.database.session.scalars(rows))
