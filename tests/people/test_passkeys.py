"""Passkeys: what is taken for one, and how one comes to an account and leaves it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import clock, db, jobs
from cstrain.people import queries
from cstrain.people.doors import passkeys_work_here
from cstrain.people.models import InboxItem, PersonKey
from cstrain.people.rules import cbor
from cstrain.people.rules.passkeys import NotAPasskey, Place, challenge_of, new_passkey, signed_with
from tests.authenticator import HOST, ORIGIN, Device
from tests.authenticator import cbor as written
from tests.cast import Cast, Someone, as_, post

PLACE, STATEMENT = Place(ORIGIN), b"what is asked"
ASKED = json.dumps({"challenge": challenge_of(STATEMENT)})
OTHER = json.dumps({"challenge": challenge_of(b"another")})


def registered(device: Device, asked: str = ASKED) -> Any:
    return new_passkey(json.loads(device.create(asked)), STATEMENT, PLACE)


@pytest.mark.parametrize("kind", ["es256", "eddsa", "rs256"])
def test_each_kind_of_key_is_made_and_signs(kind: str) -> None:
    device = Device(kind)
    made = registered(device)
    assert signed_with(json.loads(device.get(ASKED)), made.public, STATEMENT, PLACE).public == made.public
    with pytest.raises(NotAPasskey):
        signed_with(json.loads(device.get(OTHER)), made.public, STATEMENT, PLACE)
    with pytest.raises(NotAPasskey, match="signature"):
        stranger = registered(Device(kind)) if kind != "rs256" else registered(Device("es256"))
        signed_with(json.loads(device.get(ASKED)), stranger.public, STATEMENT, PLACE)


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "http://evil.example"},
        {"origin": "https://localhost"},
        {"host": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
    ],
    ids=["another site", "another way in", "made for another host", "nobody showed who they are", "nobody there"],
)
def test_a_ceremony_held_elsewhere_or_by_nobody_counts_for_nothing(bent: dict[str, Any]) -> None:
    """SG-3: a passkey's signature is of this site, with its owner there; nothing else is taken for one."""
    device = Device()
    made = registered(device)
    for name, value in bent.items():
        setattr(device, name, value)
    with pytest.raises(NotAPasskey):
        signed_with(json.loads(device.get(ASKED)), made.public, STATEMENT, PLACE)
    with pytest.raises(NotAPasskey):
        registered(device)


def test_what_was_signed_for_signing_in_elsewhere_is_no_registration() -> None:
    device = Device()
    said = json.loads(device.create(ASKED)) | {"client": json.loads(device.get(ASKED))["client"]}
    with pytest.raises(NotAPasskey):
        new_passkey(said, STATEMENT, PLACE)


def test_whatever_is_sent_is_a_passkey_or_is_not() -> None:
    """Cut off anywhere, or with any byte changed, a registration is refused or still says what it said."""
    said = json.loads(Device().create(ASKED))
    whole = said["attestation"]
    for cut in range(0, len(whole), 3):
        with pytest.raises(NotAPasskey):
            new_passkey(said | {"attestation": whole[:cut]}, STATEMENT, PLACE)
    for junk in ("", "!", None, 5, [], whole + "AAAA"):
        with pytest.raises(NotAPasskey):
            new_passkey(said | {"attestation": junk}, STATEMENT, PLACE)


def test_cbor_is_read_as_it_is_written() -> None:
    value = {"a": [1, -1, 255, 65536, b"x" * 300, "字", True, False, None], 3: {-2: b""}}
    assert cbor.read(written(value) + b"rest") == (value, b"rest")
    for junk in (
        b"",
        b"\x1f",
        b"\x5a\xff\xff\xff\xff",
        b"\x9b" + b"\xff" * 8,
        b"\x81" * 9,
        b"\xf9\0\0",
        b"\xa1\x80\x01",
    ):
        with pytest.raises(ValueError):
            cbor.read(junk)


# on the account's page


def told(text: str) -> str:
    found = re.search(r'data-passkey="([^"]+)"', text)
    assert found, text
    return html.unescape(found[1])


def add(client: FlaskClient, someone: Someone, device: Device, **said: str) -> Any:
    page = client.get("/account/passkeys/new").text
    token = re.search(r'name="token"[^>]*value="([^"]+)"', page)
    assert token
    data = {"name": "我的手机", "password": someone.password, "token": token[1], "answer": device.create(told(page))}
    return post(client, "/account/passkeys", data | said)


def test_a_passkey_is_added_and_taken_away(app: Flask, client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.supervisor)
    assert add(client, cast.supervisor, Device()).location == "/account"
    page = client.get("/account").text
    assert "我的手机" in page
    with app.app_context():
        (kept,) = queries.living_passkeys(cast.supervisor.id, HOST)
        passkey_id, rp = kept.id, kept.rp
        jobs.run_due(clock.now())
        told_of = db.database.session.query(InboxItem).filter_by(person_id=cast.supervisor.id).one()
        assert (rp, told_of.kind) == (HOST, "passkey_added")
    assert post(as_(client, cast.trainer), f"/account/passkeys/{passkey_id}/end", {}).status_code == 404
    assert post(as_(client, cast.supervisor), f"/account/passkeys/{passkey_id}/end", {}).status_code == 303
    with app.app_context():
        assert queries.living_passkeys(cast.supervisor.id) == []
        assert len(queries.passkeys_of([cast.supervisor.id])) == 1, "its public half stays"


def test_adding_one_asks_for_the_password_and_for_this_page(app: Flask, client: FlaskClient, cast: Cast) -> None:
    device = Device()
    as_(client, cast.supervisor)
    assert add(client, cast.supervisor, device, password="not this one").status_code == 409
    assert add(client, cast.supervisor, device, password="").status_code == 422
    assert add(client, cast.supervisor, device, answer="{}").status_code == 409
    assert add(client, cast.supervisor, device, answer=device.create(ASKED)).status_code == 409
    page = client.get("/account/passkeys/new").text
    token = re.search(r'name="token"[^>]*value="([^"]+)"', page)
    as_(client, cast.supervisor)  # another session
    assert (
        token
        and add(client, cast.supervisor, device, token=token[1], answer=device.create(told(page))).status_code == 409
    )
    with app.app_context():
        assert queries.living_passkeys(cast.supervisor.id) == []
    assert add(client, cast.supervisor, device).status_code == 303
    assert add(client, cast.supervisor, device).status_code == 409, "the same device twice"


def test_whoever_reset_the_password_adds_none(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """SG-9: while signing waits for the second person no passkey can be added either."""
    with app.app_context(), db.transaction(at=clock.now(), by="tests", why="held"):
        made = PersonKey(
            person_id=cast.trainee.id,
            public="ab" * 32,
            salt=b"s" * 16,
            box=b"b" * 60,
            made_at=clock.now(),
            is_held=True,
        )
        db.database.session.add(made)
    as_(client, cast.trainee)
    assert add(client, cast.trainee, Device()).status_code == 409
    with app.app_context():
        assert queries.passkeys_of([cast.trainee.id]) == []


@pytest.mark.parametrize(
    ("address", "works"),
    [("http://127.0.0.1:5000", False), ("https://10.0.0.7", False), ("http://pc-7", False), ("https://pc-7", True)],
)
def test_passkeys_need_a_name_and_a_safe_way(app: Flask, address: str, works: bool) -> None:
    with app.test_request_context("/", base_url=address):
        assert passkeys_work_here() is works
