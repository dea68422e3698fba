"""How the banks are: how many questions in which state, and what stands against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from cstrain.bank.models import Bank, Proposal, Question, QuestionVersion, Use
from cstrain.bank.queries.standing import has_moved, is_late, is_live, is_undecided, latest
from cstrain.bank.rules import QuestionState
from cstrain.kit import db
from cstrain.people.queries import decided


@dataclass(frozen=True)
class Health:
    """Counts of one bank; ``ready`` may be drawn into a paper today."""

    bank: Bank
    states: dict[str, int] = field(default_factory=dict)
    ready: int = 0
    moved: int = 0
    late: int = 0
    undecided: int = 0
    proposed: int = 0
    warned: int = 0
    points: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())

    def count(self, state: str) -> int:
        return self.states.get(state, 0)


def banks(on: date, keys: Iterable[str] = ()) -> list[Health]:
    """Every bank (or those named) with its health, in the order of their prefixes; nine queries however many."""
    rows = select(Bank).order_by(Bank.key)
    wanted = sorted(keys)
    found = list(db.database.session.scalars(rows.where(Bank.key.in_(wanted)) if wanted else rows))
    in_use = Question.state != QuestionState.RETIRED.value
    made = decided()
    open_ids = select(Proposal.part_id).where(Proposal.state == "open")
    counts = {
        "moved": _counted(and_(is_live(), has_moved())),
        "late": _counted(and_(is_live(), is_late(on))),
        "undecided": _counted(and_(is_live(), is_undecided(made))),
        "ready": _counted(and_(is_live(), ~has_moved(), ~is_late(on), ~is_undecided(made))),
        "proposed": _counted(Question.id.in_(open_ids)),
        "warned": _counted(and_(in_use, QuestionVersion.warnings > 0)),
        "points": _points(),
    }
    states = _states()
    return [
        Health(bank, states.get(bank.key, {}), **{name: held.get(bank.key, 0) for name, held in counts.items()})
        for bank in found
    ]


def _counted(condition: ColumnElement[bool]) -> dict[str, int]:
    rows = select(Question.bank_key, func.count()).join(QuestionVersion, latest()).where(condition)
    return _pairs(rows.group_by(Question.bank_key))


def _points() -> dict[str, int]:
    held = and_(Use.version_id == QuestionVersion.id, Use.kind == "point")
    rows = select(Question.bank_key, func.count(func.distinct(Use.name))).join(QuestionVersion, latest())
    return _pairs(rows.join(Use, held).group_by(Question.bank_key))


def _pairs(rows: Any) -> dict[str, int]:
    return dict(db.database.session.execute(rows).all())


def _states() -> dict[str, dict[str, int]]:
    rows = select(Question.bank_key, Question.state, func.count()).group_by(Question.bank_key, Question.state)
    found: dict[str, dict[str, int]] = {}
    for key, state, count in db.database.session.execute(rows):
        found.setdefault(key, {})[state] = count
    return found


def points_of(bank_key: str) -> list[str]:
    """Knowledge points that questions of the bank use, for its filter."""
    held = and_(Use.version_id == QuestionVersion.id, Use.kind == "point")
    rows = select(Use.name).distinct().join(QuestionVersion, held).join(Question, latest())
    return sorted(db.database.session.scalars(rows.where(Question.bank_key == bank_key)))


def open_work(on: date) -> int:
    """Questions that wait for a trainer: rule moved on, rule past its review, disputed, or a proposal to settle."""
    rows = select(func.count()).select_from(Question).join(QuestionVersion, latest())
    disputed = Question.state == QuestionState.DISPUTED.value
    proposed = Question.id.in_(select(Proposal.part_id).where(Proposal.state == "open"))
    waiting = disputed | proposed | and_(is_live(), has_moved() | is_late(on))
    return db.database.session.scalar(rows.where(waiting)) or 0
