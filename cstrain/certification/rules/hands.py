"""Who had a hand in what is decided on: they counter-signed, confirmed, scored, marked or coached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cstrain.kit.errors import Refusal
from cstrain.records.rules import Entry

RELAXING = "主管兼带教可决定"  # the firm's decision that lets a supervisor decide about somebody they trained
RELAXED = "可以"
HANDS = ("counter_signed", "confirmed", "scored", "marked", "coached")


def hands(entries: Iterable[Entry], known: Iterable[tuple[str, str]], person_id: str) -> dict[str, tuple[str, ...]]:
    """Person id → how they had a hand in this person's evidence (``HANDS``).

    From the record, and from what is ``known`` beside it: named coaches and markers, as (person id, how).
    """
    found: dict[str, set[str]] = {}
    for actor, what in [*known, *(each for entry in entries for each in _hands_of(entry))]:
        found.setdefault(actor, set()).add(what)
    return {
        actor: tuple(what for what in HANDS if what in did)
        for actor, did in found.items()
        if actor and actor != person_id
    }


def _hands_of(entry: Entry) -> list[tuple[str, str]]:
    if entry.kind == "signed":
        beside = entry.body["role"] != "trainee" and entry.subject.startswith(("step:", "roleplay:", "exam:"))
        return [(entry.actor, "counter_signed")] if beside else []
    if entry.kind == "confirmed":
        return [(entry.actor, "confirmed")]
    if entry.kind == "roleplay":
        return [(str(entry.body.get("scorer", entry.actor)), "scored")]
    if entry.kind == "exam_result":
        return [(entry.actor, "marked")]
    if entry.kind in ("enrolled", "moved"):
        return [(str(entry.body[role]), "coached") for role in ("mentor", "trainer") if entry.body.get(role)]
    return []


@dataclass(frozen=True)
class Decider:
    """Whoever decides: their hands in the evidence, and whether the firm lets them decide all the same."""

    person_id: str
    hands: tuple[str, ...] = ()
    relaxed: bool = False


def require_decider(decider: Decider, person_id: str) -> None:
    """Nobody decides their own gate, nor that of somebody they trained, marked or scored, unless the firm allows it."""
    if decider.person_id == person_id:
        raise Refusal("own_gate")
    if decider.hands and not decider.relaxed:
        raise Refusal("had_a_hand")
