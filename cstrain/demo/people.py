"""Who plays in the demo: the staff and their roles, the hires and agents, each with a fresh password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from cstrain.kit import db
from cstrain.people import actions as people
from cstrain.people.models import Person, Store, Team
from cstrain.people.rules import Role
from cstrain.people.rules.keys import SigningKey

WORDS = "shan yun feng yue liu cha ye lin zhu guang xing fan nuan yu xue hai".split()
STAFF = (
    ("A001", "周敏", Role.ADMINISTRATOR, False, "管理员"),
    ("T001", "陈峰", Role.TRAINER, True, "培训师"),
    ("M001", "何静怡", Role.MENTOR, True, "带教人"),
    ("S001", "沈国栋", Role.SUPERVISOR, True, "主管"),
    ("S002", "许文静", Role.SUPERVISOR, True, "主管（第二位）"),
    ("Q001", "方磊", Role.INSPECTOR, True, "质检"),
    ("U001", "罗敏", Role.AUDITOR, False, "审计"),
)
LEARNERS = (  # number, name, days since the course began, what they show
    ("CS-20440", "林晓雨", 1, "新人，第 2 天"),
    ("CS-20441", "王思远", 6, "新人，第 6 天，有环节待签字"),
    ("CS-20442", "李沐", 5, "新人，请假三天"),
    ("CS-20443", "赵一鸣", 12, "新人，上岗考试没通过"),
    ("CS-20444", "陈嘉禾", 12, "新人，条件齐全，等主管决定"),
    ("CS-20445", "徐诺", 14, "客服，有条件上岗"),
    ("CS-20446", "黄可欣", 20, "客服，证书暂停"),
    ("CS-20447", "何雨晴", 30, "客服，够升级条件"),
)


@dataclass(frozen=True)
class Player:
    """One of the demo's people: account, password, and what they show."""

    id: str
    number: str
    name: str
    password: str
    shows: str
    key: SigningKey | None = None


def fresh_password() -> str:
    """Four syllables and four figures: easily typed on a phone, printed once."""
    return "-".join(secrets.choice(WORDS) for _ in range(4)) + f"-{secrets.randbelow(9000) + 1000}"


@dataclass(frozen=True)
class Hiring:
    """Where, since when and by whom people are added."""

    team: Team
    joined_on: date
    at: datetime
    by: str
    store: Store | None = None


def add(number: str, name: str, shows: str, hiring: Hiring, *, in_team: bool = True) -> Player:
    """Add one person who has already chosen a password of their own."""
    password = fresh_password()
    own = people.own_password(password)
    with db.transaction(at=hiring.at, by=hiring.by, why="demo"):
        person, _first = people.add_person(
            number,
            name,
            team=hiring.team if in_team else None,
            store=hiring.store,
            joined_on=hiring.joined_on,
            by=hiring.by,
            at=hiring.at,
        )
        people.set_own_password(person, own, hiring.at)
        return Player(person.id, number, name, password, shows, own.key)


def appoint(player: Player, role: Role, hiring: Hiring, *, in_team: bool) -> None:
    """Give the role, for the team or for all."""
    with db.transaction(at=hiring.at, by=hiring.by, why="demo"):
        person = db.database.session.get_one(Person, player.id)
        team = hiring.team if in_team else None
        people.grant_role(person, role, team=team, from_on=hiring.joined_on, by=hiring.by, at=hiring.at)


def at_work(player: Player, hiring: Hiring) -> None:
    """Staff are at work from the first day; they serve no customers, so no gate stands before them."""
    with db.transaction(at=hiring.at, by=hiring.by, why="demo"):
        people.change_state(
            player.id, "go_live", on=hiring.joined_on, reason="演示：管理岗位，不接待客户", by=hiring.by, at=hiring.at
        )
