"""IN-1: text meant to become markup, in every place where people type and others read."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.exam import actions
from cstrain.exam.models import Attempt
from cstrain.kit import db
from cstrain.people.models import InboxItem, Installation, Store, Team
from tests.cast import Someone, as_
from tests.exam.stage import HOUR, MINUTE, NOW, Stage, begin, save, submit

LINES = (Path(__file__).parents[1] / "kit" / "content_cases" / "xss.txt").read_text(encoding="utf-8").splitlines()
VECTORS = [line.replace("⏎", " ").strip() for line in LINES]
THREES = [" ".join(VECTORS[place : place + 3]) for place in range(0, len(VECTORS), 3)]
BENIGN = "平常的一句话"
SHORT = 13  # the place of the short answer in walk-exam


class Shape(HTMLParser):
    """What a page is made of: its tags with the names of their attributes, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, *sorted(name for name, _ in attrs)))
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "data", "srcdoc"):
                self.found.add((name, (value or "")[:1] if (value or "").startswith(("/", "#", "?")) else value or ""))

    def handle_decl(self, decl: str) -> None:
        self.found.add(("declaration", decl))

    def handle_comment(self, data: str) -> None:
        self.found.add(("comment",))


def planted(stage: Stage, text: str) -> tuple[str, str]:
    """The text stands in every place; the ids of an open attempt and of one that was marked void."""
    cast, at = stage.cast, NOW + MINUTE
    with db.transaction(at=at, by=cast.admin.id, why=text):
        session = db.database.session
        cast.agent.row.name = text[:60]
        session.get_one(Team, cast.presale).name = text[:60]
        session.get_one(Store, cast.store).name = text[:60]
        session.query(Installation).one().name = text[:60]
    void = begin(stage.quick, cast.agent, at=at)
    with db.transaction(at=at, by=cast.trainer.id, why="void"):
        actions.void_attempt(void.id, reason=text, by=cast.trainer.id, at=at)
        facts = {"exam": text, "number": 1}
        session.add(InboxItem(person_id=cast.agent.id, key=void.id, kind="exam_void", facts=facts, at=at))
    attempt = session.query(Attempt).filter_by(person_id=cast.trainee.id, state="open").one_or_none()
    attempt = attempt or begin(stage.walk, cast.trainee, at=NOW)
    number = 1 + len(attempt.id) + (db.database.session.query(Attempt).count())
    save(attempt, SHORT, text, at=at, seq=number, key=f"k{number}")
    return attempt.id, void.id


def pages(stage: Stage, attempt: str, void: str) -> Iterator[tuple[Someone, str, bool]]:
    """Who looks where, and whether the text itself must stand there."""
    cast = stage.cast
    yield cast.admin, "/people", True
    yield cast.admin, f"/people/{cast.agent.id}", True
    yield cast.admin, f"/people/{cast.agent.id}/edit", True
    yield cast.admin, "/teams", True
    yield cast.auditor, "/audit", True
    yield cast.supervisor, f"/record/{cast.agent.id}", True
    yield cast.trainer, "/exams/quick-exam", True
    yield cast.trainer, f"/exams/attempt/{void}", True
    yield cast.trainee, f"/exam/{attempt}/{SHORT}", True
    yield cast.agent, f"/exam/{void}/result", False
    yield cast.agent, "/account", True
    yield cast.agent, "/inbox", False


def looked(client: FlaskClient, stage: Stage, ids: tuple[str, str], text: str) -> dict[str, set[tuple[str, ...]]]:
    found = {}
    for someone, path, shows in pages(stage, *ids):
        answer = as_(client, someone).get(path)
        assert answer.status_code == 200, path
        html = answer.get_data(as_text=True)
        assert not shows or text[:20] in unescape(html), path
        found[path.replace(ids[0], "…").replace(ids[1], "…")] = Shape(html).found
    return found


@pytest.mark.parametrize("part", range(3))
def test_typed_text_never_becomes_markup(app: Flask, client: FlaskClient, stage: Stage, part: int) -> None:
    """IN-1: 99 vectors in names, teams, stores, reasons, answers and messages: each page keeps the shape it has without."""
    for text in (BENIGN, *THREES[part::3]):
        with app.app_context():
            ids = planted(stage, text)
        shapes = looked(client, stage, ids, text)
        if text == BENIGN:
            usual = shapes
        for path, shape in shapes.items():
            assert shape <= usual[path], (path, text, shape - usual[path])


def test_an_answer_read_by_its_marker_is_text(app: Flask, client: FlaskClient, stage: Stage) -> None:
    """IN-1: answers and comments on the marking page and in the result; all vectors at once."""
    shapes = []
    for text in (BENIGN, " ".join(VECTORS)):
        with app.app_context():
            attempt = begin(stage.walk, stage.cast.trainee)
            save(attempt, SHORT, text)
            submit(attempt)
            url = f"/marking/{attempt.id}/{SHORT}"
        html = as_(client, stage.cast.trainer).get(url).get_data(as_text=True)
        assert text in unescape(html)
        shapes.append(Shape(html).found)
        with app.app_context(), db.transaction(at=NOW + HOUR, by=stage.cast.trainer.id, why="next"):
            actions.void_attempt(attempt.id, reason=text, by=stage.cast.trainer.id, at=NOW + HOUR)
    assert {one for one in shapes[1] - shapes[0] if one[0] not in ("href", "action")} == set()
