"""What a check needs to know of all that is loaded already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import and_, select

from cstrain.bank.models import Point, Question, QuestionVersion, Rule, RuleVersion
from cstrain.bank.queries.register import rules
from cstrain.bank.queries.standing import latest
from cstrain.bank.rules import Kept, Known, RuleFacts
from cstrain.kit import db
from cstrain.people.models import DecisionText


def known(bank_key: str = "", *, today: date | None = None) -> Known:
    """Rules, points, decisions, questions and, of the bank that is checked, what is kept. Seven queries.

    Later rooms add what they know with ``dataclasses.replace``: lessons, facts, banned phrases.
    """
    session = db.database.session
    stems = session.execute(
        select(Question.id, Question.bank_key, QuestionVersion.stem).join(QuestionVersion, latest())
    )
    listed = list(stems)
    return Known(
        rules=_rule_facts(),
        points=frozenset(session.scalars(select(Point.name).where(Point.listed))),
        decisions=frozenset(session.scalars(select(DecisionText.name).where(~DecisionText.gone))),
        questions=frozenset(row.id for row in listed),
        stems={row.id: row.stem for row in listed if row.bank_key != bank_key},
        kept=kept_questions(bank_key) if bank_key else {},
        today=today,
    )


def _rule_facts() -> dict[str, RuleFacts]:
    majors = dict(db.database.session.execute(select(Rule.id, Rule.major)).all())
    return {rule_id: replace(rule.facts, major=majors[rule_id]) for rule_id, rule in rules().items()}


def kept_questions(bank_key: str) -> dict[str, Kept]:
    """The questions of a bank as a new text of the file is compared with them, in the order of the file."""
    rows = select(Question, QuestionVersion).join(QuestionVersion, latest()).where(Question.bank_key == bank_key)
    return {
        question.id: _kept(question, version)
        for question, version in db.database.session.execute(rows.order_by(Question.place, Question.id))
    }


def kept_rules(register_key: str) -> dict[str, Kept]:
    """The rules of a register likewise."""
    held = and_(RuleVersion.rule_id == Rule.id, RuleVersion.seq == Rule.latest)
    rows = select(Rule, RuleVersion).join(RuleVersion, held).where(Rule.register_key == register_key)
    return {
        rule.id: _kept(rule, version)
        for rule, version in db.database.session.execute(rows.order_by(Rule.place, Rule.id))
    }


def _kept(row: Question | Rule, version: QuestionVersion | RuleVersion) -> Kept:
    major, _, minor = row.loaded_number.partition(".")
    return Kept(
        hash=version.hash,
        bearing=row.loaded_bearing or version.bearing,
        major=version.major,
        minor=version.minor,
        number=(int(major), int(minor or 0)),
        loaded_hash=row.loaded_hash,
        loaded_from=row.loaded_from,
        made_here=version.origin == "made_here",
    )
