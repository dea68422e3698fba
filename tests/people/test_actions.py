"""What the room changes, on both databases."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cstrain.kit import clock, db, jobs
from cstrain.kit.content import read
from cstrain.kit.db import AuditRow
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.sheets import Row, Sheet
from cstrain.people import actions, queries
from cstrain.people.actions.installation import is_setup_code
from cstrain.people.doors import Me
from cstrain.people.models import (
    DecisionText,
    FormerNumber,
    Grant,
    InboxItem,
    Installation,
    OneTimeCode,
    Person,
    Session,
    StateChange,
    Team,
)
from cstrain.people.rules import May, PersonState, Role
from tests.cast import Cast, Someone
from tests.people.test_rules import FILE

pytestmark = pytest.mark.data
TODAY = date(2026, 10, 19)
AT = datetime(2026, 10, 19, 4, 0, tzinfo=UTC)


def write(action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with db.transaction(at=AT, by="tests", why="test"):
        return action(*args, **kwargs)


def refused(code: str, action: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    with pytest.raises(Refusal) as caught:
        write(action, *args, **kwargs)
    assert caught.value.code == code


def living(someone: Someone) -> list[Session]:
    rows = select(Session).where(Session.person_id == someone.id, Session.ended_at.is_(None))
    return list(db.database.session.scalars(rows))


def start(someone: Someone) -> str:
    cookie: str = write(actions.start_session, someone.id, address="10.0.0.1", agent="x", at=AT)
    return cookie


# -- persons


def test_a_number_is_given_once_and_for_ever(context: Flask, cast: Cast) -> None:
    person, plain = write(actions.add_person, "ＣＳ-7 ", "新人", team=cast.presale, by=cast.admin.id, at=AT)
    assert (person.employee_no, person.folded_no) == ("CS-7", "cs-7")
    assert actions.is_right(person.password_hash, plain.upper())
    refused("number_is_taken", actions.add_person, "cs-7", "别人", team=None, by="x", at=AT)
    write(actions.change_number, person, "CS-8", reason="重新编号", by=cast.admin.id, at=AT)
    for number in ("cs-8", "CS-7"):
        found = queries.by_number(number)
        assert found is not None
        assert found.id == person.id
    refused("number_is_taken", actions.add_person, "CS-7", "别人", team=None, by="x", at=AT)
    refused("number_is_taken", actions.change_number, cast.trainee.id, "CS-7", reason="x", by="x", at=AT)
    assert db.database.session.scalar(select(FormerNumber.reason)) == "重新编号"


def test_changing_only_the_writing_of_a_number_is_no_new_number(context: Flask, cast: Cast) -> None:
    write(actions.change_number, cast.trainee.id, "cs-20418", reason="小写", by="x", at=AT)
    assert cast.trainee.row.employee_no == "cs-20418"
    assert db.database.session.scalar(select(FormerNumber)) is None


def test_the_trail_shows_a_password_as_covered(context: Flask, cast: Cast) -> None:
    write(actions.reset_password, cast.trainee.id, by=cast.admin.id, at=AT)
    rows = select(AuditRow).where(AuditRow.table == "person", AuditRow.row == cast.trainee.id)
    changed = [row for row in db.database.session.scalars(rows) if row.change == "update"]
    assert [row.new["password_hash"] for row in changed] == ["•"]
    assert "first$" not in str([(row.old, row.new) for row in changed])


def test_states_are_recorded_acts(context: Flask, cast: Cast) -> None:
    act = {"by": cast.trainer.id, "at": AT}
    until = date(2026, 10, 22)
    write(actions.change_state, cast.trainee.id, "take_leave", on=TODAY, until=until, reason=" 家里有事 ", **act)
    change = db.database.session.scalars(select(StateChange)).one()
    assert (change.old, change.new, change.on, change.until) == ("in_training", "on_leave", TODAY, until)
    assert (change.reason, change.by) == ("家里有事", cast.trainer.id)
    refused("was_not_at_work", actions.change_state, cast.trainee.id, "return_to_work", on=TODAY, reason="x", **act)
    refused("state_does_not_allow", actions.change_state, cast.trainee.id, "rehire", on=TODAY, reason="x", **act)
    refused("reason_needed", actions.change_state, cast.trainee.id, "return_to_training", on=TODAY, reason=" ", **act)
    before, ahead = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    event = "return_to_training"
    refused("day_before_last_change", actions.change_state, cast.trainee.id, event, on=before, reason="x", **act)
    refused("day_is_ahead", actions.change_state, cast.trainee.id, event, on=ahead, reason="x", **act)
    write(actions.change_state, cast.trainee.id, event, on=TODAY, reason="回来了", **act)
    assert cast.trainee.row.state == PersonState.IN_TRAINING


def test_an_agent_on_leave_returns_to_work(context: Flask, cast: Cast) -> None:
    for event in ("take_leave", "return_to_work"):
        write(actions.change_state, cast.agent.id, event, on=TODAY, reason="年假", by="x", at=AT)
    assert cast.agent.row.state == PersonState.AT_WORK


def test_leaving_ends_account_roles_and_sessions_and_a_rehire_starts_bare(context: Flask, cast: Cast) -> None:
    start(cast.trainer)
    write(actions.change_state, cast.trainer.id, "leave", on=TODAY, reason="合同到期", by="x", at=AT)
    assert cast.trainer.row.disabled_at == AT
    assert living(cast.trainer) == []
    assert queries.grants_in_force(cast.trainer.id, TODAY) == []
    refused("has_left", actions.open_account, cast.trainer.id)
    refused("account_is_shut", actions.reset_password, cast.trainer.id, by="x", at=AT)
    refused(
        "account_is_shut", actions.grant_role, cast.trainer.id, Role.TRAINER, team=None, from_on=TODAY, by="x", at=AT
    )
    write(actions.change_state, cast.trainer.id, "rehire", on=TODAY, reason="返聘", by="x", at=AT)
    back = cast.trainer.row
    assert (back.disabled_at, back.password_hash, back.state) == (None, "", PersonState.REHIRED)
    assert not actions.is_right(back.password_hash, cast.trainer.password)
    assert queries.grants_in_force(cast.trainer.id, TODAY) == []


# -- grants


def test_a_changed_grant_ends_the_sessions_in_the_same_write(context: Flask, cast: Cast) -> None:
    start(cast.trainee)
    grant = write(
        actions.grant_role, cast.trainee.id, Role.MENTOR, team=cast.presale, from_on=TODAY, by=cast.admin.id, at=AT
    )
    assert living(cast.trainee) == []
    start(cast.trainee)
    write(actions.end_grant, grant, by=cast.admin.id, at=AT)
    assert living(cast.trainee) == []
    ended = db.database.session.get_one(Grant, grant.id)
    assert (ended.ended_at, ended.ended_by) == (AT, cast.admin.id)
    with pytest.raises(ZeroDivisionError), db.transaction(at=AT, by="x", why="undone"):
        start_id = actions.start_session(cast.trainee.id, address="", agent="", at=AT)
        assert start_id
        _ = 1 / 0
    assert living(cast.trainee) == []


def test_a_grant_holds_from_its_first_day_through_its_last(context: Flask, cast: Cast) -> None:
    write(
        actions.grant_role,
        cast.trainee.id,
        Role.MENTOR,
        team=cast.presale,
        from_on=TODAY,
        until_on=TODAY,
        by="x",
        at=AT,
    )
    days = [TODAY + timedelta(days=shift) for shift in (-1, 0, 1)]
    assert [len(queries.grants_in_force(cast.trainee.id, day)) for day in days] == [0, 1, 0]
    refused(
        "period_is_backwards",
        actions.grant_role,
        cast.trainee.id,
        Role.MENTOR,
        team=None,
        from_on=TODAY,
        until_on=days[0],
        by="x",
        at=AT,
    )


def test_a_deputy_stands_in_for_a_role_that_is_held_and_for_a_time(context: Flask, cast: Cast) -> None:
    week = TODAY + timedelta(days=7)
    given = {"team": cast.presale, "from_on": TODAY, "until_on": week, "by": "x", "at": AT}
    grant = actions.grant_role
    refused("deputy_of_oneself", grant, cast.supervisor.id, Role.SUPERVISOR, deputy_of=cast.supervisor.id, **given)
    open_end = given | {"until_on": None}
    refused("deputy_needs_end", grant, cast.trainer.id, Role.SUPERVISOR, deputy_of=cast.supervisor.id, **open_end)
    refused("deputy_of_no_role", grant, cast.trainer.id, Role.SUPERVISOR, deputy_of=cast.mentor.id, **given)
    other = given | {"team": cast.aftersale}
    refused("deputy_of_no_role", grant, cast.trainer.id, Role.SUPERVISOR, deputy_of=cast.supervisor.id, **other)
    write(grant, cast.trainer.id, Role.SUPERVISOR, deputy_of=cast.supervisor.id, **given)
    holders = {person.id for person in queries.holders(May.GATE_DECIDE, cast.presale, AT)}
    assert holders == {cast.supervisor.id, cast.second_supervisor.id, cast.trainer.id}
    stood_in = queries.deputy_for(cast.trainer.id, May.GATE_DECIDE, cast.presale, TODAY)
    assert stood_in is not None
    assert stood_in.id == cast.supervisor.id
    assert queries.deputy_for(cast.supervisor.id, May.GATE_DECIDE, cast.presale, TODAY) is None
    assert queries.deputy_for(cast.trainer.id, May.GATE_DECIDE, cast.presale, week + timedelta(days=1)) is None


def test_holders_are_of_the_team_or_of_all_and_not_disabled(context: Flask, cast: Cast) -> None:
    assert [person.id for person in queries.holders(May.EXAM_KEEP, cast.aftersale, AT)] == [cast.other_trainer.id]
    admins = {cast.admin.id, cast.second_admin.id}
    assert {person.id for person in queries.holders(May.TOKENS_KEEP, cast.aftersale, AT)} == admins
    assert {person.id for person in queries.holders(May.TOKENS_KEEP, None, AT)} == admins
    assert queries.holders(May.EXAM_KEEP, None, AT) == []
    write(actions.shut_account, cast.other_trainer.id, at=AT)
    assert queries.holders(May.EXAM_KEEP, cast.aftersale, AT) == []


def test_the_last_administrator_stays(context: Flask, cast: Cast) -> None:
    write(actions.shut_account, cast.second_admin.id, at=AT)
    grant = queries.grants_in_force(cast.admin.id, TODAY)[0].id
    refused("last_administrator", actions.end_grant, grant, by="x", at=AT)
    refused("last_administrator", actions.shut_account, cast.admin.id, at=AT)
    refused("last_administrator", actions.change_state, cast.admin.id, "leave", on=TODAY, reason="x", by="x", at=AT)
    write(actions.open_account, cast.second_admin.id)
    write(actions.end_grant, grant, by="x", at=AT)


# -- passwords, sessions, codes


def test_a_password_change_ends_every_session(context: Flask, cast: Cast) -> None:
    start(cast.trainee)
    start(cast.trainee)
    own = actions.own_password("a new long password")
    write(actions.set_own_password, cast.trainee.id, own, AT)
    assert living(cast.trainee) == []
    assert actions.is_right(cast.trainee.row.password_hash, "a new long password")
    assert not actions.is_right(cast.trainee.row.password_hash, cast.trainee.password)


def test_own_passwords_are_argon2_and_old_settings_are_noticed(context: Flask) -> None:
    hashed = actions.hash_password("correct horse battery")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not actions.needs_rehash(hashed)
    assert actions.needs_rehash(hashed.replace("m=19456", "m=65536"))
    assert not actions.is_right("", "anything")
    assert not actions.is_right("rubbish", "anything")


def test_nobody_hashes_inside_a_write(context: Flask) -> None:
    with db.transaction(why="x"):
        for hashing in (lambda: actions.hash_password("x"), lambda: actions.is_right("", "x")):
            with pytest.raises(RuntimeError, match="while a write is open"):
                hashing()


def test_hashes_wait_for_a_place_over_all_processes(context: Flask) -> None:
    """One place per pair of cores: while somebody else holds them all, no hash is made."""
    places = max(1, (os.cpu_count() or 1) // 2)
    held = [os.open(Path(context.config["INSTANCE"], f"hash-{place}.lock"), os.O_CREAT) for place in range(places)]
    for file in held:
        fcntl.flock(file, fcntl.LOCK_EX)
    made: list[str] = []

    def hashing() -> None:
        with context.app_context():
            made.append(actions.hash_password("correct horse battery"))

    thread = threading.Thread(target=hashing)
    thread.start()
    thread.join(timeout=0.3)
    assert made == []
    for file in held:
        os.close(file)
    thread.join(timeout=10)
    assert len(made) == 1


def test_an_unknown_number_costs_as_much_as_a_wrong_password(context: Flask) -> None:
    stored = actions.hash_password("correct horse battery")
    actions.is_right("", "warm up")

    def least(known: str) -> float:
        spent = []
        for _ in range(5):
            begun = time.process_time()
            actions.is_right(known, "wrong")
            spent.append(time.process_time() - begun)
        return min(spent)

    for known in ("", "first$x$y"):
        assert least(known) > least(stored) / 2


def test_first_passwords_forgive_how_they_are_typed(context: Flask) -> None:
    plain, stored = actions.first_password()
    assert len(plain.replace("-", "")) == 12
    assert plain.replace("-", "") not in stored
    for typed in (plain, plain.upper(), plain.replace("-", " "), plain.replace("0", "o").replace("1", "l")):
        assert actions.is_right(stored, typed)
    assert not actions.is_right(stored, plain[:-1])
    again, other = actions.first_password()
    assert again != plain
    assert other != stored


def test_a_session_ends_once_and_by_its_owner_only(context: Flask, cast: Cast) -> None:
    start(cast.trainee)
    row = living(cast.trainee)[0]
    with pytest.raises(NotYours):
        write(actions.end_session, row.id, cast.trainer.id, why="closed", at=AT)
    write(actions.end_session, row.id, cast.trainee.id, why="closed", at=AT)
    write(actions.end_session, row.id, cast.trainee.id, why="logout", at=AT + timedelta(hours=1))
    again = db.database.session.get_one(Session, row.id)
    assert (again.ended_at, again.ended_why) == (AT, "closed")


def test_the_cookie_is_not_in_the_database(context: Flask, cast: Cast) -> None:
    cookie = start(cast.trainee)
    assert len(cookie) >= 43
    assert cookie not in [row.id for row in db.database.session.scalars(select(Session))]


def test_a_code_is_spent_once_and_within_three_minutes(context: Flask, cast: Cast) -> None:
    write(actions.show_code, cast.mentor.id, AT)
    code = db.database.session.scalars(select(OneTimeCode)).one()
    code_id = code.id
    refused("code_is_spent", actions.spend_code, code_id, used_for="x", at=AT + timedelta(minutes=3))
    write(actions.spend_code, code_id, used_for="step", at=AT + timedelta(minutes=2))
    refused("code_is_spent", actions.spend_code, code_id, used_for="x", at=AT + timedelta(minutes=2))


def test_a_new_code_ends_the_one_before(context: Flask, cast: Cast) -> None:
    first = write(actions.show_code, cast.mentor.id, AT)
    second = write(actions.show_code, cast.mentor.id, AT + timedelta(seconds=5))
    good = select(OneTimeCode).where(OneTimeCode.expires_at > AT + timedelta(seconds=6))
    assert len(list(db.database.session.scalars(good))) == 1
    assert len(first) == len(second) == 8


# -- decisions


def load() -> int:
    changed: int = write(actions.load_decisions, read(FILE))
    return changed


def test_decisions_load_once_and_keep_what_the_firm_chose(context: Flask, cast: Cast) -> None:
    assert (load(), load()) == (4, 0)
    write(actions.decide, "及格线", "85 分", reason="更严", by=cast.supervisor.id, at=AT)
    changed = FILE.replace("80 分 多数岗位考试取八成", "75 分 换了理由")
    assert write(actions.load_decisions, read(changed)) == 1
    assert queries.decision("及格线") == "85"
    question = queries.asked("及格线")
    assert question is not None
    assert question.suggestion == "75"
    shorter = changed.split("## 交接表", maxsplit=1)[0]
    write(actions.load_decisions, read(shorter))
    assert queries.asked("交接表") is None
    assert db.database.session.scalar(select(DecisionText.gone).where(DecisionText.name == "交接表")) is True


def test_a_decision_has_a_name_a_reason_and_a_history(context: Flask, cast: Cast) -> None:
    load()
    assert queries.decision("及格线") is None
    assert queries.undecided(["包邮门槛", "及格线", "包邮门槛"]) == ["包邮门槛", "及格线"]
    refused("reason_needed", actions.decide, "及格线", "80", reason=" ", by="x", at=AT)
    refused("decision_unknown", actions.decide, "没有", "80", reason="x", by="x", at=AT)
    refused("decision_out_of_range", actions.decide, "及格线", "50", reason="x", by="x", at=AT)
    for value in ("80", "80 分", "90"):
        write(actions.decide, "及格线", value, reason="年度会议", by=cast.supervisor.id, at=AT)
    rows = queries.decision_history("及格线")
    assert [(row.value, row.suggested) for row in rows] == [("90", False), ("80", True)]
    assert queries.decided() == {"及格线": "90"}
    assert queries.undecided(["包邮门槛", "及格线"]) == ["包邮门槛"]


def test_one_act_adopts_what_is_suggested_and_open(context: Flask, cast: Cast) -> None:
    load()
    write(actions.decide, "及格线", "90", reason="自己定的", by=cast.supervisor.id, at=AT)
    adopted = write(actions.adopt_suggestions, reason="先按建议来", by=cast.admin.id, at=AT)
    assert adopted == ["红线处理办法", "交接表"], "包邮门槛 has no suggestion, 及格线 is decided"
    assert queries.decided() == {"及格线": "90", "红线处理办法": "先谈话再处理", "交接表": "四样写全"}
    refused("reason_needed", actions.adopt_suggestions, reason="", by="x", at=AT)


def test_later_rooms_say_what_waits(context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    told = {"及格线": ["上岗考试 presale"]}
    monkeypatch.setattr("cstrain.people.queries.decisions.WAITING", [lambda _names: told])
    lines = {line.asked.name: line.waiting for line in queries.decision_lines()}
    assert lines["及格线"] == ["上岗考试 presale"]
    assert lines["交接表"] == []


# -- the sheet


def sheet(*rows: tuple[str, ...]) -> Sheet:
    titles = ["工号", "姓名", "小组", "店铺", "入职日期", "角色"]
    return Sheet(titles, [Row(at, dict(zip(titles, row, strict=False))) for at, row in enumerate(rows, start=2)])


def test_a_sheet_is_imported_and_again_changes_nothing(context: Flask, cast: Cast) -> None:
    given = sheet(
        ("0042", "张三", "新小组", "新店", "2026-10-01", "带教人"),
        ("CS-20418", "林晓雨", "售后服务组"),
        ("CS-20419", "王思远", "售前接待组"),
        ("U002", "钱审", "", "", "", "审计"),
    )
    done = write(actions.import_people, given, cast.admin.id, AT)
    assert [person.employee_no for person, _plain in done.new] == ["0042", "U002"]
    assert ([person.id for person in done.changed], done.same) == ([cast.trainee.id], 1)
    assert cast.trainee.row.team_id == cast.aftersale
    assert cast.trainee.row.store_id == cast.store, "an empty cell leaves what is there"
    team = db.database.session.scalar(select(Team).where(Team.name == "新小组"))
    assert team is not None
    mentor, auditor = (queries.grants_of(person.id)[0] for person, _plain in done.new)
    assert (mentor.role, mentor.team_id) == ("mentor", team.id)
    assert (auditor.role, auditor.team_id) == ("auditor", None)
    rows = db.database.session.scalar(select(AuditRow.id).order_by(AuditRow.id.desc()))
    again = write(actions.import_people, given, cast.admin.id, AT)
    assert (again.new, again.changed, again.same) == ([], [], 4)
    assert db.database.session.scalar(select(AuditRow.id).order_by(AuditRow.id.desc())) == rows


def test_one_bad_row_and_nothing_is_written(context: Flask, cast: Cast) -> None:
    given = sheet(("0042", "张三"), ("0043", ""))
    refused("sheet_has_faults", actions.import_people, given, cast.admin.id, AT)
    assert queries.by_number("0042") is None


def test_a_keeper_of_one_team_imports_into_it_only(context: Flask, cast: Cast) -> None:
    own = frozenset({cast.presale})
    for row in (("1", "甲", "售后服务组"), ("CS-30001", "孙可欣", "售前接待组"), ("2", "乙", "新的")):
        faults = queries.import_plan(sheet(row), own).faults
        assert [fault.code for fault in faults] == ["not_your_team"]
    assert queries.import_plan(sheet(("1", "甲", "售前接待组")), own).faults == ()


# -- messages, first start


def test_a_message_arrives_once_after_the_deed(context: Flask, cast: Cast) -> None:
    for _ in range(2):
        facts = {"role": "mentor"}
        write(actions.tell, cast.trainee.id, "role_given", "k", facts=facts, link="/record", at=AT)
    assert queries.unread(cast.trainee.id) == 0
    assert jobs.run_due(AT) == 1
    item = db.database.session.scalars(select(InboxItem)).one()
    assert (item.kind, item.facts, item.link, item.at) == ("role_given", {"role": "mentor"}, "/record", AT)
    assert queries.unread(cast.trainee.id) == 1
    with pytest.raises(NotYours):
        write(actions.mark_read, item.id, cast.trainer.id, AT)
    write(actions.mark_read, item.id, cast.trainee.id, AT)
    assert queries.unread(cast.trainee.id) == 0
    assert write(actions.mark_all_read, cast.trainee.id, AT) == 0


def test_an_undone_deed_sends_no_message(context: Flask, cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction(at=AT, by="x", why="undone"):
        actions.tell(cast.trainee.id, "role_given", "k", facts={}, link="", at=AT)
        _ = 1 / 0
    assert jobs.run_due(AT) == 0


def test_the_first_administrator_comes_once(context: Flask) -> None:
    with db.transaction(at=AT, by="prepare", why="first start"):
        made = actions.found_installation("real", "cstrain", AT)
        made.setup_code_hash = "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"  # of 12345
    assert is_setup_code(made.setup_code_hash, " 12345 ")
    assert not is_setup_code(made.setup_code_hash, "12346")
    assert not is_setup_code("", "")
    password = actions.own_password("correct horse battery")
    person = write(actions.first_administrator, "青禾", "A001", "周敏", password=password, at=AT)
    home = db.database.session.scalars(select(Installation)).one()
    assert (home.name, home.kind, home.setup_code_hash) == ("青禾", "real", "")
    assert [(grant.role, grant.team_id) for grant in queries.grants_of(person.id)] == [("administrator", None)]
    with pytest.raises(NotYours):
        write(actions.first_administrator, "x", "A002", "x", password=password, at=AT)
    refused("installation_exists", actions.found_installation, "real", "x", AT)


def test_scope_is_by_team(context: Flask, cast: Cast) -> None:
    asking = Me(cast.trainer.id, "", {May.PEOPLE_SEE: frozenset({cast.presale})})
    found = {person.id for person in db.database.session.scalars(queries.mine(asking, May.PEOPLE_SEE))}
    assert cast.trainee.id in found
    assert not found & {cast.other_trainee.id, cast.admin.id}
    nobody = replace(cast.trainee, id="x")
    assert queries.named([nobody.id, cast.trainee.id, ""]).keys() == {cast.trainee.id}


def test_the_janitor_forgets_old_tries(context: Flask) -> None:
    from cstrain.people.commands import forget_old_tries
    from cstrain.people.models import SessionUse, Try

    def note(own: Any) -> None:
        for days in (1, 91):
            when = AT - timedelta(days=days)
            own.add(Try(kind="sign", account=str(days), address="", at=when, good=False))
            own.add(SessionUse(session_id=str(days), used_at=when))

    db.note(note)
    forget_old_tries(AT)
    assert list(db.database.session.scalars(select(Try.account))) == ["1"]
    assert list(db.database.session.scalars(select(SessionUse.session_id))) == ["1"]


def test_moving_a_person_names_a_stale_page(context: Flask, cast: Cast) -> None:
    from sqlalchemy.orm.exc import StaleDataError

    version = cast.trainee.row.version
    given = {"name": "林晓雨", "team": cast.aftersale, "store": None, "joined_on": TODAY}
    write(actions.change_person, cast.trainee.id, **given, version=version)
    with pytest.raises(StaleDataError):
        write(actions.change_person, cast.trainee.id, **given, version=version)
    assert clock.zone().key == "Asia/Shanghai"
    assert isinstance(cast.trainee.row, Person)
