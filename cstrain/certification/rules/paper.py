"""The decision at the gate as a document, for a passkey to sign: made before it is sent, the same bytes when it comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def gate_subject(gate: str, decision_id: str) -> str:
    return f"gate:{gate}/{decision_id}"


def decision_paper(
    who: Mapping[str, Mapping[str, str]], about: Mapping[str, str], said: Mapping[str, Any]
) -> dict[str, Any]:
    """``who``: ``person`` and ``signer``, each with id, name, number; ``about``: subject, title, meaning, installation,
    asked_at; ``said``: decision, conditions, reason, evidence_hash."""
    return {"v": 1, **about, "person": dict(who["person"]), "signer": dict(who["signer"]), "body": dict(said)}
