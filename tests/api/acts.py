"""Tokens and certificates in short."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cstrain.api import actions
from cstrain.api.rules import Rights
from cstrain.certification import actions as certification
from cstrain.certification.actions.certificates import Issue, issue
from cstrain.certification.models import Certificate
from cstrain.certification.rules.certificate import Basis
from cstrain.certification.rules.decision import Scope
from cstrain.kit import db
from cstrain.people import actions as people
from cstrain.people.models import Person
from tests.cast import Cast
from tests.certification.acts import DECIDING
from tests.records.acts import Proved

NOW = DECIDING + timedelta(hours=1)  # 2026-10-26 15:00 in Shanghai
TODAY = date(2026, 10, 26)
UNTIL = date(2027, 10, 25)


def token(cast: Cast, *, at: datetime = NOW, until: date = date(2027, 1, 31), **said: Any) -> str:
    """The secret of a token for the cast's store, all rights unless said otherwise."""
    rights = Rights(said.get("clearance", True), said.get("level", True), said.get("stores", (cast.store,)))
    with db.transaction(at=at, by=cast.admin.id, why="issue"):
        return actions.issue(actions.Issue("分流系统", rights, until), by=cast.admin.id, at=at)[1]


def other_store() -> str:
    with db.transaction(at=NOW, why="store"):
        return people.keep_store("北辰箱包专营店", "京东").id


def certify(person: Any, cast: Cast, *, at: datetime = DECIDING, until: date = UNTIL, **said: Any) -> str:
    """A certificate out of hand, and the person at work; returns its number."""
    said_of = Issue(
        person.id,
        said.pop("name", "售前上岗证"),
        "presale-gate",
        Scope("presale", "售前客服", ("天猫",), ("青禾箱包旗舰店",)),
        Basis.GATE,
        at,
        until,
        **said,
    )
    with db.transaction(at=at, by=cast.supervisor.id, why="issue"):
        made: Certificate = issue(said_of, Proved(cast.supervisor.id))
        row = db.database.session.get_one(Person, person.id)
        if row.state == "in_training":
            people.change_state(
                row, "go_live", on=(at + timedelta(hours=8)).date(), reason="x", by=cast.supervisor.id, at=at
            )
        return made.no


def suspend(no: str, cast: Cast, at: datetime = NOW) -> None:
    with db.transaction(at=at, by=cast.supervisor.id, why="suspend"):
        certification.suspend(no, reason="客诉核查", by=cast.supervisor.id, at=at)


def ask(client: FlaskClient, secret: str, number: str = "CS-20418", about: str = "clearance") -> TestResponse:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return client.get(f"/api/v1/agents/{number}/{about}", headers=headers)


def issued(app: Flask, cast: Cast, **said: Any) -> str:
    with app.app_context():
        return token(cast, **said)
