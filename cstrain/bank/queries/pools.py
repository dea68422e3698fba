"""What exams draw from. The ids of a pool are kept in the process until something in the bank has changed.

A stale pool does no harm: what is drawn from it is asked for again, inside the write (``ready``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, and_, bindparam, exists, func, not_, select

from cstrain.bank.models import Citation, Question, QuestionEvent, QuestionVersion, Rule, Use
from cstrain.bank.queries.standing import has_moved, is_late, is_live, latest
from cstrain.bank.rules import Pool, QuestionState
from cstrain.kit import db
from cstrain.kit.web import registry
from cstrain.people.models import DecisionValue
from cstrain.people.queries import decided

KEPT = "bank.pools"


@dataclass(frozen=True, slots=True)
class Cell:
    """A knowledge point, a kind and a difficulty; None: any."""

    point: str
    kind: str | None
    difficulty: str | None


def _clear() -> Any:
    """Decided, its rules neither moved on nor past their review."""
    needed = and_(Use.version_id == QuestionVersion.id, Use.kind == "decision")
    open_use = exists(select(Use.id).where(needed, Use.name.not_in(bindparam("made", expanding=True))))
    day: Any = bindparam("on", type_=Date)
    ready = and_(not_(open_use.correlate(QuestionVersion)), not_(has_moved()), not_(is_late(day)))
    return select(Question.id, QuestionVersion.id, Question.state).join(QuestionVersion, latest()).where(ready)


def _stamp() -> Any:
    """Moves whenever a version, a state, a rule or a decision does."""
    newest = (Use.id, QuestionEvent.id, DecisionValue.id, Citation.id)
    counted = select(func.sum(Rule.version), func.count(Rule.id)).subquery()
    return select(*(select(func.max(column)).scalar_subquery() for column in newest), *counted.c)


_CLEAR, _STAMP = _clear(), _stamp()
# Few by their numbers: the state is looked at afterwards, or SQLite would walk through all that are live.
_READY = _CLEAR.where(Question.id.in_(bindparam("ids", expanding=True)))


def pools(cells: Iterable[Cell], on: date) -> dict[Cell, Pool]:
    """The questions that may be drawn on that day, per cell. One query when nothing changed since the last time."""
    stamp = (on, *db.row(_STAMP))
    kept = registry().kept.get(KEPT)
    if kept is None or kept[0] != stamp:
        kept = registry().kept[KEPT] = (stamp, {})
    held: dict[Cell, Pool] = kept[1]
    for cell in cells:
        if cell not in held:
            held[cell] = _read(cell, on)
    return held


def _read(cell: Cell, on: date) -> Pool:
    point = and_(Use.version_id == QuestionVersion.id, Use.kind == "point", Use.name == cell.point)
    rows = _CLEAR.where(is_live(), exists(select(Use.id).where(point).correlate(QuestionVersion)))
    if cell.kind is not None:
        rows = rows.where(QuestionVersion.kind == cell.kind)
    if cell.difficulty is not None:
        rows = rows.where(QuestionVersion.difficulty == cell.difficulty)
    return Pool(row[0] for row in db.rows(rows, on=on, made=sorted(decided())))


def ready(ids: Iterable[str], on: date) -> dict[str, str]:
    """Of these questions the ones that may be drawn on that day, each with its version that counts. Two queries."""
    found = db.rows(_READY, ids=list(ids), on=on, made=sorted(decided()))
    return {question_id: version_id for question_id, version_id, state in found if state == QuestionState.LIVE.value}


def forget_pools() -> None:
    """What was kept is read anew at the next draw."""
    registry().kept.pop(KEPT, None)
