"""What changes here: tokens are issued and revoked; their use is noted."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cstrain.api.models import Access, ApiToken, ApiTokenStore
from cstrain.api.rules import Rights, hashed, make_secret, require_expiry, require_something
from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.people.models import Store
from cstrain.people.rules import local_date

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Issue:
    """A token to be: which system it is for, what it opens, its last day."""

    name: str
    rights: Rights
    expires_on: date


@db.deed
def issue(said: Issue, *, by: str, at: datetime) -> tuple[ApiToken, str]:
    """The token and its secret, which nobody can read again. Refusals ``token_opens_nothing``, ``token_without_store``,
    ``token_until_out_of_range``."""
    session, rights = db.database.session, said.rights
    require_expiry(said.expires_on, local_date(at, clock.zone()))
    require_something(rights, session.scalars(select(Store.id).where(Store.id.in_(rights.stores))).all())
    prefix = new_id(8)
    secret = make_secret(prefix, secrets.token_bytes(32))
    made = ApiToken(
        prefix=prefix,
        secret_hash=hashed(secret),
        name=said.name,
        sees_clearance=rights.clearance,
        sees_level=rights.level,
        issued_by=by,
        issued_at=at,
        expires_on=said.expires_on,
    )
    session.add(made)
    session.flush()
    session.add_all([ApiTokenStore(token_id=made.id, store_id=store) for store in sorted(set(rights.stores))])
    session.flush()
    return made, secret


@db.deed
def revoke(token_id: str, *, reason: str, by: str, at: datetime) -> ApiToken:
    """From this commit on the token opens nothing. Refusals ``reason_needed``, ``token_is_revoked``."""
    row = db.lock(ApiToken, token_id)
    if row is None:
        raise NotYours
    if not reason.strip():
        raise Refusal("reason_needed")
    if row.revoked_at is not None:
        raise Refusal("token_is_revoked")
    row.revoked_at, row.revoked_by, row.revoked_why = at, by, reason.strip()
    return row


def note_use(token_id: str, address: str, at: datetime) -> None:
    """Note from where a token asks, at most once a minute and address."""
    known = db.database.session.get(Access, (token_id, address))
    if known is not None and at - known.last_at < MINUTE:
        return

    def write(own: Any) -> None:
        row = own.get(Access, (token_id, address))
        if row is None:
            own.add(Access(token_id=token_id, address=address, first_at=at, last_at=at))
        else:
            row.last_at = max(row.last_at, at)

    with suppress(IntegrityError):  # another request noted the same a moment ago
        db.note(write)
