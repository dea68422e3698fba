"""Finding questions in all banks, as people type them. What is looked through is a narrow table of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from cstrain.bank.models import (
    Bank,
    Citation,
    Observed,
    Question,
    QuestionText,
    QuestionVersion,
    Rule,
    SavedView,
    Use,
)
from cstrain.bank.queries.questions import in_state
from cstrain.bank.queries.standing import latest
from cstrain.bank.rules import QuestionState
from cstrain.bank.rules.finding import may_be_initials, words_of
from cstrain.kit import db

PER_PAGE = 30
MOST = 2000  # so many are counted; who finds more narrows the search
EASY, HARD = 850, 500  # thousandths of the points that people earned
OFTEN = 200  # first attempts in which it stood: by then it has gone round


@dataclass(frozen=True)
class Search:
    """What the search shows; "" is all. ``level``: difficulty as authored; ``seen``: as observed; ``used``: exposure."""

    words: str = ""
    bank: str = ""
    point: str = ""
    kind: str = ""
    rule: str = ""
    state: str = ""
    level: str = ""
    seen: str = ""
    used: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True)
class Found:
    """One page of what was found; as a pager reads it. ``total`` stops at ``MOST``."""

    items: Sequence[QuestionVersion]
    total: int
    page: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return -(-self.total // self.per_page)

    @property
    def is_cut(self) -> bool:
        return self.total >= MOST


def search(asked: Search, on: date, page: int = 1) -> Found:
    """One page, in the order of the banks; a constant number of queries.

    Few are taken as they come and put in order here. Of many the first in order are sought by walking the order itself,
    which ends with the page; the database would else sort all of them.
    """
    rows = db.database.session.execute(_rows(asked, on, walking=False).limit(MOST)).all()
    total, begin = len(rows), (max(page, 1) - 1) * PER_PAGE
    if total < MOST:
        begin = min(begin, max(0, total - 1) // PER_PAGE * PER_PAGE)
        ids = [each[0] for each in sorted(rows, key=lambda row: (row[1], row[2], row[0]))[begin : begin + PER_PAGE]]
    else:
        begin = min(begin, MOST - PER_PAGE)
        ordered = _rows(asked, on, walking=True).order_by(Question.bank_key, Question.place, Question.id)
        ids = [each[0] for each in db.database.session.execute(ordered.limit(PER_PAGE).offset(begin))]
    return Found(_whole(ids), total, begin // PER_PAGE + 1)


def _whole(ids: Sequence[str]) -> list[QuestionVersion]:
    held = (QuestionVersion.citations, QuestionVersion.uses, QuestionVersion.question)
    rows = select(QuestionVersion).join(Question, latest()).where(Question.id.in_(ids))
    rows = rows.options(*(selectinload(each) for each in held))
    found = {one.question_id: one for one in db.database.session.scalars(rows)}
    return [found[each] for each in ids]


def _rows(asked: Search, on: date, *, walking: bool) -> Any:
    """Number, bank and place of what is sought. With words, or walking, the indexes of other columns lead astray."""
    words = words_of(asked.words)

    def column(of: Any) -> Any:
        return func.coalesce(of, "") if (walking or words) and _is_sqlite() else of

    rows: Any = select(Question.id, Question.bank_key, Question.place)
    if words and not walking:  # one look at each text, and an end as soon as there are too many
        rows = rows.join(QuestionText, QuestionText.question_id == Question.id).where(*map(_holds, words))
    if words and walking:
        held = select(QuestionText.question_id).where(QuestionText.question_id == Question.id, *map(_holds, words))
        rows = rows.where(exists(held.correlate(Question)))
    if _needs_version(asked):
        rows = rows.join(QuestionVersion, latest())
    if asked.bank:
        rows = rows.where(Question.bank_key == asked.bank)
    if asked.kind:
        rows = rows.where(column(QuestionVersion.kind) == asked.kind)
    if asked.level:
        rows = rows.where(column(QuestionVersion.difficulty) == asked.level)
    if asked.state:
        rows = rows.where(_in_state(asked.state, on, column))
    if asked.point:
        rows = rows.where(_among(Use.version_id, and_(Use.kind == "point", Use.name == asked.point)))
    if asked.rule:
        rows = rows.where(_among(Citation.version_id, Citation.rule_id == asked.rule))
    return _observed(rows, asked)


def _needs_version(asked: Search) -> bool:
    plain = {"", *(each.value for each in QuestionState)}
    wanted = (asked.kind, asked.level, asked.point, asked.rule, asked.seen, asked.used)
    return any(wanted) or asked.state not in plain


def _is_sqlite() -> bool:
    return db.database.engine.dialect.name == "sqlite"


def _holds(word: str) -> ColumnElement[bool]:
    """The word stands in the text, or in the first letters of its pinyin."""
    place = func.instr if _is_sqlite() else func.strpos
    inside = place(QuestionText.text, word) > 0
    return or_(inside, place(QuestionText.initials, word) > 0) if may_be_initials(word) else inside


def _among(of: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return QuestionVersion.id.in_(select(of).where(condition))


def _in_state(state: str, on: date, column: Any) -> Any:
    """As ``in_state``, with what rules do to questions sought from the rules, which are few."""
    moved = or_(Rule.major != Citation.major, Rule.withdrawn != "")
    sought = {"moved": moved, "late": Rule.review_on < on}
    if state in sought:
        cited = select(Citation.version_id).join(Rule, Rule.id == Citation.rule_id).where(sought[state])
        return and_(func.coalesce(Question.state, "") == QuestionState.LIVE.value, QuestionVersion.id.in_(cited))
    if state in {each.value for each in QuestionState}:
        return column(Question.state) == state
    return in_state(state, on)


def _observed(rows: Any, asked: Search) -> Any:
    """By how exams went: the newest report of each exam counts."""
    newest = select(func.max(Observed.id)).group_by(Observed.version_id, Observed.source)
    held = select(Observed.version_id).where(Observed.id.in_(newest))
    bounds = {
        "easy": Observed.thousandths >= EASY,
        "hard": Observed.thousandths < HARD,
        "middle": and_(Observed.thousandths >= HARD, Observed.thousandths < EASY),
    }
    if asked.seen in bounds:
        rows = rows.where(QuestionVersion.id.in_(held.where(bounds[asked.seen])))
    if asked.seen == "inverted":
        rows = rows.where(QuestionVersion.id.in_(inverted()))
    if asked.used == "never":
        rows = rows.where(QuestionVersion.id.not_in(select(Observed.version_id)))
    if asked.used == "often":
        rows = rows.where(QuestionVersion.id.in_(worn()))
    return rows


def worn() -> Select[Any]:
    """Versions that stood in so many first attempts that they have gone round."""
    newest = select(func.max(Observed.id)).group_by(Observed.version_id, Observed.source)
    rows = select(Observed.version_id).where(Observed.id.in_(newest)).group_by(Observed.version_id)
    return rows.having(func.sum(Observed.people) >= OFTEN)


def inverted() -> list[str]:
    """Versions of which an exam reports that the better people get them wrong: negative discrimination."""
    newest = select(func.max(Observed.id)).group_by(Observed.version_id, Observed.source)
    rows = select(Observed.version_id, Observed.flags).where(Observed.id.in_(newest))
    return [version_id for version_id, flags in db.database.session.execute(rows) if "inverted" in flags]


def bank_names() -> list[tuple[str, str]]:
    """(key, name) of every bank."""
    return [(key, name) for key, name in db.database.session.execute(select(Bank.key, Bank.name).order_by(Bank.key))]


def saved_views(person_id: str) -> list[SavedView]:
    """The searches that a person keeps, by name."""
    rows = select(SavedView).where(SavedView.person_id == person_id).order_by(SavedView.name)
    return list(db.database.session.scalars(rows))


def unfound(most: int) -> list[QuestionVersion]:
    """Versions that count and that no search finds yet."""
    held = select(QuestionText.question_id).where(QuestionText.question_id == Question.id)
    rows = select(QuestionVersion).join(Question, latest()).where(~exists(held)).limit(most)
    return list(db.database.session.scalars(rows))
