"""Signing with a passkey: over the document's hash, checked by the application and by the verifier alike."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cstrain.kit import clock, db
from cstrain.people import actions as people
from cstrain.people.rules.passkeys import Place, challenge_of, new_passkey
from cstrain.records import queries
from cstrain.records.rules import Broken, Why, canonical, entry_of, first_broken, server_proof
from cstrain.records.rules.proofs import bare
from tests.authenticator import HOST, ORIGIN, Device
from tests.cast import Cast, Someone, as_, post
from tests.records.chains import chain_of
from tests.records.test_commands import VERIFY
from tests.records.test_views import carried, seen, text_of

DAY = "/record/sign/day-1"


def given(app: Flask, someone: Someone, device: Device) -> Device:
    """The device is one of the person's, as the account page would have kept it."""
    asked = json.dumps({"challenge": challenge_of(b"new")})
    made = new_passkey(json.loads(device.create(asked)), b"new", Place(ORIGIN))
    with app.app_context():
        at = clock.now()
        with db.transaction(at=at, by=someone.id, why="passkey"):
            people.keep_passkey(someone.id, made, rp=HOST, name="手机", at=at)
    return device


def page_of(client: FlaskClient, url: str = DAY) -> tuple[dict[str, Any], str]:
    """What the page carries, and what it asks the device."""
    page = seen(client.get(url))
    told = re.search(r'data-passkey="([^"]+)"', page.text)
    after = re.search(r'name="after" value="([^"]+)"', page.text)
    assert told and after
    return {"token": carried(page), "after": after[1]}, html.unescape(told[1])


@pytest.fixture
def device(app: Flask, cast: Cast) -> Device:
    return given(app, cast.trainee, Device())


def sign(client: FlaskClient, device: Device, **changed: Any) -> Any:
    data, told = page_of(client)
    return post(client, DAY, data | {"answer": device.get(told)} | changed)


@pytest.mark.parametrize("kind", ["es256", "eddsa", "rs256"])
def test_a_day_is_signed_with_one_touch(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, kind: str, tmp_path: Path
) -> None:
    """SG-4: two documents, one touch, each an entry with the whole proof; application and verifier agree."""
    device = given(app, cast.trainee, Device(kind))
    answer = sign(as_(client, cast.trainee), device)
    assert (answer.status_code, answer.location) == (303, "/record?signed=2")
    with app.app_context():
        entries = queries.facts(cast.trainee.id, "signed")
        assert [entry.method for entry in entries] == ["passkey"] * 2
        assert queries.verdict(cast.trainee.id) is None
        file = tmp_path / "record.zip"
        file.write_bytes(queries.bundle(cast.trainee.id, clock.now()))
    assert VERIFY.check(*VERIFY.read_bundle(file))["signed"] == 2
    assert "通行密钥" in text_of(client.get(f"/record/entry/{cast.trainee.id}/{entries[0].seq}"))


def test_nothing_is_offered_to_whoever_has_none(client: FlaskClient, cast: Cast, owed: Any) -> None:
    page = as_(client, cast.trainee).get(DAY)
    assert "data-passkey" not in page.text and 'name="password"' in page.text


def test_only_what_the_page_showed_is_signed(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, device: Device
) -> None:
    """SG-4: another page's touch, another's device, one document fewer, a made-up place sign nothing; a touch counts once."""
    as_(client, cast.trainee)
    first, told = page_of(client)
    second, _told = page_of(client)
    tries = [
        second | {"answer": device.get(told)},
        first | {"token": first["token"][:1], "answer": device.get(told)},
        first | {"after": "0" * 64, "answer": device.get(told)},
        first | {"answer": Device().get(told)},
        first | {"answer": "{}"},
    ]
    assert [post(client, DAY, data).status_code for data in tries] == [409] * 5
    with app.app_context():
        assert queries.facts(cast.trainee.id, "signed") == []
    assert post(client, DAY, first | {"answer": device.get(told)}).status_code == 303


def test_a_touch_counts_once(app: Flask, client: FlaskClient, cast: Cast, owed: Any, device: Device) -> None:
    data, told = page_of(as_(client, cast.trainee))
    good = data | {"answer": device.get(told)}
    assert [post(client, DAY, good).status_code for _ in range(4)] == [303, 409, 409, 409]
    with app.app_context():
        assert len(queries.facts(cast.trainee.id, "signed")) == 2


