"""What files propose for pieces that were changed here."""

from __future__ import annotations

from sqlalchemy import func, select

from cstrain.bank.models import Proposal as PartProposal
from cstrain.content.models import TextProposal
from cstrain.kit import db


def open_proposals() -> list[TextProposal]:
    """Every open one, oldest first."""
    rows = select(TextProposal).where(TextProposal.state == "open").order_by(TextProposal.at)
    return list(db.database.session.scalars(rows))


def proposal_for(slug: str, key: str) -> TextProposal | None:
    """The open proposal of one piece."""
    rows = select(TextProposal).where(TextProposal.kind == slug, TextProposal.key == key, TextProposal.state == "open")
    return db.database.session.scalar(rows)


def count_open() -> int:
    """How many wait for somebody: whole texts, questions and rules."""
    session = db.database.session
    texts = select(func.count()).select_from(TextProposal).where(TextProposal.state == "open")
    parts = select(func.count()).select_from(PartProposal).where(PartProposal.state == "open")
    return (session.scalar(texts) or 0) + (session.scalar(parts) or 0)
