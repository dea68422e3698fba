"""AC-7: an old cookie is dead at the next request. And proofs: what is asked of whoever signs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask, request, session
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cstrain.kit import clock, db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions, doors
from cstrain.people.models import OneTimeCode, Session, SessionUse, Try
from tests.cast import Cast, Someone, as_, post

pytestmark = pytest.mark.data
NOON = datetime(2026, 10, 19, 4, 0, tzinfo=UTC)


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def cookie_of(client: FlaskClient) -> str:
    found = client.get_cookie("cstrain")
    assert found is not None
    return found.value


def replay(client: FlaskClient, cookie: str) -> FlaskClient:
    """Another browser that holds an old cookie."""
    thief = client.application.test_client()
    thief.set_cookie("cstrain", cookie)
    return thief


def ends(name: str) -> Callable[[FlaskClient, Cast], None]:
    """How a session of the trainer comes to its end."""

    def logout(client: FlaskClient, cast: Cast) -> None:
        post(client, "/logout")

    def password(client: FlaskClient, cast: Cast) -> None:
        new = {"current": cast.trainer.password, "password": "another long one 7", "again": "another long one 7"}
        assert post(client, "/password", new).status_code == 303

    def by_admin(url: str, data: dict[str, str]) -> Callable[[FlaskClient, Cast], None]:
        def act(client: FlaskClient, cast: Cast) -> None:
            admin = as_(client.application.test_client(), cast.admin)
            answer = post(admin, url.format(id=cast.trainer.id, grant=grant_of(client, cast.trainer)), data)
            assert answer.status_code in (200, 303)

        return act

    today = datetime.now(UTC).date().isoformat()
    ways: dict[str, Callable[[FlaskClient, Cast], None]] = {
        "logout": logout,
        "password": password,
        "reset": by_admin("/people/{id}/password", {}),
        "disabled": by_admin("/people/{id}/shut", {}),
        "left": by_admin("/people/{id}/state", {"event": "leave", "on": today, "reason": "x"}),
        "role given": by_admin("/people/{id}/grants", {"role": "mentor", "scope": "", "from_on": today}),
        "role ended": by_admin("/people/{id}/grants/{grant}/end", {}),
    }
    return ways[name]


def grant_of(client: FlaskClient, someone: Someone) -> str:
    from cstrain.people import queries

    with client.application.app_context():
        return queries.grants_of(someone.id)[0].id


@pytest.mark.parametrize("way", ["logout", "password", "reset", "disabled", "left", "role given", "role ended"])
def test_an_old_cookie_is_dead_at_the_next_request(client: FlaskClient, cast: Cast, way: str) -> None:
    """AC-7: after logout, new password, reset, disabling, leaving, a role given or ended the old cookie opens nothing."""
    as_(client, cast.trainer)
    assert is_in(client)
    old = cookie_of(client)
    bystander = as_(client.application.test_client(), cast.supervisor)
    ends(way)(client, cast)
    assert not is_in(replay(client, old))
    assert replay(client, old).get("/people").status_code == 303
    assert is_in(client) == (way == "password"), "only the changer of a password goes on, in a new session"
    assert is_in(bystander)


def test_a_session_id_from_before_the_sign_in_is_worth_nothing(client: FlaskClient, cast: Cast) -> None:
    """AC-7: fixation: whatever stood in the cookie before goes, the id and the CSRF token too."""
    with client.session_transaction() as cookie:
        cookie["sid"], cookie["csrf_token"], cookie["planted"] = "known to the attacker", "f" * 40, "x"
    planted = cookie_of(client)
    given = {"number": "CS-20418", "password": cast.trainee.password}
    assert post(client, "/login", given).status_code == 303
    assert is_in(client)
    assert not is_in(replay(client, planted))
    with client.session_transaction() as cookie:
        assert cookie["sid"] != "known to the attacker"
        assert cookie.get("csrf_token") != "f" * 40
        assert "planted" not in cookie


def test_every_sign_in_is_a_session_of_its_own(client: FlaskClient, cast: Cast) -> None:
    """AC-7: signing in again is a new session; the one before does not come back."""
    given = {"number": "CS-20418", "password": cast.trainee.password}
    post(client, "/login", given)
    first = cookie_of(client)
    post(client, "/logout")
    post(client, "/login", given)
    assert cookie_of(client) != first
    assert not is_in(replay(client, first))
    with client.application.app_context():
        rows = list(db.database.session.scalars(select(Session).order_by(Session.started_at)))
    assert [row.ended_why for row in rows] == ["logout", ""]


def test_half_an_hour_idle_is_the_end(client: FlaskClient, cast: Cast) -> None:
    """AC-7: half an hour without use ends a session, to the minute."""
    with time_machine.travel(NOON, tick=False) as now:
        as_(client, cast.trainee)
        for minutes in (29, 58, 87):
            now.move_to(NOON + timedelta(minutes=minutes))
            assert is_in(client), minutes
        now.move_to(NOON + timedelta(minutes=87 + 31))
        assert not is_in(client)
        now.shift(-timedelta(minutes=2))
        assert is_in(client), "the refused request was no use"
        now.shift(timedelta(minutes=31))
        assert not is_in(client)


def test_twelve_hours_are_the_end_however_busy(client: FlaskClient, cast: Cast) -> None:
    """AC-7: twelve hours after signing in a session ends, however busy it was."""
    with time_machine.travel(NOON, tick=False) as now:
        as_(client, cast.trainee)
        for _ in range(36):
            now.shift(timedelta(minutes=20))
            assert is_in(client)
        now.shift(timedelta(seconds=1))
        assert not is_in(client)


def test_use_is_noted_at_most_once_a_minute(client: FlaskClient, cast: Cast) -> None:
    def noted() -> datetime | None:
        with client.application.app_context():
            return db.database.session.scalar(select(SessionUse.used_at))

    with time_machine.travel(NOON, tick=False) as now:
        as_(client, cast.trainee)
        now.shift(timedelta(seconds=60))
        client.get("/account")
        assert noted() is None
        now.shift(timedelta(seconds=1))
        client.get("/account")
        assert noted() == NOON + timedelta(seconds=61)
        now.shift(timedelta(seconds=59))
        client.get("/account")
        assert noted() == NOON + timedelta(seconds=61)


def test_roles_are_read_at_every_request(client: FlaskClient, cast: Cast) -> None:
    """AC-7: a grant ends by its date, without anybody ending the session."""
    with time_machine.travel(NOON, tick=False) as now:
        with client.application.app_context(), db.transaction(why="x"):
            day = date(2026, 10, 19)
            actions.grant_role(
                cast.trainee.id, "trainer", team=cast.presale, from_on=day, until_on=day, by="x", at=NOON
            )
        as_(client, cast.trainee)
        assert client.get("/people").status_code == 200
        now.move_to(datetime(2026, 10, 19, 15, 59, tzinfo=UTC))  # 23:59 in Shanghai
        as_(client, cast.trainee)
        assert client.get("/people").status_code == 200
        now.shift(timedelta(minutes=1))
        assert client.get("/people").status_code == 403


def test_a_hundred_guesses_at_once_are_five(app: Flask, cast: Cast) -> None:
    codes: list[int] = []

    def guess() -> None:
        own = app.test_client()
        codes.append(post(own, "/login", {"number": "T001", "password": "wrong"}).status_code)

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.database.session.scalar(select(func.count()).select_from(Try)) == 5
    assert sorted(codes) == [422] * 4 + [429] * 12


def test_one_address_for_a_whole_shift(client: FlaskClient, cast: Cast) -> None:
    """Wrong tries of many numbers from one address shut it in the end, good ones in between do not open it."""
    from cstrain.people.rules.tries import MOST_AT_ADDRESS

    def note(own: object) -> None:
        for number in range(MOST_AT_ADDRESS - 1):
            wrong = Try(kind="sign_in", account=str(number), address="127.0.0.1", at=clock.now(), good=False)
            own.add(wrong)  # type: ignore[attr-defined]

    with client.application.app_context():
        db.note(note)
    given = {"number": "CS-20418", "password": cast.trainee.password}
    assert post(client, "/login", given).status_code == 303
    stranger = client.application.test_client()
    assert post(stranger, "/login", {"number": "Z1", "password": "x"}).status_code == 422
    assert post(stranger, "/login", {"number": "Z2", "password": "x"}).status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.9.9.9"}
    assert post(stranger, "/login", given, environ_base=elsewhere).status_code == 303
    assert is_in(client), "who is in stays in"


# -- proofs


@pytest.fixture
def inside(app: Flask, cast: Cast) -> Callable[[Someone], object]:
    """A POST of the mentor or trainee, with the door open, as a view would see it."""

    def enter(someone: Someone) -> object:
        context = app.test_request_context("/sign", method="POST", environ_base={"REMOTE_ADDR": "10.0.0.7"})
        context.push()
        client = as_(app.test_client(), someone)
        with client.session_transaction() as cookie:
            session["sid"] = cookie["sid"]
        request.environ[clock.RECEIVED] = clock.now()
        found = doors.who()
        assert found is not None
        request.environ["cstrain.me"], request.environ["cstrain.actor"] = found, found.id
        return context

    return enter


def left(context: object) -> None:
    db.abandon()
    context.pop()  # type: ignore[attr-defined]


def test_the_password_proves_who_signs(inside: Callable[[Someone], object], cast: Cast) -> None:
    context = inside(cast.trainee)
    proof = doors.prove(cast.trainee.password)
    assert (proof.person_id, proof.method, proof.marks) == (cast.trainee.id, "password", ())
    assert proof.session_id == doors.me().session_id
    assert proof.at == clock.received()
    left(context)


def test_five_wrong_passwords_lock_signing_for_a_quarter_of_an_hour(
    inside: Callable[[Someone], object], cast: Cast
) -> None:
    """SG-4: five wrong passwords, and the right one does not sign either for a quarter of an hour."""
    with time_machine.travel(NOON, tick=False) as now:
        told = []
        for _ in range(5):
            context = inside(cast.trainee)
            with pytest.raises(Refusal) as refused:
                doors.prove("wrong")
            told.append((refused.value.code, refused.value.facts["tries_left"]))
            left(context)
        assert told == [("wrong_password", left_over) for left_over in (4, 3, 2, 1, 0)]
        context = inside(cast.trainee)
        with pytest.raises(Refusal) as locked:
            doors.prove(cast.trainee.password)
        assert (locked.value.code, locked.value.facts) == ("signing_locked", {"minutes": 15})
        left(context)
        context = inside(cast.second_trainee)
        assert doors.prove(cast.second_trainee.password)
        left(context)
        now.shift(timedelta(minutes=15))
        context = inside(cast.trainee)
        assert doors.prove(cast.trainee.password)
        left(context)


def test_nobody_proves_anything_inside_a_write(inside: Callable[[Someone], object], cast: Cast) -> None:
    context = inside(cast.trainee)
    actions.choose_looks(cast.trainee.id, theme="dark")
    with pytest.raises(RuntimeError, match="prove before the first action"):
        doors.prove(cast.trainee.password)
    left(context)


def test_a_reset_by_somebody_else_marks_the_proof(inside: Callable[[Someone], object], app: Flask, cast: Cast) -> None:
    with app.app_context():
        with db.transaction(why="x"):
            actions.reset_password(cast.trainee.id, by=cast.admin.id, at=clock.now())
        own = actions.own_password("a password of my own")
        with db.transaction(why="x"):
            actions.set_own_password(cast.trainee.id, own, clock.now())
        with db.transaction(why="x"):
            actions.release_signing(cast.trainee.id, by=cast.supervisor.id, at=clock.now())
    context = inside(cast.trainee)
    assert doors.prove("a password of my own").marks == ("reset_by_other",)
    left(context)


def shown(app: Flask, someone: Someone) -> str:
    with app.app_context(), db.transaction(why="x"):
        return actions.show_code(someone.id, clock.now())


def test_a_code_proves_once_on_another_device(inside: Callable[[Someone], object], app: Flask, cast: Cast) -> None:
    code = shown(app, cast.mentor)
    context = inside(cast.trainee)
    with pytest.raises(Refusal) as refused:
        doors.prove_code(cast.mentor.id, "00000000" if code != "00000000" else "1")
    assert (refused.value.code, refused.value.facts["tries_left"]) == ("wrong_code", 4)
    proof = doors.prove_code(cast.mentor.id, f"{code[:4]} {code[4:]}", used_for="step:x")
    assert (proof.person_id, proof.method, proof.session_id) == (cast.mentor.id, "code", doors.me().session_id)
    assert db.is_writing(), "the code is spent with the deed that follows"
    db.finish()
    with pytest.raises(Refusal) as spent:
        doors.prove_code(cast.mentor.id, code)
    assert spent.value.code == "wrong_code"
    left(context)
    with app.app_context():
        used = db.database.session.scalars(select(OneTimeCode)).one()
        assert (used.used_for, used.used_at is not None) == ("step:x", True)


def test_a_deed_that_fails_does_not_use_the_code_up(
    inside: Callable[[Someone], object], app: Flask, cast: Cast
) -> None:
    code = shown(app, cast.mentor)
    context = inside(cast.trainee)
    doors.prove_code(cast.mentor.id, code)
    db.abandon()
    assert doors.prove_code(cast.mentor.id, code)
    left(context)


def test_a_code_is_of_one_person(inside: Callable[[Someone], object], app: Flask, cast: Cast) -> None:
    code = shown(app, cast.mentor)
    context = inside(cast.trainee)
    with pytest.raises(Refusal, match="wrong_code"):
        doors.prove_code(cast.trainer.id, code)
    with app.app_context(), db.transaction(why="x"):
        actions.shut_account(cast.mentor.id, at=clock.now())
    with pytest.raises(NotYours):
        doors.prove_code(cast.mentor.id, code)
    left(context)
