"""What stands between an empty installation and one that people work in, and which open decision holds up what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from cstrain.certification.models import TakeOver
from cstrain.curriculum.models import Enrolment
from cstrain.kit import clock, db
from cstrain.people.models import Grant, Person, Team
from cstrain.people.queries.decisions import DecisionLine, decision_lines
from cstrain.people.rules import PersonState, Role, local_date
from cstrain.running.queries.doctor import findings
from cstrain.running.queries.machine import kept, the_world

ROLES = (Role.TRAINER, Role.MENTOR, Role.SUPERVISOR)


@dataclass(frozen=True)
class Step:
    """One line of the first day. ``code``: its words and way; ``count``: what there is of it, or what is left."""

    code: str
    is_done: bool
    count: int = 0


@dataclass(frozen=True)
class HeldUp:
    """Something that cannot go on: what, and the open decisions it waits for."""

    what: str
    decisions: list[DecisionLine]


def _count(query: Any) -> int:
    return int(db.database.session.scalar(query) or 0)


def steps(at: datetime) -> list[Step]:
    """In the order in which they are best done."""
    people = _count(select(func.count()).select_from(Person).where(Person.state != PersonState.LEFT.value))
    open_decisions = [line for line in decision_lines() if line.value is None]
    alarms = sum(not one.is_note for one in findings(the_world(), at))
    roles, taken = _roles(at), _count(select(func.count()).select_from(TakeOver))
    enrolled = _count(select(func.count()).select_from(Enrolment))
    return [
        Step("doctor", not alarms, alarms),
        Step("teams", (teams := _count(select(func.count()).select_from(Team))) > 0, teams),
        Step("people", people > 1, people),
        Step("roles", not (lacking := [role for role in ROLES if not roles.get(role.value)]), len(lacking)),
        Step("administrators", roles.get(Role.ADMINISTRATOR.value, 0) > 1, roles.get(Role.ADMINISTRATOR.value, 0)),
        Step("decisions", not any(line.waiting for line in open_decisions), len(open_decisions)),
        Step("take_over", taken > 0, taken),
        Step("enrol", enrolled > 0, enrolled),
        Step("copy", any(one.is_good for one in kept()), len(kept())),
    ]


def _roles(at: datetime) -> dict[str, int]:
    """How many people hold each role today."""
    today = local_date(at, clock.zone())
    holding = (
        select(Grant.role, func.count(Grant.person_id.distinct()))
        .where(Grant.ended_at.is_(None), Grant.from_on <= today, func.coalesce(Grant.until_on, today) >= today)
        .group_by(Grant.role)
    )
    return {str(row[0]): int(row[1]) for row in db.database.session.execute(holding)}


def held_up(lines: Iterable[DecisionLine]) -> list[HeldUp]:
    """Open decisions by what they hold up, most at the top; last, under "", those that hold up nothing yet."""
    found: dict[str, list[DecisionLine]] = {}
    for line in lines:
        if line.value is None:
            for what in dict.fromkeys(line.waiting or [""]):
                found.setdefault(what, []).append(line)
    ordered = sorted(found.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0]))
    return [HeldUp(what, decisions) for what, decisions in ordered]


def blocks() -> list[HeldUp]:
    """What is held up now."""
    return held_up(decision_lines())
