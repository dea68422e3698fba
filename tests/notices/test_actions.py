"""Telling and sending, against a server that stands in for the platforms."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cstrain.kit import db, jobs
from cstrain.notices import actions, commands, queries
from cstrain.notices.actions import RobotSaid
from cstrain.notices.models import Notice, Outgoing, Robot
from cstrain.notices.queries.gather import KINDS
from cstrain.notices.rules.hours import Kind
from cstrain.notices.rules.robots import Platform
from cstrain.people.models import InboxItem
from tests.cast import Cast
from tests.curriculum.acts import HOUR, MORNING, learner, load_content
from tests.notices.standin import DING, FEISHU, Platforms

EVENING = MORNING + 8 * HOUR  # 17:00 in Shanghai
LATER = timedelta(minutes=5)


def add(cast: Cast, stand_in: Platforms, platform: Platform, team: str | None, secret: str = "") -> str:
    paths = {
        Platform.DINGTALK: "/robot/send?access_token=t",
        Platform.FEISHU: "/open-apis/bot/v2/hook/t",
        Platform.WECOM: "/cgi-bin/webhook/send?key=wecom-key",
    }
    with db.transaction(at=MORNING, by=cast.admin.id, why="tests"):
        said = RobotSaid(platform, platform.value, team, stand_in.root + paths[platform], secret)
        return actions.add_robot(said, by=cast.admin.id, at=MORNING).id


def put(robot_id: str, key: str, at: datetime = EVENING) -> None:
    with db.transaction(at=at, by="tests", why="tests"):
        actions.put_out(f"robot:{robot_id}", key, {"text": key}, at=at)


def send(at: datetime = EVENING) -> int:
    return actions.send_due(lambda: at)


def count(model: Any) -> int:
    found = db.database.session.scalar(select(func.count()).select_from(model)) or 0
    db.abandon()
    return found


@pytest.fixture
def school(context: Flask, cast: Cast) -> Cast:
    """Presale has one hire who owes the whole first day; the machine may be called from itself."""
    context.config["OUT_PRIVATE"] = "127.0.0.1"
    load_content()
    learner(cast)
    return cast


def test_a_team_is_told_once_in_its_three_groups(school: Cast, stand_in: Platforms) -> None:
    """Inbox, Today and each platform's group say the same once, however often the round is made."""
    for platform, secret in ((Platform.DINGTALK, DING), (Platform.FEISHU, FEISHU), (Platform.WECOM, "")):
        add(school, stand_in, platform, school.presale, secret)
    add(school, stand_in, Platform.DINGTALK, school.aftersale, DING)
    assert actions.tell_due(EVENING - HOUR) == 0
    for at in (EVENING, EVENING + LATER):
        actions.tell_due(at)
        send(at)
        jobs.run_due(at)
    made = db.database.session.scalars(select(Notice)).one()
    assert made.text.startswith("【青禾箱包有限公司·售前接待组】还没做完、还没签字的环节（1 人）\n林晓雨（CS-20418）：")
    assert sorted(stand_in.heard) == [(name, made.text) for name in ("dingtalk", "feishu", "wecom")]
    told = db.database.session.scalars(select(InboxItem).where(InboxItem.kind == "notice_owed")).one()
    assert told.person_id == school.trainee.id
    assert "分" not in made.text.replace("分钟", "")


def test_what_is_sealed_stands_nowhere_in_the_open(school: Cast, stand_in: Platforms) -> None:
    robot_id = add(school, stand_in, Platform.DINGTALK, None, DING)
    row = db.database.session.get_one(Robot, robot_id)
    assert DING.encode() not in row.secret_box
    assert stand_in.root.encode() not in row.address_box
    trail = str([(each.old, each.new) for each in db.database.session.scalars(select(db.AuditRow))])
    assert DING not in trail
    assert queries.opened(row.secret_box, f"{robot_id}:secret") == DING


def test_a_lane_keeps_its_order_and_tries_again(school: Cast, stand_in: Platforms) -> None:
    """The first that is not taken holds up the second; each arrives once, in order."""
    robot_id = add(school, stand_in, Platform.DINGTALK, None, DING)
    put(robot_id, "first")
    put(robot_id, "second")
    stand_in.say = [(500, {}), (302, {}), (200, {"errcode": 130101})]
    assert send() == 0
    assert send(EVENING + timedelta(seconds=10)) == 0
    assert all("elsewhere" not in path for path, _headers, _body in stand_in.calls)
    assert send(EVENING + timedelta(seconds=31)) == 0
    assert send(EVENING + timedelta(seconds=91)) == 0  # the platform asked for ten minutes
    assert len(stand_in.calls) == 3
    assert send(EVENING + timedelta(minutes=11)) == 2
    assert [text for _platform, text in stand_in.heard] == ["first", "second"]


def test_a_wrong_secret_is_given_up_and_said(school: Cast, stand_in: Platforms) -> None:
    robot_id = add(school, stand_in, Platform.FEISHU, None, "not the secret")
    put(robot_id, "one")
    send()
    row = db.database.session.scalars(select(Outgoing)).one()
    assert row.given_up_at == EVENING
    assert row.trouble == "19021"
    assert queries.stuck() == 1


def test_twenty_a_minute_and_no_more(school: Cast, stand_in: Platforms) -> None:
    robot_id = add(school, stand_in, Platform.WECOM, None)
    for number in range(22):
        put(robot_id, f"{number:02}")
    assert send() == 20
    assert send(EVENING + timedelta(seconds=30)) == 0
    assert send(EVENING + timedelta(seconds=61)) == 2
    assert [text for _platform, text in stand_in.heard] == [f"{number:02}" for number in range(22)]


