"""Somebody taken over has passed the real exam: the certificate by take-over gives way to one that rests on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from cstrain.certification.actions.certificates import Issue, issue
from cstrain.certification.actions.holding import held
from cstrain.certification.models import Certificate
from cstrain.certification.queries.certificates import today
from cstrain.certification.queries.evidence import decider
from cstrain.certification.queries.owed import Owed, owed
from cstrain.certification.queries.redline import red_lines_of
from cstrain.certification.rules.certificate import Basis, valid_until
from cstrain.certification.rules.decision import Scope, require_here
from cstrain.certification.rules.hands import require_decider
from cstrain.certification.rules.redline import RedLineState
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.people import actions as people
from cstrain.records.models import RecordHead
from cstrain.records.rules import Proven

OPEN = (RedLineState.REPORTED.value, RedLineState.CONFIRMED.value)


@db.deed
def renew_taken_over(no: str, *, proof: Proven, at: datetime) -> Certificate:
    """Issue the certificate of the gate's full length, on the exam passed since the take-over.

    Refusals: ``not_taken_over`` when the certificate does not rest on a take-over or does not hold; ``exam_is_owed``;
    ``own_gate``, ``had_a_hand``; ``red_line_open``; ``gate_undecided``; ``person_not_here``.
    """
    found = db.database.session.scalar(select(Certificate.id).where(Certificate.no == no))
    person, row = held(Certificate, found or "")
    db.lock(RecordHead, person.id)
    debt = owed(row)
    if debt is None or row.valid_until < today(at):
        raise Refusal("not_taken_over")
    _require(debt, proof.person_id)
    require_here(person.state)
    certificate = issue(_issue(debt, at), proof)
    facts, link = {"name": certificate.name, "no": certificate.no}, f"/certificate/{certificate.no}"
    people.tell(person.id, "certificate_renewed", f"renewed:{certificate.no}", facts=facts, link=link, at=at)
    return certificate


def _require(debt: Owed, by: str) -> None:
    require_decider(decider(by, debt.certificate.person_id), debt.certificate.person_id)
    if debt.left or not debt.exams:
        raise Refusal("exam_is_owed", count=len(debt.left))
    unsettled = [each for each in red_lines_of(debt.certificate.person_id) if each.state in OPEN]
    if unsettled:
        raise Refusal("red_line_open", count=len(unsettled))
    undecided = debt.held.gate.undecided
    if undecided:
        raise Refusal("gate_undecided", decisions="、".join(undecided))


def _issue(debt: Owed, at: datetime) -> Issue:
    before, gate = debt.certificate, debt.held.gate
    scope = before.scope
    return Issue(
        person_id=before.person_id,
        name=before.name,
        gate_key=before.gate_key,
        scope=Scope(scope["post"], scope["post_name"], tuple(scope["platforms"]), tuple(scope["stores"])),
        basis=Basis.EXAMINED,
        at=at,
        until=valid_until(today(at), gate.months),
        clears=before.clears,
        take_over_id=before.take_over_id,
        exam_entries=tuple(sorted(entry.seq for entry in debt.passed.values())),
    )
