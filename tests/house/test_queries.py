"""Listings: every one is paged, and asks the database as often for sixty rows as for three."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from cstrain.curriculum.models import Enrolment
from cstrain.demo.walk import Watch, sign_all
from cstrain.kit import db
from cstrain.people.models import Person
from tests.cast import Cast, Someone, as_
from tests.journeys.stage import NOW, build, hired

FEW, MANY, MOST_ROWS = 3, 60, 50
COHORT = "{cohort}"
# Every page that lists what grows with the number of people, by who reads it. Listings of the bank, the exams, certificates,
# levels and tokens have the same test in their own rooms, on rows of their own.
PAGES = (
    ("admin", "/people"),
    ("admin", "/audit"),
    ("admin", "/today"),
    ("trainer", "/today"),
    ("trainer", "/cohort"),
    ("trainer", "/cohort/{cohort}"),
    ("trainer", "/enrol?who=all"),
    ("trainer", "/roleplay/score"),
    ("trainer", "/exams"),
    ("trainer", "/inbox"),
    ("mentor", "/today"),
    ("mentor", "/confirm"),
    ("mentor", "/record/sign?signed=1"),  # a single bundle would open at once
    ("supervisor", "/today"),
    ("supervisor", "/gate"),
    ("supervisor", "/certificates"),
    ("auditor", "/audit"),
)
ROW = re.compile(r'<tr><th scope="row"|<tr><td|type="checkbox" name="(?:step|person)"|href="/record/sign/[^"]+of=')


@pytest.fixture
def sent(app: Flask) -> Iterator[list[str]]:
    """Statements that read."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    with app.app_context():
        engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def crowd(cast: Cast, since: int, until: int) -> str:
    """Hires on their first day: of two, one waits for the mentor's confirmation and one for the signature. The batch's id."""
    batch = ""
    for number in range(since, until):
        with db.transaction(at=NOW, by="tests", why="crowd"):
            person = Person(employee_no=f"CR-{number:03}", name=f"学员{number}", team_id=cast.presale)
            db.database.session.add(person)
            db.database.session.flush()
            someone = Someone(person.id, f"CR-{number:03}", f"学员{number}", "", cast.presale)
        hire = hired(cast, someone, 1)
        watch = Watch(hire.start_on)
        hire.do("T1", watch)
        if number % 2:
            hire.do("T3", watch)
        sign_all(hire.player, watch)
        batch = str(db.database.session.get_one(Enrolment, hire.enrolment_id).cohort_id)
    return batch


def read(client: FlaskClient, cast: Cast, batch: str, sent: list[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """Per page: how many statements, how many rows."""
    found = {}
    for part, path in PAGES:
        as_(client, getattr(cast, part))
        client.get("/account")  # the session's last use is noted once a minute: not on the page that counts
        sent.clear()
        answer = client.get(path.replace(COHORT, batch))
        assert answer.status_code == 200, (part, path, answer.status_code)
        found[part, path] = (len(sent), len(ROW.findall(answer.get_data(as_text=True))))
    return found


def test_listings_are_paged_and_ask_no_more_for_more_rows(app: Flask, client: FlaskClient, sent: list[str]) -> None:
    with app.app_context():
        cast = build()
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            batch = crowd(cast, 0, FEW)
        few = read(client, cast, batch, sent)
        with app.app_context():
            crowd(cast, FEW, MANY)
        many = read(client, cast, batch, sent)
    listed = {page for page, (_asked, rows) in many.items() if rows > few[page][1]}
    assert {("mentor", "/confirm"), ("trainer", "/cohort/{cohort}"), ("supervisor", "/gate")} <= listed, (
        "nothing to count"
    )
    more = {page: (few[page][0], many[page][0]) for page in few if many[page][0] > few[page][0]}
    assert not more, f"ask more with more rows: {more}"
    long = {page: rows for page, (_asked, rows) in many.items() if rows > MOST_ROWS}
    assert not long, f"are not paged: {long}"
