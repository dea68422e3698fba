"""Documents that await a signature: whose turn it is, and what they say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from cstrain.kit import db
from cstrain.people import queries as people
from cstrain.people.models import Person
from cstrain.people.rules import May
from cstrain.records.models import SignatureRequest
from cstrain.records.queries.facts import facts
from cstrain.records.queries.stored import batches, installation_id, opened, signing_key
from cstrain.records.rules import (
    Entry,
    Shown,
    Stand,
    State,
    entry_subject,
    make_token,
    named,
    page_of,
    parts_of,
    shown_when,
    statement,
)

Asked = SignatureRequest
_First = aliased(SignatureRequest)
WITH = (selectinload(Asked.document), selectinload(Asked.after))


def _ready() -> ColumnElement[bool]:
    return or_(Asked.after_id.is_(None), _First.state == State.SIGNED)


def _open() -> Select[Any]:
    query = select(Asked).outerjoin(_First, Asked.after_id == _First.id).where(Asked.state == State.OPEN, _ready())
    return query.options(*WITH).order_by(Asked.asked_at, Asked.id)


def open_requests(signer_ids: str | Sequence[str], group: str | None = None) -> list[SignatureRequest]:
    """What these people may sign now, oldest first; documents that wait for an earlier signature are not among them."""
    signers = [signer_ids] if isinstance(signer_ids, str) else list(signer_ids)
    query = _open().where(Asked.signer_id.in_(signers))
    if group is not None:
        query = query.where(Asked.group == group)
    return list(db.database.session.scalars(query))


def open_on_record(person_id: str, roles: Iterable[str], group: str | None = None) -> list[SignatureRequest]:
    """What others may sign now on this person's record, in these roles."""
    query = _open().where(Asked.person_id == person_id, Asked.role.in_(list(roles)))
    if group is not None:
        query = query.where(Asked.group == group)
    return list(db.database.session.scalars(query))


def count_open(signer_id: str) -> int:
    """How many documents this person may sign now."""
    query = _open().where(Asked.signer_id == signer_id).order_by(None)
    return db.database.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def owed(person_ids: Iterable[str]) -> dict[str, int]:
    """Per person how many signatures they owe on their own record; constant queries."""
    people = list(person_ids)
    found = dict.fromkeys(people, 0)
    for some in batches(people):
        rows = (
            select(Asked.person_id, func.count().label("owed"))
            .outerjoin(_First, Asked.after_id == _First.id)
            .where(Asked.person_id.in_(some), Asked.role == "trainee", Asked.state == State.OPEN, _ready())
            .group_by(Asked.person_id)
        )
        found.update({row.person_id: row.owed for row in db.database.session.execute(rows)})
    return found


def refused_on_record(person_id: str) -> list[SignatureRequest]:
    """Refused signatures on this person's record that nobody has answered yet, newest first."""
    query = select(Asked).where(Asked.person_id == person_id, Asked.state == State.REFUSED)
    return list(db.database.session.scalars(query.options(*WITH).order_by(Asked.closed_at.desc())))


def waiting_on_record(person_id: str) -> list[SignatureRequest]:
    """Open documents on this person's record, whoever is to sign them."""
    query = select(Asked).where(Asked.person_id == person_id, Asked.state == State.OPEN)
    return list(db.database.session.scalars(query.options(*WITH).order_by(Asked.asked_at, Asked.id)))


def open_corrections(person_id: str) -> list[Entry]:
    """Corrections in this person's record that the person has not answered yet."""
    waiting = {asked.subject for asked in waiting_on_record(person_id)}
    return [entry for entry in facts(person_id, "corrected") if entry_subject(entry.seq) in waiting]


def answers(asked: Sequence[SignatureRequest]) -> dict[str, str]:
    """Request → what was answered to the refusal before it. Requests of one record; two queries."""
    if not asked:
        return {}
    given = {(entry.subject, entry.body["role"]): entry for entry in facts(asked[0].person_id, "refusal_answered")}
    answered = [(one.id, given[one.subject, one.role]) for one in asked if (one.subject, one.role) in given]
    shown = opened([entry for _id, entry in answered])
    return {asked_id: str(shown[entry.seq].get("answer", "")) for asked_id, entry in answered}


