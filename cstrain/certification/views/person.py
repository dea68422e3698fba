"""One person before the gate: all evidence left, the decision right; and the withdrawal of a wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from cstrain.certification import actions, queries
from cstrain.certification.forms import DecideForm, SignedReasonForm
from cstrain.certification.models import Decision
from cstrain.certification.queries import Readiness
from cstrain.certification.rules.decision import Conditions
from cstrain.certification.rules.readiness import AGREE, CONDITIONAL, POSTPONE
from cstrain.certification.views.blueprint import bp
from cstrain.certification.views.deciding import Case, prove_decision, sign_page
from cstrain.certification.views.items import choices_of, evidence_items, named_hands, notes_of
from cstrain.certification.views.sentences import story
from cstrain.certification.words import GATE
from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import has_passkey, me, needs, person_for, prove
from cstrain.people.models import Person
from cstrain.people.queries import deputy_for, holders, named, stores
from cstrain.people.rules import May

WRONG = ("wrong_password", "signing_locked", "signing_is_held", "passkey_unknown", "passkey_not_right")


def _form(shown: Person, ready: Readiness, at: datetime) -> DecideForm:
    form = DecideForm()
    form.decision.choices = [SelectChoice(value, GATE[value][0]) for value in (AGREE, CONDITIONAL, POSTPONE)]
    known = [store for store, _many in stores()]
    platforms = list(dict.fromkeys(store.platform for store in known if store.platform))
    form.place.choices = [
        SelectChoice("", _("不限店铺和平台")),
        *(SelectChoice(f"platform:{name}", name) for name in platforms),
        *(SelectChoice(f"store:{store.name}", "·".join(filter(None, (store.name, store.platform)))) for store in known),
    ]
    mentors = [each for each in holders(May.CONFIRM, shown.team_id, at) if each.id != shown.id]
    form.mentor.choices = [
        SelectChoice("", _("不指定")),
        *(SelectChoice(each.id, f"{each.name} {each.employee_no}") for each in mentors),
    ]
    if not form.is_submitted() and ready.held is not None:
        form.seen.data = ready.hash
    return form


def _ready(person_id: str, at: datetime) -> Readiness:
    found = queries.readiness([person_id], at).get(person_id)
    if found is None:
        raise NotYours
    return found


@bp.get("/gate/<person_id>")
@needs(May.GATE_SEE)
def gate_person(person_id: str) -> Any:
    shown, at = person_for(person_id, May.GATE_SEE), clock.received()
    ready = _ready(shown.id, at)
    return _page(shown, ready, _form(shown, ready, at))


def _page(shown: Person, ready: Readiness, form: DecideForm, status: int = 200, wrong: str = "") -> Page:
    asked, at = me(), clock.received()
    on = queries.today(at)
    may_decide = asked.can(May.GATE_DECIDE, shown.team_id) if shown.team_id else asked.can_for_all(May.GATE_DECIDE)
    who = queries.decider(asked.id, shown.id)
    choices = choices_of(ready, who, on) if may_decide else []
    decisions = queries.decisions_about(shown.id)
    reasons = queries.reasons(shown.id, [each.entry_seq for each in decisions])
    people = named({each.decided_by for each in decisions} | {each.deputy_of_id or "" for each in decisions})
    principal = deputy_for(asked.id, May.GATE_DECIDE, shown.team_id, on)
    return page(
        "certification/gate_person.html",
        status,
        shown=shown,
        ready=ready,
        items=evidence_items(ready, at),
        form=form,
        wrong=wrong,
        choices=choices,
        open=[choice.value for choice in choices if not choice.refused],
        who=who,
        principal=principal,
        decisions=decisions,
        reasons=reasons,
        people=people,
        certificates=queries.certificates_of(shown.id),
        standings={each.id: queries.standing_of(each, on).word for each in queries.certificates_of(shown.id)},
        red_lines=queries.red_lines_of(shown.id),
        notes=notes_of(ready, who),
        story=story(shown.id),
        hands=named_hands(shown.id),
        state=_badge(ready),
        at=clock.local(at),
        has_passkey=has_passkey(),
    )


def _badge(ready: Readiness) -> tuple[Any, str, str]:
    if ready.last is not None and (ready.last.decision != POSTPONE or ready.is_postponed):
        return GATE[ready.last.decision]
    if ready.is_ready:
        return GATE["ready"]
    return (_("差 %(count)s 项", count=ready.lacking), "circle-dot", "warn") if ready.lacking else GATE["training"]


@bp.post("/gate/<person_id>")
@needs(May.GATE_DECIDE)
def decide(person_id: str) -> Any:
    shown, at = person_for(person_id, May.GATE_DECIDE), clock.received()
    ready = _ready(shown.id, at)
    form = _form(shown, ready, at)
    by_passkey = request.form.get("how") == "passkey" or bool(request.form.get("answer"))
    if by_passkey:
        form.password.validators = [Optional()]
    if not form.validate():
        return _page(shown, ready, form, 422)
    case = Case(shown, ready, _given(form))
    if by_passkey and not request.form.get("answer"):
        return sign_page(case)
    return _proved(case, form, by_passkey)


def _proved(case: Case, form: DecideForm, by_passkey: bool) -> Page | Response:
    """The decision with its proof, by passkey or by password."""
    person_id = case.shown.id
    try:
        given, proof = prove_decision(case) if by_passkey else (case.given, prove(form.password.data or ""))
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _page(case.shown, case.ready, form, 409, words_of(refusal))
    made, certificate = actions.decide(person_id, given, proof=proof, at=clock.received())
    if certificate is not None:
        return back("certification.certificate", no=certificate.no)
    return back("certification.gate_person", person_id=person_id, done=made.decision)


def _given(form: DecideForm) -> actions.Given:
    decision = form.decision.data
    conditions = _conditions(form) if decision == CONDITIONAL else Conditions()
    return actions.Given(decision, form.reason.data or "", form.seen.data or "", conditions)


def _conditions(form: DecideForm) -> Conditions:
    kind, _colon, name = (form.place.data or "").partition(":")
    mentor = named([form.mentor.data or ""]).get(form.mentor.data or "")
    return Conditions(
        platform=name if kind == "platform" else "",
        store=name if kind == "store" else "",
        daily=form.daily.data or 0,
        parallel=form.parallel.data or 0,
        mentor=mentor.name if mentor else "",
        checks=form.checks.data or 0,
        until=form.until.data,
    )


def _own_decision(decisions: Sequence[Decision]) -> Decision:
    """The newest decision of the signed-in person that can be withdrawn; else 404."""
    found = next((each for each in decisions if each.decided_by == me().id and each.withdrawn_at is None), None)
    if found is None:
        raise NotYours
    return found


@bp.get("/gate/<person_id>/withdraw")
@needs(May.GATE_DECIDE)
def withdraw(person_id: str) -> Any:
    shown = person_for(person_id, May.GATE_DECIDE)
    return _withdraw_page(shown, _own_decision(queries.decisions_about(shown.id)), SignedReasonForm())


def _withdraw_page(
    shown: Person, decision: Decision, form: SignedReasonForm, status: int = 200, wrong: str = ""
) -> Page:
    certificate = next((each for each in queries.certificates_of(shown.id) if each.decision_id == decision.id), None)
    return page(
        "certification/withdraw.html",
        status,
        shown=shown,
        decision=decision,
        certificate=certificate,
        form=form,
        wrong=wrong,
    )


@bp.post("/gate/<person_id>/withdraw")
@needs(May.GATE_DECIDE)
def save_withdrawal(person_id: str) -> Any:
    shown, form = person_for(person_id, May.GATE_DECIDE), SignedReasonForm()
    decision = _own_decision(queries.decisions_about(shown.id))
    if not form.validate():
        return _withdraw_page(shown, decision, form, 422)
    decision_id = decision.id
    try:
        proof = prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _withdraw_page(shown, decision, form, 409, words_of(refusal))
    actions.withdraw(decision_id, reason=form.reason.data or "", proof=proof, at=clock.received())
    return back("certification.gate_person", person_id=person_id, done="withdrawn")
