"""The fact that somebody has become fluent, written once into the record."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from cstrain.drill import queries
from cstrain.drill.queries import Target, Verdict
from cstrain.drill.rules import Fluency
from cstrain.kit import db
from cstrain.records import actions as records
from cstrain.records import queries as facts
from cstrain.records.rules import Entry

METHOD = "practice"


@db.deed
def note_fluency(person_id: str, *, at: datetime) -> list[Entry]:
    """Write into the record each line that the person has reached and that does not stand there yet as it is now."""
    reached = []
    for target in queries.targets(person_id):
        if not target.is_decided or _stands(person_id, target) or not queries.is_settled(person_id, target, at):
            continue
        verdict = queries.verdict(person_id, target, at)  # reads every answer of the set: once, for the evidence
        if verdict.fluent:
            reached.append(_write(person_id, verdict, at))
    return reached


def may_be_the_last(person_id: str, target: Target, *, was_open: bool, at: datetime) -> bool:
    """Whether an answer that settled one question may have settled the line. ``was_open``: it was not settled before.

    A line that was reached once and was changed since is looked at after every answer; so is one that nothing seems to be
    missing of, for the firm may have asked for less.
    """
    last = _last(person_id, target)
    if last is not None:
        return not _says(last, target)
    if was_open or queries.has_open_card(person_id):
        return was_open
    return not queries.unseen(person_id, queries.way(person_id), at)


def _stands(person_id: str, target: Target) -> bool:
    last = _last(person_id, target)
    return last is not None and _says(last, target)


def _last(person_id: str, target: Target) -> Entry | None:
    """The latest fact that practice alone led to."""
    found = [one for one in facts.facts(person_id, "fluency") if one.subject == target.subject]
    return next((one for one in reversed(found) if one.body["method"] == METHOD), None)


def _says(entry: Entry, target: Target) -> bool:
    """The entry speaks of the line as it is now."""
    line = {"sets": list(target.banks), "times": target.times, "seconds": target.seconds}
    wanted = queries.wanted()
    recall, pace = int(entry.body.get("recall", 0)), int(entry.body.get("pace", 0))
    beside = recall >= wanted.recall and (not wanted.pace or pace <= wanted.pace)
    return {name: entry.body.get(name) for name in line} == line and beside


def _write(person_id: str, verdict: Verdict, at: datetime) -> Entry:
    target, beside = verdict.target, verdict.beside
    body = {
        "sets": list(target.banks),
        "method": METHOD,
        "verdict": "fluent",
        "times": target.times,
        "seconds": target.seconds,
        "recall": beside.recall,
        "pace": beside.pace or 0,
        "evidence": _evidence(person_id, verdict.count),
    }
    return records.record(person_id, "fluency", at=at, by=person_id, subject=target.subject, body=body)


def _evidence(person_id: str, verdict: Fluency) -> dict[str, Any]:
    """The figures behind the verdict, and a hash over the answers that count, so that they can be shown to be these."""
    limits = {state.item.id: state.limit for state in verdict.states}
    given = queries.answers(person_id, [state.item for state in verdict.states])
    counted = [answer for answer in given if answer.is_right and 0 < answer.milliseconds <= limits.get(answer.item, 0)]
    lines = sorted(f"{one.item}@{one.major} {one.day.isoformat()} {one.milliseconds} {one.order}" for one in counted)
    days = sorted({one.day for one in counted})
    return {
        "items": verdict.total,
        "answers": len(counted),
        "first_on": days[0].isoformat(),
        "last_on": days[-1].isoformat(),
        "slowest_ms": max(state.best or 0 for state in verdict.states),
        "hash": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }
