"""Signing keys: made with the first own password, carried under the next one, forgotten at a reset, released by two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from cstrain.kit import clock, db, jobs
from cstrain.kit.errors import Refusal
from cstrain.people import actions, doors, queries
from cstrain.people.models import PersonKey
from cstrain.people.rules.keys import SigningKey, is_signed, may_release, needs_second
from tests.cast import Cast, Someone, as_, post
from tests.people.test_sessions import inside, left  # noqa: F401 - a fixture

AT = datetime(2026, 10, 19, 2, 0, tzinfo=UTC)
FIRST, SECOND = "maple lantern river 81", "copper window basin 27"
DATA = b"what is signed"


@pytest.fixture
def context(app: Flask, cast: Cast) -> Iterator[Flask]:
    with app.app_context():
        yield app


def chosen(someone: Someone, password: str, key: SigningKey | None = None, at: datetime = AT) -> actions.OwnPassword:
    own = actions.own_password(password, key)
    with db.transaction(at=at, by=someone.id, why="password"):
        actions.set_own_password(someone.id, own, at)
    return own


def reset(someone: Someone, by: Someone, at: datetime = AT) -> None:
    with db.transaction(at=at, by=by.id, why="reset"):
        actions.reset_password(someone.id, by=by.id, at=at)


def opened(someone: Someone, password: str) -> SigningKey | None:
    held = queries.living_key(someone.id)
    assert held is not None and held.salt and held.box
    sealed = actions.Sealed(held.public, held.salt, held.box)
    db.database.session.rollback()
    return actions.open_key(sealed, password)


def test_the_key_opens_with_the_password_and_with_nothing_else(context: Flask, cast: Cast) -> None:
    made = chosen(cast.trainee, FIRST)
    key = opened(cast.trainee, FIRST)
    assert key is not None and key.public == made.key.public
    assert is_signed(key.public, DATA, key.sign(DATA))
    assert not is_signed(key.public, DATA + b"x", key.sign(DATA))
    assert opened(cast.trainee, SECOND) is None
    assert opened(cast.trainee, FIRST.upper()) is None


def test_the_database_and_the_sources_are_not_enough(context: Flask, cast: Cast, tmp_path: Any) -> None:
    """The same rows beside another instance's secrets open with no password."""
    chosen(cast.trainee, FIRST)
    context.config["INSTANCE"] = str(tmp_path)
    assert opened(cast.trainee, FIRST) is None


def test_a_new_password_carries_the_key_on(context: Flask, cast: Cast) -> None:
    first = chosen(cast.trainee, FIRST)
    key = opened(cast.trainee, FIRST)
    chosen(cast.trainee, SECOND, key, AT + timedelta(days=1))
    again = opened(cast.trainee, SECOND)
    assert again is not None and again.public == first.key.public
    assert opened(cast.trainee, FIRST) is None, "the old password opens nothing any more"
    assert [row.made_at for row in queries.keys_of([cast.trainee.id])] == [AT]


def test_a_reset_forgets_the_key_and_keeps_its_public_half(context: Flask, cast: Cast) -> None:
    first = chosen(cast.trainee, FIRST)
    reset(cast.trainee, cast.admin, AT + timedelta(hours=1))
    (row,) = queries.keys_of([cast.trainee.id])
    assert (row.public, row.salt, row.box, row.ended_why) == (first.key.public, None, None, "reset")
    second = chosen(cast.trainee, SECOND, at=AT + timedelta(hours=2))
    assert [row.public for row in queries.keys_of([cast.trainee.id])] == [first.key.public, second.key.public]
    assert second.key.public != first.key.public


def test_a_reset_by_one_person_holds_signing_until_a_second_releases_it(
    inside: Callable[[Someone], object],  # noqa: F811
    app: Flask,
    cast: Cast,
) -> None:
    """SG-9: whoever resets a password cannot sign with what they set: a second person stands between."""
    now = clock.now()
    with app.app_context():
        chosen(cast.trainee, FIRST, at=now)
        reset(cast.trainee, cast.admin, now)
        chosen(cast.trainee, SECOND, at=now)
    context = inside(cast.trainee)
    refused(lambda: doors.prove(SECOND), "signing_is_held")
    for by in (cast.admin, cast.trainee):
        refused(lambda by=by: released(cast.trainee, by, now), "release_needs_second")
    assert held(cast.trainee)
    released(cast.trainee, cast.supervisor, now)
    proof = doors.prove(SECOND)
    assert proof.key is not None and proof.marks == ("reset_by_other",)
    refused(lambda: released(cast.trainee, cast.supervisor, now), "signing_not_held")
    left(context)


