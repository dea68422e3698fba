"""AC-4 mass assignment, AC-5 forged requests, AC-9 headers: over every route there is, whichever room it is in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from cstrain.factory import create_app
from cstrain.kit import clock, db
from cstrain.kit.content import read
from cstrain.people import actions
from cstrain.people.models import Grant, Person
from tests.cast import Cast, as_, post, token
from tests.people.test_rules import FILE

pytestmark = pytest.mark.data


def rows() -> dict[str, str]:
    """A hash of every table but the noted ones, which a GET may write."""
    noted = {mapper.class_.__tablename__ for mapper in db.Base.registry.mappers if mapper.class_.__noted__}
    found = {}
    for table in db.Base.metadata.sorted_tables:
        if table.name not in noted:
            lines = sorted(repr(tuple(row)) for row in db.database.session.execute(select(table)))
            found[table.name] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    db.abandon()
    return found


def url_of(rule: Rule, cast: Cast) -> str:
    """An address of ``rule`` that leads somewhere for people, and to nothing for the rest."""
    path = rule.rule.replace("<person_id>", cast.trainee.id).replace("<name>", "及格线")
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
    path = re.sub(r"<(int|float):[^>]*>", "1", path)
    return re.sub(r"<[^>]*>", "0" * 16, path)


def rules(app: Flask, method: str, *, api: bool = False) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and (api or not rule.rule.startswith("/api/")):
            yield rule


# -- AC-5


def test_every_changing_request_needs_the_token_of_its_own_session(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """AC-5: every POST without token, with a wrong one, another session's, or as plain text is 400 and changes no row."""
    stranger = token(as_(app.test_client(), cast.second_admin))
    as_(client, cast.admin)
    token(client)
    with app.app_context():
        before = rows()
    tried = 0
    for rule in rules(app, "POST"):
        url = url_of(rule, cast)
        for data in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": stranger}):
            assert client.post(url, data=data).status_code == 400, (url, data)
        body = json.dumps({"csrf_token": "x"})
        assert client.post(url, data=body, content_type="text/plain").status_code == 400, url
        tried += 1
    assert tried > 20
    with app.app_context():
        assert rows() == before


