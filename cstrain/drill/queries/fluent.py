"""Who is how far with which questions. Everything is counted from the practice answers, in constant queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, not_, or_, select

from cstrain.bank import queries as bank
from cstrain.bank.models import PracticeAnswer, Question, QuestionVersion
from cstrain.bank.queries.standing import has_moved, is_late, is_live, is_undecided, latest
from cstrain.drill import rules
from cstrain.drill.queries.lines import Target
from cstrain.drill.rules import Answer, Fluency, Item
from cstrain.kit import clock, db
from cstrain.people.queries import decided
from cstrain.people.rules import local_date

_PLACES: dict[str, int] = {}  # by version; versions never change


def items(banks: Sequence[str], at: datetime) -> list[Item]:
    """What these banks ask at ``at``: live, decided, not stale, and such as nobody has to mark by hand.

    The same questions as ``bank.queries.live``, as plain columns: hundreds of rows for every card.
    """
    on = local_date(at, clock.zone())
    clear = and_(is_live(), not_(is_undecided(decided())), not_(has_moved()), not_(is_late(on)))
    columns = (QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.major, Question.bank_key)
    asked = select(*columns).join(Question, latest()).where(clear, ~QuestionVersion.needs_marker)
    asked = asked.where(Question.bank_key.in_(list(banks)))
    rows = list(db.database.session.execute(asked.order_by(Question.bank_key, Question.place, Question.id)))
    _learn_places(row.id for row in rows)
    return [Item(row.question_id, row.id, row.major, row.bank_key, _PLACES[row.id]) for row in rows]


def _learn_places(version_ids: Iterable[str]) -> None:
    unknown = [each for each in version_ids if each not in _PLACES]
    for version_id, version in (bank.versions_by_id(unknown) if unknown else {}).items():
        _PLACES[version_id] = rules.places(bank.question_of(version))


def _given(person_ids: Iterable[str]) -> Any:
    columns = (
        PracticeAnswer.person_id,
        PracticeAnswer.question_id,
        QuestionVersion.major,
        PracticeAnswer.num,
        PracticeAnswer.den,
        PracticeAnswer.milliseconds,
        PracticeAnswer.at,
        PracticeAnswer.id,
    )
    joined = select(*columns).join(QuestionVersion, QuestionVersion.id == PracticeAnswer.version_id)
    return joined.where(PracticeAnswer.person_id.in_(list(person_ids)))


def _answer(row: Any) -> Answer:
    day = local_date(row.at, clock.zone())
    return Answer(row.question_id, row.major, row.num == row.den, row.milliseconds, day, row.id)


def answers(person_id: str, asked: Iterable[Item]) -> list[Answer]:
    """All that one person answered of these, oldest first. One query."""
    rows = _given([person_id]).where(PracticeAnswer.question_id.in_([item.id for item in asked]))
    return [_answer(row) for row in db.database.session.execute(rows.order_by(PracticeAnswer.id))]


def item_of(version: QuestionVersion) -> Item:
    """One question as an item of its bank's set."""
    _learn_places([version.id])
    bank_key = version.question_id.partition("-")[0]
    return Item(version.question_id, version.id, version.major, bank_key, _PLACES[version.id])


def settled(person_id: str, asked: Sequence[Item], target: Target) -> set[str]:
    """Which of these questions the person has answered fluently: the verdict of ``fluency``, counted by the database.

    One query of at most a row for each question and major version, however much was answered.
    """
    limits: dict[int, list[str]] = {}
    for item in asked:
        limits.setdefault(target.seconds * item.places * 1000, []).append(item.id)
    if not limits:
        return set()
    in_time = or_(
        *(
            and_(PracticeAnswer.question_id.in_(ids), PracticeAnswer.milliseconds.between(1, limit))
            for limit, ids in limits.items()
        )
    )
    hits = func.count().label("hits")
    columns = (PracticeAnswer.question_id, QuestionVersion.major, hits)
    days = (func.min(PracticeAnswer.at).label("first"), func.max(PracticeAnswer.at).label("last"))
    rows = select(*columns, *days).join(QuestionVersion, QuestionVersion.id == PracticeAnswer.version_id)
    mine = rows.where(PracticeAnswer.person_id == person_id, PracticeAnswer.num == PracticeAnswer.den, in_time)
    counted = mine.group_by(PracticeAnswer.question_id, QuestionVersion.major).having(hits >= max(target.times, 1))
    majors = {item.id: item.major for item in asked}
    return {
        row.question_id
        for row in db.database.session.execute(counted)
        if row.major == majors[row.question_id] and _on_two_days(row.first, row.last)
    }


def _on_two_days(first: datetime, last: datetime) -> bool:
    """Of answers on two days or more the first and the last stand on different ones."""
    return local_date(first, clock.zone()) != local_date(last, clock.zone())


def is_settled(person_id: str, target: Target, at: datetime) -> bool:
    """Whether every question of the line is answered fluently, at the price of two queries."""
    asked = items(target.banks, at)
    return bool(asked) and len(settled(person_id, asked, target)) == len(asked)


def fluency(person_id: str, sets: Sequence[str], times: int, seconds: int, at: datetime) -> Fluency:
    """The person's verdict over the named banks, with exactly what is missing."""
    asked = items(sets, at)
    return rules.fluency(asked, answers(person_id, asked), times, seconds)


def fluent_counts(
    person_ids: Iterable[str], sets: Sequence[str], times: int, seconds: int, at: datetime
) -> dict[str, tuple[int, int]]:
    """Per person (questions answered fluently, questions in all). Constant queries."""
    people = list(person_ids)
    asked = items(sets, at)
    slowest = seconds * 1000 * max((item.places for item in asked), default=0)
    rows = _given(people).where(
        PracticeAnswer.question_id.in_([item.id for item in asked]),
        PracticeAnswer.num == PracticeAnswer.den,
        PracticeAnswer.milliseconds.between(1, slowest),
    )
    given: dict[str, list[Answer]] = {person_id: [] for person_id in people}
    for row in db.database.session.execute(rows):
        given[row.person_id].append(_answer(row))
    verdicts = {whose: rules.fluency(asked, kept, times, seconds) for whose, kept in given.items()}
    return {whose: (verdict.done, verdict.total) for whose, verdict in verdicts.items()}


def standing(person_id: str, target: Target, at: datetime) -> Fluency:
    """The verdict over a target. While its line is not decided nothing counts, and there is still an order to practise in."""
    return fluency(person_id, target.banks, max(1, target.times), target.seconds, at)
