"""What the worker looks after: certificates about to end."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from cstrain.certification.actions.endings import tell_endings
from cstrain.certification.queries.endings import endings
from cstrain.kit import clock, db

cli = AppGroup("certification", help="Certificates.")


@cli.command("tell-endings")
def tell_now() -> None:
    """Tell people of certificates ending in 90, 60, 30 or 7 days; each once."""
    at = clock.now()
    with db.transaction(at=at, by="flask certification tell-endings", why="certificates end"):
        click.echo(tell_endings(at))


def tell_of_endings(at: datetime) -> None:
    """Looks before it takes the queue: mostly there is nothing to tell."""
    if not endings(at):
        db.abandon()
        return
    with db.transaction(at=at, by="janitor", why="certificates end"):
        tell_endings(at)


JANITOR = (tell_of_endings,)
