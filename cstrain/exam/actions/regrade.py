"""A key changed after the fact: asked with a reason, approved by another, replayed from the answers, people told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.exam import queries
from cstrain.exam.actions.results import resettle
from cstrain.exam.models import Attempt, AttemptMove, Regrade, RegradeLine
from cstrain.exam.rules.attempt import Event
from cstrain.exam.rules.attempt import State as AttemptState
from cstrain.exam.rules.regrading import State, require_change, require_second
from cstrain.kit import db, jobs
from cstrain.kit.errors import NotYours, Refusal

AT_ONCE = 10  # papers replayed in one write


@db.deed
def ask_regrade(version_id: str, right: Sequence[int] | None, *, reason: str, by: str, at: datetime) -> Regrade:
    """Ask for other options to be right; None: everybody who was asked earns the question. Nothing changes yet.

    Refusals ``key_needs_an_option``, ``key_is_the_same``, ``reason_too_short``.
    """
    question = queries.key_questions({version_id}).get(version_id)
    if question is None:
        raise NotYours
    require_change(question, right, reason)
    made = Regrade(
        question_version_id=version_id, right=None if right is None else sorted(right), reason=reason, by=by, at=at
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made


@db.deed
def approve_regrade(regrade_id: str, *, seen: str, by: str, at: datetime) -> Regrade:
    """The second person's yes to the list they have ``seen``; the papers are replayed by the worker right after.

    Refusals ``regrade_is_settled``, ``second_person_approves``, ``regrade_has_moved``.
    """
    found = _held(regrade_id)
    require_second(found.by, by)
    listed = queries.changes(found)
    if queries.seen_mark(listed) != seen:
        raise Refusal("regrade_has_moved")
    found.state, found.settled_by, found.settled_at = State.APPROVED.value, by, at
    ids = [each.attempt_id for each in sorted(listed, key=lambda each: (each.person_id, each.attempt_id))]
    for begin in range(0, len(ids), AT_ONCE):
        body = {"regrade": found.id, "papers": ids[begin : begin + AT_ONCE], "by": by}
        jobs.enqueue("exam_regrade", f"{found.id}:{begin}", body, due=at)
    db.database.session.flush()
    return found


@db.deed
def decline_regrade(regrade_id: str, *, remark: str, by: str, at: datetime) -> Regrade:
    """The second person's no; whoever asked may also take it back."""
    found = _held(regrade_id)
    found.state, found.settled_by, found.settled_at, found.remark = State.DECLINED.value, by, at, remark
    db.database.session.flush()
    return found


def _held(regrade_id: str) -> Regrade:
    found = db.lock(Regrade, regrade_id)
    if found is None:
        raise NotYours
    if found.state != State.ASKED:
        raise Refusal("regrade_is_settled")
    return found


@jobs.handles("exam_regrade")
def replay(body: dict[str, Any], at: datetime) -> None:
    """Grade these papers anew; one that is done already, or void by now, stays as it is."""
    for attempt_id in body["papers"]:
        _replay_one(attempt_id, body["regrade"], body["by"], at)


def _replay_one(attempt_id: str, regrade_id: str, by: str, at: datetime) -> None:
    done = select(RegradeLine.id).where(RegradeLine.regrade_id == regrade_id, RegradeLine.attempt_id == attempt_id)
    attempt = db.lock(Attempt, attempt_id)
    if attempt is None or attempt.state != AttemptState.GRADED or db.database.session.scalar(done) is not None:
        return
    before = attempt.verdict
    resettle(attempt, queries.results(attempt), regrade_id=regrade_id, at=at, by=by)
    session = db.database.session
    session.add(RegradeLine(regrade_id=regrade_id, attempt_id=attempt_id, before=before, after=attempt.verdict, at=at))
    why = session.get_one(Regrade, regrade_id).reason
    session.add(AttemptMove(attempt_id=attempt_id, event=Event.REGRADE.value, at=at, by=by, reason=why))
    session.flush()