def test_a_token_does_not_help_a_foreign_page(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """AC-5: a request from another origin is refused even with the right token."""
    as_(client, cast.admin)
    good = {"csrf_token": token(client), "name": "新组"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert client.post("/teams", data=good, headers=headers).status_code == 400, headers
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/teams", data=good, headers=own).status_code == 303


def test_deeds_are_not_done_by_get_and_gets_change_nothing(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """AC-5: no deed answers to GET, and GET, HEAD, OPTIONS of every route change no row."""
    with app.app_context(), db.transaction(why="load"):
        actions.load_decisions(read(FILE))
    as_(client, cast.admin)
    with app.app_context():
        before = rows()
    gets = {rule.rule for rule in rules(app, "GET", api=True)}
    for rule in rules(app, "POST"):
        if rule.rule not in gets:
            url = url_of(rule, cast)
            assert client.get(url, query_string={"csrf_token": token(client)}).status_code in (404, 405), url
    for rule in rules(app, "GET", api=True):
        for method in ("get", "head", "options"):
            answer = getattr(client, method)(url_of(rule, cast), data={"name": "x", "csrf_token": token(client)})
            assert answer.status_code != 500, rule.rule
            answer.close()
    with app.app_context():
        after = rows()
    assert {name for name in after if after[name] != before[name]} == set()


# -- AC-4


def planted(cast: Cast) -> dict[str, str]:
    """Every column of a person and of a grant, with values an attacker would like."""
    wanted = dict.fromkeys([column.key for column in Person.__table__.columns], "")
    wanted |= dict.fromkeys([column.key for column in Grant.__table__.columns], "")
    wanted |= {"password_hash": "x", "password_is_own": "1", "id": cast.admin.id, "person_id": cast.admin.id}
    wanted |= {"team_id": cast.aftersale, "state": "at_work", "reset_by": "x", "given_by": "x", "version": "99"}
    return {key: value or "2020-01-01" for key, value in wanted.items()}


def columns(person_id: str) -> dict[str, object]:
    row = db.database.session.get_one(Person, person_id)
    return {column.key: getattr(row, column.key) for column in Person.__table__.columns}


@pytest.mark.parametrize(
    ("path", "given", "allowed"),
    [
        ("/account/looks", {"language": "en", "theme": "dark"}, {"language", "theme", "version"}),
        ("/language", {"lang": "en"}, {"language", "version"}),
        (
            "/people/{id}/edit",
            {"name": "新名", "team": "", "store": ""},
            {"name", "team_id", "store_id", "joined_on", "version"},
        ),
        ("/people/{id}/number", {"new_no": "N1", "why": "x"}, {"employee_no", "folded_no", "version"}),
        ("/people/{id}/state", {"event": "take_leave", "on": "2026-01-06", "reason": "x"}, {"state", "version"}),
        ("/people/{id}/grants", {"role": "mentor", "scope": "", "from_on": "2026-01-06", "until_on": ""}, set()),
        ("/people/{id}/shut", {}, {"disabled_at", "version"}),
        ("/teams", {"name": "新组"}, set()),
    ],
)
def test_a_form_changes_what_it_shows_and_nothing_else(
    client: FlaskClient, cast: Cast, path: str, given: dict[str, str], allowed: set[str]
) -> None:
    """AC-4: every column sent along with each form: only what the form shows is changed."""
    own = path in ("/account/looks", "/language")
    who = cast.admin if own else cast.trainee
    as_(client, cast.admin)
    with client.application.app_context():
        before, others = columns(who.id), columns(cast.second_trainee.id)
    extra = planted(cast) | given
    if path.endswith("/edit"):
        extra |= {"version": str(before["version"]), "joined_on": "2026-02-02"}
    assert post(client, path.format(id=who.id), extra).status_code == 303
    with client.application.app_context():
        after = columns(who.id)
        assert {key for key in after if after[key] != before[key]} == allowed
        assert columns(cast.second_trainee.id) == others
        made = db.database.session.scalars(select(Grant).where(Grant.person_id == cast.trainee.id)).all()
        assert [(grant.role, grant.given_by, grant.ended_at) for grant in made] in (
            [],
            [("mentor", cast.admin.id, None)],
        )


def test_a_new_person_is_in_training_with_a_first_password(client: FlaskClient, cast: Cast) -> None:
    """AC-4: nobody is made with a state, password, id or role of their own choosing."""
    as_(client, cast.admin)
    given = planted(cast) | {"employee_no": "N1", "name": "新人", "team": "", "store": "", "joined_on": "2026-01-06"}
    assert post(client, "/people/new", given).status_code == 200
    with client.application.app_context():
        row = db.database.session.scalars(select(Person).where(Person.folded_no == "n1")).one()
        assert (row.state, row.password_is_own, row.team_id, row.version) == ("in_training", False, None, 1)
        assert row.id != cast.admin.id
        assert row.password_hash.startswith("first$")


# -- AC-9

CLASSES = {
    "page": ("GET", "/login", 200),
    "redirect": ("GET", "/account", 303),
    "missing": ("GET", "/nothing/here", 404),
    "wrong method": ("GET", "/logout", 405),
    "forged": ("POST", "/login", 400),
    "stylesheet": ("GET", "/static/css/base.css", 200),
    "probe": ("GET", "/healthz", 200),
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def check_headers(answer: TestResponse, *, static: bool = False) -> None:
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value, name
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    if not static:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", CLASSES)
def test_headers_on_every_kind_of_answer(client: FlaskClient, name: str) -> None:
    """AC-9: the headers stand on pages, redirects, errors, files and probes."""
    method, path, status = CLASSES[name]
    answer = client.open(path, method=method)
    assert answer.status_code == status
    check_headers(answer, static=name == "stylesheet")
    answer.close()


def test_headers_on_what_the_signed_in_get(client: FlaskClient, cast: Cast) -> None:
    """AC-9: the headers stand on every kind of answer to those signed in, downloads too; nothing is stored by the browser."""
    as_(client, cast.trainee)
    check_headers(client.get("/account"))
    check_headers(client.get("/people"))  # 403
    as_(client, cast.admin)
    for answer, status in (
        (client.get("/people/import/template.xlsx"), 200),
        (client.get("/audit/export"), 200),
        (post(client, "/teams", {"name": ""}), 422),
        (post(client, "/people/new", {"employee_no": "T001", "name": "x", "team": "", "store": ""}), 409),
        (client.post("/teams", data=b"x" * (61 * 1024 * 1024), content_type="multipart/form-data; boundary=x"), 413),
    ):
        assert answer.status_code == status
        check_headers(answer)
    assert "attachment" in client.get("/audit/export").headers["Content-Disposition"]
    stranger = client.application.test_client()
    codes = [post(stranger, "/login", {"number": "Z1", "password": "x"}) for _ in range(5)]
    assert codes[-1].status_code == 429
    check_headers(codes[-1])


def test_a_bug_shows_nothing_of_the_inside_and_has_its_headers(tmp_path: Path) -> None:
    """AC-9: an application whose database has no tables: the page still stands, and has its headers."""
    app = create_app(INSTANCE=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    answer = app.test_client().get("/login")
    assert answer.status_code == 500
    check_headers(answer)
    assert "installation" not in answer.text
    assert "Traceback" not in answer.text
    with app.app_context():
        db.database.engine.dispose()


def test_the_cookie_is_for_this_site_and_not_for_scripts(
    client: FlaskClient, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AC-9: HttpOnly, SameSite; behind HTTPS also __Host- and Secure."""
    given = {"number": "CS-20418", "password": cast.trainee.password}
    cookie = post(client, "/login", given).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie, "it ends with the browser"
    monkeypatch.setenv("HTTPS", "1")
    app = create_app(INSTANCE=str(tmp_path), DATABASE_URL=client.application.config["SQLALCHEMY_DATABASE_URI"])
    answer = app.test_client().get("/login", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cstrain=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.database.engine.dispose()


def test_signing_in_is_noted(client: FlaskClient, cast: Cast) -> None:
    from cstrain.people.models import Session

    given = {"number": "CS-20418", "password": cast.trainee.password}
    post(client, "/login", given, environ_base={"REMOTE_ADDR": "10.1.2.3"}, headers={"User-Agent": "x" * 500})
    with client.application.app_context():
        row = db.database.session.scalars(select(Session)).one()
        assert (row.address, row.agent, row.ended_at) == ("10.1.2.3", "x" * 200, None)
        assert row.started_at <= clock.now()
