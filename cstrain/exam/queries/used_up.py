"""Who has used up their attempts at an exam without passing: those to whom one more can be granted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from cstrain.exam.models import Attempt, Resit
from cstrain.exam.rules.attempt import State
from cstrain.kit import db
from cstrain.people.models import Person
from cstrain.people.rules import PersonState

OVER = frozenset({State.GRADED})


@dataclass(frozen=True)
class UsedUp:
    """A person, how often they sat, how often they were allowed to."""

    person: Person
    used: int
    allowed: int


def used_up(exam_id: str, attempts: int, scope: Select[Any]) -> list[UsedUp]:
    """People in ``scope`` (a select of Person), by number; constant queries. ``attempts``: what the exam allows by itself."""
    here = scope.where(Person.state != PersonState.LEFT.value, Person.disabled_at.is_(None))
    ids = here.with_only_columns(Person.id).order_by(None)
    rows = select(Attempt).where(Attempt.exam_id == exam_id, Attempt.state != State.VOID, Attempt.person_id.in_(ids))
    sat: dict[str, list[Attempt]] = defaultdict(list)
    for row in db.database.session.scalars(rows):
        sat[row.person_id].append(row)
    more = select(Resit.person_id, func.count()).where(Resit.exam_id == exam_id).group_by(Resit.person_id)
    granted = Counter({row[0]: row[1] for row in db.database.session.execute(more)})
    people = db.database.session.scalars(here.where(Person.id.in_(sat)).order_by(Person.folded_no)).unique()
    listed = [UsedUp(one, len(sat[one.id]), attempts + granted[one.id]) for one in people]
    return [one for one in listed if one.used >= one.allowed and _is_over(sat[one.person.id])]


def _is_over(sat: list[Attempt]) -> bool:
    return all(each.state in OVER and not each.passed for each in sat)
