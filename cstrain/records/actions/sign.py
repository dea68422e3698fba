"""Signing, refusing to sign, and what is answered to a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cstrain.kit import clock, db
from cstrain.kit.errors import Refusal
from cstrain.people.actions import tell
from cstrain.people.models import Person
from cstrain.people.queries import holders
from cstrain.people.rules import May, local_date
from cstrain.records import queries
from cstrain.records.actions.append import Line, append, entry_id, names, record, seal
from cstrain.records.actions.ask import put_in_place
from cstrain.records.models import RecordEntry, SignatureRequest, SignToken
from cstrain.records.rules import (
    Asserted,
    Entry,
    Proven,
    Signer,
    State,
    commitment,
    is_late,
    next_state,
    require_token,
    time_text,
    token_hash,
)

KEPT_ON_ASKING_AGAIN = (
    "person_id", "signer_id", "role", "step_kind", "group", "subject", "title", "meaning", "document_id", "others",
    "after_id",
)  # fmt: skip


@db.deed
def sign(requests: Sequence[SignatureRequest], proof: Proven, at: datetime, tokens: Mapping[str, str]) -> list[Entry]:
    """Sign the documents of one page with one proof of being there, each as an entry of its own.

    ``tokens``: request id → the token the page carried. Either all are signed or none. Refusals: ``not_your_signature``,
    ``already_signed``, ``already_refused``, ``document_changed``, ``signed_first_by_other``, ``sign_page_not_yours``,
    ``sign_page_too_old``, ``sign_page_used``, ``signed_before_deed``.
    """
    held = [_held(request_id) for request_id in sorted({request.id for request in requests})]
    in_order = sorted(held, key=lambda asked: (asked.person_id, asked.asked_at, asked.id))
    for asked in in_order:  # everything is decided before anything is written
        _require(asked, proof, at, tokens.get(asked.id, ""))
    return [_signed(asked, proof, at, tokens[asked.id]) for asked in in_order]


def _held(request_id: str) -> SignatureRequest:
    asked = db.lock(SignatureRequest, request_id)
    assert asked is not None
    return asked


def _require(asked: SignatureRequest, proof: Proven, at: datetime, token: str) -> None:
    next_state(asked.state, "sign")
    if asked.signer_id != _acts_for(asked, proof, at):
        raise Refusal("not_your_signature", name=_name(asked.signer_id))
    if asked.after is not None and asked.after.state != State.SIGNED:
        raise Refusal("signed_first_by_other", name=_name(asked.after.signer_id))
    if not at > _confirmed_at(asked):
        raise Refusal("signed_before_deed")
    kept = asked.document
    if kept.salt is None or kept.value is None or commitment(kept.salt, kept.value) != kept.digest:
        raise Refusal("document_changed")
    shown = queries.shown(asked, proof.session_id, proof.person_id)
    require_token(queries.signing_key(), shown, token, at)
    if db.database.session.get(SignToken, token_hash(token)) is not None:
        raise Refusal("sign_page_used")


def _acts_for(asked: SignatureRequest, proof: Proven, at: datetime) -> str:
    """Whose signature this person may give here: their own, or that of the one they stand in for."""
    if proof.person_id == asked.signer_id or asked.role == "trainee":
        return proof.person_id
    return asked.signer_id if queries.stands_in_for(proof.person_id, asked, clock.local(at).date()) else ""


def _name(person_id: str) -> str:
    return db.database.session.get_one(Person, person_id).name


def _confirmed_at(asked: SignatureRequest) -> datetime:
    """The last deed that this signature confirms."""
    first = asked.after.closed_at if asked.after is not None else None
    return max(asked.asked_at, first or asked.asked_at)


def _signed(asked: SignatureRequest, proof: Proven, at: datetime, token: str) -> Entry:
    shown = queries.shown(asked, proof.session_id, proof.person_id)
    shown_at = require_token(queries.signing_key(), shown, token, at)
    spent = SignToken(
        hash=token_hash(token),
        session_id=proof.session_id,
        request_id=asked.id,
        digest=shown.digest,
        meaning=shown.meaning,
        shown_at=shown_at,
        spent_at=at,
    )
    db.database.session.add(spent)
    said = {"meaning": asked.meaning, "shown_at": time_text(shown_at), **_circumstances(asked, proof, at)}
    return _close(asked, "sign", at, _End("signed", proof.person_id, proof.method, said, key=proof.key))


def _circumstances(asked: SignatureRequest, proof: Proven, at: datetime) -> dict[str, Any]:
    """What must stand beside this signature: signed late, after a reset, in another's place."""
    late = is_late(queries.document(asked), local_date(at, clock.zone()))
    deputy = proof.person_id != asked.signer_id
    marks = [*(["late"] if late else []), *proof.marks, *(["deputy"] if deputy else [])]
    return ({"marks": marks} if marks else {}) | ({"deputy_of": asked.signer_id} if deputy else {})


