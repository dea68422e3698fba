"""Robots are named, tried and taken away; hours are set; people say where they want mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.ids import new_id
from cstrain.kit.outgoing import allowed_inside, require_address
from cstrain.notices.actions.outbox import put_out
from cstrain.notices.models import MailAddress, NoticeHour, Outgoing, Robot
from cstrain.notices.queries.seal import sealed
from cstrain.notices.rules.robots import Platform, require_robot
from cstrain.people.models import Team

MAIL = re.compile(r"[^\s@<>,;:\"\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class RobotSaid:
    """A robot as the administrator types it."""

    platform: Platform
    name: str
    team_id: str | None
    address: str
    secret: str


@db.deed
def add_robot(said: RobotSaid, *, by: str, at: datetime) -> Robot:
    """Address and signing secret are kept sealed and shown to nobody again.

    Refusals ``address_not_https``, ``address_is_odd``, ``robot_address_of_other``, ``robot_needs_secret``.
    """
    require_address(said.address)
    require_robot(said.platform, said.address, said.secret, allowed_inside())
    if said.team_id is not None and db.database.session.get(Team, said.team_id) is None:
        raise NotYours
    robot_id = new_id()
    made = Robot(
        id=robot_id,
        platform=said.platform.value,
        name=said.name,
        team_id=said.team_id,
        address_box=sealed(said.address, f"{robot_id}:address"),
        secret_box=sealed(said.secret, f"{robot_id}:secret"),
        made_by=by,
        made_at=at,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made


@db.deed
def end_robot(robot_id: str, *, by: str, at: datetime) -> Robot:
    """Nothing goes to this group any more; what still waited for it is given up."""
    row = _held(robot_id)
    row.ended_at, row.ended_by = at, by
    waiting = select(Outgoing).where(Outgoing.lane == f"robot:{robot_id}", Outgoing.closed_at.is_(None))
    for one in db.database.session.scalars(waiting):
        one.given_up_at = one.closed_at = at
    return row


@db.deed
def try_robot(robot_id: str, *, by: str, at: datetime) -> None:
    """A message to see that it arrives; at most one a minute."""
    row = _held(robot_id)
    place = row.team.name if row.team else "全公司"
    text = f"【{place}】这是一条试发的消息，收到就说明机器人接好了。"
    if not put_out(f"robot:{robot_id}", f"try:{at:%Y%m%d%H%M}", {"text": text, "by": by}, at=at):
        raise Refusal("robot_tried_just_now")


def _held(robot_id: str) -> Robot:
    row = db.lock(Robot, robot_id)
    if row is None or row.ended_at is not None:
        raise NotYours
    return row


@db.deed
def set_hours(chosen: Mapping[str, int]) -> None:
    """When each kind is told; -1: not at all."""
    session = db.database.session
    known = {row.name: row for row in session.scalars(select(NoticeHour))}
    for name, minute in chosen.items():
        if name in known:
            known[name].minute = minute
        else:
            session.add(NoticeHour(name=name, minute=minute))
    session.flush()


@db.deed
def keep_mail(person_id: str, address: str, *, at: datetime) -> None:
    """One's own address; empty takes it away: from then on nothing is mailed. Refusal ``mail_address_is_odd``."""
    address = address.strip()
    if address and (not MAIL.fullmatch(address) or len(address) > 200):
        raise Refusal("mail_address_is_odd")
    row = db.lock(MailAddress, person_id)
    if row is None and address:
        db.database.session.add(MailAddress(person_id=person_id, address=address, set_at=at))
    elif row is not None and address:
        row.address, row.set_at = address, at
    elif row is not None:
        db.database.session.delete(row)
    db.database.session.flush()
