"""``flask notices tell``, and what the worker does beside its rounds: telling and sending, on a thread of its own, so that
a receiver that is slow to answer holds up nobody's exam."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from cstrain.kit import clock, db
from cstrain.kit.web import registry
from cstrain.notices import actions, queries

cli = AppGroup("notices", help="Messages to teams.")
_busy = threading.Lock()
FAILED, REST = "notices.failed", timedelta(minutes=1)


@cli.command("tell")
def tell_now() -> None:
    """Tell what is due at this hour, and send what waits to leave."""
    told, sent = actions.tell_due(clock.now()), actions.send_due(clock.now)
    click.echo(f"小组消息 {told} 条，送出 {sent} 条")


def tell_and_send(at: datetime) -> None:
    """Looks first: mostly there is nothing. One thread at a time; what it is killed in is taken up again."""
    waits = bool((_may_tell(at) and actions.rounds_due(at)) or queries.heads(at))
    db.abandon()
    if waits and _busy.acquire(blocking=False):
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        threading.Thread(target=_beside, args=(app,), name="notices", daemon=True).start()


def _may_tell(at: datetime) -> bool:
    """After telling has failed it rests for a minute: what waits to leave is sent meanwhile."""
    failed: datetime | None = registry().kept.get(FAILED)
    return failed is None or not failed <= at < failed + REST


def _beside(app: Flask) -> None:
    try:
        with app.app_context():
            if _may_tell(clock.now()):
                _tell(app)
            actions.send_due(clock.now)
    except Exception:
        app.logger.exception("messages were not sent")
    finally:
        _busy.release()


def _tell(app: Flask) -> None:
    try:
        actions.tell_due(clock.now())
    except Exception:
        registry().kept[FAILED] = clock.now()
        app.logger.exception("teams were not told")


JANITOR = (tell_and_send,)
