"""``flask curriculum end-left``, and the janitor's round."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from cstrain.curriculum.actions import end_left
from cstrain.kit import clock

cli = AppGroup("curriculum", help="Courses and enrolments.")


@cli.command("end-left")
def end() -> None:
    """End the enrolments of people who have left."""
    click.echo(end_left(clock.now()))


JANITOR = [end_left]
