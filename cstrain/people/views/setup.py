"""The first start: whoever reads the console names the firm and becomes its first administrator. Then never again."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.kit import clock
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import back, page
from cstrain.people import actions
from cstrain.people.actions.installation import is_setup_code
from cstrain.people.doors import Reserved, Shut, confirm, installation, open_to_all, reserve
from cstrain.people.forms import SetupForm
from cstrain.people.rules.passwords import password_fault
from cstrain.people.views.blueprint import bp
from cstrain.people.views.sign_in import enter
from cstrain.people.words import PASSWORD_FAULTS, SETUP_FAULT


def _stored_code() -> str:
    """The hash of the code on the console; 404 once it has been used, and on a demo."""
    home = installation()
    if home is None or not home.setup_code_hash:
        raise NotYours
    return home.setup_code_hash


@bp.route("/setup", methods=["GET", "POST"])
@open_to_all("nobody has an account yet; shut for ever after the first administrator")
def setup() -> Any:
    stored, form = _stored_code(), SetupForm()
    return _begin(stored, form) if request.method == "POST" else page("people/setup.html", form=form)


def _begin(stored: str, form: SetupForm) -> Any:
    if not form.validate() or not _is_good(form, stored):
        return page("people/setup.html", 422, form=form)
    own, at = actions.own_password(form.password.data), clock.received()
    made = actions.first_administrator(form.firm.data, form.number.data, form.name.data, password=own, at=at)
    enter(made.id)
    return back("people.everyone")


def _is_good(form: SetupForm, stored: str) -> bool:
    fault = password_fault(form.password.data, told=(form.number.data, form.name.data, form.firm.data))
    if fault is not None:
        form.password.errors = [PASSWORD_FAULTS[fault]]
    elif form.password.data != form.again.data:
        form.again.errors = [PASSWORD_FAULTS["not_the_same"]]
    else:
        return _is_code(form, stored)
    return False


def _is_code(form: SetupForm, stored: str) -> bool:
    reserved: Reserved | Shut = reserve("setup", "setup")
    if isinstance(reserved, Shut):
        raise Refusal("too_many_tries", minutes=reserved.minutes)
    if not is_setup_code(stored, form.code.data):
        form.code.errors = [SETUP_FAULT]
        return False
    confirm(reserved)
    return True
