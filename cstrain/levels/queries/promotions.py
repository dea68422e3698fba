"""Proposals: what awaits a decision, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from cstrain.kit import clock, db
from cstrain.levels.models import Promotion
from cstrain.levels.rules.promotion import PromotionState, proposed_again_from
from cstrain.people.models import Person
from cstrain.people.rules import local_date
from cstrain.records.queries.stored import batches


def promotion(promotion_id: str) -> Promotion | None:
    return db.database.session.get(Promotion, promotion_id)


def promotions_of(person_id: str) -> list[Promotion]:
    """Every proposal about a person, newest first."""
    rows = select(Promotion).where(Promotion.person_id == person_id)
    return list(db.database.session.scalars(rows.order_by(Promotion.proposed_at.desc(), Promotion.id)))


def open_promotions(person_ids: Iterable[str]) -> dict[str, Promotion]:
    """Per person the proposal that awaits a decision."""
    found: dict[str, Promotion] = {}
    for some in batches(person_ids):
        rows = select(Promotion).where(Promotion.person_id.in_(some), Promotion.state == PromotionState.PROPOSED.value)
        found |= {row.person_id: row for row in db.database.session.scalars(rows)}
    return found


def declined_lately(person_ids: Iterable[str], at: datetime) -> set[tuple[str, str, str]]:
    """(person, ladder, level) declined so lately that it is not proposed again yet."""
    on = local_date(at, clock.zone())
    found: set[tuple[str, str, str]] = set()
    for some in batches(person_ids):
        rows = select(Promotion).where(Promotion.person_id.in_(some), Promotion.state == PromotionState.DECLINED.value)
        for row in db.database.session.scalars(rows):
            assert row.settled_at is not None
            if proposed_again_from(local_date(row.settled_at, clock.zone())) > on:
                found.add((row.person_id, row.ladder, row.level))
    return found


def to_decide(scope: Select[Any]) -> Select[Any]:
    """Proposals about the people in ``scope`` that await a decision, oldest first."""
    ids = scope.with_only_columns(Person.id).order_by(None)
    query = select(Promotion).where(Promotion.person_id.in_(ids), Promotion.state == PromotionState.PROPOSED.value)
    return query.order_by(Promotion.proposed_at, Promotion.id)


def count_to_decide(scope: Select[Any]) -> int:
    query = to_decide(scope).order_by(None)
    return db.database.session.scalar(select(func.count()).select_from(query.subquery())) or 0
