"""The database: what it was told, whether its tables are today's, whether the work that waits is done, the witness."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, text

from cstrain.kit import db
from cstrain.kit.db import migrations
from cstrain.kit.jobs import MOST_TRIES, Job
from cstrain.records import queries as records
from cstrain.running.queries.machine import instance
from cstrain.running.rules import Finding, World, is_affected

WITNESS_LATE, WORK_LATE = timedelta(hours=24), timedelta(minutes=10)
POSTGRES = ("fsync", "full_page_writes", "synchronous_commit")


def findings(world: World, at: datetime) -> Iterator[Finding]:
    if db.database.engine.dialect.name == "sqlite":
        yield from _sqlite(world)
    else:
        yield from _postgres()
    yield from _tables()
    yield from _work(at)
    yield from _witness(at)


def _sqlite(world: World) -> Iterator[Finding]:
    session = db.database.session
    said = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("synchronous", "journal_mode")}
    if said["synchronous"] != 2 or str(said["journal_mode"]).lower() != "wal":
        yield Finding("sync_off", {"setting": f"synchronous={said['synchronous']}, {said['journal_mode']}"})
    own_checkpoints = session.execute(text("PRAGMA wal_autocheckpoint")).scalar()
    if own_checkpoints:
        yield Finding("checkpoint_unlocked", {"setting": f"wal_autocheckpoint={own_checkpoints}"})
        if is_affected(world.sqlite):
            yield Finding("sqlite_affected", {"version": ".".join(map(str, world.sqlite))})


def _postgres() -> Iterator[Finding]:
    for name in POSTGRES:
        setting = db.database.session.execute(text(f"SHOW {name}")).scalar()
        if setting in ("off", "local"):
            yield Finding("postgres_unsafe", {"setting": f"{name}={setting}"})


def _tables() -> Iterator[Finding]:
    if migrations.here() != migrations.newest(Path(current_app.root_path) / "cstrain" / "migrations"):
        yield Finding("not_migrated")


def _work(at: datetime) -> Iterator[Finding]:
    counted = select(func.count()).select_from(Job).where(Job.done_at.is_(None))
    given_up = db.database.session.scalar(counted.where(Job.tries >= MOST_TRIES)) or 0
    late = db.database.session.scalar(counted.where(Job.tries == 0, Job.due < at - WORK_LATE)) or 0
    if given_up:
        yield Finding("work_given_up", {"count": given_up})
    if late:
        yield Finding("worker_away", {"count": late})


def _witness(at: datetime) -> Iterator[Finding]:
    if records.rolled_back() is not None:
        yield Finding("rolled_back", {"number": records.witnessed()[-1]["number"]})
    last, known = records.last_checkpoint(), records.witnessed()
    behind = last is not None and (not known or known[-1]["number"] < last.number)
    if last is not None and behind and at - last.at > WITNESS_LATE:
        yield Finding("witness_late", {"number": last.number})
    if instance() in Path(current_app.config["WITNESS"]).resolve().parents:
        yield Finding("witness_inside", is_note=True)
