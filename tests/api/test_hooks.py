"""Other systems are told, and can ask what they were told."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.api import actions
from cstrain.api.models import ApiToken, Hook
from cstrain.certification import actions as certification
from cstrain.kit import db
from cstrain.notices.actions import send_due
from cstrain.notices.models import Outgoing
from cstrain.people import actions as people
from tests.api.acts import NOW, TODAY, certify, other_store, token
from tests.cast import Cast, as_, post
from tests.notices.standin import Platforms, platforms

SECOND = timedelta(seconds=1)


def hooked(cast: Cast, address: str, **said: Any) -> tuple[str, str]:
    token(cast, **said)
    with db.transaction(at=NOW - timedelta(hours=2), by=cast.admin.id, why="tests"):
        made = db.database.session.scalars(select(ApiToken).order_by(ApiToken.issued_at.desc())).first()
        assert made is not None
        hook, secret = actions.add_hook(made.id, address, by=cast.admin.id, at=NOW - timedelta(hours=2))
        return hook.id, secret


def pushed(stand_in: Platforms) -> list[dict[str, Any]]:
    return [json.loads(body) for _path, _headers, body in stand_in.calls]


@pytest.fixture
def stand_in() -> Any:
    with platforms() as made:
        yield made


@pytest.fixture
def inside(context: Flask) -> Flask:
    context.config["OUT_PRIVATE"] = "127.0.0.1"
    return context


def test_a_system_is_told_signed_and_once(inside: Flask, cast: Cast, stand_in: Platforms) -> None:
    hook_id, secret = hooked(cast, stand_in.root + "/told")
    no = certify(cast.trainee, cast)
    stand_in.say = [(200, {})] * 9
    for _again in range(2):
        actions.put_out_changes(NOW, whole=True)
        send_due(lambda: NOW)
    [said] = pushed(stand_in)
    assert (said["event"], said["employee_no"], said["no"]) == ("certificate.issued", "CS-20418", no)
    assert said["installation"]["kind"] == "real"
    _path, headers, body = stand_in.calls[0]
    stamp, mac = (piece.split("=")[1] for piece in headers["X-Cstrain-Signature"].split(","))
    assert mac == hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Cstrain-Key"] == said["key"]
    assert secret.encode() not in db.database.session.get_one(Hook, hook_id).secret_box


def test_a_revocation_does_not_wait_behind_good_news(inside: Flask, cast: Cast, stand_in: Platforms) -> None:
    """The news cannot be delivered; the suspension arrives all the same, in the same second."""
    hooked(cast, stand_in.root + "/told")
    no = certify(cast.trainee, cast)
    actions.put_out_changes(NOW, whole=True)
    stand_in.say = [(500, {}), (200, {})]
    send_due(lambda: NOW)
    with db.transaction(at=NOW + SECOND, by=cast.supervisor.id, why="tests"):
        certification.suspend(no, reason="客诉", by=cast.supervisor.id, at=NOW + SECOND)
    actions.put_out_changes(NOW + SECOND, whole=False)
    assert send_due(lambda: NOW + SECOND) == 1
    assert [each["event"] for each in pushed(stand_in)] == ["certificate.issued", "certificate.suspended"]
    stand_in.say = [(200, {})]
    assert send_due(lambda: NOW + timedelta(minutes=1)) == 1
    keys = [headers["X-Cstrain-Key"] for _path, headers, _body in stand_in.calls]
    assert keys[0] == keys[2]


def test_who_leaves_and_who_is_elsewhere(inside: Flask, cast: Cast, stand_in: Platforms) -> None:
    hooked(cast, stand_in.root + "/told", stores=(other_store(),))
    certify(cast.trainee, cast)
    with db.transaction(at=NOW, by=cast.admin.id, why="tests"):
        people.change_state(cast.agent.id, "leave", on=TODAY, reason="x", by=cast.admin.id, at=NOW)
    assert actions.put_out_changes(NOW, whole=True) == 0


def test_after_a_standstill_the_whole_is_looked_at(inside: Flask, cast: Cast, stand_in: Platforms) -> None:
    hooked(cast, stand_in.root + "/told")
    certify(cast.trainee, cast)
    later = NOW + timedelta(days=3)
    assert actions.put_out_changes(later, whole=False) == 0
    assert actions.put_out_changes(later, whole=True) == 1
    assert actions.put_out_changes(later, whole=True) == 0


def test_a_hook_ends_with_its_token(inside: Flask, cast: Cast, stand_in: Platforms) -> None:
    hook_id, _secret = hooked(cast, stand_in.root + "/told")
    certify(cast.trainee, cast)
    actions.put_out_changes(NOW, whole=True)
    with db.transaction(at=NOW, by=cast.admin.id, why="tests"):
        actions.end_hook(hook_id, by=cast.admin.id, at=NOW)
    assert send_due(lambda: NOW) == 0
    assert not stand_in.calls
    assert db.database.session.scalars(select(Outgoing.given_up_at)).one() == NOW


def test_reconciliation_says_the_same_with_the_same_keys(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        secret = token(cast)
        no = certify(cast.trainee, cast)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.get("/api/v1/changes/2026-10-26T00:00:00+08:00", headers=headers)
    assert answer.status_code == 200
    said = answer.get_json()
    assert [(each["event"], each["no"]) for each in said["changes"]] == [("certificate.issued", no)]
    assert said["more"] is False
    again = client.get(f"/api/v1/changes/{said['next']}", headers=headers).get_json()
    assert [each["key"] for each in again["changes"]] in ([], [each["key"] for each in said["changes"]])
    for odd in ("x", "2026-10-26T00:00:00", "2027-10-26T00:00:00+08:00"):
        assert client.get(f"/api/v1/changes/{odd}", headers=headers).status_code == 400
    assert client.get("/api/v1/changes/2026-10-26T00:00:00+08:00").status_code == 401


def test_an_administrator_sets_and_stops_a_push(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        token(cast)
        token_id = db.database.session.scalars(select(ApiToken.id)).one()
    as_(client, cast.admin)
    assert client.get(f"/tokens/{token_id}/hook").status_code == 200
    assert post(client, f"/tokens/{token_id}/hook", {"address": "http://x.example/"}).status_code == 422
    made = post(client, f"/tokens/{token_id}/hook", {"address": "https://desk.example.com/told?key=sesame"})
    assert "whs_" in made.text
    listed = client.get("/tokens").text
    assert "desk.example.com" in listed
    assert "sesame" not in listed
    assert "whs_" not in listed
    assert post(client, f"/tokens/{token_id}/hook", {"address": "https://b.example.com/"}).status_code == 409
    with app.app_context():
        hook_id = db.database.session.scalars(select(Hook.id)).one()
    assert post(client, f"/tokens/{token_id}/hook/{hook_id}/end").status_code == 303
    assert post(client, f"/tokens/{token_id}/hook/{hook_id}/end").status_code == 404
    as_(client, cast.trainer)
    assert post(client, f"/tokens/{token_id}/hook", {"address": "https://b.example.com/"}).status_code == 403
