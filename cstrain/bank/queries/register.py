"""Rules and knowledge points: the register as pages and checks need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from cstrain.bank.models import Citation, Point, Question, QuestionVersion, Register, Rule, RuleVersion
from cstrain.bank.queries.reading import rule_of
from cstrain.bank.queries.standing import latest
from cstrain.bank.rules import QuestionState
from cstrain.bank.rules import Rule as RuleText
from cstrain.kit import db


def rule_row(rule_id: str) -> Rule | None:
    return db.database.session.get(Rule, rule_id)


def _latest() -> Any:
    return and_(RuleVersion.rule_id == Rule.id, RuleVersion.seq == Rule.latest)


def rule(rule_id: str) -> RuleText | None:
    """The rule as it reads now."""
    return rules([rule_id]).get(rule_id)


def rules(ids: Iterable[str] | None = None) -> dict[str, RuleText]:
    """Rules as they read now, by id; all of them when none is named. One query."""
    rows = select(RuleVersion).join(Rule, _latest()).order_by(Rule.register_key, Rule.place)
    if ids is not None:
        rows = rows.where(Rule.id.in_(set(ids)))
    return {version.rule_id: rule_of(version) for version in db.database.session.scalars(rows)}


def rule_history(rule_id: str) -> list[RuleVersion]:
    """All versions of a rule, newest first."""
    rows = select(RuleVersion).where(RuleVersion.rule_id == rule_id)
    return list(db.database.session.scalars(rows.order_by(RuleVersion.seq.desc())))


def rule_versions(pinned: Iterable[tuple[str, int]]) -> dict[tuple[str, int], RuleVersion]:
    """The last text of each (rule, major version), for saying what a rule was when it was cited. One query."""
    wanted = set(pinned)
    if not wanted:
        return {}
    rows = select(RuleVersion).where(RuleVersion.rule_id.in_({rule_id for rule_id, _ in wanted}))
    held = {(row.rule_id, row.major): row for row in db.database.session.scalars(rows.order_by(RuleVersion.seq))}
    return {key: row for key, row in held.items() if key in wanted}


@dataclass(frozen=True)
class RuleFilter:
    """What the register shows; "" is all. ``state``: late, withdrawn."""

    words: str = ""
    platform: str = ""
    state: str = ""


def rules_listed(shown: RuleFilter, on: date) -> Select[Any]:
    """Rules the filter shows, overdue first, then by register."""
    late = Rule.review_on < on
    rows = select(Rule)
    if shown.words:
        by_title = Rule.title.icontains(shown.words, autoescape=True)
        rows = rows.where(or_(by_title, Rule.id.icontains(shown.words, autoescape=True)))
    if shown.platform:
        rows = rows.where(Rule.platform == shown.platform)
    if shown.state == "late":
        rows = rows.where(late, Rule.withdrawn == "")
    elif shown.state == "withdrawn":
        rows = rows.where(Rule.withdrawn != "")
    overdue_first = case((and_(late, Rule.withdrawn == ""), 0), else_=1)
    return rows.order_by(overdue_first, Rule.register_key, Rule.place, Rule.id)


def rule_counts(on: date) -> dict[str, int]:
    """How many rules there are: total, late, withdrawn."""
    rows = select(
        func.count(),
        func.count(case((and_(Rule.review_on < on, Rule.withdrawn == ""), 1))),
        func.count(case((Rule.withdrawn != "", 1))),
    )
    total, late, withdrawn = db.database.session.execute(rows).one()
    return {"total": total, "late": late, "withdrawn": withdrawn}


def platforms() -> list[str]:
    return sorted(db.database.session.scalars(select(Rule.platform).distinct()))


def citations_by_rule(ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Per rule: questions in use that cite it, and those of them pinned to an older version. One query."""
    moved = case((or_(Rule.major != Citation.major, Rule.withdrawn != ""), 1))
    rows = (
        select(Citation.rule_id, func.count(), func.count(moved))
        .join(QuestionVersion, QuestionVersion.id == Citation.version_id)
        .join(Question, latest())
        .join(Rule, Rule.id == Citation.rule_id)
        .where(Citation.rule_id.in_(set(ids)), Question.state != QuestionState.RETIRED.value)
        .group_by(Citation.rule_id)
    )
    return {rule_id: (all_of, old) for rule_id, all_of, old in db.database.session.execute(rows)}


def points() -> list[Point]:
    """The knowledge points of the file, in its order."""
    return list(db.database.session.scalars(select(Point).where(Point.listed).order_by(Point.place)))


def registers() -> list[Register]:
    return list(db.database.session.scalars(select(Register).order_by(Register.key)))
