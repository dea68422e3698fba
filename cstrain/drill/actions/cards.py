"""A card answered: the answer kept, its rating derived, the card and the question's figures brought up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cstrain.bank import actions as bank
from cstrain.bank import queries as bank_queries
from cstrain.bank.models import PracticeAnswer, Question, QuestionVersion
from cstrain.drill import queries, rules
from cstrain.drill.actions.fluent import may_be_the_last, note_fluency
from cstrain.drill.models import DrillCard, DrillItem, DrillReview
from cstrain.drill.queries import Way
from cstrain.drill.rules import AGAIN, Confidence, Item, Kept, Mode, measured
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person

SOURCE = "drill"


@dataclass(frozen=True)
class Card:
    """A card as it was handed out, and how it was answered.

    ``claimed``: milliseconds the device measured, None when it measured nothing. ``hidden``: the page was out of sight, or
    the answer was sent later: the time says nothing about speed. ``round``: of 即问即答.
    """

    version_id: str
    shown_at: datetime
    claimed: int | None = None
    hidden: bool = False
    confidence: Confidence = Confidence.NONE
    mode: Mode = Mode.DAILY
    round: str = ""


@db.deed
def answer_card(person_id: str, card: Card, answer: Any, *, at: datetime) -> PracticeAnswer:
    """Keep the answer to a card with the time that counts for it. Each card is answered once (``card_answered``)."""
    db.lock(Person, person_id)
    version = bank_queries.version(card.version_id)
    if version is None:
        raise NotYours
    if queries.answered_since(person_id, version.question_id, card.shown_at):
        raise Refusal("card_answered")
    is_first = not queries.times_answered(person_id, version.question_id)
    took = measured(card.claimed, int((at - card.shown_at).total_seconds() * 1000))
    kept = bank.answer_practice(person_id, version.id, answer, at=at, milliseconds=took, source=SOURCE)
    held = queries.card(person_id, version.question_id)
    was_open = held is None or held.unfinished or held.major != version.major
    way, item = queries.way(person_id), queries.item_of(version)
    asking = [target for target in way.targets if item.bank in target.banks]
    reached = [target for target in asking if queries.settled(person_id, [item], target)]
    if kept.num is not None:
        review = _review(kept, card, (version, item, way), is_first=is_first, unfinished=len(reached) < len(asking))
        _remember(review)
    if any(target.is_decided and may_be_the_last(person_id, target, was_open=was_open, at=at) for target in reached):
        note_fluency(person_id, at=at)  # the whole set is looked at only when this one may have been the last
    return kept


def _review(
    kept: PracticeAnswer, card: Card, about: tuple[QuestionVersion, Item, Way], *, is_first: bool, unfinished: bool
) -> DrillReview:
    """The review of an answer; holds the question's figures against other writers until the commit."""
    version, item, way = about
    db.lock(Question, version.question_id)
    is_right = kept.num == kept.den
    judged = is_right and not is_first and not card.hidden
    known = _figures(version)
    times = known.times if known else []
    limit = way.limits * item.places * 1000
    review = DrillReview(
        answer_id=kept.id,
        person_id=kept.person_id,
        question_id=kept.question_id,
        major=version.major,
        rating=rules.rate(is_right, card.confidence, kept.milliseconds if judged else None, times, limit),
        milliseconds=kept.milliseconds,
        judged=judged,
        confidence=card.confidence.value,
        unfinished=unfinished,
        mode=card.mode.value,
        round=card.round,
        at=kept.at,
    )
    db.database.session.add(review)
    return review


def _figures(version: QuestionVersion) -> DrillItem | None:
    """How everybody fares with this very version; another major version begins anew."""
    known = queries.item(version.question_id)
    return known if known is not None and known.major == version.major else None


def _remember(review: DrillReview) -> None:
    """The card and the question's figures after this review: exactly what the log would give."""
    row, figures = queries.card(review.person_id, review.question_id), queries.item(review.question_id)
    before = queries.kept_of(row) if row else None
    if figures is None:
        figures = DrillItem(question_id=review.question_id, major=review.major)
        db.database.session.add(figures)
    _count(figures, review, before.weak if before and before.major == review.major else None)
    seed = queries.seed_of(review.person_id, review.question_id)
    kept = rules.after(before, queries.event_of(review), seed=seed, zone=clock.zone())
    assert kept is not None
    keep_card(row, review.person_id, review.question_id, kept)
    db.database.session.flush()


@db.deed
def keep_card(row: DrillCard | None, person_id: str, question_id: str, kept: Kept) -> None:
    """Keep the card as it now is."""
    memory = kept.memory
    values: dict[str, Any] = {
        "major": kept.major,
        "state": memory.state,
        "step": memory.step,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "reviewed_at": memory.at,
        "due_at": memory.due,
        "seen": memory.seen,
        "misses": kept.misses,
        "coached": kept.coached,
        "weak": kept.weak,
        "unfinished": kept.unfinished,
        "stuck": kept.stuck,
        "introduced_on": kept.introduced_on,
    }
    if row is None:
        db.database.session.add(DrillCard(person_id=person_id, question_id=question_id, **values))
        return
    for name, value in values.items():
        setattr(row, name, value)


def _count(figures: DrillItem, review: DrillReview, was_weak: bool | None) -> None:
    """One more review of the question. ``was_weak``: how the person's review before it went, None when it is the first."""
    if figures.major > review.major:
        return  # a card handed out before the question changed: it says nothing about what is asked now
    if figures.major < review.major:
        figures.major, figures.people, figures.weak, figures.misses, figures.settled = review.major, 0, 0, 0, 0
        figures.times = [0] * rules.BUCKETS
    missed = review.rating == AGAIN
    figures.people += was_weak is None
    figures.weak += missed - bool(was_weak)
    figures.misses += missed
    if review.judged:
        times, step = list(figures.times), rules.bucket(review.milliseconds)
        times[step] += 1
        figures.times = times
