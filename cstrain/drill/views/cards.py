"""One card at a time: shown with a token that says when, answered, explained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, jsonify, request, session, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from cstrain.bank import queries as bank
from cstrain.bank.forms import answer_from
from cstrain.bank.models import PracticeAnswer, QuestionVersion
from cstrain.bank.rules import Question, is_answered, shuffled
from cstrain.drill import actions, queries, rules
from cstrain.drill.actions import Card
from cstrain.drill.models import DrillCard
from cstrain.drill.rules import Confidence, ItemState
from cstrain.drill.views.blueprint import bp
from cstrain.drill.views.pools import Pool, now, pool_of, state_of, states_of
from cstrain.drill.words import CONFIDENCES, again_words, seconds_text, to_do
from cstrain.kit import clock
from cstrain.kit.errors import BadInput, NotYours
from cstrain.kit.ids import new_id
from cstrain.kit.web import Page, back, page, part, wants_json
from cstrain.people.doors import me, needs
from cstrain.people.rules import May, local_date

PENDING = "drill"  # in the cookie: the card on the table and since when, so that a reload does not start its clock anew
FORGET_MINUTES = 10
FIELDS = re.compile(r"a[0-9]?")


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
    drawn = pool_of(pool, at, _round())
    served = drawn.next(at, on, more=bool(_more()))
    if served is None and drawn.is_instant:
        return _round_page(drawn)
    if served is None:
        left = [state for state in states_of(drawn.way, at, drawn.way.open) if not state.is_fluent]
        return page("drill/done.html", pool=drawn, left=len(left), today=len(rules.due(left, on)))
    version = bank.version(served.version_id)
    assert version is not None
    return _card_page(drawn, version, _token(version.id, _shown_at(version, at)), waiting=served.waiting)


@dataclass(frozen=True)
class Asked:
    """A card as it is asked: the question, the order of its options, the seconds it may take, the token that says when."""

    question: Question
    order: Any
    limit: int
    token: str


def _asked(drawn: Pool, version: QuestionVersion, token: str) -> Asked:
    question = bank.question_of(version)
    order = _order(question, queries.times_answered(me().id, version.question_id))
    return Asked(question, order, drawn.seconds * queries.item_of(version).places, token)


def _card_page(drawn: Pool, version: QuestionVersion, token: str, **told: Any) -> Page:
    return page(
        "drill/card.html",
        told.pop("status", 200),
        pool=drawn,
        one=_asked(drawn, version, token),
        more=_more(),
        confidences=CONFIDENCES,
        **{"answer": None, "empty": False, **told},
    )


@bp.get("/drill/<pool>/ahead")
@needs(May.LEARN)
def ahead(pool: str) -> Any:
    """The next few cards, for a minute without network. Their clock begins now: what is answered late is not in time."""
    at, on = now()
    drawn = pool_of(pool, at, _round())
    held = bank.versions_by_id(drawn.ahead(at, on))
    cards = [_asked(drawn, version, _token(version.id, at)) for version in held.values()]
    return part("drill/_ahead.html", pool=drawn, cards=cards, more=_more())


def _more() -> str | None:
    """Whether somebody goes on although nothing is due; carried from page to page."""
    return "1" if "more" in request.args else None


def _round() -> str:
    """Which round of 即问即答; carried from page to page."""
    return request.args.get("round", "")[:16]


def _is_over(drawn: Pool, version: QuestionVersion, passed: float) -> bool:
    """In 即问即答 the time ends a question, answered or not; the server's clock says so too."""
    limit = drawn.seconds * queries.item_of(version).places
    return drawn.is_instant and bool(request.form.get("late")) and passed >= limit - 1


@bp.get("/drill/instant")
@needs(May.LEARN)
def instant() -> Any:
    """What awaits one: ten questions, each against its clock."""
    at, _on = now()
    drawn = pool_of("instant", at)
    return page("drill/instant.html", pool=drawn, length=queries.LENGTH, round=new_id())


def _round_page(drawn: Pool) -> Page:
    """How a round went."""
    listed = queries.round_of(me().id, drawn.round)
    return page(
        "drill/round.html",
        pool=drawn,
        listed=[(one, seconds_text(one.answer.milliseconds)) for one in listed],
        right=sum(one.is_right for one in listed),
        round=new_id(),
    )


def _order(question: Question, times: int) -> Any:
    """Another order each time, the same one on the page that follows the answer."""
    return shuffled(question, f"{me().id}:{times}")


@bp.post("/drill/<pool>/card")
@needs(May.LEARN)
def answer(pool: str) -> Any:
    at, on = now()
    version_id, shown_at = _read_token(request.form.get("card", ""))
    version = bank.version(version_id)
    if version is None:
        raise NotYours
    question = bank.question_of(version)
    given = answer_from(request.form, question, _prefix())
    drawn = pool_of(pool, at, _round())
    if not is_answered(question, given) and not _is_over(drawn, version, (at - shown_at).total_seconds()):
        told: dict[str, Any] = {"status": 422, "answer": given, "empty": True, "waiting": drawn.waiting(at, on)}
        return _card_page(drawn, version, request.form["card"], **told)
    said = request.form.get("confidence", "")
    answered_card = Card(
        version_id,
        shown_at,
        claimed=request.form.get("milliseconds", type=int),
        hidden=bool(request.form.get("away")),
        confidence=Confidence(said) if said in list(Confidence) else Confidence.NONE,
        mode=drawn.mode,
        round=drawn.round,
    )
    actions.answer_card(me().id, answered_card, given, at=at)
    if wants_json():
        return jsonify(next=url_for("drill.answered", pool=pool, more=_more(), round=_round() or None))
    return back("drill.answered", pool=pool, more=_more(), round=_round() or None)


def _prefix() -> str:
    """What the fields of the card are called: cards fetched ahead stand on one page, each with fields of its own."""
    said = request.form.get("fields", "a")
    return said if FIELDS.fullmatch(said) else "a"


@bp.get("/drill/<pool>/answered")
@needs(May.LEARN)
def answered(pool: str) -> Any:
    """The answer just given, the key, and why."""
    at, on = now()
    drawn = pool_of(pool, at, _round())
    given = queries.last_answer(me().id, actions.SOURCE)
    if given is None:
        raise NotYours
    version = bank.version(given.version_id)
    assert version is not None
    question, state = bank.question_of(version), state_of(drawn.way, version)
    review = queries.review_of(given.id)
    return page(
        "drill/answered.html",
        pool=drawn,
        given=given,
        sure=review is not None and review.confidence == Confidence.SURE.value,
        again=comes_back(queries.card(me().id, given.question_id), on),
        question=question,
        order=_order(question, queries.times_answered(me().id, given.question_id) - 1),
        state=state,
        took=seconds_text(given.milliseconds),
        limit=seconds_text(state.limit) if state else "",
        in_time=_in_time(given, state),
        left=to_do(state, on) if state and not state.is_fluent else "",
        waiting=drawn.waiting(at, on),
        more=_more(),
    )


def _in_time(given: PracticeAnswer, state: ItemState | None) -> bool:
    return state is not None and given.num == given.den and 0 < given.milliseconds <= state.limit


def comes_back(held: DrillCard | None, on: date) -> str:
    """When this card is asked again, in words."""
    return again_words((local_date(held.due_at, clock.zone()) - on).days) if held else ""
