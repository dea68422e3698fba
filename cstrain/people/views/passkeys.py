"""Adding a passkey to one's account, with the password once more, and taking one away."""

from __future__ import annotations

from typing import Any

from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people import actions
from cstrain.people.doors import ask_new_passkey, here, me, needs, passkeys_work_here, prove, read_new_passkey
from cstrain.people.forms import PasskeyForm
from cstrain.people.rules import May
from cstrain.people.views.blueprint import bp

WRONG = ("wrong_password", "signing_locked", "signing_is_held", "passkey_not_right", "passkey_page_too_old")


@bp.get("/account/passkeys/new")
@needs(May.LEARN)
def add_passkey() -> Any:
    return _page(PasskeyForm())


def _page(form: PasskeyForm, status: int = 200, wrong: str = "") -> Page:
    if not passkeys_work_here():
        raise NotYours
    token, told = ask_new_passkey()
    form.token.data, form.answer.data = token, ""  # every page asks anew
    return page("people/add_passkey.html", status, form=form, wrong=wrong, told=told)


@bp.post("/account/passkeys")
@needs(May.LEARN)
def save_passkey() -> Any:
    """The password is asked for first: otherwise a page left open would be enough to sign for ever after."""
    form, asked = PasskeyForm(), me()
    if not form.validate():
        return _page(form, 422)
    try:
        made = read_new_passkey(form.token.data or "", form.answer.data or "")
        prove(form.password.data or "")
    except Refusal as refusal:
        if refusal.code not in WRONG:
            raise
        return _page(form, 409, words_of(refusal))
    actions.keep_passkey(asked.id, made, rp=here().rp, name=form.name.data or "", at=clock.received())
    return back("people.account")


@bp.post("/account/passkeys/<passkey_id>/end")
@needs(May.LEARN)
def remove_passkey(passkey_id: str) -> Any:
    actions.end_passkey(passkey_id, me().id, clock.received())
    return back("people.account")
