"""One card at a time: shown with a token that says when, answered, explained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from cstrain.bank import queries as bank
from cstrain.bank.forms import answer_from
from cstrain.bank.models import PracticeAnswer, QuestionVersion
from cstrain.bank.rules import Question, is_answered, shuffled
from cstrain.drill import actions, queries, rules
from cstrain.drill.actions import Card
from cstrain.drill.rules import ItemState
from cstrain.drill.views.blueprint import bp
from cstrain.drill.views.pools import WRONG, Pool, now, pool_of
from cstrain.drill.words import seconds_text, to_do
from cstrain.kit.errors import BadInput, NotYours
from cstrain.kit.web import Page, back, page
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

PENDING = "drill"  # in the cookie: the card on the table and since when, so that a reload does not start its clock anew
FORGET_MINUTES = 10


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="drill-card")


def _token(version_id: str, shown_at: datetime) -> str:
    said = _signer().dumps([me().id, version_id, shown_at.isoformat()])
    return said.decode() if isinstance(said, bytes) else said


def _read_token(token: str) -> tuple[str, datetime]:
    """(version id, when the card was handed out); 400 for a token that is not this person's."""
    try:
        whose, version_id, shown_at = _signer().loads(token)
    except BadSignature:
        raise BadInput("drill card: not our token") from None
    if whose != me().id:
        raise BadInput("drill card: another person's token")
    return version_id, datetime.fromisoformat(shown_at)


def _shown_at(version: QuestionVersion, at: datetime) -> datetime:
    """Since when this card lies on the table: a reload goes on counting, a card long forgotten begins anew."""
    known = session.get(PENDING, {})
    if known.get("card") == version.id:
        before = datetime.fromisoformat(known["at"])
        fresh = 0 <= (at - before).total_seconds() < FORGET_MINUTES * 60
        if fresh and not queries.answered_since(me().id, version.question_id, before):
            return before
    session[PENDING] = {"card": version.id, "at": at.isoformat()}
    return at


@bp.get("/drill/<pool>/card")
@needs(May.LEARN)
def card(pool: str) -> Any:
    at, on = now()
    drawn = pool_of(pool, at)
    waiting = drawn.due(on)
    state = rules.next_card(drawn.states if pool != WRONG else waiting, on)
    if state is None or (not waiting and not _more()):
        return page("drill/done.html", pool=drawn, left=sum(not one.is_fluent for one in drawn.states))
    version = bank.version(state.item.version_id)
    assert version is not None
    token = _token(version.id, _shown_at(version, at))
    return _card_page(drawn, state, version, token)


def _card_page(drawn: Pool, state: ItemState | None, version: QuestionVersion, token: str, **told: Any) -> Page:
    question = bank.question_of(version)
    return page(
        "drill/card.html",
        told.pop("status", 200),
        pool=drawn,
        waiting=len(drawn.due(now()[1])),
        question=question,
        order=_order(question, queries.times_answered(me().id, version.question_id)),
        limit=state.limit // 1000 if state else 0,
        token=token,
        more=_more(),
        **{"answer": None, "empty": False, **told},
    )


def _more() -> str | None:
    """Whether somebody goes on although nothing is due; carried from page to page."""
    return "1" if "more" in request.args else None


def _order(question: Question, times: int) -> Any:
    """Another order each time, the same one on the page that follows the answer."""
    return shuffled(question, f"{me().id}:{times}")


@bp.post("/drill/<pool>/card")
@needs(May.LEARN)
def answer(pool: str) -> Any:
    at, _on = now()
    version_id, shown_at = _read_token(request.form.get("card", ""))
    version = bank.version(version_id)
    if version is None:
        raise NotYours
    question = bank.question_of(version)
    given = answer_from(request.form, question, "a")
    drawn = pool_of(pool, at)
    if not is_answered(question, given):
        state = next((one for one in drawn.states if one.item.id == version.question_id), None)
        return _card_page(drawn, state, version, request.form["card"], status=422, answer=given, empty=True)
    claimed = request.form.get("milliseconds", type=int)
    actions.answer_card(me().id, Card(version_id, shown_at, claimed), given, at=at)
    return back("drill.answered", pool=pool, more=_more())


@bp.get("/drill/<pool>/answered")
@needs(May.LEARN)
def answered(pool: str) -> Any:
    """The answer just given, the key, and why."""
    at, on = now()
    drawn = pool_of(pool, at)
    given = queries.last_answer(me().id, actions.SOURCE)
    if given is None:
        raise NotYours
    version = bank.version(given.version_id)
    assert version is not None
    question = bank.question_of(version)
    state = next((one for one in drawn.road.states if one.item.id == given.question_id), None)
    return page(
        "drill/answered.html",
        pool=drawn,
        given=given,
        question=question,
        order=_order(question, queries.times_answered(me().id, given.question_id) - 1),
        state=state,
        took=seconds_text(given.milliseconds),
        limit=seconds_text(state.limit) if state else "",
        in_time=_in_time(given, state),
        left=to_do(state, on) if state and not state.is_fluent else "",
        waiting=len(drawn.due(on)),
        more=_more(),
    )


def _in_time(given: PracticeAnswer, state: ItemState | None) -> bool:
    return state is not None and given.num == given.den and 0 < given.milliseconds <= state.limit
