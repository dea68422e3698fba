"""Is a printed certificate good? Open to all, and telling nobody more than the paper says.

A number that does not exist and a wrong code are answered alike, with the same work; five wrong ones from one address
shut the page to it for a quarter of an hour.
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import request

from cstrain.certification import queries
from cstrain.certification.forms import VerifyForm
from cstrain.certification.models import Certificate
from cstrain.certification.rules.certificate import folded_code
from cstrain.certification.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.text import masked, masked_number
from cstrain.kit.web import page
from cstrain.people.doors import Shut, confirm, open_to_all, reserve
from cstrain.people.rules.tries import address_key

NOBODY = "0000000000"  # no code: 0 is not in the alphabet


@bp.get("/verify")
@bp.get("/verify/<no>")
@open_to_all("anyone who holds a printed certificate may ask whether it is good")
def verify(no: str = "") -> Any:
    number = (no or request.args.get("no", "")).strip().upper()[:20]
    code = folded_code(request.args.get("c", ""))
    form = VerifyForm(data={"no": number, "c": code})
    if not number and not code:
        return page("certification/verify.html", form=form, asked=False)
    if not form.validate():
        return page("certification/verify.html", 422, form=form, asked=False)
    found = _checked(number, code)
    if found is None:
        return page(
            "certification/verify.html", 404, form=form, asked=True, held=None, at=clock.local(clock.received())
        )
    return _verdict(found, form)


def _checked(number: str, code: str) -> Certificate | None:
    """The certificate, if the code is its own. Found or not, the same reads and the same comparison."""
    reserved = reserve("code", f"verify:{address_key(request.remote_addr or '')}")
    if isinstance(reserved, Shut):
        raise Refusal("too_many_tries", minutes=reserved.minutes)
    found = queries.verification(number)
    stored = found.check_code if found is not None else NOBODY
    if not hmac.compare_digest(stored.encode(), code.encode()) or found is None:
        return None
    confirm(reserved)
    return queries.verification(number)  # the note ended the read this one was found in


def _verdict(found: Certificate, form: VerifyForm) -> Any:
    at = clock.received()
    standing = queries.standing_of(found, queries.today(at))
    person = found.person
    steps = 0
    if found.decision is not None:
        steps = next((each["done"] for each in found.decision.snapshot["conditions"] if each["need"] == "记录表"), 0)
    return page(
        "certification/verify.html",
        form=form,
        asked=True,
        held=found,
        standing=standing.word,
        clears=standing.clears,
        name=masked(person.name),
        number=masked_number(person.employee_no),
        steps=steps,
        starts=clock.local(found.valid_from),
        at=clock.local(at),
    )
