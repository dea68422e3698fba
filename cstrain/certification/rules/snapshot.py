"""The evidence as a decision freezes it: by figures, by the entries it rests on, by hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cstrain.certification.rules.evidence import Found
from cstrain.certification.rules.gate import Gate
from cstrain.certification.rules.readiness import AGREE, State, states
from cstrain.records.rules import Entry, canonical, sha256


@dataclass(frozen=True)
class Basis:
    """Which gate in which version, of which enrolment; ``after``: the decision made before this one, or ""."""

    gate_version: int
    gate_hash: str
    enrolment: str
    after: str = ""


def snapshot(gate: Gate, found: Found, basis: Basis) -> dict[str, Any]:
    """The evidence as it is frozen: figures, the entries they rest on, the gate's text by hash. No personal values."""
    return {
        "v": 1,
        "after": basis.after,
        "gate": {"key": gate.key, "version": basis.gate_version, "hash": basis.gate_hash, "months": gate.months},
        "enrolment": basis.enrolment,
        "conditions": [_plain(state) for state in states(gate, found.evidence)],
        "undecided": list(gate.undecided),
        "entries": [{"seq": entry.seq, "hash": entry.hash} for entry in _in_order(found.used)],
        "signed": sha256(canonical(list(found.subjects))),
        "certificates": sorted(found.evidence.certificates),
        "red_lines": found.evidence.red_lines,
    }


def _plain(state: State) -> dict[str, Any]:
    condition = state.condition
    return {
        "id": condition.id,
        "need": condition.need.value,
        "text": condition.text,
        "line": str(condition.line) if condition.line is not None else "",
        "times": condition.times,
        "seconds": condition.seconds,
        "done": state.done,
        "wanted": state.wanted,
        "met": int(state.is_met),
        "why": state.why,
    }


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for _seq, entry in sorted({entry.seq: entry for entry in entries}.items())]


def evidence_hash(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of the snapshot's canonical form: what the decider saw and what the record names."""
    return sha256(canonical(dict(frozen)))


def facts_hash(frozen: Mapping[str, Any]) -> str:
    """The same without the decision before: unchanged as long as the evidence is."""
    return sha256(canonical({name: value for name, value in frozen.items() if name != "after"}))


def open_items(gate: Gate, found: Found, decision: str) -> list[str]:
    """Conditions of the gate that a conditional go-live leaves open."""
    if decision == AGREE:
        return []
    return [state.condition.id for state in states(gate, found.evidence) if not state.is_met]
