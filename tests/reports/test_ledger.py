"""The training ledger of a month: every line from the record, every column as the screen shows it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from cstrain.kit import db
from cstrain.people.models import Person
from cstrain.records import actions
from cstrain.reports import queries
from cstrain.reports.rules import COLUMNS, SCORED, Month, chosen
from cstrain.reports.words import LEDGER
from tests.cast import Cast, Someone, as_
from tests.records.acts import MORNING, complete, enrol

DAY = timedelta(days=1)


def wrote(someone: Someone, kind: str, subject: str, at: datetime, **body: Any) -> None:
    with db.transaction(at=at, by="tests", why=kind):
        actions.record(someone.id, kind, at=at, by="tests", subject=subject, body=body)


def taken(someone: Someone, number: int, num: int, passed: bool, at: datetime) -> None:
    wrote(
        someone, "exam_result", f"exam:presale-exam/{number}", at, exam="presale-exam", name="售前上岗考试",
        attempt=str(number), form="a", num=num, den=10, line="80", passed=int(passed), reasons=[], sections=[],
    )  # fmt: skip


@pytest.fixture
def october(app: Flask, cast: Cast) -> Flask:
    """One learns, fails, passes and is certified in October, a level counts from December; another learns in November."""
    with app.app_context():
        someone = cast.trainee
        enrol(cast, someone)
        complete(cast, someone, "W1", MORNING)
        complete(cast, someone, "C2", MORNING + 3 * DAY)
        taken(someone, 1, 755, False, MORNING + 8 * DAY)
        taken(someone, 2, 899, True, MORNING + 9 * DAY)
        wrote(
            someone, "certificate_issued", "certificate:CS-1", MORNING + 10 * DAY, no="CS-1", name="售前客服上岗证", scope={},
            conditions={}, valid_from="2026-10-26", valid_until="2027-10-25", basis="gate",
        )  # fmt: skip
        wrote(
            someone, "level_reached", "level:cs/L2", MORNING + 11 * DAY, ladder="cs", level="L2", name="二级客服",
            effective_month="2026-12",
        )  # fmt: skip
        complete(cast, someone, "Z1", MORNING + 20 * DAY)
        enrol(cast, cast.other_trainee, MORNING + 17 * DAY)
        complete(cast, cast.other_trainee, "W1", MORNING + 18 * DAY)
        db.database.session.remove()
    return app


def opened(client: FlaskClient, url: str) -> list[list[Any]]:
    answer = client.get(url)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        laid_out = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in laid_out and 'orientation="landscape"' in laid_out and 'paperSize="9"' in laid_out
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_a_line_says_what_was_done_in_the_month(october: Flask, client: FlaskClient, cast: Cast) -> None:
    titles, *rows = opened(as_(client, cast.trainer), "/ledger/export.xlsx?month=2026-10")
    assert titles == [str(LEDGER[name]) for name in COLUMNS]
    (line,) = rows
    said = dict(zip(COLUMNS, line, strict=True))
    assert (said["number"], said["course"], said["version"]) == ("CS-20418", "售前客服 10 日上岗课程", "1")
    assert (said["cohort"], said["start"]) == ("10 月第 2 批", "2026-10-16")
    assert (said["first"], said["last"], said["steps"]) == ("2026-10-16", "2026-10-19", 2)
    assert (said["minutes"], said["total"]) == (70, 70)
    assert said["trainer"].endswith("T001") and said["mentor"].endswith("M001")
    assert (said["exam"], said["attempts"], said["scores"], said["result"]) == ("售前上岗考试", 2, "75.5、89.9", "通过")
    assert (said["certificate_no"], said["until"], said["level"]) == ("CS-1", "2027-10-25", "")


def test_each_thing_counts_for_its_own_month(october: Flask) -> None:
    with october.app_context():
        scope = db.database.select(Person)
        november = queries.ledger(scope, Month.of("2026-11")).lines
        assert [(line.minutes, line.total, line.attempts) for line in november] == [(40, 110, 0), (40, 40, 0)]
        (december,) = queries.ledger(scope, Month.of("2026-12")).lines
        assert (december.level, december.minutes, december.total) == (("二级客服", "2026-12"), 0, 110)
        assert queries.ledger(scope, Month.of("2026-08")).lines == []


def test_columns_are_chosen_and_scores_are_for_those_who_see_the_record(
    october: Flask, client: FlaskClient, cast: Cast
) -> None:
    titles, line = opened(as_(client, cast.trainer), "/ledger/export.xlsx?month=2026-10&column=scores&column=name")
    assert titles == ["姓名", "各次成绩"] and line == ["林晓雨", "75.5、89.9"]
    titles, line = opened(as_(client, cast.admin), "/ledger/export.xlsx?month=2026-10&column=scores&column=name")
    assert titles == ["姓名"] and line == ["林晓雨"]
    assert not SCORED & set(chosen((), scores=False))


def test_page_and_sheet_hold_the_same_people(october: Flask, client: FlaskClient, cast: Cast) -> None:
    page = as_(client, cast.other_trainer).get("/ledger?month=2026-11").get_data(as_text=True)
    assert "孙可欣" in page and "林晓雨" not in page, "another team's people are not there"
    assert len(opened(client, "/ledger/export.xlsx?month=2026-11")) == 2
    assert "没有培训活动" in client.get("/ledger?month=2026-02").get_data(as_text=True)
    assert client.get("/ledger?month=soon").status_code == 200
    assert as_(client, cast.trainee).get("/ledger").status_code == 403
    titles, *rows = opened(as_(client, cast.admin), "/ledger/personnel.xlsx")
    assert titles[:2] == ["工号", "姓名"] and len(rows) == len(cast.everyone)
