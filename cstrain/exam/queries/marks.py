"""Marks: which count, who has given them, and how far two markers of one answer agree."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sqlalchemy import select

from cstrain.exam.models import Attempt, Mark, Publication
from cstrain.exam.rules.marking import STEPS, counting, is_doubled, step
from cstrain.exam.rules.statistics.raters import Agreement, agreement
from cstrain.kit import db

Marks = dict[int, dict[str, Fraction]]
Given = dict[tuple[str, int, str], list[tuple[str, Fraction]]]  # attempt, place, part → (marker, share) in order
LAST = 500  # answers that the agreement looks back on


def given_marks(attempt_ids: Iterable[str]) -> tuple[Given, dict[str, int]]:
    """Every mark of these papers, and per paper the share of its answers that two people mark."""
    query = (
        select(Mark.attempt_id, Mark.place, Mark.part, Mark.by, Mark.num, Mark.den, Publication.double_share)
        .join(Attempt, Attempt.id == Mark.attempt_id)
        .join(Publication, Publication.id == Attempt.publication_id)
        .where(Mark.attempt_id.in_(list(attempt_ids)), Mark.round == Attempt.reopened)
        .order_by(Mark.id)
    )
    found: Given = {}
    shares: dict[str, int] = {}
    for attempt_id, place, part, by, num, den, share in db.database.session.execute(query):
        found.setdefault((attempt_id, place, part), []).append((by, Fraction(num, den)))
        shares[attempt_id] = share
    return found, shares


def counting_marks(attempt_ids: Iterable[str]) -> dict[str, Marks]:
    """Per attempt, place and part the share that counts; left out while a second or third person still has to mark."""
    found: dict[str, Marks] = {}
    given, shares = given_marks(attempt_ids)
    for (attempt_id, place, part), marks in given.items():
        share = counting(marks, doubled=is_doubled(attempt_id, place, shares[attempt_id]))
        if share is not None:
            found.setdefault(attempt_id, {}).setdefault(place, {})[part] = share
    return found


def marked_by(person_id: str, attempt_ids: Iterable[str]) -> set[tuple[str, int]]:
    """(attempt, place) that this person has marked already."""
    query = select(Mark.attempt_id, Mark.place).join(Attempt, Attempt.id == Mark.attempt_id)
    query = query.where(Mark.by == person_id, Mark.attempt_id.in_(list(attempt_ids)), Mark.round == Attempt.reopened)
    return {(attempt_id, place) for attempt_id, place in db.database.session.execute(query)}


def marker_agreement() -> Agreement | None:
    """How far the first two markers of an answer agree, over the last papers that were marked twice."""
    query = select(Mark.attempt_id).join(Attempt, Attempt.id == Mark.attempt_id)
    query = query.join(Publication, Publication.id == Attempt.publication_id).where(Publication.double_share > 0)
    papers = list(dict.fromkeys(db.database.session.scalars(query.order_by(Mark.id.desc()).limit(4 * LAST))))
    given, _shares = given_marks(papers)
    pairs = []
    for marks in given.values():
        each = list(dict(marks).values())
        if len(each) > 1:
            pairs.append((step(each[0]), step(each[1])))
    return agreement(pairs[:LAST], STEPS)
