"""Appeals against questions: a person's own, and those that wait for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from cstrain.bank.models import QuestionEvent, QuestionVersion
from cstrain.bank.queries.review import SAW
from cstrain.bank.rules import Event
from cstrain.exam.models import Appeal, Attempt, Slot
from cstrain.exam.queries.keeping import in_teams, is_paper_open
from cstrain.exam.rules.attempt import State
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


def is_doubted(question_id: str) -> bool:
    """Whether somebody still waits for an answer about it: an open or upheld appeal since it was last in order."""
    settled = select(func.max(QuestionEvent.at)).where(
        QuestionEvent.question_id == question_id, QuestionEvent.event == Event.CONFIRM.value
    )
    since = db.database.session.scalar(settled)
    rows = (
        select(func.count())
        .select_from(Appeal)
        .join(Slot, (Slot.attempt_id == Appeal.attempt_id) & (Slot.place == Appeal.place))
        .join(QuestionVersion, QuestionVersion.id == Slot.question_version_id)
        .where(QuestionVersion.question_id == question_id, Appeal.state.in_(("open", "upheld")))
    )
    counted = rows if since is None else rows.where((Appeal.state == "open") | (Appeal.answered_at > since))
    return bool(db.database.session.scalar(counted))


def _saw(version_ids: list[str], at: datetime) -> set[str]:
    """Whose paper with one of these questions shows its keys by now."""
    held = select(Slot.attempt_id).where(Slot.question_version_id.in_(version_ids))
    query = select(Attempt).where(Attempt.id.in_(held), Attempt.state == State.GRADED)
    papers = db.database.session.scalars(query).all()
    periods = {each.publication_id: each for each in papers}
    open_ones = {key for key, each in periods.items() if is_paper_open(each, at)}
    return {each.person_id for each in papers if each.publication_id in open_ones}


SAW.append(_saw)
