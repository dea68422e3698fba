"""Grading is settled here once: the score on the attempt, the fact in the record, the report to the course."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cstrain.curriculum import actions as curriculum
from cstrain.curriculum import queries as courses
from cstrain.curriculum.models import Enrolment
from cstrain.exam import queries
from cstrain.exam.models import Attempt, AttemptMove
from cstrain.exam.rules.attempt import Event, State
from cstrain.exam.rules.grading import Verdict, shown
from cstrain.kit import db
from cstrain.people import actions as people
from cstrain.records import actions as records
from cstrain.records import queries as facts
from cstrain.records.rules import entry_subject

INVIGILATED = (Event.PAUSE, Event.RESUME, Event.EXTEND, Event.REOPEN)


def settle(attempt: Attempt, results: queries.Results, *, at: datetime, by: str, ended: tuple[datetime, str]) -> None:
    """Write the verdict: computed first, assigned at once, recorded and reported in the same transaction.

    ``ended``: when the paper was handed in or its time was over, and by which event; ``at``: now.
    """
    verdict = queries.verdict(attempt, results)
    attempt.state = State.GRADED.value
    attempt.ended_at, attempt.ended_by = ended
    _write(attempt, verdict, at=at, by=by)
    if by != attempt.person_id:
        _tell(attempt, "exam_result", at)


def resettle(attempt: Attempt, results: queries.Results, *, regrade_id: str, at: datetime, by: str) -> None:
    """The verdict after a key was changed: the earlier entry stays in the record, the new one holds; the person is told."""
    _write(attempt, queries.verdict(attempt, results), at=at, by=by, more={"regrade": regrade_id})
    _tell(attempt, "exam_regraded", at, f"{attempt.id}:{regrade_id}")


def _write(attempt: Attempt, verdict: Verdict, *, at: datetime, by: str, more: dict[str, str] | None = None) -> None:
    attempt.score_num, attempt.score_den = verdict.score.numerator, verdict.score.denominator
    attempt.passed = verdict.is_passed
    attempt.verdict = _plain(verdict)
    key, person_id = attempt.exam.key, attempt.person_id
    _hold_enrolment(person_id)
    body = {**_body(attempt, key, verdict), **(more or {})}
    records.record(person_id, "exam_result", at=at, by=by, subject=_subject(attempt), body=body)
    told = {"words": f"{shown(verdict.score)}/{shown(verdict.full)}", **attempt.verdict}
    curriculum.exam_taken(person_id, key, passed=verdict.is_passed, result=told, at=at)


def _hold_enrolment(person_id: str) -> None:
    """The enrolment is taken before the record's chain, as every deed of the course does: so none waits for the other."""
    running = courses.active_enrolment(person_id)
    if running is not None:
        db.lock(Enrolment, running.id)


def _subject(attempt: Attempt) -> str:
    return f"exam:{attempt.exam.key}/{attempt.id}"


def _tell(attempt: Attempt, kind: str, at: datetime, about: str = "") -> None:
    told = {"exam": attempt.exam.name, "number": attempt.number}
    link = f"/exam/{attempt.id}/result"
    again = f":{attempt.reopened}" if attempt.reopened else ""
    people.tell(attempt.person_id, kind, f"{kind}:{about or attempt.id}{again}", facts=told, link=link, at=at)


def strike_out(attempt: Attempt, *, reason: str, by: str, at: datetime, kind: str = "exam_void") -> None:
    """The result of a void or reopened attempt no longer holds in the record, where it stays readable, and the person is told."""
    entry = facts.latest(attempt.person_id, "exam_result", _subject(attempt))
    if entry is not None:
        subject, body = entry_subject(entry.seq), {"entry": entry.seq}
        records.record(
            attempt.person_id, "voided", at=at, by=by, subject=subject, body=body, private={"reason": reason}
        )
    _tell(attempt, kind, at)


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {
        "num": verdict.score.numerator,
        "den": verdict.score.denominator,
        "full": str(verdict.full),
        "line": str(verdict.line),
        "passed": int(verdict.is_passed),
        "reasons": list(verdict.reasons),
        "fatal_wrong": verdict.fatal_wrong,
        "sections": [
            {
                "name": each.name,
                "score": str(each.score),
                "points": str(each.points),
                "minimum": str(each.minimum),
                "reached": int(each.is_reached),
            }
            for each in verdict.sections
        ],
    }


def _told(done: AttemptMove) -> dict[str, Any]:
    """An invigilator's act as the record keeps it; its reason is in the moves."""
    return {"event": done.event, "at": done.at.isoformat(), "by": done.by, "minutes": done.minutes}


def _body(attempt: Attempt, key: str, verdict: Verdict) -> dict[str, Any]:
    plain = _plain(verdict)
    done = [_told(each) for each in queries.moves(attempt.id) if each.event in INVIGILATED]
    return {
        **({"acts": done} if done else {}),
        "exam": key,
        "name": attempt.exam.name,
        "attempt": attempt.id,
        "number": attempt.number,
        "form": attempt.seed,
        "version": attempt.version_id,
        **queries.line_told(attempt.decided),
        **{name: plain[name] for name in ("num", "den", "full", "line", "passed", "reasons", "sections")},
    }