def signed_before(asked: Sequence[SignatureRequest]) -> dict[str, SignatureRequest]:
    """Request → what was signed of the same step in its last major version before. Requests of one record; one query,
    none where everything is in its first version."""
    wanted = {one.id: (*parts_of(one.subject), one) for one in asked}
    again = {name: found for name, found in wanted.items() if found[1] > 1}
    if not again:
        return {}
    stems = [Asked.subject.startswith(f"{stem}@", autoescape=True) for stem, _major, _time, _one in again.values()]
    query = select(Asked).where(Asked.person_id == asked[0].person_id, Asked.state == State.SIGNED, or_(*stems))
    signed = list(db.database.session.scalars(query.options(*WITH).order_by(Asked.closed_at)))
    return {
        name: old
        for name, (stem, version, time, one) in again.items()
        for old in signed
        if old.role == one.role and _is_older(old, (stem, version, time))
    }


def _is_older(old: SignatureRequest, new: tuple[str, int, str]) -> bool:
    stem, version, time = parts_of(old.subject)
    return (stem, time) == (new[0], new[2]) and version < new[1]


def request(request_id: str) -> SignatureRequest | None:
    return db.database.session.get(SignatureRequest, request_id)


def successor(asked: SignatureRequest) -> SignatureRequest | None:
    """The open document that took the place of a withdrawn one."""
    query = select(Asked).where(
        Asked.person_id == asked.person_id,
        Asked.subject == asked.subject,
        Asked.role == asked.role,
        Asked.state == State.OPEN,
    )
    return db.database.session.scalar(query)


def document(asked: SignatureRequest) -> dict[str, Any]:
    """The document as deposited; empty once erased. Pages show it from these bytes."""
    value = asked.document.value
    found: dict[str, Any] = json.loads(value) if value is not None else {}
    return found


def shown(asked: SignatureRequest, session_id: str, signer_id: str) -> Shown:
    """What a page with this document on it binds the signer to."""
    return Shown(session_id, signer_id, asked.id, asked.document.digest, asked.meaning)


def sign_token(asked: SignatureRequest, who: tuple[str, str], at: datetime, nonce: str) -> str:
    """The token a signing page carries for one document. ``who``: (session id, signer's id)."""
    return make_token(signing_key(), shown(asked, *who), at, nonce)


def page_statement(asked: Sequence[SignatureRequest], carried: Mapping[str, str], signer_id: str, after: str) -> bytes:
    """What a passkey signs for a page. ``carried``: request → token; ``after``: the hash the record ended with when the
    page was shown. Requests of one record; a page put together in another way gives another statement."""
    shown_at = min(shown_when(token) for token in carried.values())
    stand = Stand(installation_id(), asked[0].person_id, signer_id, after, shown_at, page_of(list(carried.values())))
    return statement(stand, [named(one.document.digest, one.subject, one.meaning, one.role) for one in asked])


MAY_SIGN_AS = {"mentor": May.CONFIRM, "trainer": May.COUNTERSIGN, "supervisor": May.GATE_DECIDE}


def _principal(person_id: str, role: str, team_id: str | None, on: date) -> str:
    """Whose signatures in this role the person may give as a deputy for the team; empty when nobody's."""
    if role not in MAY_SIGN_AS:
        return ""
    found = people.deputy_for(person_id, MAY_SIGN_AS[role], team_id, on)
    return found.id if found is not None else ""


def stands_in_for(person_id: str, asked: SignatureRequest, on: date) -> bool:
    """May this person give another's counter-signature as their deputy on that day?"""
    team_id = db.database.session.scalar(select(Person.team_id).where(Person.id == asked.person_id))
    return person_id != asked.person_id and _principal(person_id, asked.role, team_id, on) == asked.signer_id


def to_sign(person_id: str, on: date) -> list[SignatureRequest]:
    """What this person may sign now: their own, and what they may sign as somebody's deputy."""
    principals = {grant.deputy_of_id for grant in people.grants_in_force(person_id, on) if grant.deputy_of_id}
    if not principals:
        return open_requests(person_id)
    asked = open_requests([person_id, *sorted(principals)])
    teams = {whose.id: whose.team_id for whose in people.named(one.person_id for one in asked).values()}
    acting = {(one.role, teams[one.person_id]) for one in asked if one.signer_id != person_id}
    whose = {(role, team): _principal(person_id, role, team, on) for role, team in acting}
    return [
        one
        for one in asked
        if one.signer_id == person_id
        or (one.person_id != person_id and whose[one.role, teams[one.person_id]] == one.signer_id)
    ]
