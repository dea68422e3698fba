"""For who keeps, invigilates and marks: lists in the teams one may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from cstrain.bank.rules import Question
from cstrain.exam.models import Attempt, AttemptMove, Publication, RefusedSave, Slot, Step
from cstrain.exam.queries.content import publications
from cstrain.exam.queries.keys import key_questions
from cstrain.exam.queries.marks import marked_by
from cstrain.exam.queries.paper import results_of
from cstrain.exam.rules.attempt import State
from cstrain.kit import db
from cstrain.people.models import Person
from cstrain.people.queries.grants import Scoped
from cstrain.people.rules import ALL_TEAMS, May

MOST_WAITING = 200  # papers that the queue by question looks at


def in_teams(query: Select[Any], asked: Scoped, may: May) -> Select[Any]:
    teams = asked.may.get(may, frozenset())
    joined = query.join(Person, Person.id == Attempt.person_id)
    return joined if ALL_TEAMS in teams else joined.where(Person.team_id.in_(teams))


def to_mark(asked: Scoped) -> Select[tuple[Attempt]]:
    """Handed-in papers of the marker's teams that wait, oldest first; a query to be paged."""
    query = select(Attempt).where(Attempt.state == State.TO_MARK).order_by(Attempt.ended_at, Attempt.id)
    return in_teams(query.options(joinedload(Attempt.exam)), asked, May.EXAM_MARK)


def count_to_mark(asked: Scoped) -> int:
    query = select(func.count()).select_from(Attempt).where(Attempt.state == State.TO_MARK)
    return db.database.session.scalar(in_teams(query, asked, May.EXAM_MARK)) or 0


def waiting_of(shown: Sequence[Attempt], marker_id: str) -> dict[str, tuple[int, ...]]:
    """Per attempt the places that still wait for a mark of this person; the second mark is another's."""
    done = marked_by(marker_id, [each.id for each in shown])
    found = results_of(shown)
    return {each.id: tuple(place for place in found[each.id].to_mark if (each.id, place) not in done) for each in shown}


@dataclass(frozen=True)
class Pile:
    """Answers to one question that wait, oldest first: (attempt, place)."""

    version_id: str
    question: Question
    answers: list[tuple[str, int]]


def piles(asked: Scoped, marker_id: str) -> list[Pile]:
    """The marker's queue by question, the largest pile first; over the oldest papers that wait."""
    found_papers: Any = db.database.session.scalars(to_mark(asked).limit(MOST_WAITING))
    papers: list[Attempt] = list(found_papers)
    waiting = waiting_of(papers, marker_id)
    found: dict[str, list[tuple[str, int]]] = {}
    for attempt_id, place, version_id in _places(waiting):
        found.setdefault(version_id, []).append((attempt_id, place))
    questions = key_questions(set(found))
    listed = [Pile(version_id, questions[version_id], answers) for version_id, answers in found.items()]
    return sorted(listed, key=lambda pile: (-len(pile.answers), pile.question.id))


def _places(waiting: dict[str, tuple[int, ...]]) -> list[tuple[str, int, str]]:
    """(attempt, place, question version) in the order of the papers."""
    query = select(Slot.attempt_id, Slot.place, Slot.question_version_id).where(Slot.attempt_id.in_(waiting))
    known = {(attempt_id, place): version for attempt_id, place, version in db.database.session.execute(query)}
    return [(each, place, known[each, place]) for each, places in waiting.items() for place in places]


def attempts_seen(exam_id: str, asked: Scoped) -> Select[tuple[Attempt]]:
    """Attempts of one exam in the asking person's teams, newest first."""
    query = select(Attempt).where(Attempt.exam_id == exam_id).order_by(Attempt.started_at.desc(), Attempt.id)
    return in_teams(query, asked, May.EXAM_KEEP)


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
