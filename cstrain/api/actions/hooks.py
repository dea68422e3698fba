"""Other systems are told: what happened is put into the outbox, signed and sent from there until it is taken."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from cstrain.api.models import ApiToken, Hook
from cstrain.api.queries.answers import house, standing
from cstrain.api.queries.changes import living_hooks, untold
from cstrain.api.rules import TokenState
from cstrain.api.rules.hooks import body_of, headers_of, lane_of, make_hook_secret
from cstrain.kit import db, outgoing
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.notices.actions import SENDERS, Parcel, put_out
from cstrain.notices.models import Outgoing
from cstrain.notices.queries import opened, sealed
from cstrain.notices.rules.robots import Heard, Verdict

WHOLE = timedelta(days=30)  # how far back a whole look goes; an ordinary one goes a quarter of an hour
LATELY = timedelta(minutes=15)


@db.deed
def add_hook(token_id: str, address: str, *, by: str, at: datetime) -> tuple[Hook, str]:
    """The hook and the secret it signs with, which nobody can read again.

    Refusals ``address_not_https``, ``address_is_odd``, ``token_is_over``, ``hook_exists``.
    """
    token = db.lock(ApiToken, token_id)
    if token is None:
        raise NotYours
    if standing(token, at) is not TokenState.GOOD:
        raise Refusal("token_is_over")
    parts = outgoing.require_address(address)
    living = select(Hook.id).where(Hook.token_id == token_id, Hook.ended_at.is_(None))
    if db.database.session.scalar(living) is not None:
        raise Refusal("hook_exists")
    hook_id, secret = new_id(), make_hook_secret(secrets.token_bytes(32))
    made = Hook(
        id=hook_id,
        token_id=token_id,
        host=(parts.hostname or "")[:200],
        address_box=sealed(address, f"{hook_id}:address"),
        secret_box=sealed(secret, f"{hook_id}:secret"),
        made_by=by,
        made_at=at,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made, secret


@db.deed
def end_hook(hook_id: str, *, by: str, at: datetime) -> Hook:
    """Nothing goes there any more; what still waited is given up (the system can ask for it)."""
    row = db.lock(Hook, hook_id)
    if row is None or row.ended_at is not None:
        raise NotYours
    row.ended_at, row.ended_by = at, by
    waiting = select(Outgoing).where(Outgoing.lane.startswith(f"hook:{hook_id}:"), Outgoing.closed_at.is_(None))
    for one in db.database.session.scalars(waiting):
        one.given_up_at = one.closed_at = at
    return row


def put_out_changes(at: datetime, *, whole: bool) -> int:
    """Put what happened and was not told yet into each hook's lanes; how many. ``whole``: look thirty days back."""
    put = 0
    for hook in living_hooks(at):
        found = untold(hook, at - (WHOLE if whole else LATELY))
        hook_id, installation = hook.id, house()
        if not found:
            continue
        with db.transaction(at=at, by="worker", why="webhooks"):
            for one in found:
                put += put_out(lane_of(hook_id, one.event), one.key, {**installation, **one.said}, at=at)
    db.abandon()
    return put


def to_hook(parcel: Parcel, at: datetime) -> Verdict:
    """Signed with the time of sending. Taken is what is answered with 2xx; 410 says: never again."""
    row = db.database.session.get(Hook, parcel.receiver)
    if row is None or row.ended_at is not None:
        return Verdict(Heard.HOPELESS, "gone")
    address, secret = opened(row.address_box, f"{row.id}:address"), opened(row.secret_box, f"{row.id}:secret")
    db.abandon()
    body = body_of(parcel.body)
    answer = outgoing.post(address, body, headers_of(secret, parcel.key, body, at))
    if 200 <= answer.status < 300:
        return Verdict(Heard.TAKEN)
    return Verdict(Heard.HOPELESS if answer.status == 410 else Heard.LATER, f"HTTP {answer.status}")


SENDERS["hook"] = to_hook
