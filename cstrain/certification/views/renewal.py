"""The certificate of somebody taken over is exchanged once the real exam is passed."""

from __future__ import annotations

from typing import Any

from cstrain.certification import actions, queries
from cstrain.certification.forms import PasswordForm
from cstrain.certification.models import Certificate
from cstrain.certification.rules.certificate import valid_until
from cstrain.certification.views.blueprint import bp
from cstrain.exam.queries import exams
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import needs, person_for, prove
from cstrain.people.rules import May

WRONG = ("wrong_password", "signing_locked")


def _to_renew(no: str) -> tuple[Certificate, queries.Owed]:
    """A certificate by take-over that holds, of somebody whose gate one may decide; else 404."""
    found = queries.by_number(no)
    if found is None:
        raise NotYours
    person_for(found.person_id, May.GATE_DECIDE)
    debt = queries.owed(found)
    if debt is None:
        raise NotYours
    return found, debt


def _page(no: str, form: PasswordForm, status: int = 200, wrong: str = "") -> Page:
    found, debt = _to_renew(no)
    on = queries.today(clock.received())
    return page(
        "certification/renew.html",
        status,
        held=found,
        debt=debt,
        names={each.key: each.name for each in exams()},
        standing=queries.standing_of(found, on).word,
        until=valid_until(on, debt.held.gate.months),
        form=form,
        wrong=wrong,
    )


@bp.get("/certificate/<no>/renew")
@needs(May.GATE_DECIDE)
def renew(no: str) -> Any:
    return _page(no, PasswordForm())


@bp.post("/certificate/<no>/renew")
@needs(May.GATE_DECIDE)
def save_renewal(no: str) -> Any:
    """Signed with the password; whoever trained or marked this person is refused, as at the gate."""
    _to_renew(no)
    form = PasswordForm()
    if not form.validate():
        return _page(no, form, 422)
    try:
        proof = prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _page(no, form, 409, words_of(refusal))
    made = actions.renew_taken_over(no, proof=proof, at=clock.received())
    return back("certification.certificate", no=made.no)
