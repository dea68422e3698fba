"""AC-2: docs/permissions.md, the page people read, against every door there is, tried as everybody."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import clock, db
from cstrain.people.models import Grant
from tests.cast import Cast, Someone, as_, post

FILE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
STRANGER, COLUMNS = "未登录", ("未登录", "学员", "培训师", "带教人", "质检", "主管", "管理员", "审计")
JSON = {"Accept": "application/json"}
ENDS_THE_SESSION = ("/logout", "/login", "/account/sessions", "/password", "/people/<person_id>")


class Door(NamedTuple):
    path: str
    method: str
    mark: str
    open_to: frozenset[str]

    @property
    def url(self) -> str:
        path = re.sub(r"<any\('?([\w-]+)[^>]*>", r"\1", self.path)
        path = re.sub(r"<(int|float):[^>]*>", "1", path)
        return re.sub(r"<[^>]*>", "0" * 16, path)


def written() -> list[Door]:
    """The lines of the document."""
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            path, method, mark, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            roles = frozenset(name for name, cell in zip(COLUMNS, cells, strict=True) if cell == "✓")
            found += [Door(path.strip("`"), each, mark, roles) for each in method.split()]
    return found


@pytest.fixture
def parts(app: Flask, cast: Cast) -> dict[str, Someone]:
    """One person per column, each holding the role for all teams; none of them is touched by what the others do."""
    held = {"培训师": cast.trainer, "带教人": cast.mentor, "质检": cast.inspector, "主管": cast.supervisor}
    with app.app_context(), db.transaction(at=clock.now(), by="tests", why="for all teams"):
        for someone in held.values():
            row = db.database.session.query(Grant).filter_by(person_id=someone.id).one()
            row.team_id = None
    return {"学员": cast.trainee, **held, "管理员": cast.admin, "审计": cast.auditor}


def asked(client: FlaskClient, door: Door) -> int:
    if door.method == "POST":
        return post(client, door.url, {}, headers=JSON).status_code
    answer = client.open(door.url, method=door.method, headers=JSON)
    answer.close()
    return answer.status_code


def test_every_door_opens_to_whom_the_document_says(app: Flask, parts: dict[str, Someone]) -> None:
    """AC-2: every route and method as a stranger, as seven roles, with an ended session and a shut account."""
    lines, tried, wrong = written(), Counter[str](), []
    for name in COLUMNS:
        client = app.test_client()
        if name != STRANGER:
            as_(client, parts[name])
        for door in lines:
            if door.path.startswith("/api/"):
                continue
            status = asked(client, door)
            if name != STRANGER and door.path.startswith(ENDS_THE_SESSION):
                as_(client, parts[name])
            tried[name] += 1
            shut = 401 if name == STRANGER else 403
            if (status in (401, 403)) == (name in door.open_to) or (status in (401, 403) and status != shut):
                wrong.append(f"{door.method} {door.path} as {name}: {status}")
    assert not wrong, "\n".join(wrong)
    assert min(tried.values()) > 150


@pytest.mark.parametrize("ended", ["idle", "shut"])
def test_an_ended_session_and_a_shut_account_are_strangers(app: Flask, parts: dict[str, Someone], ended: str) -> None:
    """AC-2: who was signed in and is no longer gets what a stranger gets, at every door."""
    client = as_(
        app.test_client(), parts["管理员"], at=clock.now() - timedelta(minutes=31) if ended == "idle" else None
    )
    if ended == "shut":
        with app.app_context(), db.transaction(at=clock.now(), by="tests", why="shut"):
            parts["管理员"].row.disabled_at = clock.now()
    for door in written():
        if STRANGER not in door.open_to and not door.path.startswith("/api/"):
            assert asked(client, door) == 401, door
