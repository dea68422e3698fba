"""The one verdict over a line: the count, what stands beside it, what was heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from cstrain.curriculum import queries as course
from cstrain.drill import rules
from cstrain.drill.models import DrillCard, DrillReview
from cstrain.drill.queries.card import memory_of
from cstrain.drill.queries.fluent import items, standing
from cstrain.drill.queries.lines import Target
from cstrain.drill.rules import Beside, Fluency, Item, Wanted
from cstrain.kit import clock, db
from cstrain.people.queries import decided
from cstrain.people.rules import local_date, start_of

RECALL, PACE = "流利回想率", "流利快慢"  # decisions of the firm; 0 or open: shown, not required
LATEST = 2_000  # answers of the team that its median is taken of

# Who is certified, told by the room that issues certificates: a condition over a column of person ids.
CERTIFIED: list[Callable[[Any, datetime], ColumnElement[bool]]] = []


@dataclass(frozen=True)
class Verdict:
    """``fluent``: the count and whatever the firm requires beside it."""

    target: Target
    count: Fluency
    beside: Beside

    @property
    def fluent(self) -> bool:
        return self.target.is_decided and self.count.fluent and self.beside.is_met


def wanted() -> Wanted:
    """What the firm requires beside the count."""
    made = decided()
    return Wanted(int(made.get(RECALL, 0)), int(made.get(PACE, 0)))


def verdict(person_id: str, target: Target, at: datetime) -> Verdict:
    """How somebody stands with a line."""
    return Verdict(target, standing(person_id, target, at), beside(person_id, target, at))


def beside(person_id: str, target: Target, at: datetime) -> Beside:
    """What stands beside the count of a line. Reads every card of the set: for verdicts, not for cards."""
    asked = items(target.banks, at)
    on = go_live(person_id, at) + timedelta(days=rules.LATER)
    chances = _chances(person_id, asked, start_of(on, clock.zone()))
    mine = _times(DrillReview.person_id == person_id, asked)
    others = [tell(DrillReview.person_id, at) for tell in CERTIFIED]
    team = _times(others[0], asked) if others else []
    return Beside(rules.recalled(chances, len(asked)), on, rules.middle(mine), rules.middle(team), wanted())


def go_live(person_id: str, at: datetime) -> date:
    """The day after the last one of the course by the calendar, today at the earliest."""
    enrolment = course.latest_enrolment(person_id)
    today = local_date(at, clock.zone())
    return max(today, enrolment.start_on + timedelta(days=enrolment.days)) if enrolment else today


def _chances(person_id: str, asked: Sequence[Item], at: datetime) -> list[float]:
    majors = {item.id: item.major for item in asked}
    rows = select(DrillCard).where(DrillCard.person_id == person_id)
    cards = [card for card in db.database.session.scalars(rows) if majors.get(card.question_id) == card.major]
    return [rules.recall(memory_of(card), at) for card in cards]


def _times(whose: ColumnElement[bool], asked: Sequence[Item]) -> list[int]:
    """Milliseconds for each answer a card asks for, of the latest right and judged answers to these questions."""
    places = {item.id: item.places for item in asked}
    rows = select(DrillReview.question_id, DrillReview.milliseconds).where(whose, DrillReview.judged.is_(True))
    latest = db.database.session.execute(rows.order_by(DrillReview.id.desc()).limit(LATEST))
    return [took // places[number] for number, took in latest if number in places]
