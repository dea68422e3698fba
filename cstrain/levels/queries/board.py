"""The board of levels: who may rise, who lacks exactly what; in constant queries however many people there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from cstrain.certification.models import Certificate
from cstrain.kit import db
from cstrain.kit.text import folded_number
from cstrain.levels.models import LevelHolding, Promotion
from cstrain.levels.queries.ladders import LadderInForce
from cstrain.levels.queries.promotions import open_promotions
from cstrain.levels.queries.standing import Standing, standings
from cstrain.levels.rules.board import Group, group_of
from cstrain.people.models import Person
from cstrain.people.rules import PersonState

PER_PAGE = 50
ORDER = {group: place for place, group in enumerate(Group)}


@dataclass(frozen=True)
class LevelFilter:
    """What the board shows. ``group`` "": everybody, those who await a decision first; ``level`` ``none``: without one."""

    words: str = ""
    team: str = ""
    group: str = ""
    level: str = ""
    page: int = 1


@dataclass(frozen=True)
class LevelRow:
    person: Person
    standing: Standing
    group: Group
    promotion: Promotion | None = None


@dataclass(frozen=True)
class LevelBoard:
    """``counts`` per group and ``levels`` per level code are of the filter without group and level."""

    counts: dict[Group, int]
    levels: dict[str, int]
    rows: list[LevelRow]
    total: int
    page: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def agents(scope: Select[Any]) -> Select[Any]:
    """Whoever of ``scope`` stands or stood on the road of levels: has a certificate or a level, and has not left."""
    certified = select(Certificate.id).where(Certificate.person_id == Person.id).exists()
    levelled = select(LevelHolding.id).where(LevelHolding.person_id == Person.id).exists()
    return scope.where(Person.state != PersonState.LEFT.value, or_(certified, levelled))


def board(
    scope: Select[Any], held: LadderInForce, shown: LevelFilter, at: datetime, *, whole: bool = False
) -> LevelBoard:
    """The board of the agents in ``scope`` (a select of Person). ``whole``: all rows, for the export."""
    query = _narrowed(agents(scope), shown).options(joinedload(Person.team)).order_by(Person.folded_no)
    people = {person.id: person for person in db.database.session.scalars(query)}
    stand, open_now = standings(people, held, at), open_promotions(people)
    rows = [row_of(person, stand[person.id], open_now.get(person.id)) for person in people.values()]
    rows.sort(key=lambda row: (ORDER[row.group], row.person.folded_no))
    counts = {group: sum(1 for row in rows if row.group is group) for group in Group}
    levels = {level.code: sum(1 for row in rows if level_code(row) == level.code) for level in held.ladder.levels}
    levels["none"] = sum(1 for row in rows if level_code(row) == "none")
    kept = [row for row in rows if not shown.group or row.group.value == shown.group]
    kept = [row for row in kept if not shown.level or level_code(row) == shown.level]
    start = (shown.page - 1) * PER_PAGE
    return LevelBoard(counts, levels, kept if whole else kept[start : start + PER_PAGE], len(kept), shown.page)


def level_code(row: LevelRow) -> str:
    """The level held, on the ladder in use; ``none`` without one, "" on another ladder."""
    holding = row.standing.holding
    if holding is None:
        return "none"
    return holding.level if row.standing.ladder.rank(holding.level) and not row.standing.elsewhere else ""


def row_of(person: Person, standing: Standing, promotion: Promotion | None) -> LevelRow:
    group = group_of(
        proposed=promotion is not None,
        coming=standing.coming is not None,
        lapsed=bool(standing.lapsed),
        elsewhere=standing.elsewhere,
        gaps=standing.gaps if standing.target else None,
    )
    return LevelRow(person, standing, group, promotion)


def _narrowed(query: Select[Any], shown: LevelFilter) -> Select[Any]:
    if shown.words:
        folded = folded_number(shown.words)
        by_name = Person.name.contains(shown.words, autoescape=True)
        query = query.where(or_(by_name, Person.folded_no.contains(folded, autoescape=True)))
    if shown.team:
        query = query.where(Person.team_id == (None if shown.team == "none" else shown.team))
    return query
