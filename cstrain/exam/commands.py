"""``flask exam close-overdue``, and the janitor's round."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from cstrain.exam.actions import close_overdue, report_items, settle_clock, tally_papers
from cstrain.kit import clock

cli = AppGroup("exam", help="Exams.")


@cli.command("close-overdue")
def close() -> None:
    """Close every attempt whose time is over."""
    click.echo(close_overdue(clock.now()))


JANITOR = [settle_clock, close_overdue, tally_papers, report_items]