def test_a_device_taken_away_and_one_that_counts_back_sign_nothing(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    owed: Any,
) -> None:
    device = given(app, cast.trainee, Device(counter=7))
    as_(client, cast.trainee)
    assert sign(client, device).status_code == 409
    device.counter = 8
    data, told = page_of(client)
    with app.app_context():
        from cstrain.people.queries import living_passkeys

        (row,) = living_passkeys(cast.trainee.id)
        passkey_id = row.id
        db.database.session.rollback()
        with db.transaction(at=clock.now(), by=cast.trainee.id, why="lost"):
            people.end_passkey(passkey_id, cast.trainee.id, clock.now())
    assert post(client, DAY, data | {"answer": device.get(told)}).status_code == 409


# what somebody with the server's secrets could write


def of_statement(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def changed(fields: dict[str, Any]) -> dict[str, Any]:
        said = json.loads(bytes.fromhex(fields["proof"]["statement"]))
        change(said)
        return fields | {"proof": {**fields["proof"], "statement": canonical(said).hex()}}

    return changed


def proof(**changed: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda fields: fields | {"proof": {**fields["proof"], **changed}}


def without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda fields: fields | {"proof": {key: part for key, part in fields["proof"].items() if key != name}}


FORGED: list[tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = [
    ("another subject", lambda f: f | {"subject": "step:presale/W9@1"}),
    ("another meaning", lambda f: f | {"body": {**f["body"], "meaning": "本人全部学完"}}),
    ("a day later", lambda f: f | {"at": "2099-10-12T03:05:00.000001Z"}),
    ("by password", lambda f: f | {"method": "password"}),
    ("by the server", lambda f: f | {"method": "server"}),
    ("the statement changed", of_statement(lambda said: said.update(page="0" * 64))),
    ("the place changed", of_statement(lambda said: said.update(after="0" * 64))),
    ("another device's key", proof(key="ab" * 64)),
    ("half of the signature another", proof(signature="ab" * 64)),
    ("without the browser's words", without("client")),
    ("without the device's", without("device")),
    ("the proof left out", lambda f: f | {"proof": {"server": f["proof"]["server"]}}),
]


@pytest.mark.parametrize("change", [change for _, change in FORGED], ids=[name for name, _ in FORGED])
def test_what_the_servers_keys_can_forge_is_found(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    owed: Any,
    device: Device,
    change: Any,
    tmp_path: Path,
) -> None:
    """SG-3: whoever has database and secrets, but not the device, cannot move a passkey's signature or make one."""
    sign(as_(client, cast.trainee), device)
    with app.app_context():
        kept = queries.chain(cast.trainee.id)
        key = queries.record_key()
        fields = change(json.loads(kept.entries[-1].text))
        fields["proof"] = {**fields["proof"], "server": server_proof(bare(fields), key)}
        entries = [*(entry_of(one.text) for one in kept.entries[:-1]), entry_of(canonical(fields).decode())]
        made = chain_of(entries, dict(kept.openings))
        forged = type(kept)(kept.installation, kept.person, made.entries, made.head, kept.openings, kept.keys)
        assert first_broken(kept, key) is None
        assert first_broken(forged, key) == Broken(len(entries), Why.SIGNATURE)
        file = tmp_path / "record.zip"
        file.write_bytes(queries.bundle(cast.trainee.id, clock.now()))
    manifest, lines, beside = VERIFY.read_bundle(file)
    line = canonical(fields)
    lines[-1] = (line, VERIFY.sha256(line))
    with pytest.raises(VERIFY.Broken) as broken:
        VERIFY.check(manifest | {"head": lines[-1][1]}, lines, beside)
    assert broken.value.args == (len(lines), "signature")


def test_a_key_slipped_in_is_not_the_persons(
    app: Flask, client: FlaskClient, cast: Cast, owed: Any, device: Device
) -> None:
    """SG-8: a sealed passkey cannot be exchanged, and a new one shows as new."""
    sign(as_(client, cast.trainee), device)
    with app.app_context():
        at = clock.now()
        from cstrain.records import actions

        with db.transaction(at=at, by="tests", why="seal"):
            actions.seal_records(at)
        assert queries.log_verdict().fault is None
        db.database.session.rollback()
        with db.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE passkey SET rp = 'evil.example'")
        fault = queries.log_verdict().fault
        assert fault is not None and fault.code == "leaf"
