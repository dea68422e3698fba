"""The real exam that somebody taken over still owes, and whether it has been passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cstrain.certification.models import Certificate
from cstrain.certification.queries.certificates import today
from cstrain.certification.queries.content import GateInForce, gates
from cstrain.certification.rules.certificate import Basis, State
from cstrain.certification.rules.gate import Gate, Need
from cstrain.exam.queries import ADMITTED
from cstrain.kit import db
from cstrain.records import queries as records
from cstrain.records.rules import Entry


@dataclass(frozen=True)
class Owed:
    """A certificate by take-over in force, its gate, the exams the gate asks, and the entries of those passed."""

    certificate: Certificate
    held: GateInForce
    exams: tuple[str, ...]
    passed: dict[str, Entry]

    @property
    def left(self) -> list[str]:
        return [key for key in self.exams if key not in self.passed]


def exams_of(gate: Gate) -> tuple[str, ...]:
    """The exams a gate asks."""
    return tuple(key for each in gate.conditions if each.need is Need.EXAM for key in each.targets)


def owed(certificate: Certificate) -> Owed | None:
    """None for a certificate that does not rest on a take-over, or does not hold any more."""
    if certificate.basis != Basis.TAKEN_OVER.value or certificate.state != State.IN_FORCE.value:
        return None
    gate = gates([certificate.gate_key]).get(certificate.gate_key)
    if gate is None:
        return None
    exams = exams_of(gate.gate)
    return Owed(certificate, gate, exams, _passed(certificate, exams))


def _passed(certificate: Certificate, exams: tuple[str, ...]) -> dict[str, Entry]:
    """Exam → the first entry that says it was passed since the person was taken over."""
    found: dict[str, Entry] = {}
    for entry in records.facts(certificate.person_id, "exam_result"):
        key = str(entry.body["exam"])
        if key in exams and entry.body["passed"] and entry.seq > certificate.entry_seq:
            found.setdefault(key, entry)
    return found


def owed_by(person_id: str, at: datetime) -> list[Owed]:
    """What this person owes today; mostly nothing, found by one query."""
    rows = select(Certificate).where(
        Certificate.person_id == person_id,
        Certificate.basis == Basis.TAKEN_OVER.value,
        Certificate.state == State.IN_FORCE.value,
        Certificate.valid_until >= today(at),
    )
    return [found for each in db.database.session.scalars(rows) if (found := owed(each)) is not None]


def _admits(person_id: str, exam_key: str, at: datetime) -> bool:
    return any(exam_key in each.exams for each in owed_by(person_id, at))


ADMITTED.append(_admits)
