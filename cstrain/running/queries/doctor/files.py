"""Files, disk, clock and copies."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from cstrain.kit import db
from cstrain.people.queries import installation
from cstrain.running.queries.machine import instance, kept
from cstrain.running.rules import Finding, World, network_place
from cstrain.running.rules.findings import UNSYNCED

MEGABYTE = 1024 * 1024
RESERVE = 1024 * MEGABYTE
LOG_GROWN = 256 * MEGABYTE
COPY_EVERY, TRIED_EVERY, GRACE = timedelta(hours=25), timedelta(days=8), timedelta(hours=24)


def findings(world: World, at: datetime) -> Iterator[Finding]:
    yield from _rights()
    yield from _secrets()
    if world.free < RESERVE:
        yield Finding("disk", {"free": world.free // MEGABYTE})
    if world.clock is not None and world.clock & UNSYNCED:
        yield Finding("clock")
    yield from _database_file(world)
    home = installation()
    if home is not None and not home.is_demo and at - home.created_at > GRACE:
        yield from _copies(at)


def _rights() -> Iterator[Finding]:
    """The folder is shut to others, or else every file in it that is nobody else's business is."""
    open_to_others = stat.S_IRWXG | stat.S_IRWXO
    for path in (instance(), instance() / "secrets.json", instance() / "seal", Path(current_app.config["BACKUPS"])):
        if path.exists() and path.stat().st_mode & open_to_others:
            yield Finding("readable", {"path": str(path)})


def _secrets() -> Iterator[Finding]:
    try:
        held = json.loads((instance() / "secrets.json").read_text())
        weak = [name for name, said in held.items() if len(set(bytes.fromhex(said))) < 12 or len(said) < 64]
    except (OSError, ValueError, AttributeError):
        weak = ["secrets.json"]
    if weak:
        yield Finding("weak_secret", {"name": weak[0]})


def _database_file(world: World) -> Iterator[Finding]:
    url = db.database.engine.url
    if url.get_backend_name() != "sqlite":
        return
    path = Path(url.database or "").resolve()
    kind = network_place(str(path), world.mounts)
    if kind:
        yield Finding("network_disk", {"kind": kind, "path": str(path)})
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size > LOG_GROWN:
        yield Finding("log_grows", {"size": log.stat().st_size // MEGABYTE})


def _copies(at: datetime) -> Iterator[Finding]:
    found = kept()
    tried = [one for one in found if one.is_good and one.tried]
    if not found or at - found[0].at > COPY_EVERY:
        yield Finding("no_copy")
    if not tried or at - max(one.tried for one in tried if one.tried) > TRIED_EVERY:
        yield Finding("not_restored")
    if found and found[0].tested_at and found[0].trouble:
        yield Finding("copy_bad", {"name": found[0].name, "trouble": found[0].trouble})
    if found and Path(current_app.config["BACKUPS"]).stat().st_dev == instance().stat().st_dev:
        yield Finding("copy_beside", is_note=True)
