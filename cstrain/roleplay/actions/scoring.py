"""A scene is scored: the fact enters the record at once, and asks for two signatures.

The record cannot call back when it is signed. So the fact is written at scoring, with method ``played``, and whoever asks
whether a scene counts (``queries.passed``) also asks for the signatures of the agent and of whoever scored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.curriculum import actions as curriculum
from cstrain.curriculum import queries as course
from cstrain.kit import clock, db
from cstrain.kit.content import number_text
from cstrain.kit.errors import BadInput, NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.people.models import Person
from cstrain.people.queries import grants_in_force
from cstrain.people.rules import Role, local_date
from cstrain.records import actions as records
from cstrain.records.models import SignatureRequest
from cstrain.records.rules import State, entry_subject, meaning_of, next_state
from cstrain.roleplay import queries
from cstrain.roleplay.models import PlayTextVersion, RoleplaySession
from cstrain.roleplay.rules import Critical, Judged, Rubric, Scenario, critical_of, document_of, judge

STEP_KIND = "演练"
GROUP = "roleplay"


@dataclass(frozen=True)
class _Scene:
    """What is played and judged by, in the versions that count now."""

    version: PlayTextVersion
    scenario: Scenario
    rubric_version: PlayTextVersion
    rubric: Rubric


@db.deed
def score_session(
    trainee: str,
    *,
    partner: str,
    scenario: str,
    scores: Mapping[str, int],
    critical: Collection[str],
    comment: str,
    by: str,
    at: datetime,
    evidence: Mapping[str, str] | None = None,
) -> RoleplaySession:
    """Keep what was scored, write the fact, ask both signatures, report to the course.

    ``trainee`` played the agent, ``partner`` the customer, ``by`` scored (and may be the partner): ids of persons.
    ``scores``: criterion → 1 to 5; ``critical``: keys of ``rules.critical_of``; ``evidence``: what the fact names beside the session. Refusals: ``score_own_scene``,
    ``customer_is_agent``, ``scene_withdrawn``, ``scene_undecided``, ``levels_missing``; and what the course says while
    the scene's turn has not come.
    """
    person = _held(trainee, partner, by)
    scene = _scene(scenario)
    course.roleplay_gate(trainee, scenario, at)
    ticked = _ticked(scene.scenario, critical)
    line = queries.line_of(scene.scenario)
    assert line is not None, "no decision of the scene is open"
    judged = judge(scene.rubric, scores, critical, line)
    kept = _kept(scene, judged, levels=dict(scores), critical=[one.key for one in ticked])
    made = RoleplaySession(
        person_id=trainee, customer_id=partner, scored_by=by, scored_at=at, comment=comment, entry_seq=0, **kept
    )
    body = _body(made, scene, document_of(scene.rubric, scores, ticked, judged), number_text(line))
    made.entry_seq = _record(made, body, evidence or {})
    db.database.session.add(made)
    db.database.session.flush()
    _ask(made, person, body)
    result = {"num": body["num"], "den": body["den"], "words": body["result"], "session": made.id}
    curriculum.roleplay_judged(trainee, scenario, passed=judged.passed, result=result, at=at)
    return made


def _held(trainee: str, partner: str, by: str) -> Person:
    """The agent's row, held: nobody scores themselves or plays both sides."""
    person = db.lock(Person, trainee)
    if person is None or db.database.session.get(Person, partner) is None:
        raise NotYours
    if by == trainee:
        raise Refusal("score_own_scene")
    if partner == trainee:
        raise Refusal("customer_is_agent")
    return person


def _scene(key: str) -> _Scene:
    row = queries.play_text(queries.SCENE, key)
    if row is None:
        raise NotYours
    if row.withdrawn:
        raise Refusal("scene_withdrawn", reason=row.withdrawn)
    version = queries.live_one(queries.SCENE, key)
    assert version is not None
    scenario = queries.scenario_of(version)
    undecided = queries.open_decisions(scenario)
    if undecided:
        raise Refusal("scene_undecided", names="、".join(undecided))
    rubric_version = queries.live_one(queries.RUBRIC, scenario.rubric)
    assert rubric_version is not None, "the check of the scenario saw to it"
    return _Scene(version, scenario, rubric_version, queries.rubric_of(rubric_version))


def _ticked(scenario: Scenario, critical: Collection[str]) -> list[Critical]:
    """The critical failures by their keys, in the order of the page; 400 for one this scenario does not have."""
    offered = critical_of(scenario)
    if set(critical) - {one.key for one in offered}:
        raise BadInput("a critical failure that is not of this scenario")
    return [one for one in offered if one.key in critical]


