"""One round of telling: read without a write, then written team by team; a round that was cut short goes on."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app
from sqlalchemy import func, select

from cstrain.kit import clock, db
from cstrain.notices.actions.outbox import put_out
from cstrain.notices.models import MailAddress, Notice, NoticeRound
from cstrain.notices.queries.channels import hours, robots_of
from cstrain.notices.queries.gather import Scene, gather, teams_with_people
from cstrain.notices.rules.hours import MAIL_HOUR, Kind, due
from cstrain.notices.rules.texts import Message, text_of
from cstrain.people import actions as people
from cstrain.people.models import InboxItem, Person
from cstrain.people.queries import installation
from cstrain.people.rules import local_date
from cstrain.records.models import SignatureRequest
from cstrain.records.rules import State

BY = {"by": "worker", "why": "notices"}


def rounds_due(at: datetime) -> list[str]:
    """The kinds whose hour has come and that were not gone through today."""
    on = local_date(at, clock.zone())
    waiting = due(hours(), at, clock.zone())
    if not waiting:
        return []
    done = set(db.database.session.scalars(select(NoticeRound.name).where(NoticeRound.on_day == on)))
    return [name for name in waiting if name not in done]


def tell_due(at: datetime) -> int:
    """Go through what is due; returns how many teams were told something."""
    told, on = 0, local_date(at, clock.zone())
    for name in rounds_due(at):
        told += _mail_round(on, at) if name == MAIL_HOUR else _round(Kind(name), on, at)
        _close_round(name, on, at)
    db.abandon()
    return told


def _close_round(name: str, on: date, at: datetime) -> None:
    with db.transaction(at=at, **BY):
        if db.database.session.get(NoticeRound, (name, on)) is None:
            db.database.session.add(NoticeRound(name=name, on_day=on, at=at))


def _round(kind: Kind, on: date, at: datetime) -> int:
    hour, told = hours()[kind.value], 0
    for team_id, name in teams_with_people():
        if _is_told(kind, on, team_id):
            continue
        message = gather(kind, Scene(team_id, at, hour))
        if message.lines:
            place = "·".join(each for each in (_firm(), name) if each)
            text = text_of(kind, message, place, current_app.config["SITE_URL"])
            with db.transaction(at=at, **BY):
                told += _tell_team(Notice(kind=kind.value, on_day=on, team_id=team_id, text=text, at=at), message)
    return told


def _firm() -> str:
    home = installation()
    return home.name if home else ""


def _is_told(kind: Kind, on: date, team_id: str | None) -> bool:
    rows = select(Notice.id).where(Notice.kind == kind.value, Notice.on_day == on, Notice.team_id == team_id)
    return db.database.session.scalar(rows) is not None


def _tell_team(made: Notice, message: Message) -> bool:
    """Notice, inboxes and outbox in one transaction: all of it, or none."""
    if _is_told(Kind(made.kind), made.on_day, made.team_id):
        return False
    db.database.session.add(made)
    db.database.session.flush()
    for robot in robots_of(made.team_id):
        put_out(f"robot:{robot.id}", f"{made.kind}:{made.on_day}", {"text": made.text}, at=made.at)
    for one in message.told:
        key = f"{one.kind}:{made.on_day}:{one.link}"[:100]
        people.tell(one.person_id, one.kind, key, facts=one.facts, link=one.link, at=made.at)
    return True


def _mail_round(on: date, at: datetime) -> int:
    """Whoever left an address and has unread messages or open signatures: how many, never what they say."""
    if not current_app.config["MAIL_URL"]:
        return 0
    unread = select(InboxItem.person_id, func.count()).where(InboxItem.read_at.is_(None)).group_by(InboxItem.person_id)
    unsigned = select(SignatureRequest.signer_id, func.count()).where(SignatureRequest.state == State.OPEN)
    rows = select(MailAddress.person_id).join(Person, Person.id == MailAddress.person_id)
    session = db.database.session
    addressed = list(session.scalars(rows.where(Person.disabled_at.is_(None))))
    read = dict(session.execute(unread.where(InboxItem.person_id.in_(addressed))).all())
    owed = unsigned.where(SignatureRequest.signer_id.in_(addressed)).group_by(SignatureRequest.signer_id)
    signing = dict(session.execute(owed).all())
    wanted = [each for each in addressed if read.get(each) or signing.get(each)]
    for person_id in wanted:
        body = _digest(read.get(person_id, 0), signing.get(person_id, 0))
        with db.transaction(at=at, **BY):
            put_out(f"mail:{person_id}", f"mail:{on}:{person_id}", body, at=at)
    return len(wanted)


def _digest(unread: int, unsigned: int) -> dict[str, str]:
    pieces = [f"{unread} 条没读的消息" if unread else "", f"{unsigned} 项等您签字" if unsigned else ""]
    said = "，".join(piece for piece in pieces if piece)
    site = current_app.config["SITE_URL"].rstrip("/")
    where = f"打开 {site}/today 查看。" if site else "请登录 cstrain 查看。"
    text = f"您有 {said}。\n{where}\n\n不想再收到，可以在“我的账号”里去掉邮箱。\n"
    return {"subject": f"{_firm()}培训：{said}", "text": text}
