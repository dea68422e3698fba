"""What the worker looks after: changes that other systems are to be told."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask.cli import AppGroup

from cstrain.api import actions, queries
from cstrain.kit import db
from cstrain.kit.web import registry

cli = AppGroup("api", help="Other systems.")
WHOLE_EVERY = timedelta(hours=1)


def tell_systems(at: datetime) -> None:
    """Each second what happened lately; at the first look and once an hour also what a standstill left behind."""
    kept = registry().kept
    last: datetime | None = kept.get("api.whole")
    whole = last is None or not last <= at < last + WHOLE_EVERY
    if queries.living_hooks(at):
        actions.put_out_changes(at, whole=whole)
    if whole:
        kept["api.whole"] = at
    db.abandon()


JANITOR = (tell_systems,)
