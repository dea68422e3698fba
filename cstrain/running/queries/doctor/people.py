"""Accounts: whoever keeps the installation, hashes that are too cheap, keys of other systems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from cstrain.api.models import ApiToken
from cstrain.kit import clock, db
from cstrain.people.models import Grant, Person
from cstrain.people.queries import installation
from cstrain.people.rules import Role, local_date
from cstrain.running.rules import Finding, is_weak
from cstrain.running.rules.findings import MEMORY, TIME

SETTLED = timedelta(days=1)
OURS = f"$argon2id$v=19$m={MEMORY},t={TIME},%"


def findings(at: datetime) -> Iterator[Finding]:
    yield from _hashes()
    yield from _tokens(at)
    home = installation()
    if home is not None and not home.is_demo and at - home.created_at > SETTLED:
        yield from _administrators(at)


def _hashes() -> Iterator[Finding]:
    others = select(Person.password_hash).where(Person.password_hash != "", Person.password_hash.not_like(OURS))
    weak = sum(is_weak(hashed) for hashed in db.database.session.scalars(others))
    if weak:
        yield Finding("weak_hash", {"count": weak})


def _tokens(at: datetime) -> Iterator[Finding]:
    today = local_date(at, clock.zone())
    over = select(ApiToken.name).where(ApiToken.revoked_at.is_(None), ApiToken.expires_on < today)
    names = list(db.database.session.scalars(over.order_by(ApiToken.expires_on)))
    if names:
        yield Finding("token_expired", {"count": len(names), "name": names[0]})


def _administrators(at: datetime) -> Iterator[Finding]:
    today = local_date(at, clock.zone())
    able = (
        select(Person.id)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Grant.role == Role.ADMINISTRATOR.value,
            Grant.ended_at.is_(None),
            or_(Grant.until_on.is_(None), Grant.until_on >= today),
            Person.disabled_at.is_(None),
        )
        .distinct()
    )
    count = db.database.session.scalar(select(func.count()).select_from(able.subquery())) or 0
    if count < 2:
        yield Finding("few_administrators", {"count": count})
    handed = able.where(~Person.password_is_own, Person.password_set_at < at - SETTLED)
    waiting = db.database.session.scalar(select(func.count()).select_from(handed.subquery())) or 0
    if waiting:
        yield Finding("first_password", {"count": waiting})
