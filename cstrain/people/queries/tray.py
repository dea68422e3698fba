"""The inbox of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from cstrain.kit import db
from cstrain.people.models import InboxItem


def inbox(person_id: str) -> Select[Any]:
    """The person's messages, unread first, newest first among them."""
    query = select(InboxItem).where(InboxItem.person_id == person_id)
    return query.order_by(InboxItem.read_at.is_not(None), InboxItem.at.desc(), InboxItem.id)


def unread(person_id: str) -> int:
    query = select(func.count()).select_from(InboxItem)
    return db.database.session.scalar(query.where(InboxItem.person_id == person_id, InboxItem.read_at.is_(None))) or 0


def was_told(person_id: str, begin: str) -> bool:
    """Whether the person has a message whose key begins so."""
    query = select(InboxItem.id).where(
        InboxItem.person_id == person_id, InboxItem.key.startswith(begin, autoescape=True)
    )
    return db.database.session.scalar(query.limit(1)) is not None
