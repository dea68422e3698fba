"""Kept texts as files again: the same bytes by construction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select

from cstrain.bank.models import Bank, Question, QuestionVersion, Register, Rule, RuleVersion
from cstrain.bank.queries.standing import latest
from cstrain.bank.rules import FREELY
from cstrain.kit import db
from cstrain.kit.errors import NotYours

NOT_YET = [state.value for state in FREELY]


def export_bank(key: str) -> str:
    """The bank as a file of questions, drafts and what waits for review left out (the file knows neither)."""
    bank = db.database.session.get(Bank, key)
    if bank is None:
        raise NotYours
    rows = select(QuestionVersion.text).join(Question, latest()).where(Question.bank_key == key)
    ready = rows.where(Question.state.not_in(NOT_YET)).order_by(Question.place, Question.id)
    return _joined(bank.head, db.database.session.scalars(ready).all())


def export_register(key: str) -> str:
    """A register of rules, or the knowledge points, as a file."""
    register = db.database.session.get(Register, key)
    if register is None:
        raise NotYours
    held = and_(RuleVersion.rule_id == Rule.id, RuleVersion.seq == Rule.latest)
    rows = select(RuleVersion.text).join(Rule, held).where(Rule.register_key == key).order_by(Rule.place, Rule.id)
    return _joined(register.head, db.database.session.scalars(rows).all())


def _joined(head: str, texts: Sequence[str]) -> str:
    return "\n".join([head, *texts])
