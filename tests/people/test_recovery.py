"""Forgotten at five on the tenth day: one's own recovery code, or two people who see that it is really them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.kit import clock, db
from cstrain.people import actions, queries
from cstrain.people.models import IdentityCheck, RecoveryCode
from cstrain.people.rules.passwords import marks_of
from cstrain.people.rules.recovery import code_of, read_code
from tests.cast import Cast, Someone, as_, post

NEW = "silver trumpet meadow 77"


def with_key(app: Flask, someone: Someone) -> str:
    """The person has a signing key under their own password; its public half."""
    with app.app_context():
        own = actions.own_password(someone.password)
        with db.transaction(at=clock.now(), by=someone.id, why="tests"):
            actions.set_own_password(someone.id, own, clock.now())
        return own.sealed.public


def public_of(app: Flask, someone: Someone) -> tuple[str, bool]:
    with app.app_context():
        held = queries.living_key(someone.id)
        assert held is not None
        return held.public, held.is_held


def made_code(client: FlaskClient, someone: Someone) -> str:
    as_(client, someone)
    answer = post(client, "/account/recovery", {"password": someone.password})
    found = re.search(r"<code>(R-[0-9a-z-]{19})</code>", answer.text)
    assert found is not None
    return found[1]


def test_codes_are_read_however_they_are_typed() -> None:
    code = code_of("0123456789abcdef")
    assert code == "R-0123-4567-89ab-cdef"
    assert read_code(code) == read_code("r0123 4567 89AB cdef") == "0123456789abcdef"
    assert [read_code(text) for text in ("", "R-0123", "0123456789abcdef", "R-0123-4567-89ab-cde！")] == [None] * 4


@pytest.mark.data
def test_with_the_code_the_same_key_signs_on(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """Sign-in by the code, a new password, the same signing key, not held, no mark; the code is over."""
    before = with_key(app, cast.trainee)
    code = made_code(client, cast.trainee)
    stranger = app.test_client()
    given = {"number": cast.trainee.employee_no, "password": code.lower()}
    assert post(stranger, "/login", given).headers["Location"] == "/password"
    assert stranger.get("/today").headers["Location"].startswith("/password")
    assert "恢复码，再输一次" in stranger.get("/password").text
    chosen = {"current": code, "password": NEW, "again": NEW}
    assert post(stranger, "/password", {**chosen, "current": "R-0000-0000-0000-0000"}).status_code == 422
    assert post(stranger, "/password", chosen).status_code == 303
    assert public_of(app, cast.trainee) == (before, False)
    with app.app_context():
        row = db.database.session.scalars(select(RecoveryCode)).one()
        assert (row.box, row.salt) == (None, None)
        person = cast.trainee.row
        assert marks_of(person.reset_at, person.reset_by, clock.now()) == ()
    assert post(app.test_client(), "/login", given).status_code == 422
    again = post(app.test_client(), "/login", {**given, "password": NEW})
    assert again.status_code == 303
    assert again.headers["Location"] != "/password"


def test_a_wrong_code_costs_a_try_and_a_password_shaped_like_one_works(app: Flask, cast: Cast) -> None:
    with_key(app, cast.trainee)
    given = {"number": cast.trainee.employee_no, "password": "R-0000-0000-0000-0000"}
    assert "还可以试 4 次" in post(app.test_client(), "/login", given).text
    shaped = "rabbit0carrot0tea"
    assert read_code(shaped) is not None
    with app.app_context():
        own = actions.own_password(shaped)
        with db.transaction(at=clock.now(), by=cast.agent.id, why="tests"):
            actions.set_own_password(cast.agent.id, own, clock.now())
    given = {"number": cast.agent.employee_no, "password": shaped}
    assert post(app.test_client(), "/login", given).status_code == 303


def test_whoever_resets_the_password_ends_the_code_too(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with_key(app, cast.trainee)
    code = made_code(client, cast.trainee)
    with app.app_context(), db.transaction(at=clock.now(), by=cast.admin.id, why="tests"):
        actions.reset_password(cast.trainee.id, by=cast.admin.id, at=clock.now())
    given = {"number": cast.trainee.employee_no, "password": code}
    assert post(app.test_client(), "/login", given).status_code == 422
    with app.app_context():
        assert db.database.session.scalars(select(RecoveryCode.box)).one() is None


def test_a_code_is_nobody_elses_proof(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """Beside an identity check only the password counts."""
    with_key(app, cast.supervisor)
    code = made_code(client, cast.supervisor)
    as_(client, cast.trainer)
    given = {"password": cast.trainer.password, "second_number": "S001", "second_password": code}
    assert post(client, f"/people/{cast.trainee.id}/identity", given).status_code == 422


@pytest.mark.data
def test_two_who_have_seen_them_and_they_sign_at_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    before = with_key(app, cast.trainee)
    as_(client, cast.trainer)
    url = f"/people/{cast.trainee.id}/identity"
    assert "当面核验" in client.get(url).text
    both = {
        "password": cast.trainer.password,
        "second_number": cast.supervisor.employee_no,
        "second_password": cast.supervisor.password,
    }
    slip = post(client, url, both)
    first = re.search(r"<code>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</code>", slip.text)
    assert slip.status_code == 200
    assert first is not None
    assert "<svg" in slip.text
    phone = app.test_client()
    assert post(phone, "/login", {"number": cast.trainee.employee_no, "password": first[1]}).status_code == 303
    assert post(phone, "/password", {"password": NEW, "again": NEW}).status_code == 303
    after, is_held = public_of(app, cast.trainee)
    assert (after == before, is_held) == (False, False)
    with app.app_context():
        check = db.database.session.scalars(select(IdentityCheck)).one()
        assert (check.first_id, check.second_id) == (cast.trainer.id, cast.supervisor.id)
        person = cast.trainee.row
        assert marks_of(person.reset_at, person.reset_by, clock.now()) == ("reset_by_other",)


@pytest.mark.parametrize(
    ("second", "status"),
    [("trainer", 409), ("trainee", 409), ("other_supervisor", 409), ("mentor", 409), ("second_trainer", 200)],
)
def test_the_second_is_another_one_on_duty_for_that_team(
    app: Flask, client: FlaskClient, cast: Cast, second: str, status: int
) -> None:
    as_(client, cast.trainer)
    two: Someone = getattr(cast, second)
    given = {"password": cast.trainer.password, "second_number": two.employee_no, "second_password": two.password}
    assert post(client, f"/people/{cast.trainee.id}/identity", given).status_code == status


def test_a_reset_by_one_alone_still_holds_signing(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """Also after an older identity check: it vouches for its own reset only."""
    with_key(app, cast.trainee)
    with app.app_context():
        for alone in (False, True):
            at = clock.now()
            with db.transaction(at=at, by=cast.admin.id, why="tests"):
                if alone:
                    actions.reset_password(cast.trainee.id, by=cast.admin.id, at=at)
                else:
                    actions.identify(cast.trainee.id, first=cast.trainer.id, second=cast.supervisor.id, at=at)
        own = actions.own_password(NEW)
        with db.transaction(at=clock.now(), by=cast.trainee.id, why="tests"):
            actions.set_own_password(cast.trainee.id, own, clock.now())
    assert public_of(app, cast.trainee)[1] is True
