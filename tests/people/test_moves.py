"""Changes of state by sheet, and moves between teams and stores."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cstrain.kit import db
from cstrain.kit.errors import Refusal
from cstrain.kit.sheets import Row, Sheet, write
from cstrain.people import actions, queries
from cstrain.people.models import FormerNumber, Person, StateChange
from cstrain.people.queries import permissions
from cstrain.people.rules.moves import COLUMNS
from tests.cast import Cast, Someone, as_, post

AT = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 10, 20)


def row(number: str, event: str, **cells: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | {"工号": number, "变动": event, "哪天": "2026-10-20", "原因": "有事"} | cells


def sheet(*rows: dict[str, str]) -> Sheet:
    return Sheet(list(COLUMNS), [Row(number, cells) for number, cells in enumerate(rows, start=2)])


class Asked:
    """Whoever asks, as far as rows are scoped by it."""

    def __init__(self, someone: Someone) -> None:
        self.may = permissions(queries.grants_of(someone.id))


def move(cast: Cast, *rows: dict[str, str], by: Someone | None = None) -> Any:
    who = by or cast.admin
    with db.transaction(at=AT, by=who.id, why="tests"):
        return actions.move_by_sheet(sheet(*rows), Asked(who), by=who.id, at=AT)


@pytest.mark.data
def test_a_sheet_does_each_change_as_an_act_of_its_own(context: Flask, cast: Cast) -> None:
    move(
        cast,
        row("CS-20418", "请假", 预计到="2026-10-27"),
        row("CS-10007", "调动", 小组="售后服务组"),
        row("CS-20419", "离职"),
    )
    states = [one.row.state for one in (cast.trainee, cast.agent, cast.second_trainee)]
    assert states == ["on_leave", "at_work", "left"]
    assert cast.agent.row.team_id == cast.aftersale
    assert cast.second_trainee.row.disabled_at == AT
    changes = db.database.session.scalars(select(StateChange).order_by(StateChange.id)).all()
    assert [(one.old, one.new, one.until) for one in changes] == [
        ("in_training", "on_leave", date(2026, 10, 27)),
        ("at_work", "at_work", None),
        ("in_training", "left", None),
    ]
    assert changes[1].reason == "售前接待组·青禾箱包旗舰店 → 售后服务组·青禾箱包旗舰店。有事"


def test_who_comes_back_is_the_same_person_under_a_new_number(context: Flask, cast: Cast) -> None:
    move(cast, row("CS-20419", "离职"))
    move(cast, row("cs-20419", "返聘", 新工号="CS-50001"))
    person = cast.second_trainee.row
    assert (person.state, person.employee_no, person.disabled_at) == ("rehired", "CS-50001", None)
    assert db.database.session.scalars(select(FormerNumber.person_id)).all() == [person.id]
    assert queries.by_number("CS-20419") is person
    before = db.database.session.scalar(select(func.count()).select_from(Person))
    assert before == len(cast.everyone)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (row("CS-99999", "离职"), "工号", "nobody_of_yours"),
        (row("CS-20418", "升职"), "变动", "unknown_event"),
        (row("CS-20418", "返聘"), "变动", "state_forbids"),
        (row("CS-20418", "请假", 哪天="昨天"), "哪天", "not_a_day"),
        (row("CS-20418", "请假", 哪天="2026-10-21"), "哪天", "day_ahead"),
        (row("CS-20418", "请假", 预计到="2026-10-01"), "预计到", "until_before"),
        (row("CS-20418", "请假", 原因=""), "原因", "cell_empty"),
        (row("CS-20418", "调动"), "变动", "nowhere_to_go"),
        (row("CS-20418", "调动", 小组="没有的组"), "小组", "unknown_place"),
        (row("CS-20418", "调动", 小组="售后服务组", 新工号="T001"), "新工号", "number_given"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_is_written(
    context: Flask, cast: Cast, cells: dict[str, str], column: str, code: str
) -> None:
    plan = queries.move_plan(sheet(row("CS-20419", "请假"), cells), Asked(cast.admin), TODAY)
    assert [(fault.row, fault.column, fault.code) for fault in plan.faults] == [(3, column, code)]
    with pytest.raises(Refusal, match="sheet_has_faults"):
        move(cast, row("CS-20419", "请假"), cells)
    assert cast.second_trainee.row.state == "in_training"


def test_leave_ends_where_it_began_also_after_a_move(context: Flask, cast: Cast) -> None:
    """Moved while on leave: the way back to work stays open to who was at work, and shut to who was not."""
    move(cast, row("CS-10007", "请假"), row("CS-20418", "请假"))
    move(cast, row("CS-10007", "调动", 小组="售后服务组"))
    plan = queries.move_plan(sheet(row("CS-20418", "回来上班")), Asked(cast.admin), TODAY)
    assert [fault.code for fault in plan.faults] == ["was_training"]
    move(cast, row("CS-10007", "回来上班"))
    assert cast.agent.row.state == "at_work"


def test_a_trainer_changes_their_team_and_lets_nobody_go(context: Flask, cast: Cast) -> None:
    asked = Asked(cast.trainer)
    rows = (row("CS-20418", "请假"), row("CS-30001", "请假"), row("CS-20419", "离职"))
    plan = queries.move_plan(sheet(*rows), asked, TODAY)
    assert [(fault.row, fault.code) for fault in plan.faults] == [(3, "nobody_of_yours"), (4, "event_not_yours")]


def test_the_pages(client: FlaskClient, cast: Cast) -> None:
    today = datetime.now(UTC).date() - timedelta(days=1)
    good = ("CS-20418", "请假", today.isoformat(), "", "", "", "", "婚假")
    as_(client, cast.trainer)
    assert "表格怎么写" in client.get("/people/moves").text
    assert client.get("/people/moves/template.xlsx").status_code == 200
    bad = write(COLUMNS, [good, ("CS-30001", "请假", "x", "", "", "", "", "")], "变动")
    answer = post(client, "/people/moves", {"sheet": (io.BytesIO(bad), "m.xlsx")})
    assert answer.status_code == 422
    assert "第 3 行 C 列" in answer.text
    answer = post(client, "/people/moves", {"sheet": (io.BytesIO(write(COLUMNS, [good], "变动")), "m.xlsx")})
    assert answer.status_code == 200
    rows = answer.text.split('name="rows" value="')[1].split('"')[0].replace("&#34;", '"')
    assert "林晓雨" in post(client, "/people/moves/confirm", {"rows": rows}).text
    assert post(client, "/people/moves/confirm", {"rows": rows}).status_code == 409
    as_(client, cast.trainee)
    assert client.get("/people/moves").status_code == 403


def test_one_person_is_moved(client: FlaskClient, cast: Cast) -> None:
    as_(client, cast.admin)
    url = f"/people/{cast.trainee.id}/transfer"
    assert client.get(url).status_code == 200
    day = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    given = {"team": cast.aftersale, "store": "", "on": day, "reason": "售后缺人"}
    assert post(client, url, {**given, "reason": ""}).status_code == 422
    assert post(client, url, given).status_code == 303
    assert "售前接待组·青禾箱包旗舰店 → 售后服务组" in client.get(f"/people/{cast.trainee.id}").text
    assert post(client, url, given).status_code == 409
    as_(client, cast.supervisor)
    assert post(client, url, given).status_code == 403
