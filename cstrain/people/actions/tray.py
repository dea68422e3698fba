"""Messages to one person: asked for inside the deed, put into the inbox by the worker after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from cstrain.kit import db, jobs
from cstrain.kit.errors import NotYours
from cstrain.people.models import InboxItem


@db.deed
def tell(person_id: str, kind: str, key: str, *, facts: dict[str, Any], link: str, at: datetime) -> None:
    """Tell a person once per ``key`` (at most 100 characters). ``kind`` has its words in ``words.INBOX``."""
    body = {"person": person_id, "kind": kind, "key": key, "facts": facts, "link": link, "at": at.isoformat()}
    jobs.enqueue("tell", f"{person_id}:{key}", body, due=at)


@jobs.handles("tell")
def put_into_inbox(body: dict[str, Any], _at: datetime) -> None:
    """The job's handler; a message that is there already stays as it is."""
    known = select(InboxItem.id).where(InboxItem.person_id == body["person"], InboxItem.key == body["key"])
    if db.database.session.scalar(known) is None:
        _add(body)


def _add(body: dict[str, Any]) -> None:
    item = InboxItem(
        person_id=body["person"],
        key=body["key"],
        kind=body["kind"],
        facts=body["facts"],
        link=body["link"],
        at=datetime.fromisoformat(body["at"]),
    )
    db.database.session.add(item)


@db.deed
def mark_read(item_id: str, person_id: str, at: datetime) -> InboxItem:
    """One message of this person has been read."""
    row = db.lock(InboxItem, item_id)
    if row is None or row.person_id != person_id:
        raise NotYours
    row.read_at = row.read_at or at
    return row


@db.deed
def mark_all_read(person_id: str, at: datetime) -> int:
    """All of them; returns how many were unread."""
    rows = select(InboxItem).where(InboxItem.person_id == person_id, InboxItem.read_at.is_(None))
    found = list(db.database.session.scalars(rows))
    for row in found:
        row.read_at = at
    return len(found)
