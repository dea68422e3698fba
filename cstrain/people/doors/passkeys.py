"""The door for passkeys: what the browser is asked, and what it answers.

Nothing is kept between the question and the answer. What is asked to be signed names the session and the page it was
asked on; whoever sends the answer sends it along, and it is reckoned or read again.
"""

from __future__ import annotations

import json
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.kit.ids import new_id
from cstrain.people.actions.passkeys import use_passkey
from cstrain.people.doors.asking import me
from cstrain.people.doors.proof import Proof, alone, require_free
from cstrain.people.doors.tries import Shut, confirm, reserve
from cstrain.people.queries import living_passkeys
from cstrain.people.rules.passkeys import (
    ALGORITHMS,
    Made,
    NotAPasskey,
    Place,
    challenge_of,
    new_passkey,
    signed_with,
    text64,
)
from cstrain.people.rules.passwords import marks_of

GOOD_FOR = timedelta(minutes=10)
WAITS = 120_000  # milliseconds that the browser waits for the person


def here() -> Place:
    """This site as the browser names it."""
    return Place(request.host_url.rstrip("/"))


def passkeys_work_here() -> bool:
    """Browsers keep passkeys for a name, not for a number, and only where the way is safe."""
    place = here()
    try:
        ip_address(place.rp)
    except ValueError:
        return request.is_secure or place.rp == "localhost"
    return False


def ask_new_passkey() -> tuple[str, str]:
    """(token the page carries, what its script is told) for adding a passkey."""
    asked, token = me(), _sealer().dumps([me().session_id, new_id()])
    known = [{"type": "public-key", "id": row.credential} for row in living_passkeys(asked.id, here().rp)]
    said = {
        "challenge": challenge_of(token.encode()),
        "rp": {"id": here().rp, "name": "cstrain"},
        "user": {"id": text64(asked.id.encode()), "name": asked.person.employee_no, "displayName": asked.name},
        "pubKeyCredParams": [{"type": "public-key", "alg": name} for name in ALGORITHMS],
        "excludeCredentials": known,
        "authenticatorSelection": {"userVerification": "required", "residentKey": "preferred"},
        "attestation": "none",
        "timeout": WAITS,
    }
    return token, json.dumps(said)


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="passkey")


def read_new_passkey(token: str, answer: str) -> Made:
    """The passkey the browser has made. Refusals ``passkey_page_too_old``, ``passkey_not_right``."""
    try:
        session_id, _nonce = _sealer().loads(token, max_age=int(GOOD_FOR.total_seconds()))
    except (BadData, ValueError, TypeError):
        raise Refusal("passkey_page_too_old") from None
    if session_id != me().session_id:
        raise Refusal("passkey_page_too_old")
    try:
        return new_passkey(_read(answer), token.encode(), here())
    except NotAPasskey as trouble:
        raise _not_right(trouble) from None


def _read(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        raise NotAPasskey("not what a browser writes") from None
    if not isinstance(found, dict):
        raise NotAPasskey("not what a browser writes")
    return found


def _not_right(trouble: NotAPasskey) -> Refusal:
    current_app.logger.warning("passkey: %s", trouble)
    return Refusal("passkey_not_right")


def has_passkey() -> bool:
    """Has this person one that works here?"""
    return passkeys_work_here() and bool(living_passkeys(me().id, here().rp))


def ask_to_sign(statement: bytes) -> str:
    """What the page's script is told for signing ``statement``; empty when this person has no passkey here."""
    known = living_passkeys(me().id, here().rp)
    if not known or not passkeys_work_here():
        return ""
    allowed = [{"type": "public-key", "id": row.credential} for row in known]
    said = {"challenge": challenge_of(statement), "rpId": here().rp, "allowCredentials": allowed}
    return json.dumps({**said, "userVerification": "required", "timeout": WAITS})


def prove_passkey(statement: bytes, answer: str) -> Proof:
    """The signed-in person's own device has signed ``statement``; opens the deed's write itself, as a code does.

    Refusals ``passkey_unknown``, ``passkey_not_right``, ``passkey_counts_back``, ``signing_locked``,
    ``signing_is_held``.
    """
    asked, at, place = me(), clock.received(), here()
    marks = marks_of(asked.person.reset_at, asked.person.reset_by, at)
    require_free(asked.id)
    known = {row.credential: (row.id, row.public) for row in living_passkeys(asked.id, place.rp)}
    alone()
    reserved = reserve("sign", asked.id)
    if isinstance(reserved, Shut):
        raise Refusal("signing_locked", minutes=reserved.minutes)
    try:
        said = _read(answer)
        if said.get("id") not in known:
            raise Refusal("passkey_unknown")
        passkey_id, public = known[str(said["id"])]
        made = signed_with(said, public, statement, place)
    except NotAPasskey as trouble:
        raise _not_right(trouble) from None
    confirm(reserved)
    db.abandon()
    use_passkey(passkey_id, made.counter, at)
    return Proof(asked.id, asked.session_id, "passkey", at, marks, made)
