"""The queue of the day: what is due is found by its index, however many cards somebody has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, select

from cstrain.bank.models import Question, QuestionVersion, Use
from cstrain.bank.queries.standing import has_moved, is_late, is_live, is_undecided, latest
from cstrain.drill import rules
from cstrain.drill.models import DrillCard, DrillReview
from cstrain.drill.queries.card import memory_of
from cstrain.drill.queries.lines import Way
from cstrain.drill.rules import APART, DueCard
from cstrain.kit import clock, db
from cstrain.people.queries import decided
from cstrain.people.rules import local_date

LOOKED_AT = 40  # of the cards due, the longest due; the weakest of these is served
MOST = 100  # as far as a page counts
AHEAD = 7  # cards fetched before they are needed: more than a minute of practice


@dataclass(frozen=True)
class Next:
    """The card to be served. ``is_new``: the drill has not asked it before."""

    question_id: str
    version_id: str
    is_new: bool


@dataclass(frozen=True)
class Waiting:
    """What the day still asks: cards due (``MOST`` means that many or more), and new ones."""

    due: int
    new: int = 0

    @property
    def total(self) -> int:
        return self.due + self.new

    @property
    def is_many(self) -> bool:
        return self.due >= MOST


def askable(at: datetime) -> ColumnElement[bool]:
    """Live, decided, not stale, and such as nobody has to mark by hand."""
    on = local_date(at, clock.zone())
    clear = and_(is_live(), not_(has_moved()), not_(is_late(on)), not_(is_undecided(decided())))
    return and_(clear, ~QuestionVersion.needs_marker)


def _cards(person_id: str, banks: Sequence[str], at: datetime) -> Any:
    rows: Any = select(DrillCard, QuestionVersion.id).join(Question, Question.id == DrillCard.question_id)
    rows = rows.join(QuestionVersion, latest()).where(DrillCard.person_id == person_id)
    return rows.where(Question.bank_key.in_(banks), askable(at))


def _due(person_id: str, banks: Sequence[str], at: datetime, *, weak: bool) -> list[DueCard]:
    rows = _cards(person_id, banks, at).where(DrillCard.weak.is_(weak), DrillCard.due_at <= at)
    found = db.database.session.execute(rows.order_by(DrillCard.due_at).limit(LOOKED_AT))
    return [DueCard(card.question_id, version, card.weak, memory_of(card)) for card, version in found]


def recent(person_id: str) -> list[str]:
    """The questions answered last, as many as lie between two showings of one card."""
    rows = select(DrillReview.question_id).where(DrillReview.person_id == person_id)
    return list(db.database.session.scalars(rows.order_by(DrillReview.id.desc()).limit(APART)))


def next_due(person_id: str, way: Way, at: datetime) -> Next | None:
    """The weakest card that is due: wrong last time first, then the one most likely forgotten."""
    rested = recent(person_id)
    weak = _due(person_id, way.open, at, weak=True)
    others = [] if any(card.question_id not in rested for card in weak) else _due(person_id, way.open, at, weak=False)
    found = rules.weakest([*weak, *others], rested, at)
    return Next(found.question_id, found.version_id, False) if found else None


def some_due(person_id: str, way: Way, at: datetime) -> list[str]:
    """Versions of the next few cards that are due, in the order in which they would be served."""
    due = [card for weak in (True, False) for card in _due(person_id, way.open, at, weak=weak)]
    return [card.version_id for card in rules.ranked(due, at)[:AHEAD]]


def next_ahead(person_id: str, way: Way, at: datetime) -> Next | None:
    """For somebody who goes on although nothing is due: the card that will be due first."""
    rows = _cards(person_id, way.open, at).where(DrillCard.due_at > at).order_by(DrillCard.due_at)
    rested = recent(person_id)
    found = [(card.question_id, version) for card, version in db.database.session.execute(rows.limit(APART + 1))]
    if not found:
        return None
    number, version = next((one for one in found if one[0] not in rested), found[0])
    return Next(number, version, False)


def due_now(person_id: str, way: Way, at: datetime) -> int:
    """How many cards are due, ``MOST`` at most: so many are found by their index, and then looked at."""
    mine = select(DrillCard.question_id).where(DrillCard.person_id == person_id, DrillCard.weak.in_([True, False]))
    first = mine.where(DrillCard.due_at <= at).limit(MOST).subquery()
    rows = select(func.count()).select_from(first).join(Question, Question.id == first.c.question_id)
    rows = rows.join(QuestionVersion, latest()).where(Question.bank_key.in_(way.open), askable(at))
    return db.database.session.scalar(rows) or 0


# New cards ----------------------------------------------------------------------------------------------------------
def _unseen(person_id: str, banks: Sequence[str]) -> ColumnElement[bool]:
    mine = exists().where(DrillCard.question_id == Question.id, DrillCard.person_id == person_id)
    return and_(Question.bank_key.in_(banks), ~mine.correlate(Question))


def unseen(person_id: str, way: Way, at: datetime) -> dict[str, int]:
    """Open banks with questions that the drill has not asked the person: bank → how many. One query."""
    rows = select(Question.bank_key, func.count()).join(QuestionVersion, latest())
    rows = rows.where(_unseen(person_id, way.open), askable(at)).group_by(Question.bank_key)
    found: dict[str, int] = dict(db.database.session.execute(rows).all())
    return found


def next_new(person_id: str, way: Way, at: datetime, left: Mapping[str, int]) -> Next | None:
    """By the day of the course on which a bank opens; within one day first what belongs to the person's weak points.

    ``left``: what ``unseen`` has told.
    """
    banks = next((keys for day in way.by_day if (keys := [key for key in day if left.get(key)])), [])
    found = _new_of(person_id, banks, at) if banks else []
    if not found:
        return None
    first = _of_weak_points(person_id, [version for _number, version in found])
    number, version = next((one for one in found if one[1] == first), found[0])
    return Next(number, version, True)


def some_new(person_id: str, way: Way, at: datetime, left: Mapping[str, int]) -> list[str]:
    """Versions of the next few new cards."""
    banks = next((keys for day in way.by_day if (keys := [key for key in day if left.get(key)])), [])
    return [version for _number, version in _new_of(person_id, banks, at)[:AHEAD]] if banks else []


def _new_of(person_id: str, banks: Sequence[str], at: datetime) -> list[tuple[str, str]]:
    """(number, version) of the first unseen questions of these banks, in their order."""
    rows = select(Question.id, QuestionVersion.id).join(QuestionVersion, latest())
    rows = rows.where(_unseen(person_id, banks), askable(at)).order_by(Question.bank_key, Question.place)
    return [(number, version) for number, version in db.database.session.execute(rows.limit(LOOKED_AT))]


def _of_weak_points(person_id: str, versions: Sequence[str]) -> str | None:
    """The first of these versions that uses a knowledge point in which the person was wrong last time, most often first."""
    mine = select(DrillCard.question_id).where(DrillCard.person_id == person_id, DrillCard.weak.is_(True))
    weak = mine.order_by(DrillCard.due_at).limit(MOST).subquery()
    missed = (
        select(Use.name, func.count())
        .select_from(weak)
        .join(Question, Question.id == weak.c.question_id)
        .join(QuestionVersion, latest())
        .join(Use, and_(Use.version_id == QuestionVersion.id, Use.kind == "point"))
        .group_by(Use.name)
    )
    many: dict[str, int] = dict(db.database.session.execute(missed).all())
    if not many:
        return None
    used = select(Use.version_id, Use.name).where(Use.kind == "point", Use.version_id.in_(versions))
    best: dict[str, int] = {}
    for version, name in db.database.session.execute(used):
        best[version] = max(best.get(version, 0), many.get(name, 0))
    ranked = sorted((version for version in versions if best.get(version)), key=lambda each: -best[each])
    return ranked[0] if ranked else None


def introduced(person_id: str, on: date) -> int:
    """New cards of one day."""
    rows = select(func.count()).select_from(DrillCard)
    return db.database.session.scalar(rows.where(DrillCard.person_id == person_id, DrillCard.introduced_on == on)) or 0


def new_left(person_id: str, way: Way, at: datetime, left: Mapping[str, int]) -> int:
    """How many new cards today still brings, of those that ``unseen`` has told."""
    on = local_date(at, clock.zone())
    many = sum(left.values())
    return rules.new_today(many, way.days_left(on), introduced(person_id, on)) if many else 0


def waiting(person_id: str, way: Way, at: datetime) -> Waiting:
    """What the day still asks."""
    if not way.open:
        return Waiting(0)
    left = unseen(person_id, way, at)
    return Waiting(due_now(person_id, way, at), new_left(person_id, way, at, left))
