"""One fixed cast of people, and how a test client becomes one of them.

``make_cast(at)`` inside an application context writes the cast; ``as_(client, someone)`` signs a client in;
``post(client, url, data)`` posts as a browser would, with the CSRF token of that client's session.
"""

from __future__ import annotations

import functools
import secrets
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from argon2 import PasswordHasher
from flask import current_app
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from cstrain.kit import clock, db
from cstrain.people.doors import hashed
from cstrain.people.models import Grant, Installation, Person, Session, Store, Team
from cstrain.people.rules import PersonState, Role

JOINED = date(2026, 1, 5)


@dataclass(frozen=True)
class Someone:
    """One of the cast as plain values: never detached, the same in every context of a test."""

    id: str
    employee_no: str
    name: str
    password: str
    team_id: str | None

    @property
    def row(self) -> Person:
        """The person as it stands in the database now."""
        return db.database.session.get_one(Person, self.id)


@dataclass(frozen=True)
class Cast:
    """Roles are held for one's own team; administrator and auditor hold theirs for all teams."""

    presale: str  # id of the team 售前接待组
    aftersale: str  # id of the team 售后服务组
    store: str  # id of 青禾箱包旗舰店, on 天猫
    admin: Someone
    second_admin: Someone
    trainer: Someone
    second_trainer: Someone
    mentor: Someone
    supervisor: Someone
    second_supervisor: Someone  # of the same team: where two people must agree
    inspector: Someone
    auditor: Someone
    trainee: Someone
    second_trainee: Someone
    agent: Someone  # at work in 售前
    other_trainer: Someone  # these three belong to 售后
    other_supervisor: Someone
    other_trainee: Someone

    @property
    def everyone(self) -> list[Someone]:
        found = (getattr(self, field.name) for field in fields(self))
        return [one for one in found if isinstance(one, Someone)]


PARTS: dict[str, tuple[str, str, Role | None, str | None]] = {
    "admin": ("A001", "周敏", Role.ADMINISTRATOR, None),
    "second_admin": ("A002", "吴越", Role.ADMINISTRATOR, None),
    "trainer": ("T001", "陈峰", Role.TRAINER, "presale"),
    "second_trainer": ("T002", "周蕾", Role.TRAINER, "presale"),
    "mentor": ("M001", "何静怡", Role.MENTOR, "presale"),
    "supervisor": ("S001", "沈国栋", Role.SUPERVISOR, "presale"),
    "second_supervisor": ("S003", "许文静", Role.SUPERVISOR, "presale"),
    "inspector": ("Q001", "方磊", Role.INSPECTOR, "presale"),
    "auditor": ("U001", "罗敏", Role.AUDITOR, None),
    "trainee": ("CS-20418", "林晓雨", None, "presale"),
    "second_trainee": ("CS-20419", "王思远", None, "presale"),
    "agent": ("CS-10007", "赵一鸣", None, "presale"),
    "other_trainer": ("T003", "郑凯", Role.TRAINER, "aftersale"),
    "other_supervisor": ("S002", "杜雅琴", Role.SUPERVISOR, "aftersale"),
    "other_trainee": ("CS-30001", "孙可欣", None, "aftersale"),
}


@functools.cache
def _hash(password: str) -> str:
    """Hashed once per session of tests, as the application hashes."""
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(password)


def _person(part: str, teams: dict[str | None, str | None], store: str, at: datetime) -> Someone:
    number, name, role, team = PARTS[part]
    password = f"correct horse battery {number}"
    at_work = part == "agent" or role is not None
    person = Person(
        employee_no=number,
        name=name,
        team_id=teams[team],
        store_id=store if team == "presale" else None,
        state=PersonState.AT_WORK.value if at_work else PersonState.IN_TRAINING.value,
        joined_on=JOINED,
        password_hash=_hash(password),
        password_is_own=True,
        password_set_at=at,
    )
    db.database.session.add(person)
    if role is not None:
        grant = Grant(person_id=person.id, role=role.value, team_id=teams[team], from_on=JOINED, given_at=at)
        db.database.session.add(grant)
    return Someone(person.id, number, name, password, teams[team])


def make_cast(at: datetime) -> Cast:
    """Write the cast in one transaction; needs an application context and an empty database."""
    with db.transaction(at=at, by="tests", why="the cast"):
        session = db.database.session
        session.add(Installation(kind="real", name="青禾箱包有限公司", created_at=at))
        presale, aftersale = Team(name="售前接待组"), Team(name="售后服务组")
        store = Store(name="青禾箱包旗舰店", platform="天猫")
        session.add_all([presale, aftersale, store])
        session.flush()
        teams: dict[str | None, str | None] = {"presale": presale.id, "aftersale": aftersale.id, None: None}
        people = {part: _person(part, teams, store.id, at) for part in PARTS}
        return Cast(presale=presale.id, aftersale=aftersale.id, store=store.id, **people)


def as_(client: FlaskClient, someone: Someone, *, at: datetime | None = None) -> FlaskClient:
    """Sign ``client`` in as ``someone``: a fresh session row and its cookie, whoever was signed in before."""
    sid = secrets.token_urlsafe(32)
    with client.application.app_context():
        started = at or clock.now()
        with db.transaction(at=started, by="tests", why="sign in"):
            row = Session(id=hashed(sid), person_id=someone.id, started_at=started, address="127.0.0.1")
            db.database.session.add(row)
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["sid"] = sid
    return client


def token(client: FlaskClient) -> str:
    """The CSRF token a form on this client's pages would carry."""
    with client.session_transaction() as cookie:
        raw = cookie.setdefault("csrf_token", secrets.token_hex(20))
    with client.application.app_context():
        signer = URLSafeTimedSerializer(current_app.secret_key or b"", salt="wtf-csrf-token")
        return str(signer.dumps(raw))


def post(client: FlaskClient, url: str, data: dict[str, Any] | None = None, **extra: Any) -> TestResponse:
    """Post a form as a browser would: with the token, from our own origin."""
    return client.post(url, data={"csrf_token": token(client), **(data or {})}, **extra)
