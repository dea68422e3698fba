"""Evidence and readiness of many people at once: constant queries per 500 of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from cstrain.certification.models import Certificate, Decision, RedLine
from cstrain.certification.queries.certificates import names_in_force
from cstrain.certification.queries.content import GateInForce, gates
from cstrain.certification.rules.decision import Before
from cstrain.certification.rules.evidence import BESIDE, KINDS_READ, Book, Found, read_evidence
from cstrain.certification.rules.hands import RELAXED, RELAXING, Decider, hands
from cstrain.certification.rules.readiness import Evidence, State, is_ready, states
from cstrain.certification.rules.redline import RedLineState
from cstrain.certification.rules.snapshot import Basis, evidence_hash, facts_hash, snapshot
from cstrain.curriculum.models import Coach, Enrolment
from cstrain.exam.models import Attempt, Mark
from cstrain.kit import clock, db
from cstrain.people import queries as people
from cstrain.people.rules import local_date
from cstrain.records import queries as records
from cstrain.records.queries.stored import batches

RUNNING = ("active",)
COUNTING = (*RUNNING, "finished")  # ended and voided enrolments lead to no gate


@dataclass(frozen=True)
class Readiness:
    """How one person stands before the gate of their enrolment. ``held`` None: the course's gate is not loaded.

    ``last``: the last decision of this enrolment that was not withdrawn.
    """

    person_id: str
    enrolment: Enrolment
    held: GateInForce | None
    found: Found
    last: Decision | None

    @property
    def evidence(self) -> Evidence:
        return self.found.evidence

    @cached_property
    def states(self) -> list[State]:
        return states(self.held.gate, self.evidence) if self.held else []

    @property
    def missing(self) -> list[State]:
        return [state for state in self.states if not state.is_met]

    @property
    def lacking(self) -> int:
        """How many things are missing: conditions, and red lines and open decisions as one each."""
        gate = self.held.gate if self.held else None
        return len(self.missing) + bool(self.evidence.red_lines) + (gate is None or bool(gate.undecided))

    @property
    def is_ready(self) -> bool:
        return self.held is not None and is_ready(self.held.gate, self.evidence)

    @cached_property
    def snapshot(self) -> dict[str, Any]:
        assert self.held is not None
        version = self.held.version
        after = self.last.id if self.last else ""
        return snapshot(self.held.gate, self.found, Basis(version.number, version.hash, self.enrolment.id, after))

    @property
    def hash(self) -> str:
        """What a decider has seen."""
        return evidence_hash(self.snapshot)

    @property
    def facts_hash(self) -> str:
        return facts_hash(self.snapshot)

    @property
    def is_postponed(self) -> bool:
        """The last word was 暂缓 and nothing has changed since."""
        last = self.last
        return last is not None and last.decision == "postpone" and last.facts_hash == self.facts_hash


def enrolments(person_ids: Iterable[str]) -> dict[str, Enrolment]:
    """Per person the enrolment that leads to a gate: the running one, else the one finished last."""
    found: dict[str, Enrolment] = {}
    for some in batches(person_ids):
        rows = select(Enrolment).where(Enrolment.person_id.in_(some), Enrolment.state.in_(COUNTING))
        rows = rows.options(selectinload(Enrolment.cohort))
        for row in db.database.session.scalars(rows.order_by(Enrolment.enrolled_at)):
            known = found.get(row.person_id)
            if known is None or known.state not in RUNNING:
                found[row.person_id] = row
    return found


def readiness(person_ids: Iterable[str], at: datetime) -> dict[str, Readiness]:
    """How people stand before their gates; those without an enrolment are left out."""
    held = enrolments(person_ids)
    in_force = gates({enrolment.gate_key for enrolment in held.values()})
    read = books(held, at)
    last = last_decisions([enrolment.id for enrolment in held.values()])
    return {
        person_id: _ready(enrolment, in_force.get(enrolment.gate_key), read[person_id], last.get(enrolment.id))
        for person_id, enrolment in held.items()
    }


def _ready(enrolment: Enrolment, held: GateInForce | None, book: Book, last: Decision | None) -> Readiness:
    found = read_evidence(held.gate, book, enrolment.id) if held else Found(Evidence(), None, (), ())
    return Readiness(enrolment.person_id, enrolment, held, found, last)


def evidence(person_ids: Iterable[str], at: datetime) -> dict[str, Evidence]:
    """The figures alone, for each person with an enrolment."""
    return {person_id: one.evidence for person_id, one in readiness(person_ids, at).items()}


def books(person_ids: Iterable[str], at: datetime) -> dict[str, Book]:
    """What the record says of these people as far as gates ask; constant queries per 500 people."""
    asked = list(person_ids)
    entries = records.facts_of(asked, KINDS_READ)
    signed = {role: records.signed_subjects(asked, role=role) for role in ("trainee", *BESIDE)}
    owed, reported, names = records.owed(asked), _reported(asked), names_in_force(asked, at)
    return {
        person_id: Book(
            entries=entries[person_id],
            signed={role: frozenset(found[person_id]) for role, found in signed.items()},
            owed=owed[person_id],
            reported=reported.get(person_id, 0),
            certificates=names[person_id],
        )
        for person_id in asked
    }


def _reported(person_ids: Sequence[str]) -> dict[str, int]:
    """Red-line events that await the second person."""
    found: dict[str, int] = {}
    for some in batches(person_ids):
        rows = select(RedLine.person_id, func.count().label("many")).where(
            RedLine.person_id.in_(some), RedLine.state == RedLineState.REPORTED.value
        )
        grouped = db.database.session.execute(rows.group_by(RedLine.person_id))
        found.update({row.person_id: row.many for row in grouped})
    return found


def last_decisions(enrolment_ids: Iterable[str]) -> dict[str, Decision]:
    """Per enrolment the last decision that was not withdrawn."""
    found: dict[str, Decision] = {}
    for some in batches(enrolment_ids):
        rows = select(Decision).where(Decision.enrolment_id.in_(some), Decision.withdrawn_at.is_(None))
        for row in db.database.session.scalars(rows.order_by(Decision.at)):
            found[row.enrolment_id] = row
    return found


def before(ready: Readiness) -> Before:
    """What was decided on this enrolment before, as the rules ask it."""
    last, enrolment = ready.last, ready.enrolment
    ended = local_date(enrolment.ended_at, clock.zone()) if enrolment.ended_at else None
    if last is None:
        return Before(ended_on=ended)
    state = select(Certificate.state).where(Certificate.decision_id == last.id)
    return Before(last.decision, db.database.session.scalar(state) or "", ended)


def decisions_about(person_id: str) -> list[Decision]:
    """Every decision about a person, newest first, withdrawn ones among them."""
    rows = select(Decision).where(Decision.person_id == person_id).order_by(Decision.at.desc())
    return list(db.database.session.scalars(rows))


def hands_in(person_id: str) -> Mapping[str, tuple[str, ...]]:
    """Who had a hand in a person's evidence, and how."""
    kinds = ("signed", "confirmed", "roleplay", "exam_result", "enrolled", "moved")
    named = select(Coach.person_id).join(Enrolment, Enrolment.id == Coach.enrolment_id)
    coaches = db.database.session.scalars(named.where(Enrolment.person_id == person_id).distinct())
    marked = select(Mark.by).join(Attempt, Attempt.id == Mark.attempt_id).where(Attempt.person_id == person_id)
    markers = db.database.session.scalars(marked.distinct())
    named_hands = [*((coach, "coached") for coach in coaches), *((marker, "marked") for marker in markers)]
    return hands(records.facts_of([person_id], kinds)[person_id], named_hands, person_id)


def decider(decider_id: str, person_id: str) -> Decider:
    """What stands in the way of this person deciding, and whether the firm lets them all the same."""
    return Decider(decider_id, hands_in(person_id).get(decider_id, ()), people.decision(RELAXING) == RELAXED)
