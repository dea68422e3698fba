"""Who asks: read from the sessions table at every request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import has_request_context, request, session

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.people import queries
from cstrain.people.models import Grant, Person, Session, SessionUse
from cstrain.people.queries import installation, permissions
from cstrain.people.rules import ALL_TEAMS, May, local_date

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
LANGUAGES = ("zh_Hans_CN", "en")

__all__ = ["IDLE", "WHOLE", "Me", "grants_in_force", "hashed", "installation", "locale", "me", "permissions", "who"]


@dataclass(frozen=True)
class Me:
    """Who asks: the person's id, and for each permission the teams it covers (``*``: all)."""

    id: str
    session_id: str
    may: dict[May, frozenset[str]]

    def can(self, may: May, team_id: str | None = None) -> bool:
        """May this person do it at all, or for one team."""
        teams = self.may.get(may)
        return teams is not None and (team_id is None or ALL_TEAMS in teams or team_id in teams)

    def can_for_all(self, may: May) -> bool:
        """May this person do it for all teams."""
        return ALL_TEAMS in self.may.get(may, frozenset())

    @property
    def person(self) -> Person:
        found = db.database.session.get(Person, self.id)
        assert found is not None
        return found


def hashed(cookie_id: str) -> str:
    return hashlib.sha256(cookie_id.encode()).hexdigest()


def grants_in_force(person_id: str) -> list[Grant]:
    """The person's grants of today."""
    return queries.grants_in_force(person_id, local_date(clock.received(), clock.zone()))


def is_alive(row: Session, used_at: datetime, at: datetime) -> bool:
    """Not ended, used within half an hour, begun within twelve."""
    return row.ended_at is None and at - row.started_at <= WHOLE and at - used_at <= IDLE


def who() -> Me | None:
    """The signed-in person of this request, read from the sessions table; None for a stranger."""
    cookie_id = session.get("sid")
    if not isinstance(cookie_id, str):
        return None
    row = db.database.session.get(Session, hashed(cookie_id))
    if row is None:
        return None
    at = clock.received()
    use = db.database.session.get(SessionUse, row.id)
    used_at = use.used_at if use is not None else row.started_at
    person = db.database.session.get(Person, row.person_id)
    if person is None or person.disabled_at is not None or not is_alive(row, used_at, at):
        return None
    found = Me(person.id, row.id, permissions(grants_in_force(person.id)))
    if at - used_at > timedelta(minutes=1):
        _note_use(row.id, at)
    return found


def _note_use(session_id: str, at: datetime) -> None:
    def write(own: Any) -> None:
        use = own.get(SessionUse, session_id)
        if use is None:
            own.add(SessionUse(session_id=session_id, used_at=at))
        else:
            use.used_at = at

    db.note(write)


def me() -> Me:
    """The person this door was opened for; only inside a view marked with ``needs``."""
    found: Me | None = request.environ.get("cstrain.me")
    if found is None:
        raise NotYours
    return found


def locale() -> str:
    """The reader's language: their setting, else the cookie's, else zh-CN; commands and the worker speak zh-CN."""
    if not has_request_context():
        return LANGUAGES[0]
    asked: Me | None = request.environ.get("cstrain.me")
    chosen = asked.person.language if asked else ""
    chosen = chosen or session.get("language", "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]
