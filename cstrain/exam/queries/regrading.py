"""What a changed key would do, paper by paper: replayed from the answers, nothing written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import select

from cstrain.exam.models import Attempt, Regrade, RegradeLine, Slot
from cstrain.exam.queries.paper import results_of, verdict
from cstrain.exam.rules.attempt import State
from cstrain.exam.rules.regrading import Change
from cstrain.exam.rules.regrading import State as Stage
from cstrain.kit import db
from cstrain.kit.errors import NotYours


def regrade(regrade_id: str) -> Regrade:
    """The regrade; 404 when there is none."""
    found = db.database.session.get(Regrade, regrade_id)
    if found is None:
        raise NotYours
    return found


def regrades() -> list[Regrade]:
    """Those that wait first, then the newest."""
    query = select(Regrade).order_by(Regrade.state != Stage.ASKED.value, Regrade.at.desc())
    return list(db.database.session.scalars(query.limit(100)))


def graded_with(version_id: str) -> list[Attempt]:
    """Graded papers on which the version stands, whatever the exam; a person's papers beside each other."""
    holds = select(Slot.attempt_id).where(Slot.question_version_id == version_id)
    query = select(Attempt).where(Attempt.state == State.GRADED, Attempt.id.in_(holds))
    return list(db.database.session.scalars(query.order_by(Attempt.person_id, Attempt.number, Attempt.id)))


def changes(asked: Regrade) -> list[Change]:
    """Every paper whose score or verdict would change, those that flip first."""
    papers = graded_with(asked.question_version_id)
    after = results_of(papers, {asked.question_version_id: asked.right})
    found = []
    for paper in papers:
        new = verdict(paper, after[paper.id])
        change = Change(
            paper.id, paper.person_id, paper.score or Fraction(0), new.score, bool(paper.passed), new.is_passed
        )
        if change.before != change.after or change.flips:
            found.append(change)
    return sorted(found, key=lambda change: not change.flips)


def seen_mark(listed: Sequence[Change]) -> str:
    """What stands for a list that somebody has looked at: another list has another mark."""
    said = sorted(f"{each.attempt_id}:{each.before}:{each.after}:{each.is_passed}" for each in listed)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def regrade_lines(regrade_id: str) -> list[RegradeLine]:
    """What an approved regrade has done so far."""
    query = select(RegradeLine).where(RegradeLine.regrade_id == regrade_id).order_by(RegradeLine.id)
    return list(db.database.session.scalars(query))