def _kept(scene: _Scene, judged: Judged, *, levels: dict[str, int], critical: list[str]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "scenario_key": scene.scenario.key,
        "scenario_version_id": scene.version.id,
        "rubric_version_id": scene.rubric_version.id,
        "levels": {one.name: levels[one.name] for one in scene.rubric.criteria},
        "critical": critical,
        "num": judged.points.numerator,
        "den": judged.points.denominator,
        "passed": judged.passed,
    }


def _body(made: RoleplaySession, scene: _Scene, document: dict[str, Any], line: str) -> dict[str, Any]:
    """The document that both sign: frozen here, kept by the record."""
    people = {name: _printed(each) for name, each in (("customer", made.customer_id), ("scorer", made.scored_by))}
    return {
        **document,
        **people,
        "scenario": made.scenario_key,
        "title": scene.scenario.name,
        "version": str(scene.version.major),
        "hash": scene.version.hash,
        "rubric": scene.rubric.key,
        "rubric_version": str(scene.rubric_version.major),
        "line": line,
        "comment": made.comment,
        "learned_on": local_date(made.scored_at, clock.zone()).isoformat(),
        "link": f"/roleplay/session/{made.id}",
    }


def _printed(person_id: str) -> dict[str, str]:
    person = db.database.session.get_one(Person, person_id)
    return {"name": person.name, "number": person.employee_no}


def _record(made: RoleplaySession, body: Mapping[str, Any], evidence: Mapping[str, str]) -> int:
    """The fact: figures, and a commitment to the whole; names and the comment stand outside the chain."""
    said = {name: body[name] for name in ("scenario", "title", "version", "num", "den", "fatal", "method")}
    said["evidence"] = {"session": made.id, "line": body["line"], **evidence}
    entry = records.record(
        made.person_id,
        "roleplay",
        at=made.scored_at,
        by=made.scored_by,
        subject=made.subject,
        body=said,
        private={"result": dict(body)},
    )
    return entry.seq


def _ask(made: RoleplaySession, person: Person, body: Mapping[str, Any]) -> None:
    """First the agent, then whoever scored."""
    asked: dict[str, Any] = {
        "subject": made.subject,
        "title": f"情景模拟 {made.scenario_key} {body['title']}",
        "body": body,
        "step_kind": STEP_KIND,
        "group": GROUP,
        "at": made.scored_at,
    }
    first = records.ask_signature(
        person.id, signer_id=person.id, role="trainee", meaning=meaning_of(STEP_KIND, "trainee"), **asked
    )
    role = _role(made.scored_by, person.team_id, made.scored_at)
    records.ask_signature(
        person.id, signer_id=made.scored_by, role=role, meaning=meaning_of(STEP_KIND, role), after=first, **asked
    )


def _role(scorer: str, team_id: str | None, at: datetime) -> str:
    """As what the scorer signs: as trainer where they are one for the team, else as supervisor."""
    grants = grants_in_force(scorer, local_date(at, clock.zone()))
    roles = {grant.role for grant in grants if grant.team_id in (None, team_id)}
    return "trainer" if Role.TRAINER.value in roles or Role.SUPERVISOR.value not in roles else "supervisor"


@db.deed
def void_session(session_id: str, *, reason: str, by: str, at: datetime) -> RoleplaySession:
    """A session scored by mistake no longer counts; it stays readable, its open signatures are no longer asked.

    Refusals ``session_is_voided``, ``score_own_scene``.
    """
    made = db.lock(RoleplaySession, session_id)
    if made is None:
        raise NotYours
    if made.voided_at is not None:
        raise Refusal("session_is_voided")
    if by == made.person_id:
        raise Refusal("score_own_scene")
    made.voided_at, made.voided_by = at, by
    subject, body = entry_subject(made.entry_seq), {"entry": made.entry_seq}
    records.record(made.person_id, "voided", at=at, by=by, subject=subject, body=body, private={"reason": reason})
    _withdraw(made, at)
    return made


def _withdraw(made: RoleplaySession, at: datetime) -> None:
    rows = select(SignatureRequest).where(
        SignatureRequest.person_id == made.person_id,
        SignatureRequest.subject == made.subject,
        SignatureRequest.state.in_((State.OPEN, State.REFUSED)),
    )
    for asked in db.database.session.scalars(rows.with_for_update()):
        asked.state, asked.closed_at = next_state(asked.state, "withdraw").value, at
    db.database.session.flush()
