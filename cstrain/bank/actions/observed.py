"""What exams report back about a question: how many people, how much of it they got right, what stood out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cstrain.bank import queries
from cstrain.bank.models import Observed
from cstrain.kit import db


@dataclass(frozen=True)
class Report:
    """One version's figures in one exam. ``thousandths`` of the points that ``people`` earned."""

    version_id: str
    people: int
    thousandths: int
    flags: tuple[str, ...]


@db.deed
def report_observed(source: str, reports: Sequence[Report], *, at: datetime) -> int:
    """Keep what has changed since the last report of this exam; where nothing has, one row says when it was looked at."""
    known = queries.observed_in([each.version_id for each in reports], source)
    fresh = [
        each
        for each in reports
        if (held := known.get(each.version_id)) is None
        or (held.people, held.thousandths, tuple(held.flags)) != (each.people, each.thousandths, each.flags)
    ]
    for each in fresh or reports[:1]:
        db.database.session.add(
            Observed(
                version_id=each.version_id, source=source, people=each.people, thousandths=each.thousandths,
                flags=list(each.flags), at=at,
            )
        )  # fmt: skip
    db.database.session.flush()
    return len(fresh)
