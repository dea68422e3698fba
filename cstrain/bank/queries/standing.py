"""Where a question stands: computed from what it cites and needs, on a day; never written ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from cstrain.bank.models import Citation, Question, QuestionVersion, Rule, Use
from cstrain.bank.rules import QuestionState
from cstrain.kit import db
from cstrain.people.queries import decided


@dataclass(frozen=True, slots=True)
class Standing:
    """``moved``: (rule, pinned major, its major now, 0 when withdrawn) of rules that moved on; ``late``: rules past their
    review; ``undecided``: decisions that the firm has not made. All empty: nothing stands against asking it."""

    moved: tuple[tuple[str, int, int], ...] = ()
    late: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        return not (self.moved or self.late or self.undecided)


def latest() -> ColumnElement[bool]:
    """Joins a question to its version that counts."""
    return and_(QuestionVersion.question_id == Question.id, QuestionVersion.seq == Question.latest)


def current() -> Select[Any]:
    """Every question's version that counts."""
    return select(QuestionVersion).join(Question, latest())


def has_moved() -> ColumnElement[bool]:
    """The version cites a rule in a major version that is no longer the rule's, or a rule that is withdrawn."""
    moved = or_(Rule.major != Citation.major, Rule.withdrawn != "")
    return _cites(moved)


def is_late(on: date) -> ColumnElement[bool]:
    """The version cites a rule whose review was due before ``on``."""
    return _cites(Rule.review_on < on)


def _cites(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    rows = select(Citation.id).join(Rule, Rule.id == Citation.rule_id)
    return exists(rows.where(Citation.version_id == QuestionVersion.id, condition).correlate(QuestionVersion))


def is_undecided(made: Iterable[str]) -> ColumnElement[bool]:
    """The version needs a decision that is not among those made."""
    names = sorted(made)
    open_use = and_(Use.version_id == QuestionVersion.id, Use.kind == "decision")
    return exists(select(Use.id).where(open_use, Use.name.not_in(names)).correlate(QuestionVersion))


def is_live() -> ColumnElement[bool]:
    return Question.state == QuestionState.LIVE.value


def standing_of(versions: Sequence[QuestionVersion], on: date) -> dict[str, Standing]:
    """Where each version stands, by version id; three queries however many there are."""
    ids = [version.id for version in versions]
    moved: dict[str, list[tuple[str, int, int]]] = {}
    late: dict[str, list[str]] = {}
    cited = select(Citation, Rule).join(Rule, Rule.id == Citation.rule_id).where(Citation.version_id.in_(ids))
    for citation, rule in db.database.session.execute(cited.order_by(Citation.id)):
        if rule.withdrawn or rule.major != citation.major:
            found = (rule.id, citation.major, 0 if rule.withdrawn else rule.major)
            moved.setdefault(citation.version_id, []).append(found)
        if rule.review_on is not None and rule.review_on < on:
            late.setdefault(citation.version_id, []).append(rule.id)
    lacking = _lacking(ids)
    return {
        each: Standing(tuple(moved.get(each, ())), tuple(late.get(each, ())), tuple(lacking.get(each, ())))
        for each in ids
    }


def _lacking(ids: Sequence[str]) -> dict[str, list[str]]:
    made = decided()
    needed = select(Use).where(Use.version_id.in_(ids), Use.kind == "decision").order_by(Use.id)
    found: dict[str, list[str]] = {}
    for use in db.database.session.scalars(needed):
        if use.name not in made:
            found.setdefault(use.version_id, []).append(use.name)
    return found