def _in_a_process_that_is_killed(app: Flask, first: Any) -> None:
    """``first()`` in a child, which then dies by SIGKILL: nothing is tidied up."""
    db.abandon()
    db.database.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                first()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.data
def test_killed_between_commit_and_send_nothing_is_lost_or_doubled(
    context: Flask, school: Cast, stand_in: Platforms
) -> None:
    """SIGKILL after the commit and before the first byte: another worker sends it, once; the round is not made again."""
    add(school, stand_in, Platform.DINGTALK, school.presale, DING)
    _in_a_process_that_is_killed(context, lambda: actions.tell_due(EVENING))
    assert (count(Notice), count(Outgoing), stand_in.heard) == (1, 1, [])
    for at in (EVENING + LATER, EVENING + 2 * LATER):
        actions.tell_due(at)
        send(at)
        jobs.run_due(at)
    assert (count(Notice), count(Outgoing), len(stand_in.heard)) == (1, 1, 1)
    inbox = select(func.count()).select_from(InboxItem).where(InboxItem.kind == "notice_owed")
    assert db.database.session.scalar(inbox) == 1


def test_killed_while_a_worker_sends_the_next_waits_for_it(context: Flask, school: Cast, stand_in: Platforms) -> None:
    """The platform has it and the worker dies before writing that down: for a minute nobody sends it again, then once."""
    robot_id = add(school, stand_in, Platform.DINGTALK, None, DING)
    put(robot_id, "one")
    db.abandon()
    db.database.engine.dispose()
    stand_in.may_answer.clear()
    child = os.fork()
    if child == 0:
        with context.app_context():
            send()
        os._exit(0)
    assert stand_in.came.wait(5)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    stand_in.may_answer.set()
    assert send(EVENING + timedelta(seconds=59)) == 0
    assert send(EVENING + timedelta(seconds=61)) == 1
    assert len(stand_in.calls) == 2
    assert send(EVENING + LATER) == 0


def test_an_ended_robot_gets_nothing_more(school: Cast, stand_in: Platforms) -> None:
    robot_id = add(school, stand_in, Platform.DINGTALK, None, DING)
    put(robot_id, "one")
    with db.transaction(at=EVENING, by=school.admin.id, why="tests"):
        actions.end_robot(robot_id, by=school.admin.id, at=EVENING)
    assert send(EVENING + LATER) == 0
    assert not stand_in.calls


def test_rules_that_changed_are_told_to_everybody_of_the_team(school: Cast) -> None:
    from cstrain.bank import actions as bank
    from tests.curriculum.acts import RULES, text

    morning = EVENING + timedelta(hours=16, minutes=30)  # 09:30 the next day
    actions.tell_due(EVENING)
    with db.transaction(at=EVENING + HOUR, by="tests", why="content"):
        changed = RULES.replace("3 天", "5 天") + "【版本】2 平台改了\n"
        bank.load_rules(text(changed, "rules-taobao.md"), EVENING + HOUR, "tests")
    actions.tell_due(morning)
    told = {
        each.team_id: each.text for each in db.database.session.scalars(select(Notice).where(Notice.kind == "rule"))
    }
    assert "TB1 " in told[school.presale]
    assert set(told) == {school.presale, school.aftersale, None}


def test_mail_says_how_many_and_never_what(context: Flask, school: Cast) -> None:
    context.config.update(MAIL_URL="smtp://127.0.0.1:9", MAIL_FROM="cstrain <train@firm.example>")
    with db.transaction(at=MORNING, by="tests", why="tests"):
        actions.keep_mail(school.trainee.id, "lin@example.com", at=MORNING)
    jobs.run_due(MORNING)  # that she was enrolled
    actions.tell_due(MORNING)
    row = db.database.session.scalars(select(Outgoing).where(Outgoing.lane.startswith("mail:"))).one()
    assert row.body["subject"] == "青禾箱包有限公司培训：1 条没读的消息"
    letter = actions.mail("lin@example.com", row.body["subject"], row.body["text"], row.key, MORNING)
    assert letter["Message-ID"] == f"<mail.2026-10-19.{school.trainee.id}@firm.example>"
    send(MORNING)  # nobody listens there: tried again later
    row = db.database.session.scalars(select(Outgoing).where(Outgoing.id == row.id)).one()
    assert (row.tries, row.sent_at, row.closed_at) == (1, None, None)


def test_telling_that_fails_keeps_nothing_from_being_sent(
    context: Flask, school: Cast, stand_in: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something is wrong with what is told: what waits still leaves, and telling is tried again a minute later."""
    robot_id = add(school, stand_in, Platform.DINGTALK, None, DING)
    put(robot_id, "one")

    def broken(_scene: object) -> None:
        raise RuntimeError("planted")

    with time_machine.travel(EVENING, tick=False):
        with monkeypatch.context() as planted:
            planted.setitem(KINDS, Kind.OWED, broken)
            run_beside(context)
        assert [text for _platform, text in stand_in.heard] == ["one"]
        run_beside(context)
        assert count(Notice) == 0
    with time_machine.travel(EVENING + timedelta(minutes=1), tick=False):
        run_beside(context)
        assert count(Notice) == 1


def run_beside(app: Flask) -> None:
    """What the worker's thread does, here and now."""
    commands._busy.acquire()
    commands._beside(app)
