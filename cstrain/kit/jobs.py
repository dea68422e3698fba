"""Work to do later: a table in the application's own database, one worker, at least once, handlers idempotent.

A job is written in the deed's transaction, so it exists exactly when the deed does. Whatever kills the worker, the row
stays and is taken again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask import current_app
from sqlalchemy import JSON, Integer, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from cstrain.kit import clock, db

Handler = Callable[[dict[str, Any], datetime], None]
HANDLERS: dict[str, Handler] = {}
LONG: set[str] = set()
MOST_TRIES = 10


class Job(db.Base):
    """One piece of work. ``key`` makes it happen once per (kind, key)."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "key"),)
    __noted__: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, init=False)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    due: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    trouble: Mapped[str] = mapped_column(Text, default="")


def handles(kind: str, *, long: bool = False) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job: ``handler(body, at)`` runs inside one write transaction.

    A ``long`` one works with no write open, so that nobody waits for it, and opens short ones of its own; killed in
    between it begins again.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        if long:
            LONG.add(kind)
        return handler

    return register


def enqueue(kind: str, key: str, body: dict[str, Any], *, due: datetime) -> None:
    """Ask for work, inside the deed's transaction; a second asking under the same key is the same work."""
    session = db.database.session
    if session.scalar(select(Job.id).where(Job.kind == kind, Job.key == key)) is None:
        session.add(Job(kind=kind, key=key, body=body, due=due))
        session.flush()


def run_due(at: datetime, most: int = 50) -> int:
    """Do what is due; each job in a transaction of its own. Returns how many were done."""
    waiting = select(Job.id).where(Job.done_at.is_(None), Job.due <= at, Job.tries < MOST_TRIES).order_by(Job.due)
    ids = list(db.database.session.scalars(waiting.limit(most)))
    db.database.session.rollback()
    return sum(_run(job_id, at) for job_id in ids)


def _prepared(job_id: int, at: datetime) -> bool:
    """Do the work of a long job before the write that ends it."""
    job = db.database.session.get(Job, job_id)
    if job is None or job.done_at is not None:
        return False
    kind, body = job.kind, dict(job.body)
    db.database.session.rollback()
    if kind in LONG:
        HANDLERS[kind](body, at)
        db.database.session.rollback()
    return True


def _run(job_id: int, at: datetime) -> bool:
    try:
        if not _prepared(job_id, at):
            return False
        with db.transaction(at=at, by="worker", why="job"):
            job = db.lock(Job, job_id)
            if job is None or job.done_at is not None:
                return False
            if job.kind not in LONG:
                HANDLERS[job.kind](job.body, at)
            job.done_at = at
            return True
    except Exception as trouble:
        current_app.logger.exception("job %s", job_id)
        with db.transaction(at=clock.now(), by="worker", why="job failed"):
            job = db.lock(Job, job_id)
            assert job is not None
            job.tries += 1
            job.trouble = repr(trouble)[:500]
            job.due = at + timedelta(seconds=2**job.tries)
        return False
