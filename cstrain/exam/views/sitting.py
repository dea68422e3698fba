"""Sitting an exam: what it is and takes, one question at a time, the answer sheet, handing in."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _

from cstrain.bank.forms import answer_from
from cstrain.exam import actions, queries
from cstrain.exam.forms import SaveFields, save_fields
from cstrain.exam.models import Attempt
from cstrain.exam.rules.attempt import State
from cstrain.exam.rules.grading import shown
from cstrain.exam.views.blueprint import bp
from cstrain.exam.views.seats import asked, device, first_number, is_moved, outbox, sit_here
from cstrain.exam.views.shown import answered, badge, cells, milliseconds, own, runs, ticking
from cstrain.exam.views.turnstile import AT_ONCE, Turn, give_turn, is_due, starts_a_second, ticket
from cstrain.kit import clock
from cstrain.kit.errors import BadInput, NotYours, Refusal
from cstrain.kit.web import back, page, wants_json, words_of
from cstrain.people.doors import me, needs
from cstrain.people.rules import May


@bp.get("/exam/<key>")
@needs(May.LEARN)
def brief(key: str) -> Any:
    """What the exam is, what it takes, whether it may be begun; earlier attempts."""
    exam = queries.exam_by_key(key)
    at = clock.received()
    found = queries.publication(key, at)
    earlier = queries.all_attempts(me().id, exam.id)
    if found is None and not earlier:
        raise NotYours
    blueprint = queries.blueprint_of(found.version)[0] if found else None
    running = next((each for each in earlier if runs(each)), None)
    used = queries.attempts(me().id, exam.id)
    allowed = (blueprint.attempts if blueprint else 0) + queries.resits(me().id, exam.id)
    return page(
        "exam/brief.html",
        exam=exam,
        blueprint=blueprint,
        running=running,
        earlier=earlier,
        obstacle=_obstacle(found.id, at) if found and not running else None,
        has_passed=any(each.passed for each in used),
        left=max(0, allowed - len(used)),
        allowed=allowed,
        at_door=queries.entry(me().id, exam.id, at) if found and found.rooms_only and not running else None,
        needs_room=found is not None and found.rooms_only,
        badge=badge,
        shown=shown,
    )


def _obstacle(publication_id: str, at: datetime) -> dict[str, str] | None:
    """What stands against beginning: its code and its words."""
    try:
        queries.require_may_begin(me().id, publication_id, at)
    except Refusal as refusal:
        return {"code": refusal.code, "words": words_of(refusal)}
    return None


@bp.post("/exam/<key>/start")
@needs(May.LEARN)
def start(key: str) -> Any:
    """Begin, in the room one stands in where the exam asks for one; in a crowd when one's turn has come."""
    exam = queries.exam_by_key(key)
    found = next(iter(queries.publications(exam.id, clock.received())), None)
    running = queries.open_attempt(me().id, exam.id)
    publication_id = running.publication_id if running else found.id if found else None
    if publication_id is None:
        raise Refusal("exam_not_open")
    if running is not None and not queries.may_sit_at(running, device().mark):
        raise Refusal("moved_and_locked")
    if running is None:
        asked = _turn(key)
        if asked is not None:
            return page("exam/turn.html", exam=exam, turn=asked, ticket=ticket(me().id, key, asked.due))
    seed = secrets.token_hex(16)
    in_room = found is not None and found.rooms_only and running is None
    room_id = actions.admitted(me().id, exam.id, address=device().address, at=clock.received()) if in_room else None
    attempt = actions.start_attempt(me().id, publication_id, at=clock.received(), seed=seed, room_id=room_id)
    actions.take_seat(attempt.id, device(), at=clock.received())
    return back("exam.question", attempt_id=attempt.id, place=1)


def _turn(key: str) -> Turn | None:
    """The turn to wait for; None when one may begin now."""
    rate = starts_a_second()
    shown_ticket = request.form.get("ticket", "")
    wait = is_due(me().id, key, shown_ticket)
    if wait is not None:
        due = float(shown_ticket.rpartition(".")[0])
        return Turn(due, wait, int(wait * rate)) if wait > AT_ONCE else None
    given = give_turn(rate)
    return given if given.wait > AT_ONCE else None


@bp.post("/exam/<key>/enter")
@needs(May.LEARN)
def enter(key: str) -> Any:
    """Stand at the door of a room: its code is written in it."""
    exam = queries.exam_by_key(key)
    actions.enter_room(me().id, exam.id, code=request.form.get("code", "").strip()[:6], at=clock.received())
    return back("exam.brief", key=key)


