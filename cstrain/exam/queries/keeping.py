"""For who keeps, invigilates and marks: lists in the teams one may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from cstrain.exam.models import Attempt, AttemptMove, Publication, RefusedSave, Step
from cstrain.exam.queries.content import publications
from cstrain.exam.queries.paper import results_of
from cstrain.exam.rules.attempt import State
from cstrain.kit import db
from cstrain.people.models import Person
from cstrain.people.queries.grants import Scoped
from cstrain.people.rules import ALL_TEAMS, May


def _team_scope(query: Select[Any], asked: Scoped, may: May) -> Select[Any]:
    teams = asked.may.get(may, frozenset())
    joined = query.join(Person, Person.id == Attempt.person_id)
    return joined if ALL_TEAMS in teams else joined.where(Person.team_id.in_(teams))


def to_mark(asked: Scoped) -> Select[tuple[Attempt]]:
    """Handed-in papers of the marker's teams that wait, oldest first; a query to be paged."""
    query = select(Attempt).where(Attempt.state == State.TO_MARK).order_by(Attempt.ended_at, Attempt.id)
    return _team_scope(query.options(joinedload(Attempt.exam)), asked, May.EXAM_MARK)


def count_to_mark(asked: Scoped) -> int:
    query = select(func.count()).select_from(Attempt).where(Attempt.state == State.TO_MARK)
    return db.database.session.scalar(_team_scope(query, asked, May.EXAM_MARK)) or 0


def waiting_of(shown: Sequence[Attempt]) -> dict[str, tuple[int, ...]]:
    """Per attempt the places that still wait for a mark."""
    return {attempt_id: found.to_mark for attempt_id, found in results_of(shown).items()}


def attempts_seen(exam_id: str, asked: Scoped) -> Select[tuple[Attempt]]:
    """Attempts of one exam in the asking person's teams, newest first."""
    query = select(Attempt).where(Attempt.exam_id == exam_id).order_by(Attempt.started_at.desc(), Attempt.id)
    return _team_scope(query, asked, May.EXAM_KEEP)


def moves(attempt_id: str) -> list[AttemptMove]:
    query = select(AttemptMove).where(AttemptMove.attempt_id == attempt_id).order_by(AttemptMove.id)
    return list(db.database.session.scalars(query))


def save_count(attempt_id: str) -> int:
    query = select(func.count()).select_from(Step).where(Step.attempt_id == attempt_id)
    return db.database.session.scalar(query) or 0


def refused_saves(attempt_id: str) -> list[RefusedSave]:
    query = select(RefusedSave).where(RefusedSave.attempt_id == attempt_id).order_by(RefusedSave.id)
    return list(db.database.session.scalars(query))


def is_paper_open(attempt: Attempt, at: datetime) -> bool:
    """May options and keys be seen: the period it was sat in has closed, and nobody sits the exam in a later one."""
    found = db.database.session.get_one(Publication, attempt.publication_id)
    has_closed = found.closes_at is not None and found.closes_at <= at
    return has_closed and not publications(attempt.exam_id, at)
