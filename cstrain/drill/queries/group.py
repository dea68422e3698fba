"""The class as a trainer sees it: people and knowledge points, what was sure and wrong, what needs a person's help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from cstrain.bank.models import Point, PracticeAnswer, Question, QuestionVersion, Use
from cstrain.bank.queries.standing import is_live, latest
from cstrain.curriculum.models import Cohort, Enrolment
from cstrain.curriculum.queries import cohorts_in_scope
from cstrain.drill import rules
from cstrain.drill.models import DrillCard, DrillCoaching, DrillItem, DrillReview
from cstrain.drill.rules import AGAIN, Confidence
from cstrain.kit import db
from cstrain.people import queries as people
from cstrain.people.models import Person
from cstrain.people.queries import Scoped
from cstrain.people.rules import May


@dataclass(frozen=True)
class Cell:
    """One person and one knowledge point: questions practised, and how many of them were right last time."""

    seen: int
    right: int

    @property
    def rate(self) -> int:
        """Per cent, rounded down, so that 100 means all."""
        return 100 * self.right // self.seen


@dataclass(frozen=True)
class Heat:
    """People in the order of the list; points in the order of the table of points, those that anybody practised."""

    people: list[Person]
    points: list[str]
    cells: dict[tuple[str, str], Cell]


def learners(asked: Scoped, cohort: str = "", words: str = "", may: May = May.COHORT_SEE) -> Select[Any]:
    """Who is in a course now, in the teams for which ``asked`` may do ``may``: a select of Person, to be paged."""
    here = people.mine(asked, may)
    here = people.people_list(here, people.PeopleFilter(words)).order_by(None) if words else here
    running = select(Enrolment.person_id).where(Enrolment.state == "active")
    running = running.where(Enrolment.cohort_id == cohort) if cohort else running
    return here.where(Person.id.in_(running)).order_by(Person.folded_no)


def batches(asked: Scoped) -> list[Cohort]:
    return cohorts_in_scope(asked)


def _points() -> Any:
    """Cards joined to the knowledge points of the version that counts; questions no longer in use are left out."""
    rows = select(DrillCard).join(Question, Question.id == DrillCard.question_id).join(QuestionVersion, latest())
    return rows.join(Use, and_(Use.version_id == QuestionVersion.id, Use.kind == "point")).where(is_live())


def heat(shown: Sequence[Person]) -> Heat:
    """How the people of one page stand with each knowledge point. Two queries."""
    weak = func.sum(case((DrillCard.weak, 1), else_=0))
    rows = _points().with_only_columns(DrillCard.person_id, Use.name, func.count(), weak)
    rows = rows.where(DrillCard.person_id.in_([one.id for one in shown])).group_by(DrillCard.person_id, Use.name)
    cells = {
        (person_id, name): Cell(seen, seen - int(missed))
        for person_id, name, seen, missed in db.database.session.execute(rows)
    }
    named = {name for _person, name in cells}
    placed = select(Point.name).where(Point.name.in_(named)).order_by(Point.place)
    return Heat(list(shown), list(db.database.session.scalars(placed)), cells)


@dataclass(frozen=True)
class CardLine:
    """One card of a person as a trainer sees it."""

    card: DrillCard
    version: QuestionVersion


def cards_of(person_id: str, point: str = "") -> list[CardLine]:
    """A person's cards of a knowledge point (or all that were wrong last time), those wrong first."""
    rows = _points().add_columns(QuestionVersion) if point else _wrong()
    rows = rows.where(DrillCard.person_id == person_id)
    rows = rows.where(Use.name == point) if point else rows
    ordered = rows.order_by(DrillCard.weak.desc(), DrillCard.misses.desc(), DrillCard.question_id).limit(200)
    return [CardLine(card, version) for card, version in db.database.session.execute(ordered)]


def _wrong() -> Any:
    rows = select(DrillCard, QuestionVersion).join(Question, Question.id == DrillCard.question_id)
    return rows.join(QuestionVersion, latest()).where(is_live(), DrillCard.weak.is_(True))


@dataclass(frozen=True)
class SureWrong:
    """Somebody was sure and wrong."""

    review: DrillReview
    person: Person
    version: QuestionVersion
    answer: PracticeAnswer
    times: int = 1  # so often since then; the review is the latest


