"""The page's side of a sitting: which device asks, what its outbox needs, and the look it takes now and then."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path
from typing import Any

from flask import current_app, jsonify, request, url_for

from cstrain.bank.rules import shuffled
from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt
from cstrain.exam.rules.grading import shown
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.shown import milliseconds, own, runs
from cstrain.kit import clock
from cstrain.kit.errors import Refusal
from cstrain.kit.secrets_file import secret
from cstrain.kit.web import back, part
from cstrain.people.doors import me, needs
from cstrain.people.rules import May

SEAT = 1_000_000  # how far the numbers of one seat's saves lie above those of the seat before


def device() -> actions.Device:
    """The session and browser that ask."""
    agent = request.headers.get("User-Agent", "")[:160]
    mark = hashlib.sha256(f"{me().session_id}|{agent}".encode()).hexdigest()[:16]
    return actions.Device(mark, (request.remote_addr or "")[:45], agent)


def sit_here(attempt: Attempt) -> int:
    """This device goes on with the attempt; its seat's number. Refusal ``moved_and_locked``."""
    here = device()
    if not queries.may_sit_at(attempt, here.mark):
        raise Refusal("moved_and_locked")
    return actions.note_seat(attempt.id, here, at=clock.received())


def is_moved(seat_mark: str | None) -> bool:
    """Is the attempt sat at another device now."""
    return seat_mark is not None and seat_mark != device().mark


def first_number(seat: int) -> int:
    """Saves of this seat count from here, so that what an older one still sends never turns a newer answer back."""
    return (seat - 1) * SEAT


def outbox(attempt: Attempt) -> dict[str, str]:
    """What the page's outbox is told. Its key is given out only while the attempt runs, and only to its own person."""
    made = hmac.new(
        secret(Path(current_app.config["INSTANCE"]), "receipt"), f"outbox|{attempt.id}".encode(), hashlib.sha256
    )
    return {
        "data-attempt": attempt.id,
        "data-state": attempt.state,
        "data-key": base64.b64encode(made.digest()).decode(),
        "data-pulse": url_for("exam.pulse", attempt_id=attempt.id),
        "data-ahead": url_for("exam.ahead", attempt_id=attempt.id),
    }


@bp.get("/exam/<attempt_id>/pulse")
@needs(May.LEARN)
def pulse(attempt_id: str) -> Any:
    """What a page under way asks now and then: the time, the deadline, whether the attempt has moved or stopped."""
    attempt, newest = own(attempt_id), queries.seat(attempt_id)
    return jsonify(
        now=milliseconds(clock.now()),
        ends=milliseconds(attempt.deadline),
        state=attempt.state if runs(attempt) else "over",
        moved=newest is not None and is_moved(newest.mark),
    )


@bp.get("/exam/<attempt_id>/ahead")
@needs(May.LEARN)
def ahead(attempt_id: str) -> Any:
    """Every question of the paper, for going on while the network is gone."""
    attempt = own(attempt_id)
    if not runs(attempt):
        return back("exam.result", attempt_id=attempt_id)
    found = queries.slots(attempt_id)
    questions, steps = queries.questions_of(found), queries.current_steps(attempt_id)
    first = first_number(sit_here(attempt))
    listed = [asked(attempt, slot, questions[slot.question_version_id], steps.get(slot.place), first) for slot in found]
    return part("exam/_ahead.html", attempt=attempt, exam=attempt.exam, questions=listed)


def asked(
    attempt: Attempt, slot: queries.Place, question: Any, step: queries.Saved | None, first: int
) -> dict[str, Any]:
    """One question as the page asks it. ``first``: where this seat's numbers begin."""
    return {
        "place": slot.place,
        "points": shown(slot.points),
        "question": question,
        "order": shuffled(question, attempt.seed),
        "answer": step.answer if step else None,
        "step": step,
        "seq": max(step.seq if step else 0, first),
    }
