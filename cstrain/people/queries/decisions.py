"""The firm's decisions: the value in force, what is still open, what waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from cstrain.kit import db
from cstrain.people.models import DecisionText, DecisionValue
from cstrain.people.rules.decisions import Asked

# What waits for open decisions, told by later rooms: names -> for each name lines such as 「上岗考试 presale」.
WAITING: list[Callable[[list[str]], dict[str, list[str]]]] = []


@dataclass(frozen=True)
class DecisionLine:
    """One decision as the page shows it."""

    asked: Asked
    value: DecisionValue | None
    waiting: list[str] = field(default_factory=list)


def _in_force(names: Iterable[str] | None = None) -> dict[str, DecisionValue]:
    newest = select(func.max(DecisionValue.id)).group_by(DecisionValue.name)
    if names is not None:
        newest = newest.where(DecisionValue.name.in_(set(names)))
    rows = select(DecisionValue).where(DecisionValue.id.in_(newest.scalar_subquery()))
    return {row.name: row for row in db.database.session.scalars(rows)}


def decision(name: str) -> str | None:
    """The value in force, as text without its unit; None while the firm has not decided."""
    found = _in_force([name]).get(name)
    return found.value if found else None


def _values() -> Any:
    rows = DecisionValue.__table__.c
    return select(rows.name, rows.value).where(rows.id.in_(select(func.max(rows.id)).group_by(rows.name)))


_VALUES = _values()


def decided() -> dict[str, str]:
    """Every decision made: name -> value in force."""
    return dict(db.rows(_VALUES))


def undecided(names: Iterable[str]) -> list[str]:
    """Those of ``names`` that are still open, in their order."""
    wanted = list(dict.fromkeys(names))
    made = _in_force(wanted) if wanted else {}
    return [name for name in wanted if name not in made]


def as_asked(row: DecisionText) -> Asked:
    names = ("name", "kind", "question", "unit", "low", "high", "used_in", "suggestion", "ground", "caution")
    return Asked(**{name: getattr(row, name) for name in names}, options=tuple(row.options))


def asked(name: str) -> Asked | None:
    """The decision as content asks for it; None when no content does."""
    row = db.database.session.scalar(select(DecisionText).where(DecisionText.name == name, ~DecisionText.gone))
    return as_asked(row) if row else None


def decision_lines() -> list[DecisionLine]:
    """Every decision content asks for, in the file's order, with its value and what waits for it."""
    rows = db.database.session.scalars(select(DecisionText).where(~DecisionText.gone).order_by(DecisionText.place))
    texts = [as_asked(row) for row in rows]
    made = _in_force()
    waiting = _waiting([text.name for text in texts if text.name not in made])
    return [DecisionLine(text, made.get(text.name), waiting.get(text.name, [])) for text in texts]


def _waiting(names: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tell in WAITING:
        for name, lines in tell(names).items():
            found.setdefault(name, []).extend(lines)
    return found


def open_count() -> int:
    """How many decisions are open."""
    made = select(DecisionValue.name)
    query = select(func.count()).select_from(DecisionText).where(~DecisionText.gone, DecisionText.name.not_in(made))
    return db.database.session.scalar(query) or 0


def decision_history(name: str) -> list[DecisionValue]:
    """All values one decision ever had, newest first."""
    rows = select(DecisionValue).where(DecisionValue.name == name).order_by(DecisionValue.id.desc())
    return list(db.database.session.scalars(rows))
