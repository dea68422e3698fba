"""抽问: a trainer draws twenty questions, hears them, marks them; the fact enters the record and both sign it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cstrain.bank import queries as bank
from cstrain.drill import queries, rules
from cstrain.drill.models import DrillHearing
from cstrain.drill.queries import Target
from cstrain.drill.rules import Heard, Sounded
from cstrain.kit import clock, db
from cstrain.kit.errors import BadInput, NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.people import queries as people
from cstrain.people.models import Person
from cstrain.people.rules import Role, local_date
from cstrain.records import actions as records
from cstrain.records.rules import meaning_of

METHOD = "heard"
GROUP = "hearing"
STEP_KIND = "演练"  # the deed was done in person before somebody: its meanings say so


@db.deed
def draw_hearing(person_id: str, *, by: str, at: datetime) -> DrillHearing:
    """Draw the questions for a hearing; one that is open stays, so that nobody draws until it suits.

    Refusals: ``hear_oneself``, ``hearing_too_early`` (a bank of the set is not open yet), ``hearing_undecided``.
    """
    if db.lock(Person, person_id) is None:
        raise NotYours
    if by == person_id:
        raise Refusal("hear_oneself")
    before = queries.open_hearing(person_id)
    if before is not None:
        return before
    way = queries.way(person_id)
    if not way.targets:
        raise NotYours
    target = way.targets[0]
    if not target.is_decided or queries.halting_allowed() is None:
        raise Refusal("hearing_undecided")
    if any(key in way.shut for key in target.banks):
        raise Refusal("hearing_too_early")
    versions = {item.id: item.version_id for item in queries.items(target.banks, at)}
    if not versions:
        raise Refusal("hearing_too_early")
    hearing_id = new_id()
    drawn = {number: versions[number] for number in rules.draw(versions, hearing_id)}
    made = DrillHearing(
        id=hearing_id, person_id=person_id, gate=target.gate, line=target.item, banks=list(target.banks),
        drawn=drawn, drawn_by=by, drawn_at=at,
    )  # fmt: skip
    db.database.session.add(made)
    db.database.session.flush()
    return made


@db.deed
def mark_hearing(hearing_id: str, marks: Mapping[str, Heard], *, comment: str, by: str, at: datetime) -> DrillHearing:
    """Keep how the answers sounded, write the fact, ask both signatures. Refusals ``hearing_is_marked``, ``hear_oneself``."""
    made = db.lock(DrillHearing, hearing_id)
    if made is None:
        raise NotYours
    if by == made.person_id:
        raise Refusal("hear_oneself")
    if made.marked_at is not None:
        raise Refusal("hearing_is_marked")
    if set(marks) != set(made.drawn):
        raise BadInput("hearing: a mark for each question drawn")
    target = _target(made)
    allowed = queries.halting_allowed()
    if target is None or not target.is_decided or allowed is None:
        raise Refusal("hearing_undecided")
    verdict = rules.sounded(list(made.drawn), marks, allowed)
    made.marks = {number: marks[number].value for number in made.drawn}
    made.comment, made.passed = comment, verdict.passed
    made.marked_by, made.marked_at = by, at
    made.entry_seq = _record(made, target, verdict)
    _ask(made, verdict)
    db.database.session.flush()
    return made


def _target(made: DrillHearing) -> Target | None:
    found = queries.targets(made.person_id)
    return next((one for one in found if (one.gate, one.item) == (made.gate, made.line)), None)


def _record(made: DrillHearing, target: Target, verdict: Sounded) -> int:
    """The fact as it stands in the record; it counts for a gate once both have signed."""
    body = {
        "sets": list(target.banks),
        "method": METHOD,
        "verdict": "fluent" if verdict.passed else "halting",
        "times": target.times,
        "seconds": target.seconds,
        "evidence": {
            "hearing": made.subject,
            "items": verdict.total,
            "fluent": verdict.fluent,
            "halting": verdict.halting,
            "wrong": verdict.wrong,
            "allowed": verdict.allowed,
        },
    }
    assert made.marked_by is not None
    assert made.marked_at is not None
    entry = records.record(
        made.person_id, "fluency", at=made.marked_at, by=made.marked_by, subject=target.subject, body=body
    )
    return entry.seq


def _ask(made: DrillHearing, verdict: Sounded) -> None:
    """First the person, then whoever heard."""
    assert made.marked_by is not None
    assert made.marked_at is not None
    whose = db.database.session.get_one(Person, made.person_id)
    versions = bank.versions_by_id(made.drawn.values())
    said: dict[str, Any] = {
        "title": "抽问",
        "result": f"流利 {verdict.fluent}，卡顿 {verdict.halting}，答错 {verdict.wrong}",
        "questions": [f"{no}@{versions[version].major} {made.marks[no]}" for no, version in made.drawn.items()],
        "comment": made.comment,
        "learned_on": local_date(made.marked_at, clock.zone()).isoformat(),
        "link": f"/drill/hearing/{made.id}",
    }
    asked: dict[str, Any] = {
        "subject": made.subject, "title": "抽问 对答如流", "body": said, "step_kind": STEP_KIND, "group": GROUP,
        "at": made.marked_at,
    }  # fmt: skip
    own = meaning_of(STEP_KIND, "trainee")
    first = records.ask_signature(whose.id, signer_id=whose.id, role="trainee", meaning=own, **asked)
    role = _role(made.marked_by, whose.team_id, made.marked_at)
    beside = meaning_of(STEP_KIND, role)
    records.ask_signature(whose.id, signer_id=made.marked_by, role=role, meaning=beside, after=first, **asked)


def _role(hearer: str, team_id: str | None, at: datetime) -> str:
    """As what the hearer signs: as trainer where they are one for the team, else as supervisor."""
    grants = people.grants_in_force(hearer, local_date(at, clock.zone()))
    roles = {grant.role for grant in grants if grant.team_id in (None, team_id)}
    return "trainer" if Role.TRAINER.value in roles or Role.SUPERVISOR.value not in roles else "supervisor"
