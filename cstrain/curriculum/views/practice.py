"""Practice: one item at a time, the explanation at once, wrong ones again; the first score is kept."""

from __future__ import annotations

from typing import Any

from flask import request

from cstrain.curriculum import actions, queries
from cstrain.curriculum.rules import Kind, PracticeProgress, after_wrong
from cstrain.curriculum.views.answering import Answered, Asked, answered, asked, typed_answer
from cstrain.curriculum.views.blueprint import bp
from cstrain.curriculum.views.own import Held, my_step, open_step
from cstrain.kit import clock
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import needs
from cstrain.people.rules import May


def state_of(held: Held) -> PracticeProgress:
    return queries.practice_state(held.enrolment, held.step, held.run)


@bp.get("/practice/<key>")
@needs(May.LEARN)
def practice(key: str) -> Any:
    """The next item, or with ``after`` the one just answered and its explanation."""
    held = open_step(key, Kind.PRACTICE)
    state = state_of(held)
    after = request.args.get("after", "")
    return _page(
        held, state, answered(held, after) if after in state.items else None, last=request.args.get("last", "")
    )


def _page(
    held: Held,
    state: PracticeProgress,
    shown: Answered | Asked | None,
    status: int = 200,
    *,
    last: str = "",
) -> Page:
    given = shown if isinstance(shown, Answered) else None
    number = after_wrong(state, given.number if given else last)
    if shown is None and number is not None:
        shown = asked(number)
    return page(
        "curriculum/practice.html",
        status,
        held=held,
        state=state,
        given=given,
        asked=shown if isinstance(shown, Asked) else None,
        more=number is not None,
    )


@bp.post("/practice/<key>")
@needs(May.LEARN)
def answer_item(key: str) -> Any:
    held, typed = my_step(key, Kind.PRACTICE), typed_answer()
    if isinstance(typed, Asked):
        return _page(held, state_of(held), typed, 422)
    actions.answer_item(held.enrolment.id, key, typed, at=clock.received())
    return back("curriculum.practice", key=key, after=typed.number)
