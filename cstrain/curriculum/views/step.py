"""Steps that somebody else confirms, the closing step, and steps that another room shows."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from cstrain.curriculum import actions, queries
from cstrain.curriculum.forms import CodeForm, OwnPasswordForm, choices
from cstrain.curriculum.rules import ATTENDED, Kind
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.own import Held, my_step, open_step, require_turn, step_url
from cstrain.curriculum.views.shown import words_against
from cstrain.curriculum.words import ROLES
from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import Proof, me, needs, prove_code, prove_other
from cstrain.people.models import Person
from cstrain.people.queries import named
from cstrain.people.rules import May
from cstrain.records.rules import meaning_of

WRONG = ("wrong_code", "wrong_password", "signing_locked", "signing_is_held", "code_is_spent", "not_the_named_coach")


@bp.get("/step/<key>")
@needs(May.LEARN)
def step(key: str) -> Any:
    held = my_step(key)
    url = step_url(held.step)
    return _page(held) if url == url_for("curriculum.step", key=key) else redirect(url, 303)


def _coaches(held: Held) -> list[tuple[str, Person]]:
    """Whoever may confirm today: (role, person)."""
    found = queries.named_on(held.enrolment.id, max(held.board.today, held.enrolment.start_on))
    people = named(found.values())
    return [(role, people[found[role]]) for role in ("mentor", "trainer") if role in found]


def _code_form(held: Held) -> CodeForm:
    form = CodeForm()
    form.coach.choices = choices((person.id, f"{person.name}（{ROLES[role]}）") for role, person in _coaches(held))
    return form


def _page(held: Held, status: int = 200, *, wrong: str = "", **forms: Any) -> Page:
    kind = Kind(held.step.kind)
    why = _why_shut(held) if not held.shown.is_done else ""
    left = queries.unsigned(held.board) if kind is Kind.CLOSING else []
    return page(
        "curriculum/step.html",
        status,
        held=held,
        is_attended=kind in ATTENDED,
        is_closing=kind is Kind.CLOSING,
        coaches=_coaches(held),
        ROLES=ROLES,
        meaning=meaning_of(kind.value, version=str(held.step.major)),
        why=why,
        wrong=wrong,
        undone=[one for one in left if not one.is_done],
        owed=[one for one in left if one.is_done],
        code=forms.get("code") or _code_form(held),
        password=forms.get("password") or OwnPasswordForm(),
        confirmed_by=named([held.run.confirmed_by]).get(held.run.confirmed_by) if held.run else None,
    )


def _why_shut(held: Held) -> str:
    try:
        require_turn(held)
    except Refusal as refusal:
        return words_of(refusal)
    return ""


def _to_confirm(key: str) -> Held:
    return open_step(key, Kind.OFFLINE, Kind.CLASS, Kind.SHADOW)


@bp.post("/step/<key>/code")
@needs(May.LEARN)
def confirm_by_code(key: str) -> Any:
    """The coach stands beside and gives a one-time code from their own device."""
    held = _to_confirm(key)
    form = _code_form(held)
    if not form.validate():
        return _page(held, 422, code=form)
    try:
        proof = prove_code(form.coach.data, form.code.data or "", used_for=f"step:{held.step.id}")
        actions.confirm_step(held.enrolment.id, key, proof, at=clock.received())
    except Refusal as refusal:
        return _refused(held, refusal, code=form)
    return back("curriculum.day", number=held.step.day, done=key)


@bp.post("/step/<key>/password")
@needs(May.LEARN)
def confirm_by_password(key: str) -> Any:
    """The coach gives their own number and password on this device; it does not sign them in."""
    held, form = _to_confirm(key), OwnPasswordForm()
    if not form.validate():
        return _page(held, 422, password=form)
    try:
        proof = _proven(form.number.data or "", form.password.data or "")
        actions.confirm_step(held.enrolment.id, key, proof, at=clock.received())
    except Refusal as refusal:
        return _refused(held, refusal, password=form)
    return back("curriculum.day", number=held.step.day, done=key)


def _refused(held: Held, refusal: Refusal, **forms: Any) -> Page:
    """Wrong proof or wrong person: the page again, with what was typed but the secret."""
    if refusal.code not in WRONG:
        raise refusal
    return _page(my_step(held.step.key), 409, wrong=words_against(refusal), **forms)


def _proven(number: str, password: str) -> Proof:
    """Who this is, by number and password; oneself proves nothing here."""
    proof = prove_other(number, password)
    if proof.person_id == me().id:
        raise Refusal("not_the_named_coach")
    return proof


@bp.post("/step/<key>/close")
@needs(May.LEARN)
def close(key: str) -> Any:
    """The closing step: everything else is signed."""
    held = open_step(key, Kind.CLOSING)
    actions.close_record(held.enrolment.id, key, at=clock.received())
    return back("records.sign", group=f"day-{held.step.day}")
