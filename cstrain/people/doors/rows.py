"""Whose rows one may see: loaders that answer 404 for what is not yours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select

from cstrain.kit import db
from cstrain.kit.errors import Forbidden, NotYours
from cstrain.people.doors.asking import Me, me
from cstrain.people.models import Person
from cstrain.people.rules import ALL_TEAMS, May


def within(query: Select[Any], column: Any, asked: Me, may: May) -> Select[Any]:
    """Limit ``query`` to the teams that ``may`` covers for this person; ``column`` holds a team's id."""
    teams = asked.may.get(may, frozenset())
    return query if ALL_TEAMS in teams else query.where(column.in_(teams))


def person_for(person_id: str, may: May) -> Person:
    """The person, if the asking one may do ``may`` for their team; for ``May.LEARN`` oneself alone; else 404."""
    asked = me()
    found = db.database.session.get(Person, person_id)
    if found is None:
        raise NotYours
    if may is May.LEARN:
        if found.id != asked.id:
            raise NotYours
        return found
    if not (asked.can(may, found.team_id) if found.team_id else asked.can_for_all(may)):
        raise NotYours
    return found


def require_all_teams(may: May) -> Me:
    """For what belongs to no team: whoever holds ``may`` for some teams only gets 403."""
    asked = me()
    if not asked.can_for_all(may):
        raise Forbidden
    return asked


def own_path(asked: str | None) -> str | None:
    """A path on this site to go on to, or None for anything a browser could take for another site."""
    if not asked or not asked.startswith("/") or asked.startswith("//") or "\\" in asked or not asked.isprintable():
        return None
    parts = urlsplit(asked)
    return asked if not parts.scheme and not parts.netloc else None