def _sure_wrong(scope: Select[Any], since: datetime) -> list[Any]:
    here = scope.with_only_columns(Person.id).order_by(None)
    is_such = and_(DrillReview.confidence == Confidence.SURE.value, DrillReview.rating == AGAIN)
    return [DrillReview.at >= since, is_such, DrillReview.person_id.in_(here)]


def sure_wrong(scope: Select[Any], since: datetime) -> list[SureWrong]:
    """Who was sure and wrong since then, what most people got wrong first. ``scope``: a select of Person."""
    rows = select(DrillReview, Person, QuestionVersion, PracticeAnswer).where(*_sure_wrong(scope, since))
    rows = rows.join(Person, Person.id == DrillReview.person_id)
    rows = rows.join(PracticeAnswer, PracticeAnswer.id == DrillReview.answer_id)
    rows = rows.join(QuestionVersion, QuestionVersion.id == PracticeAnswer.version_id)
    found = db.database.session.execute(rows.order_by(DrillReview.id).limit(500)).unique()
    latest_of: dict[tuple[str, str], SureWrong] = {}
    for row in found:
        key = (row[0].question_id, row[0].person_id)
        times = latest_of[key].times + 1 if key in latest_of else 1
        latest_of[key] = SureWrong(*row, times=times)
    many = Counter(number for number, _whose in latest_of)
    return sorted(
        latest_of.values(), key=lambda one: (-many[one.review.question_id], one.review.question_id, -one.times)
    )


def count_sure_wrong(scope: Select[Any], since: datetime) -> int:
    rows = select(func.count()).select_from(DrillReview).where(*_sure_wrong(scope, since))
    return db.database.session.scalar(rows) or 0


# What needs a person's help -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stuck:
    """A person keeps missing a question."""

    card: DrillCard
    person: Person
    version: QuestionVersion


def stuck(scope: Select[Any]) -> Select[Any]:
    """Cards that a trainer should go through, missed most often first: a select of DrillCard, to be paged."""
    here = scope.with_only_columns(Person.id).order_by(None)
    rows = select(DrillCard).join(Question, Question.id == DrillCard.question_id)
    rows = rows.where(DrillCard.stuck.is_(True), is_live(), DrillCard.person_id.in_(here))
    return rows.order_by((DrillCard.misses - DrillCard.coached).desc(), DrillCard.question_id, DrillCard.person_id)


def count_stuck(scope: Select[Any]) -> int:
    rows = stuck(scope).order_by(None).with_only_columns(DrillCard.question_id)
    return db.database.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def told(cards: Iterable[DrillCard]) -> list[Stuck]:
    """Names and texts of one page of cards. Two queries."""
    listed = list(cards)
    persons = people.named({card.person_id for card in listed})
    rows = (
        select(QuestionVersion).join(Question, latest()).where(Question.id.in_({card.question_id for card in listed}))
    )
    versions = {row.question_id: row for row in db.database.session.scalars(rows)}
    return [Stuck(card, persons[card.person_id], versions[card.question_id]) for card in listed]


@dataclass(frozen=True)
class Missed:
    """A question that half of the people who practise it were wrong about last time."""

    item: DrillItem
    version: QuestionVersion


def missed_by_all() -> list[Missed]:
    """Questions to be mended or taught again, the worst first."""
    rows = select(DrillItem, QuestionVersion).join(Question, Question.id == DrillItem.question_id)
    rows = rows.join(QuestionVersion, latest())
    rows = rows.where(is_live(), DrillItem.people >= rules.PEOPLE, DrillItem.weak * 2 >= DrillItem.people)
    listed = [Missed(item, version) for item, version in db.database.session.execute(rows)]
    open_ones = [
        one
        for one in listed
        if one.item.major == one.version.major
        and rules.needs_mending(one.item.people, one.item.weak, one.item.misses, one.item.settled)
    ]
    return sorted(open_ones, key=lambda one: (-one.item.weak / one.item.people, one.item.question_id))


def coachings(question_id: str, person_id: str | None) -> list[DrillCoaching]:
    """What trainers wrote about it before, newest first."""
    rows = select(DrillCoaching).where(DrillCoaching.question_id == question_id, DrillCoaching.person_id == person_id)
    return list(db.database.session.scalars(rows.order_by(DrillCoaching.id.desc())))


def card_rows(person_id: str, question_id: str) -> list[DrillCard]:
    """The person's card of a question, if there is one."""
    found = db.database.session.get(DrillCard, (person_id, question_id))
    return [found] if found else []


def item_of(question_id: str) -> DrillItem | None:
    return db.database.session.get(DrillItem, question_id)
