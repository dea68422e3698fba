"""The card of a change day, for those it was sent to: read, three questions, then one signature."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.bank import queries as bank
from cstrain.bank.forms import answer_from
from cstrain.content import actions
from cstrain.content.queries import change_day as queries
from cstrain.content.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.web import Page, page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May


@bp.get("/card/<day_id>")
@needs(May.LEARN)
def card(day_id: str) -> Any:
    return _card_page(day_id, {}, {})


def _card_page(day_id: str, given: dict[str, Any], right: dict[str, bool]) -> Page:
    row = queries.reader(day_id, me().id)
    day = queries.change_day(day_id)
    held = bank.questions_by_id(day.questions)
    return page(
        "content/card.html",
        day=day,
        row=row,
        rules=queries.picked(day_id),
        asked=[(each, held[each], given.get(each), right.get(each)) for each in day.questions],
        signed=queries.has_signed(day, me().id),
        answered=bool(right),
    )


@bp.post("/card/<day_id>")
@needs(May.LEARN)
def answer_card(day_id: str) -> Any:
    """Graded at once; whoever gets one wrong reads why and answers again."""
    queries.reader(day_id, me().id)
    day = queries.change_day(day_id)
    held = bank.questions_by_id(day.questions)
    given = {each: answer_from(request.form, held[each], f"q{place}") for place, each in enumerate(day.questions)}
    right = actions.answer_card(day_id, me().id, given, at=clock.received())
    return _card_page(day_id, given, right)