@bp.get("/exam/<attempt_id>/<int:place>")
@needs(May.LEARN)
def question(attempt_id: str, place: int) -> Any:
    attempt = own(attempt_id)
    if not runs(attempt):
        return back("exam.result", attempt_id=attempt_id)
    if attempt.state == State.PAUSED:
        return _paused(attempt)
    slots = queries.slots(attempt_id)
    slot = next((each for each in slots if each.place == place), None)
    if slot is None:
        raise NotYours
    first = first_number(sit_here(attempt))
    found = queries.questions_of([slot])[slot.question_version_id]
    steps = queries.current_steps(attempt_id)
    return page(
        "exam/question.html",
        attempt=attempt,
        exam=attempt.exam,
        one=asked(attempt, slot, found, steps.get(place), first),
        count=len(slots),
        outbox=outbox(attempt),
        cells=cells(slots, steps, place),
        answered=answered(steps),
        clock=ticking(attempt),
    )


def _paused(attempt: Attempt) -> Any:
    """Nothing can be answered, and no time runs."""
    return page("exam/paused.html", attempt=attempt, exam=attempt.exam, clock=ticking(attempt), outbox=outbox(attempt))


@bp.post("/exam/<attempt_id>/<int:place>")
@needs(May.LEARN)
def save(attempt_id: str, place: int) -> Any:
    """Save one answer: a JSON receipt for the page's script, the next page for a plain form."""
    slot, fields = queries.asked_at(attempt_id, place), save_fields(request.form)
    if slot is None or slot.person_id != me().id:
        raise NotYours
    if fields is None:
        raise BadInput("save")
    saved = _save(fields, place, answer_from(request.form, slot.question, "a"))
    receipt = actions.save_answer(attempt_id, saved, by=me().id, received=clock.received())
    if wants_json():
        return _receipt(receipt, saved, slot)
    return _onward(attempt_id, place, fields.go)


def _save(sent: SaveFields, place: int, answer: Any) -> actions.Save:
    """A plain form has no number of its own: it follows what its page showed, and pressing twice is the same save."""
    flagged = {"on": True, "off": False}.get(sent.flag)
    client, seq, key = sent.client, sent.seq, sent.save_id
    if not (client and key):
        said = json.dumps([place, seq, answer, flagged], sort_keys=True).encode()
        client, seq, key = actions.PAGE, seq + 1, hashlib.sha256(said).hexdigest()[:32]
    return actions.Save(place, answer, flagged, client, seq, key)


def _receipt(receipt: actions.Receipt, saved: actions.Save, slot: queries.Asked) -> Any:
    place = saved.place
    words = "" if receipt.counts else _("第 %(n)s 题在另一个页面有更新的答案，算那一个。这里写的还留着。", n=place)
    return jsonify(
        saved_at=f"{clock.local(receipt.received_at):%H:%M:%S}",
        now=milliseconds(clock.now()),
        ends=milliseconds(slot.deadline),
        answered=saved.answer is not None,
        seq=receipt.seq,
        mac=receipt.mac,
        words=words,
        moved=is_moved(slot.seat),
    )


def _onward(attempt_id: str, place: int, go: str) -> Any:
    target = {"back": place - 1, "next": place + 1}.get(go, place)
    if go == "sheet" or queries.slot_at(attempt_id, max(1, target)) is None:
        return back("exam.sheet", attempt_id=attempt_id)
    return back("exam.question", attempt_id=attempt_id, place=max(1, target))


@bp.get("/exam/<attempt_id>/sheet")
@needs(May.LEARN)
def sheet(attempt_id: str) -> Any:
    """答题卡: what is answered, what is not; handing in."""
    attempt = own(attempt_id)
    if not runs(attempt):
        return back("exam.result", attempt_id=attempt_id)
    if attempt.state == State.PAUSED:
        return _paused(attempt)
    sit_here(attempt)
    slots, steps = queries.slots(attempt_id), queries.current_steps(attempt_id)
    last = max(steps.values(), key=lambda step: step.id, default=None)
    return page(
        "exam/sheet.html",
        attempt=attempt,
        exam=attempt.exam,
        cells=cells(slots, steps),
        count=len(slots),
        answered=answered(steps),
        flagged=sum(step.flagged for step in steps.values()),
        last=last,
        outbox=outbox(attempt),
        clock=ticking(attempt),
    )


@bp.post("/exam/<attempt_id>/submit")
@needs(May.LEARN)
def submit(attempt_id: str) -> Any:
    """Hand in; a second time is refused, and the refusal changes nothing."""
    actions.submit_attempt(attempt_id, by=me().id, received=clock.received())
    return back("exam.result", attempt_id=attempt_id)
