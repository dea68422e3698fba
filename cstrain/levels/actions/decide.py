"""A promotion is decided: on the grounds as they were seen, read again inside the write, signed with the password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.certification.queries import today
from cstrain.certification.rules.asked import asked_words
from cstrain.certification.rules.decision import require_here
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.levels.models import LevelHolding, Promotion
from cstrain.levels.queries.ladders import in_force
from cstrain.levels.queries.standing import Standing, standings
from cstrain.levels.rules.eligibility import asked_of
from cstrain.levels.rules.promotion import (
    DECLINED,
    MEANING,
    Basis,
    PromotionEvent,
    first_of,
    next_state,
    require_month,
)
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.people.queries import deputy_for
from cstrain.people.rules import May
from cstrain.records import actions as records
from cstrain.records.models import RecordHead
from cstrain.records.rules import Entry, Proven


@dataclass(frozen=True)
class _Case:
    """What a decision rests on, held against other writers until the commit."""

    person: Person
    row: Promotion
    proof: Proven
    deputy_of: str | None
    at: datetime


@db.deed
def approve(promotion_id: str, *, month: str, seen: str, proof: Proven, at: datetime) -> LevelHolding:
    """The level counts from ``month`` (``2026-10``). ``seen``: the hash of the grounds the page showed.

    Refusals: ``own_level``, ``promotion_is_settled``, ``person_not_here``, ``ladder_undecided``, ``grounds_changed``,
    ``month_out_of_range``.
    """
    case = _held(promotion_id, proof, at)
    state = next_state(case.row.state, PromotionEvent.APPROVE)
    require_here(case.person.state)
    standing = _standing(case)
    _require_grounds(case, standing, seen)
    require_month(month, today(at), standing.facts.level_since)
    entry = _record_approval(case, standing, month)
    row = case.row
    row.state, row.effective_month, row.settled_at, row.settled_by = state.value, month, at, proof.person_id
    row.deputy_of_id, row.entry_seq = case.deputy_of, entry.seq
    made = _give(case, standing, entry)
    facts, link = {"level": row.level_name, "month": month}, f"/record/entry/{row.person_id}/{entry.seq}"
    people.tell(row.person_id, "level_reached", f"promotion:{row.id}", facts=facts, link=link, at=at)
    return made


@db.deed
def decline(promotion_id: str, *, reason: str, proof: Proven, at: datetime) -> Promotion:
    """Not this time; the reason stands in the record. Not proposed again before the next month.

    Refusals: ``own_level``, ``promotion_is_settled``, ``level_reason_needed``.
    """
    case = _held(promotion_id, proof, at)
    state = next_state(case.row.state, PromotionEvent.DECLINE)
    if not reason.strip():
        raise Refusal("level_reason_needed")
    row = case.row
    body = {"ladder": row.ladder, "level": row.level, "name": row.level_name, "meaning": DECLINED, **_deputy(case)}
    said = {"reason": reason.strip()}
    entry = _record(case, "level_declined", body, said)
    row.state, row.settled_at, row.settled_by = state.value, at, proof.person_id
    row.deputy_of_id, row.entry_seq = case.deputy_of, entry.seq
    facts, link = {"level": row.level_name}, f"/record/entry/{row.person_id}/{entry.seq}"
    people.tell(row.person_id, "level_declined", f"promotion:{row.id}", facts=facts, link=link, at=at)
    return row


def _held(promotion_id: str, proof: Proven, at: datetime) -> _Case:
    """The person first, then the proposal, then the record, so that no two deeds wait for each other."""
    person_id = db.database.session.scalar(select(Promotion.person_id).where(Promotion.id == promotion_id))
    person = db.lock(Person, person_id) if person_id is not None else None
    row = db.lock(Promotion, promotion_id) if person is not None else None
    if person is None or row is None:
        raise NotYours
    if person.id == proof.person_id:
        raise Refusal("own_level")
    db.lock(RecordHead, person.id)
    deputy = deputy_for(proof.person_id, May.LEVELS_DECIDE, person.team_id, today(at))
    return _Case(person, row, proof, deputy.id if deputy else None, at)


def _standing(case: _Case) -> Standing:
    held = in_force()
    if held is None:
        raise Refusal("ladder_not_chosen")
    return standings([case.person.id], held, case.at)[case.person.id]


def _require_grounds(case: _Case, standing: Standing, seen: str) -> None:
    if standing.ladder.undecided:
        raise Refusal("ladder_undecided", decisions="、".join(standing.ladder.undecided))
    proposed = (case.row.ladder, case.row.level)
    now = (standing.ladder.key, standing.target.code if standing.target else "")
    if proposed != now or not standing.is_eligible or standing.hash != seen:
        raise Refusal("grounds_changed")


def _deputy(case: _Case) -> dict[str, Any]:
    return {"deputy_of": case.deputy_of, "marks": ["deputy"]} if case.deputy_of else {}


def _record_approval(case: _Case, standing: Standing, month: str) -> Entry:
    held = in_force()
    assert standing.target is not None and held is not None
    body = {
        "ladder": case.row.ladder,
        "ladder_version": held.version.number,
        "level": case.row.level,
        "name": case.row.level_name,
        "from": case.row.old_level,
        "effective_month": month,
        "basis": Basis.PROMOTION.value,
        "grounds": standing.grounds,
        "grounds_hash": standing.hash,
        "certificates": [asked_words([name]) for name in asked_of(standing.target)],
        "meaning": MEANING,
        **_deputy(case),
    }
    return _record(case, "level_reached", body, {})


def _record(case: _Case, kind: str, body: dict[str, Any], private: dict[str, Any]) -> Entry:
    return records.record(
        case.person.id,
        kind,
        at=case.at,
        by=case.proof.person_id,
        subject=f"level:{case.row.ladder}/{case.row.level}",
        body=body,
        private=private,
        proof=case.proof,
    )


def _give(case: _Case, standing: Standing, entry: Entry) -> LevelHolding:
    held = in_force()
    assert held is not None and standing.target is not None and case.row.effective_month is not None
    made = LevelHolding(
        person_id=case.person.id,
        ladder=held.ladder.key,
        ladder_version_id=held.version.id,
        level=standing.target.code,
        name=standing.target.name,
        since=first_of(case.row.effective_month),
        basis=Basis.PROMOTION.value,
        certificates=list(asked_of(standing.target)),
        at=case.at,
        by=case.proof.person_id,
        entry_seq=entry.seq,
        promotion_id=case.row.id,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made
