"""Drill: a card answered, and the fact that somebody has become fluent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cstrain.bank import actions as bank
from cstrain.bank import queries as bank_queries
from cstrain.bank.models import PracticeAnswer
from cstrain.drill import queries
from cstrain.drill.queries import Target
from cstrain.drill.rules import Fluency, measured
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person
from cstrain.records import actions as records
from cstrain.records import queries as facts
from cstrain.records.rules import Entry

SOURCE = "drill"
METHOD = "practice"


@dataclass(frozen=True)
class Card:
    """A card as it was handed out. ``claimed``: milliseconds the device measured, None when it measured nothing."""

    version_id: str
    shown_at: datetime
    claimed: int | None = None


@db.deed
def answer_card(person_id: str, card: Card, answer: Any, *, at: datetime) -> PracticeAnswer:
    """Keep the answer to a card with the time that counts for it. Each card is answered once (``card_answered``)."""
    db.lock(Person, person_id)
    version = bank_queries.version(card.version_id)
    if version is None:
        raise NotYours
    if queries.answered_since(person_id, version.question_id, card.shown_at):
        raise Refusal("card_answered")
    took = measured(card.claimed, int((at - card.shown_at).total_seconds() * 1000))
    kept = bank.answer_practice(person_id, version.id, answer, at=at, milliseconds=took, source=SOURCE)
    item = queries.item_of(version)
    if any(queries.settled(person_id, [item], target) for target in queries.targets(person_id)):
        note_fluency(person_id, at=at)  # the whole set is looked at only when this one may have been the last
    return kept


@db.deed
def note_fluency(person_id: str, *, at: datetime) -> list[Entry]:
    """Write into the record each line that the person has reached and that does not stand there yet as it is now."""
    reached = []
    for target in queries.targets(person_id):
        if not target.is_decided or _stands(person_id, target) or not queries.is_settled(person_id, target, at):
            continue
        verdict = queries.standing(person_id, target, at)  # reads every answer of the set: once, for the evidence
        if verdict.fluent:
            reached.append(_write(person_id, target, verdict, at))
    return reached


def _stands(person_id: str, target: Target) -> bool:
    last = facts.latest(person_id, "fluency", target.subject)
    wanted = {"sets": list(target.banks), "times": target.times, "seconds": target.seconds}
    return last is not None and {name: last.body.get(name) for name in wanted} == wanted


def _write(person_id: str, target: Target, verdict: Fluency, at: datetime) -> Entry:
    body = {
        "sets": list(target.banks),
        "method": METHOD,
        "verdict": "fluent",
        "times": target.times,
        "seconds": target.seconds,
        "evidence": _evidence(person_id, verdict),
    }
    return records.record(person_id, "fluency", at=at, by=person_id, subject=target.subject, body=body)


def _evidence(person_id: str, verdict: Fluency) -> dict[str, Any]:
    """The figures behind the verdict, and a hash over the answers that count, so that they can be shown to be these."""
    limits = {state.item.id: state.limit for state in verdict.states}
    given = queries.answers(person_id, [state.item for state in verdict.states])
    counted = [answer for answer in given if answer.is_right and 0 < answer.milliseconds <= limits.get(answer.item, 0)]
    lines = sorted(f"{one.item}@{one.major} {one.day.isoformat()} {one.milliseconds} {one.order}" for one in counted)
    days = sorted({one.day for one in counted})
    return {
        "items": verdict.total,
        "answers": len(counted),
        "first_on": days[0].isoformat(),
        "last_on": days[-1].isoformat(),
        "slowest_ms": max(state.best or 0 for state in verdict.states),
        "hash": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }
