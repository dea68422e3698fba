"""Take-overs: what a sheet would do, what awaits whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from cstrain.certification.models import TakeOver
from cstrain.certification.queries.certificates import held, today
from cstrain.certification.queries.content import posts
from cstrain.certification.queries.evidence import RUNNING
from cstrain.certification.rules.takeover import (
    MOST_PEOPLE,
    Agent,
    Ground,
    TakeOverPlan,
    TakeOverState,
    plan,
    title_faults,
)
from cstrain.curriculum.models import Enrolment
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.kit.text import folded_number
from cstrain.people import queries as people
from cstrain.people.models import Person, Store
from cstrain.people.rules import ALL_TEAMS, ROLE_MAY, May, PersonState, Role
from cstrain.people.rules.sheet import Given

# The ladder stands in a later room: it tells here which levels there are, name → code.
LEVELS: list[Callable[[], Mapping[str, str]]] = []


def levels() -> dict[str, str]:
    """Name → code of the levels there are; {} while nobody has said which."""
    return {name: code for told in LEVELS for name, code in told().items()}


def level_names() -> dict[str, str]:
    """Code → name, for pages."""
    return {code: name for name, code in levels().items()}


def take_over_plan(sheet: Sheet, *, preparer: str, teams: frozenset[str], at: datetime) -> TakeOverPlan:
    """What ``sheet`` would do, prepared by somebody who may for ``teams`` (ids; ``*``: all)."""
    if len(sheet.rows) > MOST_PEOPLE:
        raise Refusal("too_many_people", most=MOST_PEOPLE)
    missing = title_faults(sheet.titles)
    if missing:
        return TakeOverPlan((), tuple(missing))
    rows = [
        (Given(row.number, folded_number(row["工号"]), row.cells), folded_number(row["批准人"])) for row in sheet.rows
    ]
    agents = _agents({given.folded for given, _ in rows}, teams)
    approvers = _approvers({number for _, number in rows}, at)
    ground = Ground(
        agents=agents,
        approvers=approvers,
        posts=posts(),
        stores={store.name: store.platform for store in db.database.session.scalars(select(Store))},
        levels=levels() or None,
        preparer=preparer,
        today=today(at),
    )
    return plan(rows, ground)


def _agents(numbers: set[str], teams: frozenset[str]) -> dict[str, Agent]:
    session = db.database.session
    query = select(Person).where(Person.folded_no.in_(numbers))
    if ALL_TEAMS not in teams:
        query = query.where(Person.team_id.in_(teams))
    found = list(session.scalars(query))
    ids = [person.id for person in found]
    certificates = held(ids)
    waiting: dict[str, set[str]] = {}
    rows = select(TakeOver).where(TakeOver.person_id.in_(ids), TakeOver.state == TakeOverState.PREPARED.value)
    for row in session.scalars(rows):
        waiting.setdefault(row.person_id, set()).add(row.certificate)
    running = select(Enrolment.person_id).where(Enrolment.person_id.in_(ids), Enrolment.state.in_(RUNNING))
    enrolled = set(session.scalars(running))
    return {
        person.folded_no: Agent(
            person.id,
            person.name,
            person.team_id or "",
            PersonState(person.state),
            frozenset(each.name for each in certificates[person.id]),
            frozenset(waiting.get(person.id, ())),
            person.id in enrolled,
        )
        for person in found
    }


def _approvers(numbers: set[str], at: datetime) -> dict[str, tuple[str, str, frozenset[str]]]:
    """Who among these numbers may approve on the day, and for which teams."""
    found: dict[str, tuple[str, str, frozenset[str]]] = {}
    rows = select(Person).where(Person.folded_no.in_(numbers), Person.disabled_at.is_(None))
    for person in db.database.session.scalars(rows):
        grants = people.grants_in_force(person.id, today(at))
        giving = [grant for grant in grants if May.TAKE_OVER_APPROVE in ROLE_MAY[Role(grant.role)]]
        if giving:
            teams = frozenset(grant.team_id or ALL_TEAMS for grant in giving)
            found[person.folded_no] = (person.id, person.name, teams)
    return found


def take_overs(state: str = "") -> Select[Any]:
    """Rows of every sheet, newest first; to be scoped and paged."""
    query = select(TakeOver).join(Person, Person.id == TakeOver.person_id)
    if state:
        query = query.where(TakeOver.state == state)
    return query.order_by(TakeOver.prepared_at.desc(), Person.folded_no)


def to_approve(approver_ids: list[str]) -> Select[Any]:
    """What awaits these approvers, oldest first."""
    query = select(TakeOver).join(Person, Person.id == TakeOver.person_id)
    query = query.where(TakeOver.approver_id.in_(approver_ids), TakeOver.state == TakeOverState.PREPARED.value)
    return query.order_by(TakeOver.prepared_at, Person.folded_no)


def principals(person_id: str, at: datetime) -> list[str]:
    """For whose approvals this person may stand in: their own, and those of whom they are deputy."""
    grants = people.grants_in_force(person_id, today(at))
    giving = [grant for grant in grants if May.TAKE_OVER_APPROVE in ROLE_MAY[Role(grant.role)]]
    return [person_id, *(grant.deputy_of_id for grant in giving if grant.deputy_of_id)]


def count_to_approve(person_id: str, at: datetime) -> int:
    query = to_approve(principals(person_id, at)).order_by(None)
    return db.database.session.scalar(select(func.count()).select_from(query.subquery())) or 0
