"""Who asks: read from the sessions table at every request."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import has_request_context, request, session
from sqlalchemy import Date, and_, bindparam, select

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours
from cstrain.people.models import Grant, Person, Session, SessionUse
from cstrain.people.queries import installation
from cstrain.people.queries.grants import holds, permissions_of
from cstrain.people.rules import ALL_TEAMS, May, local_date

IDLE, WHOLE = timedelta(minutes=30), timedelta(hours=12)
LANGUAGES = ("zh_Hans_CN", "en")

__all__ = ["IDLE", "WHOLE", "Me", "hashed", "installation", "locale", "me", "who"]


@dataclass(frozen=True)
class Me:
    """Who asks, as read for this request: the person's id, and for each permission the teams it covers (``*``: all)."""

    id: str
    session_id: str
    may: Mapping[May, frozenset[str]]
    name: str = ""
    language: str = ""
    theme: str = ""
    roles: tuple[str, ...] = ()
    password_is_own: bool = True
    number: str = ""

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


def is_alive(row: Any, used_at: datetime, at: datetime) -> bool:
    """A session (its row, or what was read of it): not ended, used within half an hour, begun within twelve."""
    return row.ended_at is None and at - row.started_at <= WHOLE and at - used_at <= IDLE


def _statement() -> Any:
    """All of it in one statement, as every request asks it: a row per grant in force, at least one."""
    session, use, person, grant = (model.__table__ for model in (Session, SessionUse, Person, Grant))
    given = and_(grant.c.person_id == person.c.id, holds(bindparam("day", type_=Date)))
    rows = (
        session.join(person, person.c.id == session.c.person_id)
        .outerjoin(use, use.c.session_id == session.c.id)
        .outerjoin(grant, given)
    )
    asked = (
        session.c.person_id, session.c.started_at, session.c.ended_at, use.c.used_at, person.c.name, person.c.language, person.c.theme,
        person.c.password_is_own, person.c.employee_no, grant.c.role, grant.c.team_id,
    )  # fmt: skip
    mine = and_(session.c.id == bindparam("id"), person.c.disabled_at.is_(None))
    return select(*asked).select_from(rows).where(mine).order_by(grant.c.from_on, grant.c.id)


ASKING = _statement()


def who() -> Me | None:
    """The signed-in person of this request, read from the sessions table; None for a stranger."""
    cookie_id = session.get("sid")
    if not isinstance(cookie_id, str):
        return None
    at, session_id = clock.received(), hashed(cookie_id)
    said = {"id": session_id, "day": local_date(at, clock.zone())}
    rows = db.rows(ASKING, **said)
    if not rows:
        return None
    row = rows[0]
    used_at = row.used_at or row.started_at
    if not is_alive(row, used_at, at):
        return None
    held = tuple((one.role, one.team_id) for one in rows if one.role is not None)
    roles = tuple(dict.fromkeys(role for role, _team in held))
    if at - used_at > timedelta(minutes=1):
        _note_use(session_id, at)
    return Me(
        row.person_id,
        session_id,
        permissions_of(held),
        row.name,
        row.language,
        row.theme,
        roles,
        row.password_is_own,
        row.employee_no,
    )


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
    chosen = asked.language if asked else ""
    chosen = chosen or session.get("language", "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]
