"""What happened that other systems are to know: certificates, levels, leavers; the same for pushing and for asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from cstrain.api.models import Hook
from cstrain.api.queries.answers import house, moment
from cstrain.api.rules import Rights, TokenState, state_of
from cstrain.api.rules.hooks import MOVES, lane_of
from cstrain.certification.models import Certificate, CertificateMove
from cstrain.kit import clock, db
from cstrain.levels.models import LevelHolding
from cstrain.notices.models import Outgoing
from cstrain.people.models import Person, StateChange
from cstrain.people.rules import PersonState, local_date

MOST = 500
SETTLED = timedelta(minutes=2)  # by then whatever was begun earlier has been committed


@dataclass(frozen=True)
class Change:
    """One thing that happened. ``key`` is the same wherever and however often it is told."""

    key: str
    event: str
    at: datetime
    facts: dict[str, Any]

    @property
    def said(self) -> dict[str, Any]:
        return {"key": self.key, "event": self.event, "at": moment(self.at), **self.facts}


def changes(rights: Rights, since: datetime, until: datetime | None = None) -> list[Change]:
    """What happened to the people of these stores from ``since`` on, oldest first."""
    found: list[Change] = []
    if rights.clearance:
        found += [*_moves(rights.stores, since, until), *_left(rights.stores, since, until)]
    if rights.level:
        found += _levels(rights.stores, since, until)
    return sorted(found, key=lambda one: (one.at, one.key))


def _within(rows: Any, at: Any, since: datetime, until: datetime | None) -> Any:
    rows = rows.where(at >= since)
    return (rows if until is None else rows.where(at <= until)).order_by(at).limit(MOST + 1)


def _moves(stores: Iterable[str], since: datetime, until: datetime | None) -> list[Change]:
    rows = select(CertificateMove, Certificate.no, Certificate.name, Person.employee_no)
    rows = rows.join(Certificate, Certificate.id == CertificateMove.certificate_id)
    rows = rows.join(Person, Person.id == CertificateMove.person_id)
    rows = rows.where(Person.store_id.in_(list(stores)), CertificateMove.event.in_(MOVES))
    return [
        Change(f"certificate:{move.id}", MOVES[move.event], move.at, {"employee_no": who, "no": no, "name": name})
        for move, no, name, who in db.database.session.execute(_within(rows, CertificateMove.at, since, until))
    ]


def _left(stores: Iterable[str], since: datetime, until: datetime | None) -> list[Change]:
    rows = select(StateChange, Person.employee_no).join(Person, Person.id == StateChange.person_id)
    rows = rows.where(Person.store_id.in_(list(stores)), StateChange.new == PersonState.LEFT.value)
    return [
        Change(f"state:{change.id}", "agent.left", change.at, {"employee_no": who})
        for change, who in db.database.session.execute(_within(rows, StateChange.at, since, until))
    ]


def _levels(stores: Iterable[str], since: datetime, until: datetime | None) -> list[Change]:
    rows = select(LevelHolding, Person.employee_no).join(Person, Person.id == LevelHolding.person_id)
    rows = rows.where(Person.store_id.in_(list(stores)))
    return [
        Change(
            f"level:{held.id}",
            "level.changed",
            held.at,
            {"employee_no": who, "level": held.level, "name": held.name, "since": f"{held.since:%Y-%m}"},
        )
        for held, who in db.database.session.execute(_within(rows, LevelHolding.at, since, until))
    ]


def changes_answer(rights: Rights, since: datetime, at: datetime) -> dict[str, Any]:
    """What was to be told since then, at most 500. ``next``: from where to ask again; what comes twice has the same key."""
    found = changes(rights, since)
    kept = [one for one in found if one.at <= found[MOST - 1].at] if len(found) > MOST else found
    more = len(kept) < len(found)
    latest = kept[-1].at if kept else at
    again = latest if more else max(since, min(latest, at - SETTLED))
    return {**house(), "changes": [one.said for one in kept], "next": moment(again), "more": more}


def living_hooks(at: datetime) -> list[Hook]:
    """Hooks whose token holds."""
    today = local_date(at, clock.zone())
    rows = db.database.session.scalars(select(Hook).where(Hook.ended_at.is_(None)).order_by(Hook.made_at)).unique()
    good = TokenState.GOOD
    return [one for one in rows if state_of(one.token.expires_on, one.token.revoked_at, today) is good]


def rights_of(hook: Hook) -> Rights:
    token = hook.token
    return Rights(token.sees_clearance, token.sees_level, tuple(store.id for store in token.stores))


def untold(hook: Hook, since: datetime) -> list[Change]:
    """What happened since then and is not in the outbox of this hook yet."""
    found = changes(rights_of(hook), max(since, hook.made_at))
    lanes = [lane_of(hook.id, event) for event in ("", "agent.left")]
    keys = [one.key for one in found]
    known = set(
        db.database.session.scalars(select(Outgoing.key).where(Outgoing.lane.in_(lanes), Outgoing.key.in_(keys)))
    )
    return [one for one in found if one.key not in known]


def hook_list(token_ids: Iterable[str]) -> dict[str, list[Hook]]:
    """Per token its hooks that were not ended."""
    rows = select(Hook).where(Hook.token_id.in_(list(token_ids)), Hook.ended_at.is_(None)).order_by(Hook.made_at)
    found: dict[str, list[Hook]] = {}
    for row in db.database.session.scalars(rows).unique():
        found.setdefault(row.token_id, []).append(row)
    return found
