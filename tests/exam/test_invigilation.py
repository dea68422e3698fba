"""What an invigilator does to a sitting: the time is exact, the reason stands, the record tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cstrain.exam import actions, queries
from cstrain.exam.models import Attempt
from cstrain.exam.rules.attempt import Event, State, after_pause, left
from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.records import queries as records
from tests.cast import as_, post
from tests.exam.pages import save_by_script, start
from tests.exam.stage import HOUR, MINUTE, NOW, SECOND, Stage, answer_all, begin, keys, publish, save, submit

ZONES = ("Asia/Shanghai", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")


def changes(zone: str) -> list[datetime]:
    """Every change of the zone's offset from 2024 to 2030, to the half hour."""
    here, at, found = ZoneInfo(zone), datetime(2024, 1, 1, tzinfo=UTC), []
    while at.year < 2031:
        later = at + HOUR / 2
        if at.astimezone(here).utcoffset() != later.astimezone(here).utcoffset():
            found.append(later)
        at = later
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_op6_an_hour_is_an_hour_over_every_change_of_the_clocks(zone: str) -> None:
    """OP-6: begun before a change of summer time, paused over it, read in that zone: the seconds are exact."""
    here = ZoneInfo(zone)
    for change in [*changes(zone), datetime(2026, 10, 20, tzinfo=UTC)]:
        began = (change - 20 * MINUTE).astimezone(here)
        deadline = began.astimezone(UTC) + HOUR
        paused, resumed = (change - MINUTE).astimezone(here), (change + 29 * MINUTE).astimezone(here)
        assert left(State.PAUSED, deadline, paused, resumed) == 41 * MINUTE
        assert left(State.OPEN, after_pause(deadline, paused.astimezone(UTC), resumed), None, resumed) == 41 * MINUTE


def test_time_that_goes_back_takes_nothing_away() -> None:
    assert after_pause(NOW, NOW, NOW - HOUR) == NOW
    assert left(State.OPEN, NOW, None, NOW + HOUR) == timedelta()


def told(client: FlaskClient, attempt_id: str, event: str, minutes: int | str = "") -> int:
    data = {"event": event, "minutes": minutes, "reason": "网络断了"}
    return post(client, f"/exams/attempt/{attempt_id}/act", data).status_code


@pytest.mark.data
def test_pause_more_time_and_handing_in_stand_in_the_record(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    trainer = as_(app.test_client(), stage.cast.trainer)
    attempt_id = start(as_(client, stage.cast.agent), "quick-exam")
    noon.shift(10 * MINUTE)
    assert told(trainer, attempt_id, "pause") == 303
    paused = client.get(f"/exam/{attempt_id}/1").text
    assert "还剩 50:00" in paused and 'name="a"' not in paused
    assert save_by_script(client, f"/exam/{attempt_id}/1", {}).json["code"] == "attempt_is_paused"  # type: ignore[index]
    noon.shift(20 * MINUTE)
    assert "还剩 50:00" in client.get(f"/exam/{attempt_id}/sheet").text
    assert client.get(f"/exam/{attempt_id}/pulse").json["state"] == "paused"  # type: ignore[index]
    assert [told(trainer, attempt_id, *deed) for deed in (("pause",), ("extend",), ("extend", 10), ("resume",))] == [
        409, 422, 303, 303,
    ]  # fmt: skip
    with app.app_context():
        assert db.database.session.get_one(Attempt, attempt_id).deadline == NOW + HOUR + 30 * MINUTE
    assert told(trainer, attempt_id, "force") == 303
    with app.app_context():
        result = records.latest(stage.cast.agent.id, "exam_result", f"exam:quick-exam/{attempt_id}")
        assert result is not None
        assert [each["event"] for each in result.body["acts"]] == ["pause", "extend", "resume"]
        assert [each.reason for each in queries.moves(attempt_id)] == ["网络断了"] * 4
    shown = trainer.get(f"/exams/attempt/{attempt_id}").text
    assert "监考人收卷" in shown and "加时间，10 分钟" in shown and "重新打开" in shown


@pytest.mark.data
def test_a_reopened_paper_is_marked_anew_and_its_result_no_longer_holds(
    app: Flask, client: FlaskClient, stage: Stage, noon: time_machine.Coordinates
) -> None:
    noon.shift(5 * MINUTE)
    trainer = as_(app.test_client(), stage.cast.trainer)
    with app.app_context():
        attempt = begin(stage.quick, stage.cast.agent)
        answer_all(attempt, wrong=(1, 2))
        assert not submit(attempt).passed
        attempt_id, right = attempt.id, keys(attempt)
    assert told(trainer, attempt_id, "reopen", 15) == 303
    with app.app_context():
        assert records.facts(stage.cast.agent.id, "exam_result") == []
        attempt = db.database.session.get_one(Attempt, attempt_id)
        assert (attempt.state, attempt.score, attempt.deadline) == ("open", None, NOW + 20 * MINUTE)
        for place in (1, 2):
            save(attempt, place, right[place], seq=9, at=NOW + 6 * MINUTE)
        assert submit(attempt, at=NOW + 7 * MINUTE).passed
    with app.app_context():
        other = begin(stage.quick, stage.cast.second_trainee)
        submit(other)
        other_id = other.id
    with app.app_context(), pytest.raises(Refusal, match="not_your_own_paper"), db.transaction(at=NOW, why="own"):
        asked = actions.Act(Event.REOPEN, "自己", 5)
        actions.act(other_id, asked, by=stage.cast.second_trainee.id, at=NOW)


@pytest.mark.data
def test_a_keys_public_paper_and_an_older_one_are_not_reopened(app: Flask, stage: Stage) -> None:
    with app.app_context():
        first = begin(stage.quick, stage.cast.agent)
        submit(first)
        second = begin(stage.quick, stage.cast.agent, at=NOW + 25 * HOUR)
        asked = actions.Act(Event.REOPEN, "再给一次", 5)
        with pytest.raises(Refusal, match="later_attempt_exists"), db.transaction(at=NOW + 25 * HOUR, why="older"):
            actions.act(first.id, asked, by=stage.cast.trainer.id, at=NOW + 25 * HOUR)
        assert second.state == State.OPEN


@pytest.mark.data
@pytest.mark.parametrize("grace", [0, 30])
def test_ex2_the_grace_is_the_publications(app: Flask, client: FlaskClient, stage: Stage, grace: int) -> None:
    """EX-2: with no grace and with thirty seconds: to the microsecond, and a later change does not touch who has begun."""
    with app.app_context():
        with pytest.raises(Refusal, match="grace_out_of_range"), db.transaction(at=NOW, why="too long"):
            actions.publish("quick-exam", opens_at=NOW, closes_at=None, by="tests", at=NOW, grace=31)
        with db.transaction(at=NOW, why="grace"):
            made = actions.publish("quick-exam", opens_at=NOW, closes_at=None, by="tests", at=NOW, grace=grace)
        attempt = begin(made.id, stage.cast.agent)
        publish("quick-exam")
        limit = attempt.deadline + grace * SECOND
        save(attempt, 1, 0, at=limit)
        with pytest.raises(Refusal, match="time_is_up"):
            save(attempt, 1, 1, at=limit + timedelta(microseconds=1), seq=2)
        assert actions.close_overdue(limit) == 0
        assert actions.close_overdue(limit + timedelta(microseconds=1)) == 1
