"""场次: who may begin in a room, what its board shows, acts on all, moves that are locked; and turns in a crowd."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt, ExamRoom
from cstrain.exam.rules.rooms import Door, is_within, read_networks, require_admission, turn
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from tests.cast import as_, post
from tests.exam.pages import asked, save_by_script, typed
from tests.exam.stage import HOUR, MINUTE, NOW, SECOND, Stage

LOCAL = "10.0.0.7"


def door(**said: Any) -> Door:
    given = {"opens_at": NOW, "closes_at": NOW + HOUR, "late": 15 * MINUTE, "networks": (), "checks_identity": False}
    return Door(**{**given, **said})


@pytest.mark.parametrize(
    ("said", "at", "code"),
    [
        ({}, -SECOND, "room_not_open"),
        ({}, HOUR, "room_not_open"),
        ({}, 15 * MINUTE + SECOND, "too_late_for_room"),
        ({"networks": ("192.168.0.0/16",)}, timedelta(), "not_in_this_network"),
        ({"checks_identity": True}, timedelta(), "identity_not_checked"),
        ({"networks": ("10.0.0.0/8",)}, 15 * MINUTE, None),
    ],
)
def test_who_may_begin(said: dict[str, Any], at: timedelta, code: str | None) -> None:
    def begin() -> None:
        require_admission(door(**said), NOW + at, LOCAL, is_checked=False, is_let_in=False)

    if code is None:
        begin()
    else:
        with pytest.raises(Refusal, match=code):
            begin()


def test_networks_are_read_and_asked() -> None:
    assert read_networks("10.1.2.3/8  fe80::1") == ("10.0.0.0/8", "fe80::1/128")
    assert is_within("fe80::1", ("10.0.0.0/8", "fe80::/10")) and not is_within("nowhere", ("10.0.0.0/8",))
    with pytest.raises(Refusal, match="network_unreadable"):
        read_networks("10.0.0.0/8 here")


def test_a_crowd_gets_turns_one_after_the_other() -> None:
    """LD-1: a thousand at once at sixty a second: each has a turn of their own, the last after as many seconds as there are left."""
    last, turns = 0.0, []
    for _ in range(1000):
        last = turn(last, 100.0, 60.0, 1.0)
        turns.append(last)
    assert len(set(turns)) == 1000 and turns == sorted(turns)
    assert sum(each <= 100.0 for each in turns) == 60
    assert turns[-1] == pytest.approx(100.0 + 940 / 60)
    assert turn(last, 1000.0, 60.0, 1.0) < 1000.0  # a quiet hour later nobody waits


def planned(app: Flask, stage: Stage, **said: Any) -> ExamRoom:
    """A room for quick-exam, which from now on begins in rooms alone."""
    given = {
        "name": "3 楼培训室", "invigilator_id": stage.cast.supervisor.id, "opens_at": NOW, "closes_at": NOW + HOUR,
        "late_minutes": 15, **said,
    }  # fmt: skip
    with db.transaction(at=NOW, by=stage.cast.trainer.id, why="plan"):
        actions.publish("quick-exam", opens_at=NOW, closes_at=None, by="tests", at=NOW, rooms_only=True)
        return actions.open_room(
            "quick-exam", actions.RoomTerms(**given), code="480213", by=stage.cast.trainer.id, at=NOW
        )


def enter(client: FlaskClient, code: str = "480213") -> int:
    return post(client, "/exam/quick-exam/enter", {"code": code}).status_code


def begins(client: FlaskClient) -> Any:
    return post(client, "/exam/quick-exam/start")


@pytest.mark.data
def test_from_the_door_to_the_board(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    with app.app_context():
        room_id = planned(app, stage).id
    hire, eyes = as_(client, stage.cast.agent), as_(app.test_client(), stage.cast.supervisor)
    board = f"/invigilation/{room_id}"
    assert "考场口令" in hire.get("/exam/quick-exam").text
    assert begins(hire).status_code == 409
    assert [enter(hire, "000000"), enter(hire), enter(hire)] == [409, 303, 303]
    assert "等监考人核对身份" in hire.get("/exam/quick-exam").text
    assert begins(hire).status_code == 409
    assert "等核对身份" in eyes.get(board).text and "480213" in eyes.get(board).text
    assert post(eyes, f"{board}/let-in", {"employee_no": stage.cast.agent.employee_no}).status_code == 303
    noon.shift(40 * MINUTE)
    for someone, each in ((stage.cast.agent, hire), (stage.cast.supervisor, eyes)):
        as_(each, someone)
    attempt_id = begins(hire).location.split("/")[2]
    with app.app_context():
        assert db.database.session.get_one(Attempt, attempt_id).deadline == NOW + 40 * MINUTE + HOUR
    question, key = asked(app, attempt_id)[1]
    save_by_script(hire, f"/exam/{attempt_id}/1", typed(question, key))
    page = hire.get(f"/exam/{attempt_id}/2").text
    assert stage.cast.agent.employee_no in page and 'data-module="away"' in page
    for seconds, status in (("12", 204), ("3", 204), ("-1", 204), ("x", 204)):
        assert post(hire, f"/exam/{attempt_id}/away", {"seconds": seconds}).status_code == status
    shown = eyes.get(f"{board}/now").text
    assert "1/4" in shown and "2 次，共 15 秒" in shown and "进行中" in shown and "10:40:00" in shown
    assert (
        post(eyes, f"{board}/act", {"who": "all", "event": "extend", "minutes": 7, "reason": "停电"}).status_code == 303
    )
    assert post(eyes, f"{board}/act", {"who": "all", "event": "extend", "reason": "停电"}).status_code == 422
    assert post(eyes, f"{board}/act", {"who": "all", "event": "resume", "reason": "停电"}).status_code == 409
    assert post(eyes, f"{board}/act", {"who": attempt_id, "event": "pause", "reason": "停电"}).status_code == 303
    with app.app_context():
        row = db.database.session.get_one(Attempt, attempt_id)
        assert (row.state, row.deadline) == ("paused", NOW + 107 * MINUTE)
    assert post(eyes, f"{board}/end").status_code == 303
    late = as_(app.test_client(), stage.cast.second_trainee)
    assert enter(late) == 409


@pytest.mark.data
def test_late_people_are_let_in_by_the_invigilator_alone(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    with app.app_context():
        room_id = planned(app, stage).id
    noon.shift(16 * MINUTE)
    hire, eyes = as_(client, stage.cast.agent), as_(app.test_client(), stage.cast.supervisor)
    assert enter(hire) == 409
    stranger = as_(app.test_client(), stage.cast.second_supervisor)
    seen = stranger.get(f"/invigilation/{room_id}").status_code
    with app.app_context():
        assert seen in (200, 404)
    assert hire.get(f"/invigilation/{room_id}").status_code == 403
    assert post(eyes, f"/invigilation/{room_id}/let-in", {"employee_no": "NOBODY"}).status_code == 422
    post(eyes, f"/invigilation/{room_id}/let-in", {"employee_no": stage.cast.agent.employee_no})
    assert begins(hire).status_code == 303
    assert "监考人让进" in eyes.get(f"/invigilation/{room_id}").text


@pytest.mark.data
def test_ex10_where_moves_are_locked_another_device_gets_no_question(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    """EX-10: a room that locks moves: the cookie in another browser gets not one question until the invigilator agrees, and then once."""
    with app.app_context():
        room_id = planned(app, stage, locks_moves=True, checks_identity=False).id
    hire, eyes = as_(client, stage.cast.agent), as_(app.test_client(), stage.cast.supervisor)
    enter(hire)
    attempt_id = begins(hire).location.split("/")[2]
    stems = [question.stem for question, _key in asked(app, attempt_id).values()]
    for number in range(20):
        for path in ("1", "2", "sheet", "ahead"):
            answer = hire.get(f"/exam/{attempt_id}/{path}", headers={"User-Agent": f"browser {number}"})
            assert answer.status_code == 409 and not any(stem in answer.text for stem in stems)
    assert hire.get(f"/exam/{attempt_id}/1").status_code == 200
    assert post(eyes, f"/invigilation/{room_id}/agree/{attempt_id}").status_code == 303
    assert hire.get(f"/exam/{attempt_id}/1", headers={"User-Agent": "the new one"}).status_code == 200
    assert hire.get(f"/exam/{attempt_id}/1").status_code == 409
    with app.app_context():
        assert len(queries.seats(attempt_id)) == 2


@pytest.mark.data
def test_a_room_is_planned_on_the_page_and_only_its_people_see_it(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    trainer = as_(client, stage.cast.trainer)
    data = {
        "exam": "quick-exam", "name": "3 楼", "invigilator_no": stage.cast.supervisor.employee_no, "late_minutes": 15,
        "opens_at": "2026-10-20T09:00", "closes_at": "2026-10-20T11:00", "checks_identity": "y", "network": "10.0.0.0/8",
    }  # fmt: skip
    assert "没有您监考的场次" in trainer.get("/invigilation").text
    for wrong in ({"network": "here"}, {"invigilator_no": "NOBODY"}, {"closes_at": ""}, {"exam": "no-exam"}):
        assert post(trainer, "/invigilation", {**data, **wrong}).status_code == 422
    assert post(trainer, "/invigilation", {**data, "closes_at": "2026-10-20T08:00"}).status_code == 409
    made = post(trainer, "/invigilation", data)
    assert made.status_code == 303
    with app.app_context():
        room = db.database.session.get_one(ExamRoom, made.location.rsplit("/", 1)[1])
        assert (room.opens_at, room.network) == (NOW - HOUR, "10.0.0.0/8")
        assert re.fullmatch(r"\d{6}", room.code)
    assert "3 楼" in as_(app.test_client(), stage.cast.supervisor).get("/invigilation").text
    assert post(as_(app.test_client(), stage.cast.supervisor), "/invigilation", data).status_code == 403


@pytest.mark.data
def test_ld1_in_a_crowd_one_is_told_ones_turn_and_begins_when_it_has_come(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    """LD-1: beyond what the machine can begin in a second the page says how many are before one; the exam's time runs from one's own start."""
    app.config["STARTS_A_SECOND"] = "1"
    first, second = as_(client, stage.cast.agent), as_(app.test_client(), stage.cast.second_trainee)
    assert begins(first).status_code == 303
    told = begins(second)
    assert told.status_code == 200 and "马上轮到您" in told.text
    ticket = re.search(r'name="ticket" value="([^"]+)"', told.text)[1]  # type: ignore[index]
    again = post(second, "/exam/quick-exam/start", {"ticket": ticket})
    assert ticket in again.text, "reloading does not lose the turn"
    assert "ticket" in begins(first).text or begins(first).status_code == 303
    noon.shift(2 * SECOND)
    forged = post(second, "/exam/quick-exam/start", {"ticket": ticket.replace(ticket[0], "0", 1)})
    assert forged.status_code in (200, 303)
    attempt_id = post(second, "/exam/quick-exam/start", {"ticket": ticket}).location.split("/")[2]
    with app.app_context():
        row = db.database.session.get_one(Attempt, attempt_id)
        assert row.started_at == NOW + 2 * SECOND and row.deadline == NOW + 2 * SECOND + HOUR
