"""The only reader of time. Rules and actions take time as an argument; views and commands ask here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app, has_request_context, request

from cstrain.kit.steady import SteadyClock

RECEIVED = "cstrain.received"  # key in the WSGI environment
_followed: list[SteadyClock] = []


def now() -> datetime:
    """This instant, in UTC, with microseconds; where the application serves, by the clock that does not jump."""
    return _followed[-1].now() if _followed else datetime.now(UTC)


def follow(path: Path | None) -> None:
    """From now on this process, and those it forks, go by the steady clock whose line lies at ``path``; None: by the wall."""
    _followed[:] = [SteadyClock(path)] if path else []


def steady() -> SteadyClock | None:
    return _followed[-1] if _followed else None


def received() -> datetime:
    """When the current request arrived, stamped before any lock; outside a request, now."""
    if has_request_context():
        stamped: datetime | None = request.environ.get(RECEIVED)
        if stamped is not None:
            return stamped
    return now()


def zone() -> ZoneInfo:
    """The installation's one time zone."""
    return ZoneInfo(current_app.config["ZONE"])


def local(at: datetime) -> datetime:
    """``at`` on the installation's wall clock, offset kept."""
    return at.astimezone(zone())
