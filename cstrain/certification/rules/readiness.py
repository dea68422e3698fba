"""What is missing before a person may go live, and by how much: one function, read by page, decision and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cstrain.certification.rules.asked import is_held
from cstrain.certification.rules.gate import Condition, Gate, Need
from cstrain.kit.errors import Refusal

PASSED = "passed"


@dataclass(frozen=True)
class Sitting:
    """The exam result that counts: the one that passed, else the last. ``status``: passed, fatal or failed.

    ``score``, ``full`` and ``line`` in points; ``times``: how often it was sat; ``seq``: its entry in the record.
    """

    status: str
    score: Fraction = Fraction(0)
    full: Fraction | None = None
    line: Fraction | None = None
    times: int = 1
    seq: int = 0
    line_set: Mapping[str, Any] = field(default_factory=dict)  # which panel set the line, and what was decided instead


@dataclass(frozen=True)
class Evidence:
    """What the record holds of one person, as far as the gate asks. Figures, no judgement.

    ``steps`` of the frozen plan that were not waived, the closing one left out; ``signed`` by the person. Beside
    signatures are those of mentor and trainer on these steps, closing ones those under the table.
    """

    steps: int = 0
    signed: int = 0
    waived: int = 0
    beside: int = 0
    beside_asked: int = 0
    closing: int = 0
    closing_asked: int = 0
    owed: int = 0  # done but not signed
    refused: int = 0  # refused to sign, not settled
    days: int = 0
    acknowledged: Mapping[str, str] = field(default_factory=dict)  # charter: version
    fluent: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # condition id: items fluent, items in all
    exams: Mapping[str, Sitting] = field(default_factory=dict)  # by exam key
    roleplays: Mapping[str, Fraction] = field(default_factory=dict)  # scenario: best signed score, 0 … 100
    unsigned_roleplays: int = 0  # scored, the two signatures not complete
    certificates: frozenset[str] = frozenset()  # names in force
    red_lines: int = 0  # events not settled


@dataclass(frozen=True)
class State:
    """One condition and how it stands: ``done`` of ``wanted``; ``why`` is a code the words turn into a sentence."""

    condition: Condition
    is_met: bool
    done: int
    wanted: int
    why: str = ""


def states(gate: Gate, evidence: Evidence) -> list[State]:
    """Every condition of the gate in its order, met or not."""
    return [_JUDGES[condition.need](condition, evidence) for condition in gate.conditions]


def missing(gate: Gate, evidence: Evidence) -> list[State]:
    """The conditions that are not met. Empty together with no open decision and no red line means ready."""
    return [state for state in states(gate, evidence) if not state.is_met]


def is_ready(gate: Gate, evidence: Evidence) -> bool:
    """May a person be let go live without any condition? The one question the gate answers."""
    return bool(gate.conditions) and not gate.undecided and not evidence.red_lines and not missing(gate, evidence)


# What a conditional go-live may never leave open: an exam, a signature, the charter with its red line.
NEVER_A_CONDITION = frozenset({Need.SHEET, Need.EXAM, Need.ACKNOWLEDGED, Need.CERTIFICATE})
AGREE, CONDITIONAL, POSTPONE = "agree", "conditional", "postpone"


def require_may_decide(gate: Gate, evidence: Evidence, decision: str) -> None:
    """Refuse a decision that the evidence does not carry.

    ``agree`` needs everything; ``conditional`` may leave open what is no exam, no signature and no red line;
    ``postpone`` is always possible.
    """
    if decision == POSTPONE:
        return
    if decision not in (AGREE, CONDITIONAL):
        raise ValueError(decision)
    if gate.undecided:
        raise Refusal("gate_undecided", decisions="、".join(gate.undecided))
    if not gate.conditions or not gate.months:
        raise Refusal("gate_says_nothing", gate=gate.name)
    if evidence.red_lines:
        raise Refusal("red_line_open", count=evidence.red_lines)
    lacking = missing(gate, evidence)
    hard = [state for state in lacking if state.condition.need in NEVER_A_CONDITION]
    if decision == AGREE and lacking:
        raise Refusal("gate_is_shut", items="、".join(state.condition.id for state in lacking))
    if hard:
        raise Refusal("never_a_condition", items="、".join(state.condition.id for state in hard))
    if evidence.unsigned_roleplays and any(state.condition.need is Need.ROLEPLAY for state in lacking):
        raise Refusal("never_a_condition", items=Need.ROLEPLAY.value)


def _sheet(condition: Condition, evidence: Evidence) -> State:
    """Every signature the plan asks for: the person's own on each step, those beside it, those under the table."""
    why = ""
    if evidence.refused:
        why = "refused"
    elif evidence.signed < evidence.steps or not evidence.steps:
        why = "owed" if evidence.owed else "steps_left"
    elif evidence.beside < evidence.beside_asked:
        why = "beside_left"
    elif evidence.closing < evidence.closing_asked:
        why = "closing_left"
    return State(condition, not why, evidence.signed, evidence.steps, why)


def _days(condition: Condition, evidence: Evidence) -> State:
    met = evidence.days >= condition.least
    return State(condition, met, evidence.days, condition.least, "" if met else "days_left")


def _acknowledged(condition: Condition, evidence: Evidence) -> State:
    done = sum(1 for target in condition.targets if target in evidence.acknowledged)
    met = bool(condition.targets) and done == len(condition.targets)
    return State(condition, met, done, len(condition.targets), "" if met else "not_acknowledged")


def _fluent(condition: Condition, evidence: Evidence) -> State:
    done, wanted = evidence.fluent.get(condition.id, (0, 0))
    met = wanted > 0 and done >= wanted and condition.times > 0
    return State(condition, met, done, wanted, "" if met else "not_fluent")


def _exam(condition: Condition, evidence: Evidence) -> State:
    found = [evidence.exams[target].status if target in evidence.exams else "none" for target in condition.targets]
    done = sum(1 for each in found if each == PASSED)
    met = bool(found) and done == len(found)
    why = next((each for each in found if each != PASSED), "none")
    return State(condition, met, done, len(found), "" if met else f"exam_{why}")


def _roleplay(condition: Condition, evidence: Evidence) -> State:
    line = condition.line
    good = [
        name for name in condition.targets if line is not None and evidence.roleplays.get(name, Fraction(-1)) >= line
    ]
    met = line is not None and condition.least > 0 and len(good) >= condition.least
    why = "" if met else "scenes_unsigned" if evidence.unsigned_roleplays else "scenes_left"
    return State(condition, met, len(good), condition.least, why)


def _certificate(condition: Condition, evidence: Evidence) -> State:
    done = sum(1 for target in condition.targets if is_held(target, evidence.certificates))
    met = bool(condition.targets) and done == len(condition.targets)
    return State(condition, met, done, len(condition.targets), "" if met else "certificate_missing")


_JUDGES = {
    Need.SHEET: _sheet,
    Need.DAYS: _days,
    Need.ACKNOWLEDGED: _acknowledged,
    Need.FLUENT: _fluent,
    Need.EXAM: _exam,
    Need.ROLEPLAY: _roleplay,
    Need.CERTIFICATE: _certificate,
}
