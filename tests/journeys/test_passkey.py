"""A road that is signed: the day by password, counter-signed, the gate by passkey; and whoever changes a row is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cstrain.demo.sitting import sit
from cstrain.demo.walk import Watch
from cstrain.kit import db
from cstrain.records import queries as records
from tests.cast import Cast, Someone
from tests.journeys.acts import sign_everything
from tests.journeys.stage import DAY, QUICK_COURSE, QUICK_EXAM, hired
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def at_home(made: Traveller) -> Traveller:
    """Browsers keep passkeys for names, not for numbers."""
    made.site = made.site.replace("127.0.0.1", "localhost")
    return made


def with_device(someone: Traveller) -> Traveller:
    """Chromium's own virtual authenticator."""
    wire = someone.context.new_cdp_session(someone.page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return someone


def signs(make: Callable[..., Traveller], someone: Someone, name: str, phone: bool = False) -> Traveller:
    made = at_home(make(name, phone=phone))
    made.sign_in(someone.employee_no, someone.password)
    sign_everything(made, someone.password)
    return made


def test_the_gate_is_decided_by_passkey(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        hire = hired(cast, cast.trainee, 2, QUICK_COURSE)
        hire.learn(1, Watch(hire.start_on))
    signs(traveller, cast.trainee, "hire", phone=True)
    for name, someone in (("mentor", cast.mentor), ("trainer", cast.trainer)):
        signs(traveller, someone, name, phone=name == "mentor")
    with app.app_context():
        sit(hire.player, QUICK_EXAM, Watch(hire.start_on + DAY))
    signs(traveller, cast.trainee, "hire", phone=True)
    signs(traveller, cast.trainer, "trainer")
    chief = adds_a_passkey(at_home(traveller("supervisor")), cast.supervisor)
    decides(chief, cast.trainee)
    with app.app_context():
        entry = records.facts(cast.trainee.id, "gate_decided")[-1]
        assert (entry.method, entry.actor) == ("passkey", cast.supervisor.id)
        assert records.verdict(cast.trainee.id) is None
        seq = entry.seq
    chief.open(f"/record/entry/{cast.trainee.id}/{seq}")
    assert "通行密钥" in chief.text()
    tampered(app, chief, cast.trainee, seq)


def adds_a_passkey(chief: Traveller, someone: Someone) -> Traveller:
    with_device(chief)
    chief.sign_in(someone.employee_no, someone.password)
    chief.open("/account")
    chief.follow("添加通行密钥")
    chief.fill(给这把密钥起个名字="办公室电脑", 登录密码=someone.password)
    chief.press("添加", within="form.card")
    assert "办公室电脑" in chief.text()
    return chief


def decides(chief: Traveller, about: Someone) -> None:
    chief.open(f"/gate/{about.id}")
    chief.page.locator("input[name=decision][value=agree]").check()
    chief.fill(理由="证据齐全")
    chief.press("不输密码，用通行密钥签")
    assert "已核对以上证据，同意上岗" in chief.text()
    assert "证据齐全" in chief.text()
    chief.press("用通行密钥签字并决定")
    assert "/certificate/" in chief.page.url


def tampered(app: Flask, chief: Traveller, about: Someone, seq: int) -> None:
    """Somebody changes one word of the decision in the database: the page says which entry, and why."""
    chief.open(f"/record/verify?number={about.employee_no}")
    assert "没有被改动" in chief.text()
    with app.app_context(), db.database.engine.begin() as connection:
        for line in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{line}"')
        connection.exec_driver_sql(
            "UPDATE record_entry SET text = replace(text, '同意上岗', '暂缓上岗') WHERE person_id = ? AND seq = ?",
            (about.id, seq),
        )
    chief.open(f"/record/verify?number={about.employee_no}")
    assert f"第 {seq} 号记录对不上" in chief.text()
