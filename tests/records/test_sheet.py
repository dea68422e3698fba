"""The record sheet: one row for each frozen step, signed or not, from the record alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cstrain.kit import db
from cstrain.people.models import Installation, Person, Team
from cstrain.records import actions, queries
from cstrain.records.rules import Note, Sheet, step_subject
from tests.cast import Cast
from tests.records.acts import MORNING, Proved, complete, enrol, sign, steps

pytestmark = pytest.mark.data
HOUR = timedelta(hours=1)


def sheet_of(person_id: str) -> Sheet:
    found = queries.sheet(person_id)
    assert found is not None
    return found


def fact(cast: Cast, kind: str, subject: str, body: dict[str, Any], at: Any, **extra: Any) -> None:
    with db.transaction(at=at, by=cast.trainer.id, why=kind):
        actions.record(cast.trainee.id, kind, at=at, by=cast.trainer.id, subject=subject, body=body, **extra)


def test_every_frozen_step_has_its_row_before_anything_is_done(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    made = sheet_of(cast.trainee.id)
    assert [(row.number, row.title, row.version) for row in made.rows] == [
        (1, "公司与服务理念", "1"), (2, "仓库认货", "2"), (3, "服务章程", "1"), (4, "上岗考试", "1"),
    ]  # fmt: skip
    assert all(row.own is None and row.learned_on == "" for row in made.rows)
    assert (made.unsigned, made.minutes) == (4, 590) and made.minutes == sum(row.minutes for row in made.rows)
    assert [row.counter_role for row in made.rows] == ["", "mentor", "", ""]
    assert made.closing == {"trainee": None, "trainer": None, "supervisor": None}
    assert dict(made.meanings)["确认"] == "本人已收到并阅读全文第 1 版，知悉并同意遵守"
    assert made.person["company"] == "青禾箱包有限公司" and made.person["team"] == "售前接待组"
    assert (made.trainer.name, made.mentor.number) == (cast.trainer.name, cast.mentor.employee_no)


def test_nobody_is_enrolled_so_there_is_no_sheet(context: Flask, cast: Cast) -> None:
    assert queries.sheet(cast.trainee.id) is None


def test_signatures_stand_in_their_row_with_name_and_time(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    own, counter = complete(cast, cast.trainee, "K1", MORNING + HOUR, result="认货 38/40")
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    row = sheet_of(cast.trainee.id).rows[1]
    assert (row.learned_on, row.result) == ("2026-10-16", "认货 38/40")
    assert row.own is not None and (row.own.by.name, row.own.by.number) == ("林晓雨", "CS-20418")
    assert row.own.at.isoformat() == "2026-10-16T11:01:00+08:00"
    assert row.counter is None and row.counter_role == "mentor"
    sign([counter], cast.mentor, MORNING + 30 * HOUR)
    row = sheet_of(cast.trainee.id).rows[1]
    assert row.counter is not None and row.counter.by.name == cast.mentor.name
    assert row.taught_by.name == cast.mentor.name
    assert row.notes == (Note("counter_late", {"name": ""}),)


def test_the_sheet_keeps_the_names_of_that_day(context: Flask, cast: Cast) -> None:
    """SG-3: a rename of the person, the team or the firm changes nothing that was signed."""
    enrol(cast, cast.trainee)
    own, *_ = complete(cast, cast.trainee, "W1", MORNING + HOUR)
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    before = sheet_of(cast.trainee.id)
    with db.transaction(at=MORNING + 3 * HOUR, by="tests", why="rename"):
        db.database.session.get_one(Person, cast.trainee.id).name = "林小雨"
        db.database.session.get_one(Team, cast.presale).name = "售前二组"
        db.database.session.scalars(select(Installation)).one().name = "另一家公司"
    assert sheet_of(cast.trainee.id) == before


def test_remarks_say_late_waived_corrected_and_earlier_attempts(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    own, *_ = complete(cast, cast.trainee, "W1", MORNING + HOUR)
    sign([own], cast.trainee, MORNING + 20 * HOUR, marks=("reset_by_other",))
    at = MORNING + 21 * HOUR
    fact(cast, "waived", step_subject("presale", "C2", "1"), {"step": "C2"}, at, private={"reason": "去年签过"})
    failed = {"exam": "presale-exam", "attempt": 1, "form": "f", "num": 40, "den": 50, "line": "45", "passed": 0}
    fact(cast, "exam_result", "exam:presale-exam/a1", failed | {"reasons": [], "sections": []}, at)
    done = queries.facts(cast.trainee.id, "step_done")[0]
    with db.transaction(at=at, by=cast.trainer.id, why="correct"):
        actions.correct(done, field="result", right="检查题 4/5", reason="抄错", by=cast.trainer.id, at=at)
    first, _, charter, exam = sheet_of(cast.trainee.id).rows
    said = {"field": "result", "wrong": "检查题 5/5", "right": "检查题 4/5"}
    assert first.notes == (Note("late"), Note("reset_by_other"), Note("correction_waits", said))
    assert first.result == "检查题 5/5"
    assert charter.waived and charter.notes == (Note("waived", {"reason": "去年签过"}),)
    assert exam.notes == (Note("failed_before", {"n": 1, "on": "10-17"}),)
    sign(queries.open_requests(cast.trainee.id, "correction"), cast.trainee, at + HOUR)
    first = sheet_of(cast.trainee.id).rows[0]
    assert first.result == "检查题 4/5" and first.notes[-1] == Note("corrected", said)
    assert (sheet_of(cast.trainee.id).unsigned, sheet_of(cast.trainee.id).waived) == (2, 1)


def test_the_three_closing_signatures(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    own, counter = complete(cast, cast.trainee, "Z2", MORNING + HOUR)
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    sign([counter], cast.trainer, MORNING + 3 * HOUR)
    body = {"decision": "有条件上岗", "meaning": "有条件上岗，见证书 QH-1", "conditions": {}, "evidence_hash": "0"}
    with db.transaction(at=MORNING + 4 * HOUR, by=cast.supervisor.id, why="gate"):
        actions.record(
            cast.trainee.id, "gate_decided", at=MORNING + 4 * HOUR, by=cast.supervisor.id, subject="gate:g/d1",
            body=body, private={"reason": "x"}, proof=Proved(cast.supervisor.id),
        )  # fmt: skip
    closing = sheet_of(cast.trainee.id).closing
    assert {role: one.by.name for role, one in closing.items() if one} == {
        "trainee": "林晓雨", "trainer": cast.trainer.name, "supervisor": cast.supervisor.name,
    }  # fmt: skip
    assert closing["trainee"] is not None and closing["trainee"].meaning == "以上环节均由本人完成"
    assert closing["trainer"] is not None and closing["trainer"].meaning == "已核对完成情况"


def test_a_signature_counts_for_its_major_version_only(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    own, *_ = complete(cast, cast.trainee, "W1", MORNING + HOUR)
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    for version, signed in (("1.4", True), ("2", False)):
        newer = [step | {"version": version} if step["id"] == "W1" else step for step in steps()]
        body = {"course": "presale-15d", "version": "1", "post": "presale", "steps": newer}
        fact(cast, "moved", "enrolment:e2", body, MORNING + 3 * HOUR)
        assert (sheet_of(cast.trainee.id).rows[0].own is not None) == signed


def test_a_step_of_several_days_has_one_row_for_each(context: Flask, cast: Cast) -> None:
    twice = [{**step, "time": time} for step in steps() if step["id"] == "K1" for time in (1, 2)]
    body = {"course": "presale-15d", "version": "1", "post": "presale", "start": "2026-10-16", "steps": twice}
    fact(cast, "enrolled", "enrolment:e1", body, MORNING)
    own, *_ = complete(cast, cast.trainee, "K1", MORNING + HOUR)
    sign([own], cast.trainee, MORNING + 2 * HOUR)
    assert [row.own is not None for row in sheet_of(cast.trainee.id).rows] == [True, False]


def test_a_refused_step_says_so_until_it_is_signed(context: Flask, cast: Cast) -> None:
    enrol(cast, cast.trainee)
    own, *_ = complete(cast, cast.trainee, "W1", MORNING + HOUR)
    with db.transaction(at=MORNING + 2 * HOUR, by=cast.trainee.id, why="refuse"):
        actions.refuse(own, "不对", cast.trainee.id, MORNING + 2 * HOUR)
    assert sheet_of(cast.trainee.id).rows[0].refused
    with db.transaction(at=MORNING + 3 * HOUR, by=cast.trainer.id, why="answer"):
        again = actions.answer_refusal(own, "改好了", cast.trainer.id, MORNING + 3 * HOUR)
    sign([again], cast.trainee, MORNING + 4 * HOUR)
    assert not sheet_of(cast.trainee.id).rows[0].refused
