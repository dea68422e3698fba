"""``flask notices tell``, and what the worker does beside its rounds: telling and sending, on a thread of its own, so that
a receiver that is slow to answer holds up nobody's exam."""

from __future__ import annotations

import threading
from datetime import datetime

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from cstrain.kit import clock, db
from cstrain.notices import actions, queries

cli = AppGroup("notices", help="Messages to teams.")
_busy = threading.Lock()


@cli.command("tell")
def tell_now() -> None:
    """Tell what is due at this hour, and send what waits to leave."""
    told, sent = actions.tell_due(clock.now()), actions.send_due(clock.now)
    click.echo(f"小组消息 {told} 条，送出 {sent} 条")


def tell_and_send(at: datetime) -> None:
    """Looks first: mostly there is nothing. One thread at a time; what it is killed in is taken up again."""
    waits = bool(actions.rounds_due(at) or queries.heads(at))
    db.abandon()
    if waits and _busy.acquire(blocking=False):
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        threading.Thread(target=_beside, args=(app,), name="notices", daemon=True).start()


def _beside(app: Flask) -> None:
    try:
        with app.app_context():
            actions.tell_due(clock.now())
            actions.send_due(clock.now)
    except Exception:
        app.logger.exception("notices")
    finally:
        _busy.release()


JANITOR = (tell_and_send,)
