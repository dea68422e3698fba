"""Answers: each save is appended, with a receipt; nothing that was saved is ever overwritten."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Row, bindparam, exists, select

from cstrain.exam import queries
from cstrain.exam.models import Attempt, RefusedSave, Slot, Step
from cstrain.exam.rules.attempt import State, require_open
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.secrets_file import secret

MOST_BYTES = 20_000
PAGE = "page"  # the client of a form sent without script: it knows only what the page showed when it was opened


def _held() -> Any:
    """The attempt, held until the commit, and whether its paper has the place."""
    held, slot = Attempt.__table__.c, Slot.__table__.c
    has_place = exists().where(slot.attempt_id == held.id, slot.place == bindparam("place")).label("has_place")
    rows = select(held.id, held.person_id, held.state, held.deadline, held.grace, has_place)
    return rows.where(held.id == bindparam("attempt")).with_for_update(of=Attempt.__table__)


_HELD = _held()


@dataclass(frozen=True)
class Save:
    """One save as the page sends it: ``seq`` counts up on one ``client``; ``key`` makes a repeat the same save.

    ``answer``: JSON of the question's kind, None when it was left empty. ``flagged``: None leaves the mark as it is.
    """

    place: int
    answer: Any
    flagged: bool | None
    client: str
    seq: int
    key: str


@dataclass(frozen=True)
class Receipt:
    """What the server has durably: shown as 已保存, and proof in a dispute.

    ``counts``: False when another page has a newer and other answer; ``mac``: hex of an HMAC-SHA-256.
    """

    place: int
    seq: int
    received_at: datetime
    mac: str
    counts: bool


@db.deed
def save_answer(attempt_id: str, save: Save, *, by: str, received: datetime) -> Receipt:
    """Append one save. A repeat gets the same receipt and adds nothing.

    ``received``: when the request arrived, stamped before any lock. Refusals, each kept as evidence:
    ``attempt_is_paused``, ``attempt_is_closed``, ``time_is_up``, ``key_used_for_another_answer``,
    ``newer_answer_elsewhere``; ``answer_does_not_fit`` is not kept.
    """
    attempt = db.row(_HELD, attempt=attempt_id, place=save.place)
    if attempt is None or attempt.person_id != by:
        raise NotYours
    told = ("", -1) if save.client == PAGE else (save.client, save.seq)
    current, known = queries.saves_at(attempt_id, save.place, key=save.key, told=told)
    if known is None:
        known = _appended(attempt, save, current, received)
    elif (known.place, known.answer) != (save.place, save.answer):
        raise _refused(attempt_id, save, received, Refusal("key_used_for_another_answer"))
    counts = current is None or known.seq >= current.seq or known.answer == current.answer
    return _receipt(known, counts=counts)


def _appended(attempt: Row[Any], save: Save, current: queries.Saved | None, received: datetime) -> queries.Saved:
    try:
        require_open(State(attempt.state), attempt.deadline, received, timedelta(seconds=attempt.grace))
        seq = _number(save, current)
    except Refusal as refusal:
        raise _refused(attempt.id, save, received, refusal) from None
    if len(json.dumps(save.answer)) > MOST_BYTES or not attempt.has_place:
        raise Refusal("answer_does_not_fit")
    flagged = save.flagged if save.flagged is not None else bool(current and current.flagged)
    step = {
        "attempt_id": attempt.id, "place": save.place, "client": save.client, "seq": seq, "key": save.key,
        "answer": save.answer, "flagged": flagged, "received_at": received,
    }  # fmt: skip
    db.append(Step, step)
    return queries.Saved(0, attempt.id, save.place, save.client, seq, save.answer, flagged, received)


def _number(save: Save, current: queries.Saved | None) -> int:
    """The save's place in the order. A plain form from a page that shows an older answer may not put it back."""
    if save.client != PAGE or current is None or save.seq > current.seq:
        return save.seq
    if save.answer != current.answer:
        raise Refusal("newer_answer_elsewhere")
    return current.seq + 1


def _refused(attempt_id: str, save: Save, received: datetime, refusal: Refusal) -> Refusal:
    """Keep what was refused as evidence, outside the deed that is about to be undone."""
    text = json.dumps(save.answer, ensure_ascii=False)[:MOST_BYTES]
    db.note(
        lambda own: own.add(
            RefusedSave(attempt_id=attempt_id, place=save.place, answer=text, received_at=received, code=refusal.code)
        )
    )
    return refusal


def _receipt(step: queries.Saved, *, counts: bool) -> Receipt:
    """The receipt of a step: HMAC over attempt, place, client, seq, the answer's hash and the server's time."""
    answer = hashlib.sha256(json.dumps(step.answer, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    said = f"{step.attempt_id}|{step.place}|{step.client}|{step.seq}|{answer}|{step.received_at.isoformat()}"
    mac = hmac.new(secret(Path(current_app.config["INSTANCE"]), "receipt"), said.encode(), hashlib.sha256).hexdigest()
    return Receipt(step.place, step.seq, step.received_at, mac, counts)
