"""Several people decided with one password: only those whose evidence the decider opened, each with an entry of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cstrain.certification.actions.decide import Given, decide
from cstrain.certification.models import Decision, EvidenceSeen
from cstrain.certification.queries.evidence import readiness
from cstrain.certification.queries.together import LOOKED, looked_at
from cstrain.certification.rules.readiness import POSTPONE
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people.models import Person
from cstrain.records.rules import Proven

__all__ = ["LOOKED", "Together", "decide_together", "set_aside"]


@dataclass(frozen=True)
class Together:
    """One decision over several: agree or postpone, and why. What depends on the person is decided one by one."""

    decision: str
    reason: str


@db.deed
def set_aside(person_id: str, seen: str, *, by: str, at: datetime) -> None:
    """The evidence was looked at and can be decided together with others'. Refusals ``evidence_changed``, ``not_ready``."""
    ready = readiness([person_id], at).get(person_id)
    if ready is None:
        raise NotYours
    if ready.hash != seen:
        raise Refusal("evidence_changed")
    if not ready.is_ready:
        raise Refusal("not_ready")
    db.database.session.add(EvidenceSeen(decider_id=by, person_id=person_id, hash=seen, at=at))
    db.database.session.flush()


@db.deed
def decide_together(people: Sequence[str], said: Together, *, proof: Proven, at: datetime) -> list[Decision]:
    """All of them, or nobody: each decided on the evidence as it was opened. Refusal ``evidence_not_opened`` and those of
    a single decision, with the name of the one it is about (``together_refused``)."""
    seen = looked_at(proof.person_id, at)
    made = []
    for person_id in people:
        if person_id not in seen:
            raise Refusal("evidence_not_opened", name=_name(person_id))
        ready = readiness([person_id], at).get(person_id)
        if ready is None or (not ready.is_ready and said.decision != POSTPONE):
            raise Refusal("together_not_ready", name=_name(person_id))
        given = Given(said.decision, said.reason, seen[person_id])
        made.append(decide(person_id, given, proof=proof, at=at)[0])
    return made


def _name(person_id: str) -> str:
    found = db.database.session.get(Person, person_id)
    if found is None:
        raise NotYours
    return found.name
