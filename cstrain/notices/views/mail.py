"""One's own address for mail."""

from __future__ import annotations

from typing import Any

from flask import current_app, request

from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.web import Page, back, page, words_of
from cstrain.notices import actions, queries
from cstrain.notices.forms import MailForm
from cstrain.notices.rules.hours import MAIL_HOUR, hour_text
from cstrain.notices.views.blueprint import bp
from cstrain.people.doors import me, needs
from cstrain.people.rules import May


def _page(form: MailForm, status: int = 200) -> Page:
    hour = queries.hours()[MAIL_HOUR]
    on = bool(current_app.config["MAIL_URL"]) and hour >= 0
    shown = hour_text(hour) if hour >= 0 else ""
    return page("notices/mail.html", status, form=form, on=on, hour=shown, saved=request.args.get("saved", ""))


@bp.get("/account/mail")
@needs(May.LEARN)
def mail() -> Any:
    return _page(MailForm(data={"address": queries.mail_address(me().id)}))


@bp.post("/account/mail")
@needs(May.LEARN)
def save_mail() -> Any:
    form = MailForm()
    if not form.validate():
        return _page(form, 422)
    try:
        actions.keep_mail(me().id, form.address.data or "", at=clock.received())
    except Refusal as refusal:
        form.address.errors = [words_of(refusal)]
        return _page(form, 422)
    return back("notices.mail", saved="1")
