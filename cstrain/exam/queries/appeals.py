"""Appeals against questions: a person's own, and those that wait for an answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from cstrain.exam.models import Appeal, Attempt
from cstrain.exam.queries.keeping import in_teams
from cstrain.kit import db
from cstrain.people.queries.grants import Scoped
from cstrain.people.rules import May


def appeals_of(attempt_id: str) -> dict[int, Appeal]:
    """By place."""
    query = select(Appeal).where(Appeal.attempt_id == attempt_id)
    return {each.place: each for each in db.database.session.scalars(query)}


def appeals_seen(asked: Scoped) -> Select[Any]:
    """Appeals of the asking person's teams, open ones first, soonest due first; a query to be paged."""
    query = select(Appeal).join(Attempt, Attempt.id == Appeal.attempt_id)
    query = query.order_by(Appeal.state != "open", Appeal.due_on, Appeal.at.desc(), Appeal.id)
    return in_teams(query, asked, May.EXAM_MARK)


def count_appeals(asked: Scoped) -> int:
    """How many wait."""
    query = select(func.count()).select_from(Appeal).join(Attempt, Attempt.id == Appeal.attempt_id)
    query = in_teams(query.where(Appeal.state == "open"), asked, May.EXAM_MARK)
    return db.database.session.scalar(query) or 0
