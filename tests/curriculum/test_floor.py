"""The roster, signing in to a class, hours beside a mentor."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cstrain.curriculum import actions, queries
from cstrain.curriculum.actions import Called
from cstrain.curriculum.models import Attendance, Meeting, MeetingPerson, RosterDay, ShadowHours
from cstrain.curriculum.queries import meetings as found
from cstrain.curriculum.rules.meetings import Presence, arrival, code_at, is_code, seconds_left
from cstrain.curriculum.rules.opening import Calendar, training_day
from cstrain.curriculum.rules.roster import COLUMNS, Shift, work_day
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.sheets import Row, Sheet, write
from cstrain.people.queries import grants_of, permissions
from tests.cast import Cast, Someone, as_, post
from tests.curriculum.acts import DAY, HOUR, MORNING, START, enrol, learner, load_content

MIDNIGHT = MORNING + 15 * HOUR + timedelta(minutes=30)  # 00:30 on Tuesday


class Asked:
    def __init__(self, someone: Someone) -> None:
        self.may = permissions(grants_of(someone.id))


def rostered(cast: Cast, *rows: tuple[str, str, str], at: datetime = MORNING, by: Someone | None = None) -> Any:
    who = by or cast.trainer
    sheet = Sheet(list(COLUMNS), [Row(n, dict(zip(COLUMNS, cells, strict=True))) for n, cells in enumerate(rows, 2)])
    with db.transaction(at=at, by=who.id, why="tests"):
        return actions.keep_roster(sheet, Asked(who), at=at)


# Rules ----------------------------------------------------------------------------------------------------------------
def test_a_night_belongs_to_the_day_it_began() -> None:
    at = datetime(2026, 10, 20, 0, 30)
    assert work_day(at, Shift.NIGHT) == date(2026, 10, 19)
    assert work_day(at, Shift.DAY) == work_day(at, None) == date(2026, 10, 20)
    assert work_day(at.replace(hour=6), Shift.NIGHT) == date(2026, 10, 20)


def test_a_day_off_opens_no_new_day_and_the_roster_beats_the_weekday() -> None:
    days = [date(2026, 10, 19), date(2026, 10, 20)]
    assert training_day(days, date(2026, 10, 21)) == 3
    assert training_day(days, date(2026, 10, 21), is_off=True) == 2
    assert training_day([], date(2026, 10, 21), is_off=True) == 1
    sunday = date(2026, 10, 25)
    assert not Calendar("12345").is_working(sunday)
    assert Calendar("12345", rostered={sunday: True}).is_working(sunday)
    assert not Calendar("1234567", rostered={sunday: False}).is_working(sunday)
    assert not Calendar("1234567", frozenset({sunday}), {sunday: True}).is_working(sunday)


def test_codes_change_every_half_minute_and_the_last_still_counts() -> None:
    at = datetime(2026, 10, 20, 1, 0, 0, tzinfo=UTC)
    code = code_at("s", at)
    assert code == code_at("s", at + timedelta(seconds=29)) != code_at("s", at + timedelta(seconds=30))
    assert is_code("s", code[:3] + " " + code[3:], at + timedelta(seconds=59))
    assert not is_code("s", code, at + timedelta(seconds=60))
    assert not is_code("other", code, at)
    assert not is_code("s", "１２３４５６", at)
    assert (seconds_left(at), seconds_left(at + timedelta(seconds=29))) == (30, 1)
    assert arrival(at, at + timedelta(minutes=5)) is Presence.PRESENT
    assert arrival(at, at + timedelta(minutes=5, seconds=1)) is Presence.LATE


# The roster -----------------------------------------------------------------------------------------------------------
@pytest.mark.data
def test_a_roster_opens_days_and_counts_a_night_as_the_day_it_began(context: Flask, cast: Cast) -> None:
    load_content()
    person = learner(cast)
    done = rostered(
        cast, ("CS-20418", "2026-10-19", "晚班"), ("cs-20418", "2026-10-20", "休"), ("CS-20419", "2026-10-19", "早")
    )
    assert (done.new, done.changed) == (3, 0)
    person.read_lesson(at=MIDNIGHT)
    assert queries.attended(person.enrolment_id) == {START}
    board = queries.board(queries.enrolment(person.enrolment_id), MIDNIGHT)
    assert (board.today, board.number) == (START, 1)
    person.practise(at=MIDNIGHT)
    person.be_confirmed(at=MIDNIGHT)
    tuesday = MORNING + DAY
    board = queries.board(queries.enrolment(person.enrolment_id), tuesday)
    assert (board.today, board.latest) == (START + timedelta(1), 1), "a day off opens nothing"
    with pytest.raises(Refusal, match="day_not_open"):
        person.acknowledge(at=tuesday)
    board = queries.board(queries.enrolment(person.enrolment_id), tuesday + DAY)
    assert board.latest == 2
    again = rostered(cast, ("CS-20418", "2026-10-20", "早"), ("CS-20418", "2026-10-19", "晚"))
    assert (again.new, again.changed) == (0, 1)
    board = queries.board(queries.enrolment(person.enrolment_id), tuesday)
    assert board.latest == 2


def test_what_is_done_on_a_day_off_is_no_training_day(context: Flask, cast: Cast) -> None:
    load_content()
    person = learner(cast)
    rostered(cast, ("CS-20418", "2026-10-19", "休"))
    person.read_lesson(at=MORNING)
    assert queries.attended(person.enrolment_id) == set()


def test_rows_that_cannot_be_are_named(context: Flask, cast: Cast) -> None:
    sheet = Sheet(
        list(COLUMNS),
        [
            Row(2, dict(zip(COLUMNS, ("CS-30001", "2026-10-19", "早"), strict=True))),  # another team's
            Row(3, dict(zip(COLUMNS, ("CS-20418", "19号", "早"), strict=True))),
            Row(4, dict(zip(COLUMNS, ("CS-20418", "2016-10-19", "早"), strict=True))),
            Row(5, dict(zip(COLUMNS, ("CS-20418", "2026-10-19", "下午"), strict=True))),
            Row(6, dict(zip(COLUMNS, ("CS-20419", "2026-10-19", "早"), strict=True))),
            Row(7, dict(zip(COLUMNS, ("CS-20419", "2026-10-19", "晚"), strict=True))),
        ],
    )
    plan = queries.roster_plan(sheet, Asked(cast.trainer), START)
    assert [(fault.row, fault.code) for fault in plan.faults] == [
        (2, "nobody_of_yours"), (3, "not_a_day"), (4, "day_too_far"), (5, "unknown_shift"), (7, "twice_in_roster"),
    ]  # fmt: skip


def test_the_pages_of_the_roster(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.trainer)
    today = datetime.now(UTC).date().isoformat()
    assert "林晓雨" in client.get("/roster").text
    assert client.get("/roster/sheet/template.xlsx").status_code == 200
    assert client.get("/roster/sheet").status_code == 200
    bad = write(COLUMNS, [("CS-20418", today, "?")], "x")
    assert "第 2 行 C 列" in post(client, "/roster/sheet", {"sheet": (io.BytesIO(bad), "x.xlsx")}).text
    good = write(COLUMNS, [("CS-20418", today, "夜班")], "x")
    shown = post(client, "/roster/sheet", {"sheet": (io.BytesIO(good), "x.xlsx")})
    rows = shown.text.split('name="rows" value="')[1].split('"')[0].replace("&#34;", '"')
    assert post(client, "/roster/sheet/confirm", {"rows": rows}).status_code == 303
    assert '<td data-tone="hold">晚</td>' in client.get("/roster").text
    as_(client, cast.mentor)
    assert client.get("/roster").status_code == 403


# Signing in to a class ------------------------------------------------------------------------------------------------
def called(cast: Cast, *people: Someone, starts: datetime = MORNING) -> str:
    with db.transaction(at=MORNING - HOUR, by=cast.trainer.id, why="tests"):
        said = Called("平台规则集训", starts, cast.presale, None, tuple(one.id for one in people))
        return actions.call_meeting(said, by=cast.trainer.id, at=MORNING - HOUR).id


def sign_in(meeting_id: str, person: Someone, at: datetime, code: str = "") -> str:
    secret = db.database.session.get_one(Meeting, meeting_id).secret
    with db.transaction(at=at, by=person.id, why="tests"):
        return actions.sign_in_to(meeting_id, person.id, code or code_at(secret, at), at=at).state


def states(meeting_id: str) -> dict[str, tuple[str, str]]:
    return {line.person.employee_no: (line.state, line.how) for line in found.people_of(meeting_id)}


@pytest.mark.data
def test_who_signs_in_was_there_and_has_a_training_day(context: Flask, cast: Cast) -> None:
    load_content()
    enrolment_id = enrol(cast, cast.trainee).id
    meeting = called(cast, cast.trainee, cast.second_trainee, cast.agent)
    assert sign_in(meeting, cast.trainee, MORNING + timedelta(minutes=4)) == "present"
    assert sign_in(meeting, cast.trainee, MORNING + timedelta(minutes=40)) == "present", "twice is once"
    assert sign_in(meeting, cast.agent, MORNING + timedelta(minutes=6)) == "late"
    for person, code, error in ((cast.second_trainee, "000000", Refusal), (cast.other_trainee, "", NotYours)):
        with pytest.raises(error):
            sign_in(meeting, person, MORNING, code)
    assert db.database.session.scalars(select(Attendance.enrolment_id)).all() == [enrolment_id]
    with db.transaction(at=MORNING + HOUR, by=cast.trainer.id, why="tests"):
        ticked = {cast.trainee.id: Presence.LEFT, cast.agent.id: Presence.LATE}
        assert actions.tick_presence(meeting, ticked, by=cast.trainer.id, at=MORNING + HOUR) == 1
        actions.close_meeting(meeting, at=MORNING + HOUR)
    assert states(meeting) == {
        "CS-10007": ("late", "code"), "CS-20418": ("left", "ticked"), "CS-20419": ("absent", ""),
    }  # fmt: skip
    with pytest.raises(Refusal, match="meeting_is_closed"):
        sign_in(meeting, cast.second_trainee, MORNING + HOUR)


def test_a_ticked_list_counts_the_day_and_nobody_ticks_themselves(context: Flask, cast: Cast) -> None:
    load_content()
    enrol(cast, cast.trainee)
    meeting = called(cast, cast.trainee, cast.trainer)
    with db.transaction(at=MORNING, by=cast.trainer.id, why="tests"):
        actions.tick_presence(meeting, {cast.trainee.id: Presence.PRESENT}, by=cast.trainer.id, at=MORNING)
        with pytest.raises(Refusal, match="own_presence"):
            actions.tick_presence(meeting, {cast.trainer.id: Presence.PRESENT}, by=cast.trainer.id, at=MORNING)
    assert len(db.database.session.scalars(select(Attendance)).all()) == 1


def test_the_pages_of_a_class(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        as_(client, cast.trainer)
        assert "还没有签到" in client.get("/meetings").text
        assert post(client, "/meetings/new", {"title": ""}).status_code == 422
        made = post(
            client, "/meetings/new", {"title": "集训", "starts": "2026-10-19T09:00", "team": cast.presale, "batch": ""}
        )
        url = made.headers["Location"]
        with app.app_context():
            one = db.database.session.scalars(select(Meeting)).one()
            meeting, code = one.id, code_at(one.secret, MORNING)
            assert one.starts_at == MORNING
        screen = client.get(f"{url}/screen").text
        assert f"{code[:3]} {code[3:]}" in screen
        assert 'http-equiv="refresh" content="30"' in screen
        assert "林晓雨" in client.get(f"{url}/print").text
        as_(client, cast.trainee)
        assert "去签到" in client.get("/sign-in").text
        shown = client.get(f"/sign-in/{meeting}?code={code}").text
        assert f'value="{code}"' in shown
        assert post(client, f"/sign-in/{meeting}", {"code": "12"}).status_code == 422
        assert post(client, f"/sign-in/{meeting}", {"code": code}).status_code == 303
        assert "签上了" in client.get(f"/sign-in/{meeting}").text
        as_(client, cast.other_trainee)
        assert client.get(f"/sign-in/{meeting}").status_code == 404
        as_(client, cast.other_trainer)
        assert client.get(url).status_code == 404
        as_(client, cast.trainer)
        given = {f"p-{cast.agent.id}": "late", f"p-{cast.other_trainee.id}": "present", "close": "1"}
        assert post(client, f"{url}/tick", given).status_code == 303
        with app.app_context():
            assert states(meeting)["CS-10007"] == ("late", "ticked")
            assert states(meeting)["CS-20419"] == ("absent", "")
        assert post(client, f"{url}/tick", given).status_code == 409
        assert client.get(f"{url}/screen").status_code == 303


def test_codes_are_not_tried_out(app: Flask, client: FlaskClient, cast: Cast) -> None:
    """Five wrong ones, then a quarter of an hour of nothing, also with the right one."""
    with time_machine.travel(MORNING, tick=False):
        with app.app_context():
            meeting = called(cast, cast.trainee)
            code = code_at(db.database.session.get_one(Meeting, meeting).secret, MORNING)
        as_(client, cast.trainee)
        for _again in range(5):
            assert post(client, f"/sign-in/{meeting}", {"code": f"{(int(code) + 7) % 10**6:06d}"}).status_code == 422
        assert post(client, f"/sign-in/{meeting}", {"code": code}).status_code == 429
        with app.app_context():
            assert db.database.session.scalars(select(MeetingPerson.state)).one() == "expected"


# Hours beside a mentor ------------------------------------------------------------------------------------------------
def test_a_mentor_logs_hours_of_their_own_people(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        load_content()
        enrolment_id = enrol(cast, cast.trainee).id
    with time_machine.travel(MORNING, tick=False):
        as_(client, cast.mentor)
        assert "林晓雨" in client.get("/hours").text
        given = {"enrolment": enrolment_id, "on": "2026-10-19", "hours": "1.5", "note": "看接待"}
        assert post(client, "/hours", {**given, "hours": "17"}).status_code == 422
        assert post(client, "/hours", {**given, "on": "2026-10-20"}).status_code == 409
        assert post(client, "/hours", given).status_code == 303
        assert "1.5 小时" in client.get("/hours").text
        as_(client, cast.other_trainer)
        assert post(client, "/hours", given).status_code == 422
        as_(client, cast.trainee)
        assert client.get("/hours").status_code == 403
    with app.app_context():
        assert db.database.session.scalars(select(ShadowHours.minutes)).one() == 90
        assert db.database.session.scalars(select(RosterDay)).all() == []
