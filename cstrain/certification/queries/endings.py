"""Certificates that end soon and whose people have not been told yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from cstrain.certification.models import Certificate, EndingNotice
from cstrain.certification.queries.certificates import today
from cstrain.certification.rules.certificate import WARNINGS, State, warning_due
from cstrain.kit import clock, db
from cstrain.people.rules import local_date

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Ending:
    """A certificate and how many days before its end people are to be told now."""

    certificate: Certificate
    days: int


def endings(at: datetime) -> list[Ending]:
    """What is to be told at ``at``; one query, and nothing more when nothing is due."""
    on = today(at)
    least_told = select(EndingNotice.certificate_id, func.min(EndingNotice.days).label("days"))
    told = least_told.group_by(EndingNotice.certificate_id).subquery()
    rows = (
        select(Certificate, told.c.days)
        .outerjoin(told, told.c.certificate_id == Certificate.id)
        .where(
            Certificate.state == State.IN_FORCE.value,
            Certificate.valid_until >= on,
            or_(*(_untold(days, on, told.c.days) for days in WARNINGS)),
        )
        .order_by(Certificate.valid_until, Certificate.no)
    )
    found = []
    for certificate, least in db.database.session.execute(rows):
        due = warning_due(local_date(certificate.valid_from, clock.zone()), certificate.valid_until, on)
        if due is not None and (least is None or due < least):
            found.append(Ending(certificate, due))
    return found[:MOST_AT_ONCE]


def _untold(days: int, on: date, told: ColumnElement[int]) -> ColumnElement[bool]:
    """Within so many days of the end, and nobody told so yet. The worker asks each second: most rows stay unread."""
    return and_(Certificate.valid_until <= on + timedelta(days=days), or_(told.is_(None), told > days))
