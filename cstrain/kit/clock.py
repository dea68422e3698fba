"""The only reader of time. Rules and actions take time as an argument; views and commands ask here."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import current_app, has_request_context, request

RECEIVED = "cstrain.received"  # key in the WSGI environment


def now() -> datetime:
    """This instant, in UTC, with microseconds."""
    return datetime.now(UTC)


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
