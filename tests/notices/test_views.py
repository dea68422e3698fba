from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.kit import db
from cstrain.notices import actions, queries
from cstrain.notices.models import Notice, Robot
from tests.cast import Cast, as_, post
from tests.curriculum.acts import HOUR, MORNING, learner, load_content

DING = {"platform": "dingtalk", "name": "售前群", "address": "https://oapi.dingtalk.com/robot/send?access_token=abcdef"}


def test_an_administrator_adds_tries_and_removes_a_robot(app: Flask, client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    assert "还没有接群机器人" in client.get("/notices").text
    given = {**DING, "team": cast.presale, "secret": "SEC-secret"}
    assert post(client, "/notices/robots/new", given).status_code == 303
    shown = client.get("/notices").text
    assert "售前群" in shown
    assert "abcdef" not in shown
    assert "SEC-secret" not in shown
    with app.app_context():
        robot_id = db.database.session.scalars(select(Robot.id)).one()
    assert post(client, f"/notices/robots/{robot_id}/try").status_code == 303
    assert "等着送" in client.get("/notices").text
    assert post(client, f"/notices/robots/{robot_id}/try").status_code == 409
    assert post(client, f"/notices/robots/{robot_id}/end").status_code == 303
    assert post(client, f"/notices/robots/{robot_id}/end").status_code == 404


def test_a_robot_is_refused_at_its_field(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    for given, words in (
        ({**DING, "address": "http://oapi.dingtalk.com/robot/send"}, "https://"),
        ({**DING, "address": "https://evil.example/robot/send"}, "oapi.dingtalk.com"),
        (DING, "加签"),
        ({**DING, "name": ""}, "请填写"),
    ):
        answer = post(client, "/notices/robots/new", {"team": "", **given})
        assert answer.status_code == 422
        assert words in answer.text


def test_hours_are_kept_emptied_and_checked(app: Flask, client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    given = {"owed": "18:30", "exam": "17:00", "decide": "", "ending": "09:00", "rule": "09:30", "mail": "08:30"}
    assert post(client, "/notices/hours", given).status_code == 303
    with app.app_context():
        hours = queries.hours()
    assert (hours["owed"], hours["decide"]) == (1110, -1)
    wrong = post(client, "/notices/hours", {**given, "owed": "25:00"})
    assert wrong.status_code == 422
    assert "没有保存" in wrong.text


def test_only_administrators_of_all_teams_name_receivers(client: FlaskClient, cast: Cast) -> None:
    for someone in (cast.trainer, cast.supervisor, cast.trainee):
        as_(client, someone)
        assert client.get("/notices").status_code == 403
        assert post(client, "/notices/robots/new", DING).status_code == 403


def test_without_a_robot_it_stands_on_today_ready_to_be_copied(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        load_content()
        learner(cast)
        actions.tell_due(MORNING + 8 * HOUR)
        text = db.database.session.scalars(select(Notice.text)).one()
    with time_machine.travel(MORNING + 9 * HOUR, tick=False):
        as_(client, cast.trainer)
        shown = client.get("/today").text
        assert f"readonly>{text}</textarea>" in shown
        assert "复制成群消息" in shown
        as_(client, cast.other_trainer)
        assert text not in client.get("/today").text
    with time_machine.travel(MORNING + timedelta(days=1), tick=False):
        as_(client, cast.trainer)
        assert text not in client.get("/today").text


def test_an_address_for_mail_is_ones_own(app: Flask, client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainee)
    assert "还没有接邮件" in client.get("/account/mail").text
    for odd in ("x", "a@b", "a@b.c\r\nBcc: x@y.z", "<a@b.c>", "a@b.c, d@e.f"):
        assert post(client, "/account/mail", {"address": odd}).status_code == 422, odd
    assert post(client, "/account/mail", {"address": "lin@example.com"}).status_code == 303
    assert "lin@example.com" in client.get("/account/mail").text
    assert post(client, "/account/mail", {"address": ""}).status_code == 303
    with app.app_context():
        assert queries.mail_address(cast.trainee.id) == ""
