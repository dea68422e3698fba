"""Signing: the token that binds a page to what it showed, the order of signatures, and the marks they carry."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from cstrain.kit.errors import Refusal
from cstrain.records.rules.canonical import NotCanonical, canonical, read_time, sha256, time_text

GOOD_FOR = timedelta(minutes=10)  # time to read what is signed, not to leave the page open over lunch
SKEW = timedelta(minutes=1)  # requests overtake each other by moments; more is a clock that was set back


class State(StrEnum):
    """Of a document that awaits a signature."""

    OPEN = "open"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


NEXT: dict[tuple[State, str], State] = {
    (State.OPEN, "sign"): State.SIGNED,
    (State.OPEN, "refuse"): State.REFUSED,
    (State.OPEN, "withdraw"): State.WITHDRAWN,
    (State.REFUSED, "withdraw"): State.WITHDRAWN,
}
NO: dict[State, str] = {
    State.SIGNED: "already_signed",
    State.REFUSED: "already_refused",
    State.WITHDRAWN: "document_changed",
    State.OPEN: "not_asked_like_this",
}


def next_state(state: str, event: str) -> State:
    """The state after ``event``; refused when the table has no such move."""
    try:
        return NEXT[(State(state), event)]
    except KeyError:
        raise Refusal(NO[State(state)]) from None


@dataclass(frozen=True)
class Shown:
    """What a token binds: this document with this meaning, shown to this person on this session."""

    session_id: str
    signer_id: str
    request_id: str
    digest: str
    meaning: str


def make_token(key: bytes, shown: Shown, at: datetime, nonce: str) -> str:
    """The token that a signing page carries: what was shown, when, never the same twice."""
    said = f"{time_text(at)}_{nonce}"
    return f"{said}_{_seal(key, shown, said)}"


def _seal(key: bytes, shown: Shown, said: str) -> str:
    bound = [shown.session_id, shown.signer_id, shown.request_id, shown.digest, shown.meaning, said]
    return hmac.new(key, canonical(bound), "sha256").hexdigest()


def require_token(key: bytes, shown: Shown, token: str, at: datetime) -> datetime:
    """When the page was shown; refused when the token is not of this page, or too old at ``at``."""
    said, _, seal = token.rpartition("_")
    if not hmac.compare_digest(seal.encode(), _seal(key, shown, said).encode()):
        raise Refusal("sign_page_not_yours")
    shown_at = read_time(said.split("_")[0])
    if not shown_at <= at + SKEW or at - shown_at > GOOD_FOR:
        raise Refusal("sign_page_too_old", minutes=GOOD_FOR // timedelta(minutes=1))
    return shown_at


def shown_when(token: str) -> datetime:
    """When a token says that its page was shown; refused when it says nothing of the kind. ``require_token`` believes it."""
    try:
        return read_time(token.split("_", maxsplit=1)[0])
    except NotCanonical:
        raise Refusal("sign_page_not_yours") from None


def token_hash(token: str) -> str:
    return sha256(token.encode())


def not_before(at: datetime, last: datetime | None) -> datetime:
    """The time of a new entry: never before the last one; refused when the clock was set back."""
    if last is None or at >= last:
        return at
    if last - at > SKEW:
        raise Refusal("clock_went_back")
    return last


def is_late(document: Mapping[str, Any], on: date) -> bool:
    """补签: the local day of signing is not the day of learning."""
    learned_on = str(document["body"].get("learned_on", ""))[:10]
    return learned_on not in ("", on.isoformat())


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """What differs between two documents: (name, before, after), the names of the body without its prefix."""
    flat_old = {**old.get("body", {}), "title": old.get("title"), "meaning": old.get("meaning")}
    flat_new = {**new.get("body", {}), "title": new.get("title"), "meaning": new.get("meaning")}
    names = sorted(flat_old.keys() | flat_new.keys())
    return [
        (name, flat_old.get(name), flat_new.get(name)) for name in names if flat_old.get(name) != flat_new.get(name)
    ]
