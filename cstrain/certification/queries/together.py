"""Whose evidence somebody opened lately and set aside, to be decided together."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from cstrain.certification.models import EvidenceSeen
from cstrain.certification.queries.evidence import Readiness, readiness
from cstrain.kit import db
from cstrain.people.models import Person

LOOKED = timedelta(hours=12)  # for which what was opened counts as looked at


def _opened(decider_id: str, at: datetime) -> dict[str, EvidenceSeen]:
    rows = select(EvidenceSeen).where(EvidenceSeen.decider_id == decider_id, EvidenceSeen.at > at - LOOKED)
    return {row.person_id: row for row in db.database.session.scalars(rows.order_by(EvidenceSeen.id))}


def looked_at(decider_id: str, at: datetime) -> dict[str, str]:
    """Person → hash of the evidence as it was opened last."""
    return {person_id: row.hash for person_id, row in _opened(decider_id, at).items()}


def set_aside_by(decider_id: str, at: datetime) -> list[tuple[Person, Readiness, bool]]:
    """Those not decided since: the person, how they stand, whether it is still as it was opened. Constant queries."""
    opened = _opened(decider_id, at)
    ready = readiness(list(opened), at)
    people = {one.id: one for one in db.database.session.scalars(select(Person).where(Person.id.in_(opened))).unique()}
    waiting = [
        (people[each], ready[each], ready[each].hash == row.hash)
        for each, row in opened.items()
        if each in ready and ready[each].is_ready and not _is_decided(ready[each], row.at)
    ]
    return sorted(waiting, key=lambda line: line[0].folded_no)


def _is_decided(ready: Readiness, since: datetime) -> bool:
    return ready.last is not None and ready.last.withdrawn_at is None and ready.last.at >= since
