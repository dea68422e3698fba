"""What practice alone did not mend is gone through by a trainer: with the person, or at the question itself."""

from __future__ import annotations

from datetime import datetime

from cstrain.bank.models import Question
from cstrain.drill import queries, rules
from cstrain.drill.actions.cards import keep_card
from cstrain.drill.models import DrillCoaching
from cstrain.drill.rules import Event
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person


@db.deed
def coach(person_id: str, question_id: str, *, note: str, by: str, at: datetime) -> DrillCoaching:
    """A trainer went through the question with the person; the card is watched anew. Refusal ``coach_oneself``."""
    if by == person_id:
        raise Refusal("coach_oneself")
    db.lock(Person, person_id)
    row = queries.card(person_id, question_id)
    if row is None:
        raise NotYours
    made = DrillCoaching(person_id=person_id, question_id=question_id, note=note, by=by, at=at)
    db.database.session.add(made)
    kept = rules.after(queries.kept_of(row), Event(row.major), seed="", zone=clock.zone())
    assert kept is not None
    keep_card(row, person_id, question_id, kept)
    db.database.session.flush()
    return made


@db.deed
def settle_item(question_id: str, *, note: str, by: str, at: datetime) -> DrillCoaching:
    """A trainer looked at a question that everybody misses: it is asked about again when it goes on being missed."""
    db.lock(Question, question_id)
    figures = queries.item(question_id)
    if figures is None:
        raise NotYours
    made = DrillCoaching(person_id=None, question_id=question_id, note=note, by=by, at=at)
    db.database.session.add(made)
    figures.settled = figures.misses
    db.database.session.flush()
    return made
