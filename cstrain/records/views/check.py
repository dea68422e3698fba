"""Is a printed record sheet what this system wrote? Open to whoever holds the sheet, and telling no more than a certificate's page.

The check code on the sheet is the key: without it nothing is said, and a wrong one and an unknown sheet look alike.
"""

from __future__ import annotations

import re
from typing import Any

from flask import request

from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.text import masked, masked_number
from cstrain.kit.web import page
from cstrain.people.doors import Shut, confirm, open_to_all, reserve
from cstrain.people.rules.tries import address_key
from cstrain.records import queries
from cstrain.records.rules import Entry
from cstrain.records.views.blueprint import bp

CODE, POINT = re.compile(r"[0-9a-f]{64}"), re.compile(r"\d{1,9}-[0-9a-f]{20}")


@bp.get("/record/check")
@open_to_all("anyone who holds a printed record sheet may ask whether it is good")
def check() -> Any:
    number = request.args.get("n", "").strip().upper()[:20]
    code = "".join(request.args.get("c", "").split()).lower()[:64]
    at = clock.local(clock.received())
    if not number and not code:
        return page("records/check.html", asked=False, number="", code="", at=at)
    found = _printed(number, code)
    if found is None:
        return page("records/check.html", 404, asked=True, found=None, number=number, code=code, at=at)
    return _verdict(found, (number, code), at)


def _printed(number: str, code: str) -> Entry | None:
    """The entry that stands on the sheet as its check code, of just that sheet."""
    reserved = reserve("code", f"check:{address_key(request.remote_addr or '')}"[:64])
    if isinstance(reserved, Shut):
        raise Refusal("too_many_tries", minutes=reserved.minutes)
    found = queries.entry_by_hash(code) if CODE.fullmatch(code) else None
    if found is None or queries.sheet_number(found.person) != number:
        return None
    confirm(reserved)
    return found


def _verdict(found: Entry, given: tuple[str, str], at: Any) -> Any:
    point = "".join(request.args.get("p", "").split()).lower()
    whose, plan = queries.owner(found.person), queries.sheet_steps(found.person)
    return page(
        "records/check.html",
        asked=True,
        found=found,
        number=given[0],
        code=given[1],
        name=masked(whose.name),
        employee=masked_number(whose.employee_no),
        course=str(plan.body.get("title", plan.body["course"])) if plan is not None else "",
        broken=queries.verdict(found.person),
        later=queries.counted(found.person).entries - found.seq,
        point=point,
        sealed=queries.is_known_mark(point) if POINT.fullmatch(point) else None,
        log=queries.rolled_back(),
        at=at,
    )
