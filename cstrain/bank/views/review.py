"""What waits for somebody else's eyes, as one list; and the answer that stands, for those who saw another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from cstrain.bank import actions
from cstrain.bank.actions import Reviewed
from cstrain.bank.queries import Awaiting, awaiting, latest_version, question_of
from cstrain.bank.rules import Change, Question, difference
from cstrain.bank.views.blueprint import bp
from cstrain.kit import clock
from cstrain.kit.errors import NotYours
from cstrain.kit.web import Page, back, page, words_of
from cstrain.people.doors import me, needs
from cstrain.people.queries import named, was_told
from cstrain.people.rules import May

PER_PAGE = 30
MOST = 300  # characters of a reason


@dataclass(frozen=True)
class Shown:
    """One line of the list: a draft as it would be asked, or a change as a difference."""

    waits: Awaiting
    lines: tuple[Change, ...]
    question: Question | None
    is_own: bool


def _shown(one: Awaiting, person_id: str) -> Shown:
    if one.before is not None:
        return Shown(one, difference(one.before.text, one.text), None, one.by == person_id)
    latest = latest_version(one.question_id)
    return Shown(one, (), question_of(latest) if latest else None, one.by == person_id)


def _list(status: int = 200, done: Reviewed | None = None, faulty: frozenset[str] = frozenset()) -> Page:
    found, asked = awaiting(), me()
    return page(
        "bank/review.html",
        status,
        listed=[_shown(one, asked.id) for one in found[:PER_PAGE]],
        total=len(found),
        names=named(one.by for one in found),
        done=done,
        refused=[(name, words_of(refusal)) for name, refusal in done.refused] if done else [],
        faulty=faulty,
        given=request.form,
    )


@bp.get("/review")
@needs(May.BANK_REVIEW)
def review() -> Any:
    return _list()


@bp.post("/review")
@needs(May.BANK_REVIEW)
def settle_batch() -> Any:
    """Accept all that the page showed, except those ticked; each of those needs a reason."""
    shown, held = request.form.getlist("item"), set(request.form.getlist("except"))
    reasons = {token: request.form.get(f"why-{token}", "").strip()[:MOST] for token in shown if token in held}
    faulty = frozenset(token for token, reason in reasons.items() if not reason)
    if faulty:
        return _list(422, faulty=faulty)
    accept = [token for token in shown if token not in held]
    done = actions.review(accept, reasons, at=clock.received(), by=me().id)
    if done.refused:
        return _list(200 if done.accepted or done.returned else 409, done)
    return back("bank.review")


@bp.post("/bank/change/<change_id>/drop")
@needs(May.BANK_EDIT)
def drop(change_id: str) -> Any:
    """Take back one's own change."""
    change = actions.drop_change(change_id, at=clock.received(), by=me().id)
    return back("bank.question", question_id=change.question_id)


@bp.get("/question/<question_id>/answer")
@needs(May.LEARN)
def stands(question_id: str) -> Any:
    """The one confirmed answer, for those who were told that it is another than they saw."""
    latest = latest_version(question_id)
    if latest is None or not was_told(me().id, f"key_changed:{question_id}:"):
        raise NotYours
    return page("bank/stands.html", question=question_of(latest), version=latest)