def refused(deed: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        deed()
    assert caught.value.code == code
    db.abandon()


def released(someone: Someone, by: Someone, at: datetime) -> None:
    with db.transaction(at=at, by=by.id, why="release"):
        actions.release_signing(someone.id, by=by.id, at=at)


def held(someone: Someone) -> bool:
    found = queries.living_key(someone.id)
    assert found is not None
    return found.is_held


def test_a_change_while_held_is_no_way_around(inside: Callable[[Someone], object], app: Flask, cast: Cast) -> None:  # noqa: F811
    now = clock.now()
    with app.app_context():
        reset(cast.trainee, cast.admin, now)
        chosen(cast.trainee, FIRST, at=now)
    context = inside(cast.trainee)
    key = doors.prove_current(FIRST)
    assert key is not None
    db.abandon()
    left(context)
    with app.app_context():
        chosen(cast.trainee, SECOND, key, now)
        assert held(cast.trainee)


def test_a_held_mentor_gives_no_code(inside: Callable[[Someone], object], app: Flask, cast: Cast) -> None:  # noqa: F811
    now = clock.now()
    with app.app_context():
        reset(cast.mentor, cast.admin, now)
        chosen(cast.mentor, FIRST, at=now)
        with db.transaction(why="x"):
            code = actions.show_code(cast.mentor.id, now)
    context = inside(cast.trainee)
    refused(lambda: doors.prove_code(cast.mentor.id, code), "signing_is_held")
    refused(lambda: doors.prove_other(cast.mentor.employee_no, FIRST), "signing_is_held")
    left(context)


def test_who_may_release_is_told_and_not_who_reset(context: Flask, cast: Cast) -> None:
    reset(cast.trainee, cast.admin)
    chosen(cast.trainee, FIRST)
    jobs.run_due(AT)
    told = {
        someone
        for someone in ("admin", "supervisor", "trainer", "trainee", "mentor", "other_supervisor")
        if is_told(getattr(cast, someone))
    }
    assert told == {"supervisor", "trainer"}


def is_told(someone: Someone) -> bool:
    return any(item.kind == "signing_is_held" for item in db.database.session.scalars(queries.inbox(someone.id)))


@pytest.mark.parametrize(("by", "may"), [("p", False), ("r", False), ("x", True)])
def test_the_second_person(by: str, may: bool) -> None:
    assert may_release(by, "p", "r") is may
    assert needs_second("r", was_own=False) and not needs_second("", was_own=False)
    assert not needs_second("r", was_own=True), "a later change of one's own"


def test_a_password_older_than_keys_gets_one_at_the_next_sign_in(client: Any, cast: Cast) -> None:
    given = {"number": cast.trainee.employee_no, "password": cast.trainee.password}
    for _ in range(2):
        assert post(client, "/login", given).status_code == 303
        post(client, "/logout")
    with client.application.app_context():
        (row,) = db.database.session.query(PersonKey).all()
        assert (row.person_id, row.is_held) == (cast.trainee.id, False)
        key = opened(cast.trainee, cast.trainee.password)
        assert key is not None and key.public == row.public


def test_the_page_says_that_signing_is_held_and_lets_the_second_release(client: Any, cast: Cast) -> None:
    with client.application.app_context():
        reset(cast.trainee, cast.admin)
        chosen(cast.trainee, FIRST)
    url, button = f"/people/{cast.trainee.id}", "放行签字"
    as_(client, cast.admin)
    page = client.get(url).text
    assert "签字停着" in page and button not in page
    assert post(client, f"{url}/release").status_code == 409
    as_(client, cast.supervisor)
    assert button in client.get(url).text
    assert post(client, f"{url}/release").status_code == 303
    assert "签字停着" not in client.get(url).text
    as_(client, cast.mentor)
    assert post(client, f"{url}/release").status_code == 403
    as_(client, cast.other_supervisor)
    assert post(client, f"{url}/release").status_code == 404
