"""One card, one question's figures, and what the log makes of them."""

from __future__ import annotations

import sys
from datetime import datetime

from sqlalchemy import select

from cstrain.drill import rules
from cstrain.drill.models import DrillCard, DrillCoaching, DrillItem, DrillReview
from cstrain.drill.rules import Event, Kept, Memory, Review
from cstrain.kit import clock, db


def memory_of(card: DrillCard) -> Memory:
    return Memory(card.state, card.step, card.stability, card.difficulty, card.reviewed_at, card.due_at, card.seen)


def card(person_id: str, question_id: str) -> DrillCard | None:
    """The person's card of a question."""
    return db.database.session.get(DrillCard, (person_id, question_id))


def item(question_id: str) -> DrillItem | None:
    """How everybody fares with a question."""
    return db.database.session.get(DrillItem, question_id)


def has_open_card(person_id: str) -> bool:
    """Whether a line still asked for one of the person's cards after its last answer."""
    rows = select(DrillCard.question_id).where(DrillCard.person_id == person_id, DrillCard.unfinished.is_(True))
    return db.database.session.scalar(rows.limit(1)) is not None


def log(person_id: str, question_id: str) -> list[DrillReview]:
    """All reviews of one card, oldest first."""
    rows = select(DrillReview).where(DrillReview.person_id == person_id, DrillReview.question_id == question_id)
    return list(db.database.session.scalars(rows.order_by(DrillReview.id)))


def kept_of(row: DrillCard) -> Kept:
    """The card as a value."""
    return Kept(row.major, memory_of(row), row.misses, row.coached, row.weak, row.unfinished, row.introduced_on)


def event_of(review: DrillReview) -> Event:
    return Event(review.major, Review(review.rating, review.at, review.unfinished))


def seed_of(person_id: str, question_id: str) -> str:
    """What the fuzz of this card is drawn from."""
    return f"{person_id}:{question_id}"


def rebuilt(person_id: str) -> dict[str, Kept]:
    """Every card of a person, worked out again from the log alone."""
    rows = select(DrillReview).where(DrillReview.person_id == person_id).order_by(DrillReview.id)
    past: dict[str, list[tuple[datetime, int, Event]]] = {}
    for review in db.database.session.scalars(rows):
        past.setdefault(review.question_id, []).append((review.at, review.id, event_of(review)))
    coached = select(DrillCoaching).where(DrillCoaching.person_id == person_id)
    for one in db.database.session.scalars(coached):
        past.setdefault(one.question_id, []).append((one.at, sys.maxsize, Event(0)))
    made = {
        no: rules.rebuilt(
            [event for *_when, event in sorted(each, key=lambda one: one[:2])],
            seed=seed_of(person_id, no),
            zone=clock.zone(),
        )
        for no, each in past.items()
    }
    return {no: kept for no, kept in made.items() if kept is not None}
