"""Every list gives away what its filter shows: the lines of the screen, as a sheet."""

from __future__ import annotations

import io
from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from cstrain.certification.models import RedLine
from cstrain.kit import clock, db
from cstrain.people.models import DecisionText, DecisionValue
from tests.cast import Cast, as_
from tests.levels.acts import bring, months_of


def lines(client: FlaskClient, url: str) -> list[list[object]]:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()[1:]


def test_kpi_figures(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        bring(cast, months_of(cast.agent, {"2026-08": "90", "2026-09": "90.5"}))
    as_(client, cast.supervisor)
    page = client.get("/levels/kpi?month=2026-09").get_data(as_text=True)
    assert "/levels/kpi/export.xlsx?month=2026-09" in page
    (line,) = lines(client, "/levels/kpi/export.xlsx?month=2026-09")
    assert line[0] == cast.agent.employee_no and line[2] == "2026-09" and isinstance(line[4], float)
    assert len(lines(client, "/levels/kpi/export.xlsx")) == 2
    assert lines(as_(client, cast.other_supervisor), "/levels/kpi/export.xlsx") == []
    assert as_(client, cast.trainee).get("/levels/kpi/export.xlsx").status_code == 403


def test_red_lines(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context(), db.transaction(why="tests"):
        db.database.session.add(
            RedLine(
                person_id=cast.agent.id,
                on=date(2026, 10, 3),
                told="辱骂客户",
                reported_by=cast.supervisor.id,
                second_id=cast.second_supervisor.id,
                reported_at=clock.now(),
            )
        )
    (line,) = lines(as_(client, cast.supervisor), "/redline/export.xlsx")
    assert line[:3] == ["2026-10-03", cast.agent.employee_no, cast.agent.name] and "辱骂" not in str(line)
    assert lines(as_(client, cast.other_supervisor), "/redline/export.xlsx") == []


def test_decisions(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context(), db.transaction(why="tests"):
        for place, name in enumerate(("付款时限", "及格线")):
            db.database.session.add(
                DecisionText(name=name, kind="整数", question="", unit="分", text="", hash="h", place=place)
            )
        said = DecisionValue(name="付款时限", value="60", by=cast.admin.id, at=clock.now(), reason="试过")
        db.database.session.add(said)
    first, second = lines(as_(client, cast.supervisor), "/decisions/export.xlsx")
    assert first[:2] == ["及格线", ""] and second[:2] == ["付款时限", "60"] and second[4] == cast.admin.name
    assert as_(client, cast.trainee).get("/decisions/export.xlsx").status_code == 403
