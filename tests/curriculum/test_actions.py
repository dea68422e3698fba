"""Enrolling, learning, confirming, pausing, moving: what the room writes, and what it refuses to."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cstrain.curriculum import actions, queries
from cstrain.curriculum.actions import Edit, Typed
from cstrain.curriculum.models import Attendance
from cstrain.curriculum.rules import Kind, Standing
from cstrain.kit import db, files
from cstrain.kit.errors import NotYours, Refusal
from cstrain.people import actions as people
from cstrain.people.models import Person
from cstrain.records import queries as records
from cstrain.records.rules import make_sheet
from tests.cast import Cast
from tests.curriculum.acts import (
    COURSE,
    DAY,
    DECISIONS,
    HOUR,
    LESSON,
    MODULES,
    MORNING,
    START,
    choice,
    enrol,
    learner,
    load,
    load_content,
)
from tests.curriculum.acts import text as content
from tests.kept import kept
from tests.records.acts import Proved, sign

pytestmark = pytest.mark.data


@kept(autouse=True)
def _content(context: Flask, cast: Cast) -> None:
    load_content()


def refused(code: str, act: Any, *given: Any, **named: Any) -> Refusal:
    with pytest.raises(Refusal) as said:
        act(*given, **named)
    assert said.value.code == code, said.value
    return said.value


def words(cast: Cast, at: Any, enrolment_id: str) -> dict[str, Standing]:
    shown = queries.board(queries.enrolment(enrolment_id), at)
    return {one.key: one.standing for one in shown.steps}


def test_enrolling_freezes_the_plan_into_rows_and_into_the_record(cast: Cast) -> None:
    enrolment = enrol(cast, cast.trainee)
    steps = queries.plan(enrolment.id)
    assert [(step.key, step.day) for step in steps] == [
        ("T1", 1), ("T2", 1), ("K1", 1), ("C2", 2), ("Y4", 2), ("Z1", 3), ("Z2", 3),
    ]  # fmt: skip
    assert [step.title for step in steps][:3] == ["淘宝的几座钟", "淘宝交易时限练习 3 题", "仓库认货：每人经手 30 件"]
    entry = records.facts(cast.trainee.id, "enrolled")[0]
    assert entry.subject == f"enrolment:{enrolment.id}"
    assert (entry.body["course"], entry.body["post"], entry.body["start"]) == ("presale-3d", "presale", "2026-10-19")
    assert [step["id"] for step in entry.body["steps"]] == ["T1", "T2", "K1", "C2", "Y4", "Z1", "Z2"]
    assert entry.body["steps"][5]["ref"] == "presale-exam" and entry.body["steps"][2]["minutes"] == 480
    assert records.private(entry)["mentor"]["name"] == "何静怡"


def test_the_record_alone_gives_the_sheet_with_every_step(cast: Cast) -> None:
    one = learner(cast)
    one.first_day()
    one.sign_all(MORNING + HOUR)
    entries = records.read_entries(cast.trainee.id)
    sheet = make_sheet(entries, records.opened(entries))
    assert sheet is not None
    assert [(row.title, bool(row.own), row.counter_role, row.result) for row in sheet.rows][:3] == [
        ("淘宝的几座钟", True, "", "自测 2/2"),
        ("淘宝交易时限练习 3 题", True, "", "3/3"),
        ("仓库认货：每人经手 30 件", True, "mentor", ""),
    ]
    assert sheet.rows[2].taught_by.name == "何静怡" and sheet.unsigned == 3
    assert records.verdict(cast.trainee.id) is None


def test_a_step_of_two_days_is_two_lines_of_the_sheet(cast: Cast) -> None:
    load(COURSE.replace("presale-3d", "presale-3k").replace("### 第 1 天", "### 第 1～2 天").replace("### 第 2 天", "### 第 3 天")
         .replace("### 第 3 天 验收", "### 第 4 天 验收").replace("【天数】3", "【天数】4").replace("- 仓库", "- 每天 仓库"))  # fmt: skip
    one = learner(cast, course_key="presale-3k")
    one.read_lesson()
    one.practise()
    one.be_confirmed("K1")
    one.be_confirmed("K1#2", at=MORNING + DAY)
    assert one.sign_all(MORNING + DAY + HOUR) == 4
    entries = records.read_entries(cast.trainee.id)
    sheet = make_sheet(entries, records.opened(entries))
    assert sheet is not None
    found = [(row.subject, row.learned_on, bool(row.own)) for row in sheet.rows if row.kind == "线下"]
    assert found == [("step:presale/K1@1", "2026-10-19", True), ("step:presale/K1@1#2", "2026-10-20", True)]


def test_nobody_runs_two_courses_at_once(cast: Cast) -> None:
    enrol(cast, cast.trainee)
    assert refused("already_enrolled", enrol, cast, cast.trainee).facts["name"] == "林晓雨"
    refused("already_enrolled", enrol, cast, cast.trainee, course_key="presale-4d")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"mentor_id": None}, "mentor_missing"),
        ({"trainer_id": None}, "trainer_missing"),
        ({"workdays": ""}, "no_workdays"),
        ({"workdays": "1128"}, "no_workdays"),
    ],
)
def test_what_an_enrolment_needs(cast: Cast, changed: dict[str, Any], code: str) -> None:
    refused(code, enrol, cast, cast.trainee, **changed)


def test_a_coach_holds_the_role_for_the_persons_team(cast: Cast) -> None:
    refused("coach_has_no_role", enrol, cast, cast.trainee, mentor_id=cast.inspector.id)
    refused("coach_has_no_role", enrol, cast, cast.trainee, trainer_id=cast.mentor.id)
    refused("coach_has_no_role", enrol, cast, cast.trainee, trainer_id=cast.other_trainer.id)
    refused("coach_is_trainee", enrol, cast, cast.mentor)
    enrol(cast, cast.trainee, mentor_id=cast.trainer.id)  # a trainer may confirm as a mentor does


def test_who_has_left_is_not_enrolled(cast: Cast) -> None:
    with db.transaction(at=MORNING - DAY, by=cast.admin.id, why="leaves"):
        day = START - timedelta(days=2)
        people.change_state(cast.trainee.id, "leave", on=day, reason="离职", by=cast.admin.id, at=MORNING - DAY)
    refused("has_left", enrol, cast, cast.trainee)


def test_a_lesson_is_done_when_read_and_answered_and_its_first_score_is_kept(cast: Cast) -> None:
    one = learner(cast)
    run = one.read_lesson(wrong_first=True)
    assert run.state == "done" and run.result["words"] == "自测 0/2"
    done = records.latest(cast.trainee.id, "step_done", "step:presale/T1@1")
    assert (
        done is not None
        and done.body["learned_on"] == "2026-10-19"
        and done.body["hash"] == queries.step(one.enrolment_id, "T1").hash
    )
    assert records.owed([cast.trainee.id]) == {cast.trainee.id: 1}
    request = records.open_requests(cast.trainee.id)[0]
    assert (request.meaning, request.group, request.subject) == ("本人已学完", "day-1", "step:presale/T1@1")


def test_sections_are_read_in_order(cast: Cast) -> None:
    one = learner(cast)
    refused("section_comes_later", one.do, actions.open_section, "T1", 1, at=MORNING)
    one.do(actions.open_section, "T1", 0, at=MORNING)
    one.do(actions.open_section, "T1", 0, at=MORNING)
    one.do(actions.open_section, "T1", 1, at=MORNING)
    with pytest.raises(NotYours):
        one.do(actions.open_section, "T1", 3, at=MORNING)


def test_answering_everything_without_reading_is_not_done(cast: Cast) -> None:
    one = learner(cast)
    for number in ("TB-001", "TB-002"):
        run = one.do(actions.answer_check, "T1", Typed(number, 0), at=MORNING)
    assert run.state == "open"
    with pytest.raises(NotYours):
        one.do(actions.answer_check, "T1", Typed("TB-003", 0), at=MORNING)


def test_a_question_out_of_use_does_not_shut_its_lesson(cast: Cast) -> None:
    from cstrain.bank import actions as bank

    with db.transaction(at=MORNING, by=cast.trainer.id, why="dispute"):
        bank.dispute("TB-002", reason="有两个答案", at=MORNING, by=cast.trainer.id)
    one = learner(cast)
    for section in range(3):
        one.do(actions.open_section, "T1", section, at=MORNING)
    run = one.do(actions.answer_check, "T1", Typed("TB-001", 0), at=MORNING)
    assert run.state == "done" and run.result["words"] == "自测 1/1"


def test_practice_keeps_the_first_score_and_wants_every_item_right(cast: Cast) -> None:
    one = learner(cast)
    one.read_lesson()
    run = one.practise(wrong=2)
    assert run.state == "done" and run.result["words"] == "1/3"
    score = records.facts(cast.trainee.id, "practice")[0].body
    assert (score["first_num"], score["first_den"]) == (1, 3)
    again = one.practise(wrong=1)
    assert again.result["words"] == "1/3", "answers given later change nothing"


def test_practice_asks_only_its_own_items(cast: Cast) -> None:
    one = learner(cast)
    one.read_lesson()
    step = queries.step(one.enrolment_id, "T2")
    items = queries.practice_state(queries.enrolment(one.enrolment_id), step, None).items
    other = next(number for number in (f"TB-00{n}" for n in range(1, 7)) if number not in items)
    with pytest.raises(NotYours):
        one.do(actions.answer_item, "T2", Typed(other, 0), at=MORNING)
    with pytest.raises(NotYours):
        one.do(actions.answer_item, "T1", Typed(items[0], 0), at=MORNING)


def test_an_item_out_of_use_gives_way_to_another(cast: Cast) -> None:
    from cstrain.bank import actions as bank

    one = learner(cast)
    one.read_lesson()
    step = queries.step(one.enrolment_id, "T2")
    enrolment = queries.enrolment(one.enrolment_id)
    items = queries.practice_state(enrolment, step, None).items
    one.do(actions.answer_item, "T2", Typed(items[0], 0), at=MORNING)
    with db.transaction(at=MORNING, by=cast.trainer.id, why="dispute"):
        bank.dispute(items[1], reason="有两个答案", at=MORNING, by=cast.trainer.id)
    now = queries.practice_state(enrolment, step, queries.run_of(step)).items
    assert len(now) == 3 and items[1] not in now and items[0] in now
    for number in now[1:]:
        run = one.do(actions.answer_item, "T2", Typed(number, 0), at=MORNING)
    assert run.state == "done" and run.result["words"] == "3/3"


def test_the_order_of_the_plan_cannot_be_skipped(cast: Cast) -> None:
    one = learner(cast)
    assert refused("step_comes_later", one.practise).facts == {"first": "T1"}
    assert refused("day_not_open", one.acknowledge).facts == {"day": 2}
    refused("day_not_open", one.do, actions.close_record, "Z2", at=MORNING)
    one.first_day()
    refused("day_not_open", one.acknowledge, at=MORNING + HOUR)  # the second training day is tomorrow at the earliest
    one.acknowledge(at=MORNING + DAY)


def test_the_second_day_waits_for_the_first_days_steps(cast: Cast) -> None:
    one = learner(cast)
    one.read_lesson()
    refused("day_not_open", one.acknowledge, at=MORNING + DAY)
    one.practise(at=MORNING + DAY)
    one.be_confirmed(at=MORNING + DAY)
    one.acknowledge(at=MORNING + DAY + HOUR)
    rows = db.database.session.scalars(select(Attendance).order_by(Attendance.number))
    assert [(row.number, row.on_day) for row in rows] == [(1, START), (2, START + timedelta(days=1))]
    attended = records.facts(cast.trainee.id, "attended")
    assert [entry.body["day"] for entry in attended] == ["2026-10-19", "2026-10-20"]


def test_nothing_begins_before_the_course_does(cast: Cast) -> None:
    one = learner(cast)
    said = refused("not_started_yet", one.do, actions.open_section, "T1", 0, at=MORNING - 20 * HOUR)
    assert said.facts == {"day": "2026-10-19"}


def test_unsigned_steps_never_lock_learning(cast: Cast) -> None:
    one = learner(cast)
    one.first_day()
    one.acknowledge(at=MORNING + DAY)
    assert records.owed([cast.trainee.id]) == {cast.trainee.id: 4}


def test_only_the_named_coach_confirms(cast: Cast) -> None:
    one = learner(cast)
    refused("not_the_named_coach", one.be_confirmed, by=cast.second_trainer)
    refused("not_the_named_coach", one.be_confirmed, by=cast.trainee)
    refused("not_the_named_coach", one.be_confirmed, by=cast.supervisor)
    run = one.be_confirmed()
    assert run.confirmed_by == cast.mentor.id
    entry = records.facts(cast.trainee.id, "confirmed")[0]
    assert (entry.actor, entry.method, entry.body["role"]) == (cast.mentor.id, "password", "mentor")
    refused("step_is_done", one.be_confirmed)


def test_the_trainer_named_may_confirm_too(cast: Cast) -> None:
    assert learner(cast).be_confirmed(by=cast.trainer).confirmed_by == cast.trainer.id


def test_a_deputy_confirms_in_the_coachs_name(cast: Cast) -> None:
    one = learner(cast)
    with db.transaction(at=MORNING, by=cast.admin.id, why="deputy"):
        people.grant_role(
            cast.agent.row,
            "mentor",
            team=db.database.session.get_one(Person, cast.agent.id).team,
            from_on=START,
            until_on=START + timedelta(days=3),
            deputy_of=cast.mentor.row,
            by=cast.admin.id,
            at=MORNING,
        )
    one.be_confirmed(by=cast.agent)
    entry = records.facts(cast.trainee.id, "confirmed")[0]
    assert (entry.actor, entry.body["deputy_of"]) == (cast.agent.id, cast.mentor.id)
    assert records.private(entry)["deputy_of"]["name"] == "何静怡"


def test_a_counter_signature_waits_for_the_persons_own(cast: Cast) -> None:
    one = learner(cast)
    one.be_confirmed()
    assert records.open_requests(cast.mentor.id) == []
    one.sign_all(MORNING + HOUR)
    waiting = records.open_requests(cast.mentor.id)
    assert [(asked.role, asked.meaning) for asked in waiting] == [("mentor", "本人在场带教或评分")]


def test_a_charter_is_acknowledged_clause_by_clause_with_the_firms_values(cast: Cast) -> None:
    one = learner(cast)
    one.first_day()
    at = MORNING + DAY
    assert refused("clauses_left", one.do, actions.acknowledge, "C2", ["ZC1"], at=at).facts == {"count": 1}
    one.acknowledge(at=at)
    entry = records.facts(cast.trainee.id, "acknowledged")[0]
    assert entry.subject == "charter:charter@1"
    assert (entry.body["clauses"], entry.body["values"]) == (["ZC1", "ZC2"], {"通话上限": "10"})
    request = next(one for one in records.open_requests(cast.trainee.id) if one.step_kind == "确认")
    assert request.meaning == "本人已收到并阅读全文第 1 版，知悉并同意遵守"


def test_a_charter_with_an_open_decision_is_not_acknowledged(cast: Cast) -> None:
    load(CHARTER_OPEN)
    one = learner(cast)
    one.first_day()
    said = refused("charter_undecided", one.acknowledge, at=MORNING + DAY)
    assert said.facts == {"names": "离岗上限"}


CHARTER_OPEN = """# 规则 charter 客服服务章程
【英文名】Service charter
【英文简介】What we keep to.
【来源】本店
【平台】本店 【复核】2027-05-20 【负责】主管

