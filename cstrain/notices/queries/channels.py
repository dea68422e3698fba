"""Robots, hours, addresses for mail, and what teams were told today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import NotYours
from cstrain.notices.models import MailAddress, Notice, NoticeHour, Robot
from cstrain.notices.rules.hours import MAIL_HOUR, USUAL, USUAL_MAIL, Kind
from cstrain.people.queries import Scoped
from cstrain.people.rules import ALL_TEAMS, May


def hours() -> dict[str, int]:
    """When each kind is told, in minutes after midnight; -1: not at all."""
    found = {kind.value: minute for kind, minute in USUAL.items()} | {MAIL_HOUR: USUAL_MAIL}
    return found | {row.name: row.minute for row in db.database.session.scalars(select(NoticeHour))}


def robots() -> list[Robot]:
    """Every robot that was not taken away, by team."""
    rows = db.database.session.scalars(select(Robot).where(Robot.ended_at.is_(None)))
    return sorted(rows, key=lambda one: (one.team.name if one.team else "", one.name))


def robots_of(team_id: str | None) -> list[Robot]:
    rows = select(Robot).where(Robot.ended_at.is_(None), Robot.team_id == team_id)
    return list(db.database.session.scalars(rows.order_by(Robot.made_at)))


def robot(robot_id: str) -> Robot:
    """404 when there is none, or it was taken away."""
    found = db.database.session.get(Robot, robot_id)
    if found is None or found.ended_at is not None:
        raise NotYours
    return found


def mail_address(person_id: str) -> str:
    """Where the person is written to; "" when nowhere."""
    found = db.database.session.get(MailAddress, person_id)
    return found.address if found else ""


def told_today(asked: Scoped, on: date) -> list[Notice]:
    """What the teams were told today that this person follows."""
    teams = asked.may.get(May.REPORTS_SEE, frozenset())
    if not teams:
        return []
    rows = select(Notice).where(Notice.on_day == on)
    if ALL_TEAMS not in teams:
        rows = rows.where(Notice.team_id.in_(teams))
    order = list(Kind)
    found = db.database.session.scalars(rows)
    return sorted(found, key=lambda one: (one.team.name if one.team else "", order.index(Kind(one.kind))))


__all__ = ["hours", "mail_address", "robot", "robots", "robots_of", "told_today"]
