"""Depositing documents to be signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.people.models import Person
from cstrain.records import queries
from cstrain.records.actions.append import named, seal
from cstrain.records.models import PrivateValue, SignatureRequest
from cstrain.records.rules import COMMITMENTS, OTHER_KINDS, ROLES, STEP_KINDS, State, next_state, plain, time_text


@db.deed
def ask_signature(
    person_id: str,
    *,
    signer_id: str,
    role: str,
    subject: str,
    title: str,
    meaning: str,
    body: Mapping[str, Any],
    step_kind: str,
    at: datetime,
    group: str = "",
    private: Mapping[str, Any] | None = None,
    after: SignatureRequest | None = None,
) -> SignatureRequest:
    """Deposit a document in ``person_id``'s record for ``signer_id`` to sign as ``role``.

    ``body``: what is signed (step, title, kind, version, hash, result, learned_on, link …), shown as it stands;
    ``private``: what is committed to beside it and not shown. ``group``: what is signed together on one page, such as
    ``day-5``. ``after``: what somebody else signs first, as the trainee's own before a counter-signature. Asking the
    same again gives the request there is, whatever its state; asking with another document withdraws the one not yet
    signed. Refusal ``own_record``: nobody counter-signs their own record, nobody else signs as the trainee.
    """
    _require_roles(person_id, signer_id, role, step_kind)
    said = {"title": title, "meaning": meaning, "step_kind": step_kind, "body": dict(body), "signer": signer_id}
    what: Any = plain(said)
    apart = plain(dict(private or {}))
    before = _asked_before(person_id, subject, role)
    if before is not None and _is_same(before, what, apart):
        before.group = group if before.state == State.OPEN else before.group
        return before
    asked = _deposited(person_id, {**what, "role": role, "subject": subject}, apart, at)
    asked.group, asked.after_id = group, after.id if after is not None else None
    put_in_place(asked, before, at)
    return asked


def _require_roles(person_id: str, signer_id: str, role: str, step_kind: str) -> None:
    if role not in ROLES or step_kind not in STEP_KINDS + OTHER_KINDS:
        raise ValueError(f"nobody signs {step_kind} as {role}")
    if (role == "trainee") != (signer_id == person_id):
        raise Refusal("own_record")


def _asked_before(person_id: str, subject: str, role: str) -> SignatureRequest | None:
    """The last asking for this signature that was not withdrawn, held until the commit."""
    query = select(SignatureRequest).where(
        SignatureRequest.person_id == person_id,
        SignatureRequest.subject == subject,
        SignatureRequest.role == role,
        SignatureRequest.state != State.WITHDRAWN,
    )
    last = query.order_by(SignatureRequest.asked_at.desc(), SignatureRequest.id).limit(1)
    return db.database.session.scalar(last.with_for_update().execution_options(populate_existing=True))


def _is_same(before: SignatureRequest, what: Mapping[str, Any], apart: Any) -> bool:
    document = queries.document(before)
    if any(document.get(name) != value for name, value in what.items()):
        return False
    kept = select(PrivateValue.digest, PrivateValue.value).where(PrivateValue.digest.in_(before.others.values()))
    values = {row.digest: json.loads(row.value or b"null") for row in db.database.session.execute(kept)}
    return bool(apart == {name: values[digest] for name, digest in before.others.items()})


def _deposited(person_id: str, what: dict[str, Any], apart: Any, at: datetime) -> SignatureRequest:
    """A request for ``what``, its document and the values apart from it kept under their commitments."""
    person = db.database.session.get_one(Person, person_id)
    others = {name: seal(person_id, value).digest for name, value in apart.items()}
    document = {
        **what,
        "v": 1,
        "installation": queries.installation_id(),
        "person": {"id": person_id, **named(person)},
        "asked_at": time_text(at),
        **({COMMITMENTS: others} if others else {}),
    }
    kept = seal(person_id, document)
    db.database.session.flush()
    told = {name: what[name] for name in ("role", "step_kind", "subject", "title", "meaning")}
    return SignatureRequest(
        person_id=person_id, signer_id=what["signer"], document_id=kept.id, others=others, asked_at=at, **told
    )


@db.deed
def put_in_place(asked: SignatureRequest, before: SignatureRequest | None, at: datetime) -> None:
    """Add ``asked``; what was asked before and not signed is withdrawn, and what waited for it waits for this one."""
    session = db.database.session
    if before is None or before.state == State.SIGNED:
        session.add(asked)
        session.flush()
        return
    before.state, before.closed_at = next_state(before.state, "withdraw").value, at
    session.flush()  # first out, then in: one open request per signature
    session.add(asked)
    session.flush()
    waiting = select(SignatureRequest).where(
        SignatureRequest.after_id == before.id, SignatureRequest.state == State.OPEN
    )
    for follower in session.scalars(waiting):
        follower.after_id = asked.id
    session.flush()