@dataclass(frozen=True)
class _End:
    """What closes a request: the kind of entry, who, how, and what it says beyond the request itself."""

    kind: str
    actor: str
    method: str
    said: dict[str, Any]
    private: dict[str, Any] = field(default_factory=dict)
    key: Signer | Asserted | None = None


def _close(asked: SignatureRequest, event: str, at: datetime, line: _End) -> Entry:
    """Write the entry that ends the waiting, with the document's commitment in it."""
    body = {"title": asked.title, "role": asked.role, "step_kind": asked.step_kind, **line.said}
    kept = {**names(line.actor, body), **line.private}
    digests = {name: seal(asked.person_id, value).digest for name, value in kept.items()}
    digests |= {**asked.others, "document": asked.document.digest}
    said = {"actor": line.actor, "subject": asked.subject, "method": line.method, "body": body}
    entry = append(asked.person_id, line.kind, at, Line(said, digests, line.key))
    asked.state, asked.closed_at = next_state(asked.state, event).value, entry.at
    asked.entry_id = entry_id(asked.person_id, entry.seq)
    db.database.session.flush()
    return entry


@db.deed
def refuse(request: SignatureRequest, reason: str, by: str, at: datetime) -> Entry:
    """The signer does not sign and says why; the reason enters the record as a commitment."""
    asked = _held(request.id)
    if asked.signer_id != by:
        raise Refusal("not_your_signature", name=_name(asked.signer_id))
    next_state(asked.state, "refuse")
    entry = _close(asked, "refuse", at, _End("refused_to_sign", by, "server", {}, {"reason": reason}))
    _tell_who_can_help(asked, by, at)
    return entry


def _tell_who_can_help(asked: SignatureRequest, by: str, at: datetime) -> None:
    """Trainers and supervisors of the team: those who can put right what is wrong, or answer."""
    team_id = db.database.session.get_one(Person, asked.person_id).team_id
    facts = {"name": _name(by), "title": asked.title}
    for person in holders(May.RECORD_CORRECT, team_id, at):
        if person.id not in (by, asked.person_id):
            link = f"/record/{asked.person_id}"
            tell(person.id, "signature_refused", f"refused:{asked.id}", facts=facts, link=link, at=at)


@db.deed
def answer_refusal(request: SignatureRequest, answer: str, by: str, at: datetime) -> SignatureRequest:
    """Somebody answers a refusal; the same document awaits the signature again, and the answer stands in the record."""
    before = _held(request.id)
    if by == before.signer_id:
        raise Refusal("own_record")
    refused = db.database.session.get(RecordEntry, before.entry_id)
    if refused is None or before.state != State.REFUSED:
        raise Refusal("not_refused")
    said = {"entry": refused.seq, "role": before.role}
    record(
        before.person_id,
        "refusal_answered",
        at=at,
        by=by,
        subject=before.subject,
        body=said,
        private={"answer": answer},
    )
    again = SignatureRequest(
        **{name: getattr(before, name) for name in KEPT_ON_ASKING_AGAIN},
        asked_at=at,
    )
    put_in_place(again, before, at)
    tell(
        again.signer_id, "refusal_answered", f"answered:{again.id}", facts={"title": again.title}, link="/record", at=at
    )
    return again