## ZC1 离岗
离岗最长 {离岗上限} 分钟，最长通话 {通话上限} 分钟。

## ZC2 别的
照办。
"""


def test_the_exam_opens_when_its_day_has_come_and_everything_before_is_signed(cast: Cast) -> None:
    gate = queries.exam_gate
    refused("not_enrolled", gate, cast.second_trainee.id, "presale-exam", MORNING)
    one = learner(cast)
    refused("not_in_course", gate, cast.trainee.id, "other-exam", MORNING)
    assert refused("day_not_open", gate, cast.trainee.id, "presale-exam", MORNING).facts == {"day": 3}
    one.first_day()
    one.acknowledge(at=MORNING + DAY)
    with db.transaction(at=MORNING + DAY, by=cast.trainer.id, why="scene"):
        told = {"num": 90, "den": 100}
        assert actions.roleplay_judged(cast.trainee.id, "R02", passed=True, result=told, at=MORNING + DAY)
    third = MORNING + 2 * DAY
    assert refused("steps_unsigned", gate, cast.trainee.id, "presale-exam", third).facts == {"count": 5}
    assert one.sign_all(third) == 5
    gate(cast.trainee.id, "presale-exam", third + HOUR)


def test_the_exam_says_how_many_steps_are_not_done(cast: Cast) -> None:
    load(MODULES.replace("## 验收", "## 复盘\n- M1 集训 两人互问\n\n## 验收"))
    load(COURSE.replace("presale-3d", "presale-3x").replace("- 验收", "- 复盘\n- 验收"))
    one, third = learner(cast, course_key="presale-3x"), MORNING + 2 * DAY
    one.first_day()
    with db.transaction(at=MORNING, by=cast.trainer.id, why="waive"):
        actions.waive(one.enrolment_id, "Y4", reason="以前演过", by=cast.trainer.id, at=MORNING)
    one.acknowledge(at=MORNING + DAY)
    one.sign_all(third)
    assert refused("steps_undone", queries.exam_gate, cast.trainee.id, "presale-exam", third).facts == {"count": 1}
    one.be_confirmed("M1", at=third)
    assert refused("steps_unsigned", queries.exam_gate, cast.trainee.id, "presale-exam", third).facts == {"count": 1}


def test_results_reported_back_complete_their_step_once(cast: Cast) -> None:
    one = learner(cast)

    def judged(passed: bool, at: Any) -> bool:
        with db.transaction(at=at, by=cast.trainer.id, why="judge"):
            result = {"num": 86, "den": 100}
            return actions.roleplay_judged(cast.trainee.id, "R02", passed=passed, result=result, at=at)

    assert not judged(True, MORNING), "its turn has not come"
    one.first_day()
    one.acknowledge(at=MORNING + DAY)
    assert not judged(False, MORNING + DAY)
    assert judged(True, MORNING + DAY)
    assert not judged(True, MORNING + DAY), "it is done already"
    done = records.latest(cast.trainee.id, "step_done", "step:presale/Y4@1")
    assert done is not None and done.body["result"] == "86/100"
    with db.transaction(at=MORNING, by="system", why="exam"):
        nobody = actions.exam_taken(cast.agent.id, "presale-exam", passed=True, result={}, at=MORNING)
    assert not nobody


def finish_all_but_the_last(cast: Cast) -> Any:
    one = learner(cast)
    one.first_day()
    one.acknowledge(at=MORNING + DAY)
    with db.transaction(at=MORNING + DAY, by=cast.trainer.id, why="judge"):
        actions.roleplay_judged(cast.trainee.id, "R02", passed=True, result={}, at=MORNING + DAY)
    with db.transaction(at=MORNING + 2 * DAY, by=cast.trainee.id, why="exam"):
        result = {"words": "46/50"}
        assert actions.exam_taken(cast.trainee.id, "presale-exam", passed=True, result=result, at=MORNING + 2 * DAY)
    return one


def test_the_closing_step_wants_every_other_step_signed_and_asks_the_trainer_too(cast: Cast) -> None:
    one, third = finish_all_but_the_last(cast), MORNING + 2 * DAY
    said = refused("steps_unsigned", one.do, actions.close_record, "Z2", at=third)
    assert said.facts == {"count": 6}
    one.sign_all(third + HOUR)
    run = one.do(actions.close_record, "Z2", at=third + 2 * HOUR)
    assert run.state == "done"
    asked = records.open_requests(cast.trainee.id)
    assert [(each.meaning, each.role) for each in asked] == [("以上环节均由本人完成", "trainee")]
    sign(asked, cast.trainee, third + 3 * HOUR)
    assert [each.meaning for each in records.open_requests(cast.trainer.id)] == ["已核对完成情况"]
    shown = queries.board(queries.enrolment(one.enrolment_id), third + 4 * HOUR)
    assert {each.standing for each in shown.steps} == {Standing.SIGNED}
    assert queries.progress([cast.trainee.id], third + 4 * HOUR)[cast.trainee.id].is_complete


def test_a_step_is_waived_with_a_reason_and_counts_as_done(cast: Cast) -> None:
    one = learner(cast)
    one.read_lesson()
    one.practise()
    with db.transaction(at=MORNING, by=cast.trainer.id, why="waive"):
        actions.waive(one.enrolment_id, "K1", reason="在仓库做过两年", by=cast.trainer.id, at=MORNING)
    assert words(cast, MORNING, one.enrolment_id)["K1"] is Standing.WAIVED
    entry = records.facts(cast.trainee.id, "waived")[0]
    assert records.private(entry)["reason"] == "在仓库做过两年" and "reason" not in entry.body
    one.acknowledge(at=MORNING + DAY)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("Z1", "step_cannot_be_waived"),
        ("C2", "step_cannot_be_waived"),
        ("Z2", "step_cannot_be_waived"),
        ("T1", "step_is_done"),
    ],
)
def test_what_cannot_be_waived(cast: Cast, key: str, code: str) -> None:
    one = learner(cast)
    one.read_lesson()
    with db.transaction(at=MORNING, by=cast.trainer.id, why="waive"):
        refused(code, actions.waive, one.enrolment_id, key, reason="x", by=cast.trainer.id, at=MORNING)
        refused("own_enrolment", actions.waive, one.enrolment_id, "K1", reason="x", by=cast.trainee.id, at=MORNING)


def paused(one: Any, from_on: Any, until_on: Any, at: Any = MORNING) -> Any:
    with db.transaction(at=at, by=one.cast.trainer.id, why="pause"):
        return actions.pause(
            one.enrolment_id, from_on=from_on, until_on=until_on, reason="病假", by=one.cast.trainer.id, at=at
        )


def test_a_pause_of_three_days_moves_every_date_and_counts_no_day(cast: Cast) -> None:
    one = learner(cast, workdays="12345")
    one.first_day()
    enrolment = queries.enrolment(one.enrolment_id)
    assert str(queries.board(enrolment, MORNING + HOUR).expected_on(3)) == "2026-10-21"
    paused(one, START + timedelta(days=1), START + timedelta(days=3), MORNING + HOUR)
    shown = queries.board(enrolment, MORNING + HOUR)
    assert (str(shown.expected_on(2)), str(shown.expected_on(3))) == ("2026-10-23", "2026-10-26")
    away = queries.board(enrolment, MORNING + DAY)
    assert away.away is not None and not away.is_running and away.next is None
    refused("away_today", one.acknowledge, at=MORNING + DAY)
    refused("away_today", one.be_confirmed, at=MORNING + DAY)
    back = queries.board(enrolment, MORNING + 4 * DAY)
    assert (back.number, back.latest, back.behind) == (2, 2, 0)
    one.acknowledge(at=MORNING + 4 * DAY)
    kinds = [entry.kind for entry in records.read_entries(cast.trainee.id)]
    assert kinds.count("paused") == 1 and kinds.count("attended") == 2


def test_an_open_pause_lasts_until_resumed(cast: Cast) -> None:
    one = learner(cast)
    paused(one, START, None)
    enrolment = queries.enrolment(one.enrolment_id)
    assert queries.board(enrolment, MORNING + 9 * DAY).expected_on(2) is None
    refused("away_today", one.do, actions.open_section, "T1", 0, at=MORNING + 9 * DAY)
    with db.transaction(at=MORNING + 9 * DAY, by=cast.trainer.id, why="resume"):
        on = START + timedelta(days=9)
        actions.resume(one.enrolment_id, on=on, by=cast.trainer.id, at=MORNING + 9 * DAY)
        refused("not_away", actions.resume, one.enrolment_id, on=on, by=cast.trainer.id, at=MORNING + 9 * DAY)
    one.do(actions.open_section, "T1", 0, at=MORNING + 9 * DAY)
    assert queries.board(enrolment, MORNING + 9 * DAY).behind == 0, "days away are not days behind"


def test_a_pause_taken_back_on_its_first_day_holds_no_day(cast: Cast) -> None:
    one = learner(cast)
    paused(one, START, START + timedelta(days=5))
    with db.transaction(at=MORNING, by=cast.trainer.id, why="resume"):
        actions.resume(one.enrolment_id, on=START, by=cast.trainer.id, at=MORNING)
    one.do(actions.open_section, "T1", 0, at=MORNING)
    paused(one, START, START + timedelta(days=1))


def test_pauses_do_not_overlap_nor_run_backwards(cast: Cast) -> None:
    one = learner(cast)
    paused(one, START + timedelta(days=2), START + timedelta(days=4))
    refused("pauses_overlap", paused, one, START + timedelta(days=4), None)
    refused("pauses_overlap", paused, one, START, START + timedelta(days=2))
    refused("pause_is_backwards", paused, one, START + timedelta(days=9), START + timedelta(days=8))
    paused(one, START + timedelta(days=5), None)


def test_who_is_on_leave_does_not_learn_and_no_day_is_lost(cast: Cast) -> None:
    one = learner(cast)
    with db.transaction(at=MORNING, by=cast.admin.id, why="leave"):
        until = START + timedelta(days=2)
        people.change_state(
            cast.trainee.id, "take_leave", on=START, until=until, reason="事假", by=cast.admin.id, at=MORNING
        )
    refused("away_today", one.do, actions.open_section, "T1", 0, at=MORNING)
    shown = queries.board(queries.enrolment(one.enrolment_id), MORNING)
    assert shown.away == "on_leave" and str(shown.expected_on(1)) == "2026-10-22"


def test_a_persons_own_working_days(cast: Cast) -> None:
    one = learner(cast)
    with db.transaction(at=MORNING, by=cast.trainer.id, why="days"):
        actions.set_workdays(one.enrolment_id, "531")
        refused("no_workdays", actions.set_workdays, one.enrolment_id, "")
    shown = queries.board(queries.enrolment(one.enrolment_id), MORNING)
    assert str(shown.expected_on(2)) == "2026-10-21"


def test_another_mentor_from_a_day_on(cast: Cast) -> None:
    one = learner(cast)
    with db.transaction(at=MORNING, by=cast.trainer.id, why="coach"):
        on = START + timedelta(days=1)
        actions.change_coach(one.enrolment_id, "mentor", cast.second_trainer.id, from_on=on)
        refused("coach_is_trainee", actions.change_coach, one.enrolment_id, "mentor", cast.trainee.id, from_on=on)
    assert queries.named_on(one.enrolment_id, START)["mentor"] == cast.mentor.id
    assert queries.named_on(one.enrolment_id, START + timedelta(days=1))["mentor"] == cast.second_trainer.id
    refused("not_the_named_coach", one.be_confirmed, at=MORNING + DAY)
    one.be_confirmed(at=MORNING + DAY, by=cast.second_trainer)


def moved(one: Any, at: Any, **named: Any) -> Any:
    with db.transaction(at=at, by=one.cast.trainer.id, why="move"):
        return actions.move_enrolment(one.enrolment_id, by=one.cast.trainer.id, at=at, **named)


def test_an_enrolment_is_pinned_until_it_is_moved_on_purpose(cast: Cast) -> None:
    one = learner(cast)
    one.first_day()
    one.sign_all(MORNING + HOUR)
    refused("nothing_to_move", moved, one, MORNING + HOUR)
    load(LESSON.replace("【规则】TB1", "【版本】2 平台改了做法\n【规则】TB1").replace("其实", "说到底"), MORNING + DAY)
    assert words(cast, MORNING + DAY, one.enrolment_id)["T1"] is Standing.SIGNED
    laid = queries.course("presale-3d")
    found = queries.moves(queries.enrolment(one.enrolment_id), laid)
    assert [(each.change, each.key, each.is_done, each.reason) for each in found] == [
        ("major", "T1", True, "平台改了做法")
    ]
    assert any("说到底" in line.new for line in found[0].lines)
    moved(one, MORNING + DAY)
    now = words(cast, MORNING + DAY, one.enrolment_id)
    assert now["T1"] is Standing.AGAIN and now["T2"] is Standing.SIGNED and now["K1"] is Standing.SIGNED
    one.read_lesson(at=MORNING + DAY)
    assert records.open_requests(cast.trainee.id)[0].subject == "step:presale/T1@2"
    assert records.facts(cast.trainee.id, "moved")[0].body["steps"][0]["version"] == "2"


def test_a_minor_change_leaves_what_was_signed(cast: Cast) -> None:
    one = learner(cast)
    one.first_day()
    one.sign_all(MORNING + HOUR)
    load(LESSON.replace("其实", "说到底"), MORNING + DAY)
    found = queries.moves(queries.enrolment(one.enrolment_id), queries.course("presale-3d"))
    assert [(each.change, each.key) for each in found] == [("minor", "T1")]
    moved(one, MORNING + DAY)
    assert words(cast, MORNING + DAY, one.enrolment_id)["T1"] is Standing.SIGNED


def test_moving_keeps_what_was_begun_where_nothing_changed(cast: Cast) -> None:
    one = learner(cast)
    one.do(actions.open_section, "T1", 0, at=MORNING)
    one.do(actions.answer_check, "T1", Typed("TB-001", 0), at=MORNING)
    moved(one, MORNING + HOUR, course_key="presale-4d")
    step = queries.step(one.enrolment_id, "T1")
    state = queries.lesson_state(queries.enrolment(one.enrolment_id), step, queries.run_of(step))
    assert (sorted(state.opened), sorted(state.right)) == ([0], ["TB-001"])
    assert [each.key for each in queries.plan(one.enrolment_id)][:3] == ["K1", "T1", "T2"]


def test_signatures_count_in_every_variant_of_the_post(cast: Cast) -> None:
    one = learner(cast)
    one.first_day()
    own = [asked for asked in records.open_requests(cast.trainee.id) if asked.subject.startswith("step:presale/T1")]
    sign(own, cast.trainee, MORNING + HOUR)
    with db.transaction(at=MORNING + 2 * HOUR, by=cast.trainer.id, why="void"):
        actions.void_enrolment(one.enrolment_id, reason="报错了课", by=cast.trainer.id, at=MORNING + 2 * HOUR)
    again = enrol(cast, cast.trainee, at=MORNING + 3 * HOUR, course_key="presale-4d")
    now = words(cast, MORNING + 3 * HOUR, again.id)
    assert (now["T1"], now["T2"], now["K1"]) == (Standing.SIGNED, Standing.TO_SIGN, Standing.TO_SIGN)
    assert sorted(asked.subject for asked in records.open_requests(cast.trainee.id)) == [
        "step:presale/K1@1",
        "step:presale/T2@1",
    ]


def test_a_wrong_enrolment_is_declared_void_and_stays_readable(cast: Cast) -> None:
    one = learner(cast)
    with db.transaction(at=MORNING, by=cast.trainer.id, why="void"):
        refused("own_enrolment", actions.void_enrolment, one.enrolment_id, reason="x", by=cast.trainee.id, at=MORNING)
        actions.void_enrolment(one.enrolment_id, reason="报错了课", by=cast.trainer.id, at=MORNING)
    assert queries.active_enrolment(cast.trainee.id) is None
    assert queries.latest_enrolment(cast.trainee.id) is None
    assert [entry.kind for entry in records.read_entries(cast.trainee.id)] == ["enrolled", "voided"]
    refused("enrolment_has_ended", one.do, actions.open_section, "T1", 0, at=MORNING)
    refused("enrolment_has_ended", paused, one, START, None)


def test_moving_stays_within_the_post(cast: Cast) -> None:
    load(MODULES.replace("# 模块 presale", "# 模块 aftersale"), post_of="aftersale")
    load(
        COURSE.replace("presale-3d", "aftersale-3d").replace("【模块】presale", "【模块】aftersale"),
        post_of="aftersale",
    )
    one = learner(cast)
    refused("other_post", moved, one, MORNING, course_key="aftersale-3d")
    with db.transaction(at=MORNING, by=cast.trainee.id, why="own"):
        refused("own_enrolment", actions.move_enrolment, one.enrolment_id, by=cast.trainee.id, at=MORNING)


def test_the_end_of_an_enrolment(cast: Cast) -> None:
    one = learner(cast)
    with db.transaction(at=MORNING, by="system", why="end"):
        actions.end_enrolment(one.enrolment_id, "finished", at=MORNING)
        again = actions.end_enrolment(one.enrolment_id, "ended", at=MORNING + DAY)
    assert (again.state, again.ended_at) == ("finished", MORNING)
    assert queries.latest_enrolment(cast.trainee.id) is not None


def test_who_leaves_ends_their_course_and_comes_back_to_a_new_one(cast: Cast) -> None:
    one = learner(cast)
    other = learner(cast, cast.second_trainee)
    assert actions.end_left(MORNING) == 0
    with db.transaction(at=MORNING, by=cast.admin.id, why="leaves"):
        people.change_state(cast.trainee.id, "leave", on=START, reason="离职", by=cast.admin.id, at=MORNING)
    refused("away_today", one.do, actions.open_section, "T1", 0, at=MORNING)
    assert (actions.end_left(MORNING), actions.end_left(MORNING)) == (1, 0)
    assert queries.enrolment(one.enrolment_id).state == "ended"
    assert queries.enrolment(other.enrolment_id).state == "active"
    with db.transaction(at=MORNING + DAY, by=cast.admin.id, why="comes back"):
        on = START + timedelta(days=1)
        people.change_state(cast.trainee.id, "rehire", on=on, reason="返聘", by=cast.admin.id, at=MORNING + DAY)
    enrol(cast, cast.trainee, at=MORNING + DAY)


def test_what_awaits_a_mentor(cast: Cast) -> None:
    one = learner(cast)
    learner(cast, cast.second_trainee, mentor_id=cast.trainer.id)
    waiting = queries.to_confirm(cast.mentor.id, MORNING)
    assert [(each.board.enrolment.id, each.shown.key) for each in waiting] == [(one.enrolment_id, "K1")]
    assert len(queries.to_confirm(cast.trainer.id, MORNING)) == 2
    assert queries.to_confirm(cast.second_trainer.id, MORNING) == []
    assert queries.to_confirm(cast.mentor.id, MORNING - DAY) == [], "nothing is open before the course begins"
    one.be_confirmed()
    assert queries.to_confirm(cast.mentor.id, MORNING) == []


def test_kinds_of_steps_are_not_mixed_up(cast: Cast) -> None:
    one = learner(cast)
    for act, given in (
        (actions.open_section, ("K1", 0)),
        (actions.acknowledge, ("K1", ["ZC1"])),
        (actions.close_record, ("K1",)),
        (actions.confirm_step, ("T1", Proved(cast.mentor.id))),
        (actions.open_section, ("T9", 0)),
    ):
        with pytest.raises(NotYours):
            one.do(act, *given, at=MORNING)


def test_choices_name_their_course(cast: Cast) -> None:
    with pytest.raises(NotYours):
        enrol(cast, cast.trainee, course_key="presale-99d")
    assert choice(cast).coaches == {"mentor": cast.mentor.id, "trainer": cast.trainer.id}
    assert [known.key for known in queries.course_choices()] == ["presale-3d", "presale-4d"]
    assert queries.asked_coaches("presale-3d") == {"mentor", "trainer"}
    assert queries.post_steps("presale")["T2"].kind is Kind.PRACTICE


def test_titles_hold_the_firms_values_and_names_told_by_later_rooms(cast: Cast) -> None:
    text = MODULES.replace("每人经手 30 件", "打 {通话上限} 通（本库选定），写 {没定的} 份")
    with db.transaction(at=MORNING, by="tests", why="decision"):
        people.load_decisions(
            content(DECISIONS + "\n## 没定的 整数\n几份。\n【范围】1～9 【单位】份 【用在】章程 【取值】由企业决定\n")
        )
    load(text)
    told = queries.TITLES.get(Kind.ROLEPLAY.value)
    queries.TITLES[Kind.ROLEPLAY.value] = lambda keys: dict.fromkeys(keys, "遇到客户辱骂")
    try:
        titles = {step.key: step.title for step in queries.plan(enrol(cast, cast.trainee).id)}
    finally:
        del queries.TITLES[Kind.ROLEPLAY.value]
        if told is not None:
            queries.TITLES[Kind.ROLEPLAY.value] = told
    assert titles["K1"] == "仓库认货：打 10 通，写 没定的（待定） 份"
    assert titles["Y4"] == "情景模拟：遇到客户辱骂"


def test_a_shipped_change_to_what_was_changed_here_stands_beside_as_a_proposal(cast: Cast) -> None:
    version = queries.lesson("L04")
    assert version is not None
    own = LESSON.replace("其实", "说到底")
    with db.transaction(at=MORNING, by=cast.trainer.id, why="save"):
        saved = actions.save_material(own, Edit(version.id, True, "讲得更直白"), by=cast.trainer.id, at=MORNING)
    assert (saved.major, saved.origin, saved.number) == (2, "made_here", 2)
    shipped = load(LESSON.replace("其实", "归根到底"), MORNING + HOUR)
    live = queries.lesson("L04")
    assert not shipped.live and live is not None and live.id == saved.id
    assert [one.id for one in queries.proposals()] == [shipped.id]
    with db.transaction(at=MORNING + DAY, by=cast.trainer.id, why="save"):
        actions.save_material(shipped.text, Edit(saved.id, False, "用随库的"), by=cast.trainer.id, at=MORNING + DAY)
    assert queries.proposals() == []


def test_saving_at_the_desk_is_refused_when_it_would_lose_something(cast: Cast) -> None:
    version = queries.lesson("L04")
    assert version is not None
    own = LESSON.replace("其实", "说到底")

    def save(text: str, edit: Edit) -> Any:
        with db.transaction(at=MORNING, by=cast.trainer.id, why="save"):
            return actions.save_material(text, edit, by=cast.trainer.id, at=MORNING)

    refused("text_is_the_same", save, LESSON, Edit(version.id, False, "x"))
    refused("reason_needed", save, own, Edit(version.id, False, " "))
    refused("content_has_errors", save, own.replace("【目标】三秒内说出该谁动。\n", ""), Edit(version.id, False, "x"))
    refused("content_has_errors", save, "# 场景 R99 别的\n", Edit("", False, "x"))
    save(own, Edit(version.id, False, "x"))
    refused("material_changed_meanwhile", save, own + "\n再加一句。", Edit(version.id, False, "x"))


def test_a_declared_major_of_a_file_counts_one_up_and_withdrawal_takes_a_course_away(cast: Cast) -> None:
    second = load(LESSON.replace("【规则】TB1", "【版本】2 平台改了\n【规则】TB1").replace("其实", "说到底"))
    assert (second.major, second.number_in_file, second.reason) == (2, "2", "平台改了")
    assert load(LESSON.replace("【规则】TB1", "【版本】2 平台改了\n【规则】TB1").replace("其实", "总之")).major == 2
    load(COURSE.replace("【岗位】", "【状态】停用 换成四天的\n【岗位】"))
    assert [course.key for course in queries.courses()] == ["presale-4d"]
    with pytest.raises(NotYours):
        queries.course("presale-3d")


def test_files_are_added_to_a_lesson_as_a_new_version(context: Flask, cast: Cast) -> None:
    version = queries.lesson("L04")
    assert version is not None
    kept = files.keep(b"%PDF-1.7\n" + b"0" * 100)
    with db.transaction(at=MORNING, by=cast.trainer.id, why="attach"):
        newer = actions.attach_files(version.id, {"表.pdf": kept}, reason="发给新人", by=cast.trainer.id, at=MORNING)
    assert newer.hash != version.hash and newer.major == version.major
    assert [one.name for one in queries.attachments(newer)] == ["表.pdf"] and queries.attachments(version) == []


def test_every_refusal_of_the_room_has_its_words(context: Flask) -> None:
    room = Path(actions.__file__).parents[1]
    raised = {
        code
        for path in room.rglob("*.py")
        for code in re.findall(r'Refusal\(\s*f?"([a-z_{}]+)"', path.read_text("utf-8"))
    }
    codes = {one for code in raised for one in ([code.replace("{role}", role) for role in ("mentor", "trainer")])}
    known = context.extensions["cstrain"].refusals
    assert len(codes) > 25 and not [code for code in codes if code not in known]
