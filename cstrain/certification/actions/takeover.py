"""Agents already at work are taken over: prepared from a sheet by one person, approved by another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from cstrain.certification.actions.certificates import Issue, issue
from cstrain.certification.actions.decide import go_live
from cstrain.certification.actions.holding import held
from cstrain.certification.models import Certificate, TakeOver
from cstrain.certification.queries.certificates import certificates_of, today
from cstrain.certification.queries.evidence import enrolments
from cstrain.certification.queries.takeover import take_over_plan
from cstrain.certification.rules.certificate import Basis
from cstrain.certification.rules.decision import Scope, require_here
from cstrain.certification.rules.takeover import TakeOverLine, next_take_over, require_exam_by
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Sheet
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.people.queries import deputy_for
from cstrain.people.rules import May
from cstrain.records import actions as records
from cstrain.records.rules import Proven

# The ladder stands in a later room: it gives the level here that an approved row names, in the same transaction.
GIVE_LEVEL: list[Callable[[TakeOver, Proven, datetime], object]] = []
MEANING = "已核对：确在该岗位工作，同意按存量认定，到期前参加上岗考试"


@db.deed
def prepare_take_over(sheet: Sheet, *, until: date, by: str, at: datetime, teams: frozenset[str]) -> list[TakeOver]:
    """Deposit the rows of a sheet for the approvers it names; refused whole when one row cannot be."""
    require_exam_by(until, today(at))
    planned = take_over_plan(sheet, preparer=by, teams=teams, at=at)
    if planned.faults:
        raise Refusal("sheet_has_faults", rows=len({fault.row for fault in planned.faults}))
    made = [_prepared(line, until, by, at) for line in planned.lines]
    for approver_id in dict.fromkeys(line.approver_id for line in planned.lines):
        key = f"take-over:{approver_id}:{at.isoformat()}"
        people.tell(approver_id, "take_over_to_approve", key, facts={}, link="/takeover/approve", at=at)
    return made


def _prepared(line: TakeOverLine, until: date, by: str, at: datetime) -> TakeOver:
    made = TakeOver(
        person_id=line.agent.id,
        post=line.post.key,
        post_name=line.post.name,
        gate_key=line.post.gate_key,
        certificate=line.post.certificate,
        scope=line.scope.plain,
        level=line.level,
        since=line.since,
        until=until,
        approver_id=line.approver_id,
        prepared_by=by,
        prepared_at=at,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made


def _held(take_over_id: str, by: str, at: datetime) -> tuple[TakeOver, Person, str | None]:
    """The row and its person, held, and whose deputy approves; refused to anybody but the approver it names."""
    person, row = held(TakeOver, take_over_id)
    if by in (row.prepared_by, row.person_id):
        raise Refusal("second_person_needed")
    deputy = deputy_for(by, May.TAKE_OVER_APPROVE, person.team_id, today(at))
    if by != row.approver_id and (deputy is None or deputy.id != row.approver_id):
        raise Refusal("not_the_approver")
    return row, person, deputy.id if deputy and by != row.approver_id else None


@db.deed
def approve_take_over(ids: Sequence[str], *, proof: Proven, at: datetime) -> list[Certificate]:
    """The second person approves: the take-over enters the record, a certificate without exam evidence is issued."""
    return [_approved(take_over_id, proof, at) for take_over_id in sorted(set(ids))]


def _approved(take_over_id: str, proof: Proven, at: datetime) -> Certificate:
    row, person, deputy_of = _held(take_over_id, proof.person_id, at)
    state = next_take_over(row.state, "approve")
    require_here(person.state)
    if any(each.name == row.certificate for each in certificates_of(person.id)):
        raise Refusal("certified_before", name=person.name, certificate=row.certificate)
    if enrolments([person.id]).get(person.id) is not None:
        raise Refusal("is_enrolled", name=person.name)
    if row.until <= today(at):
        raise Refusal("take_over_is_late", until=row.until.isoformat())
    body = {
        "post": row.post,
        "post_name": row.post_name,
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
        "scope": row.scope,
        "title": row.certificate,
        "meaning": MEANING,
        "prepared_by": row.prepared_by,
        **({"level": row.level} if row.level else {}),
        **({"deputy_of": deputy_of, "marks": ["deputy"]} if deputy_of else {}),
    }
    subject = f"take_over:{row.id}"
    records.record(person.id, "took_over", at=at, by=proof.person_id, subject=subject, body=body, proof=proof)
    row.state, row.settled_by, row.settled_at = state.value, proof.person_id, at
    certificate = issue(_issue_of(row, at), proof)
    go_live(person, made_by=proof.person_id, at=at, reason=certificate.no)
    if row.level:
        for give in GIVE_LEVEL:
            give(row, proof, at)
    facts = {"name": row.certificate, "until": row.until.isoformat()}
    link = f"/certificate/{certificate.no}"
    people.tell(person.id, "taken_over", f"taken-over:{row.id}", facts=facts, link=link, at=at)
    return certificate


def _issue_of(row: TakeOver, at: datetime) -> Issue:
    scope = Scope(row.post, row.post_name, tuple(row.scope["platforms"]), tuple(row.scope["stores"]))
    return Issue(
        person_id=row.person_id,
        name=row.certificate,
        gate_key=row.gate_key,
        scope=scope,
        basis=Basis.TAKEN_OVER,
        at=at,
        until=row.until,
        take_over_id=row.id,
    )


@db.deed
def decline_take_over(take_over_id: str, *, reason: str, by: str, at: datetime) -> TakeOver:
    """The second person does not approve a row; nothing enters the record."""
    row, _person, _deputy = _held(take_over_id, by, at)
    if not reason.strip():
        raise Refusal("reason_needed")
    row.state = next_take_over(row.state, "decline").value
    row.settled_by, row.settled_at, row.decline_reason = by, at, reason.strip()
    return row
