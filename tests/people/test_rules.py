"""What the room decides, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstrain.kit.content import read
from cstrain.kit.errors import Refusal
from cstrain.people.rules import (
    NEXT_STATE,
    ROLE_MAY,
    May,
    Period,
    PersonState,
    Role,
    add_months,
    end_of,
    events_from,
    local_date,
    may_of,
    months_between,
    next_state,
    require_return,
    start_of,
)
from cstrain.people.rules.decisions import Asked, read_decision
from cstrain.people.rules.passwords import first_password_holds, marks_of, password_fault
from cstrain.people.rules.sheet import Given, Ground, Known, plan, role_words, title_faults
from cstrain.people.rules.tries import (
    MOST_AT_ADDRESS,
    WAIT,
    Tried,
    address_is_shut,
    address_key,
    shut_until,
    tries_left,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 10, 19, 4, 0, tzinfo=UTC)
EVENTS = sorted({event for _state, event in NEXT_STATE})
S = PersonState
TABLE = {
    S.IN_TRAINING: {"go_live": S.AT_WORK, "take_leave": S.ON_LEAVE, "pause": S.PAUSED, "leave": S.LEFT},
    S.AT_WORK: {"retrain": S.IN_TRAINING, "take_leave": S.ON_LEAVE, "leave": S.LEFT},
    S.ON_LEAVE: {
        "return_to_training": S.IN_TRAINING,
        "return_to_work": S.AT_WORK,
        "pause": S.PAUSED,
        "leave": S.LEFT,
    },
    S.PAUSED: {"return_to_training": S.IN_TRAINING, "leave": S.LEFT},
    S.LEFT: {"rehire": S.REHIRED},
    S.REHIRED: {
        "go_live": S.AT_WORK,
        "retrain": S.IN_TRAINING,
        "take_leave": S.ON_LEAVE,
        "pause": S.PAUSED,
        "leave": S.LEFT,
    },
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("event", EVENTS)
def test_every_pair_of_state_and_event(state: PersonState, event: str) -> None:
    wanted = TABLE[state].get(event)
    if wanted is None:
        with pytest.raises(Refusal) as refused:
            next_state(state, event)
        assert refused.value.code == "state_does_not_allow"
    else:
        assert next_state(state, event) is wanted


def test_what_is_offered_is_what_is_allowed() -> None:
    for state in S:
        assert set(events_from(state)) == set(TABLE[state])


def test_a_leave_is_no_way_round_the_gate() -> None:
    require_return("return_to_work", S.AT_WORK)
    require_return("return_to_training", S.IN_TRAINING)
    for state in (S.IN_TRAINING, S.REHIRED):
        with pytest.raises(Refusal, match="was_not_at_work"):
            require_return("return_to_work", state)


def test_a_day_ends_at_local_midnight() -> None:
    assert end_of(date(2027, 1, 31), SHANGHAI) == datetime(2027, 1, 31, 16, 0, tzinfo=UTC)
    assert local_date(datetime(2027, 1, 31, 15, 59, 59, tzinfo=UTC), SHANGHAI) == date(2027, 1, 31)
    assert local_date(end_of(date(2027, 1, 31), SHANGHAI), SHANGHAI) == date(2027, 2, 1)


def test_months_are_clamped() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert months_between(date(2026, 1, 15), date(2026, 2, 14)) == 0


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_there_and_back(day: date, months: int) -> None:
    later = add_months(day, months)
    assert months_between(day, later) == months
    assert start_of(day, SHANGHAI) < end_of(day, SHANGHAI)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_period_holds_its_last_day_and_not_the_next(day: date) -> None:
    period = Period(day, day)
    assert period.holds(day)
    assert not period.holds(day + timedelta(days=1))
    assert not period.holds(day - timedelta(days=1))
    assert Period(day).holds(date(2100, 1, 1))


def test_the_auditor_changes_nothing() -> None:
    deeds = {may for may in ROLE_MAY[Role.AUDITOR] if not may.value.endswith(":see")}
    assert deeds == set()


def test_everybody_may_learn_and_nobody_else_gives_roles() -> None:
    assert may_of([]) == {May.LEARN}
    assert [role for role in Role if May.GRANTS_KEEP in ROLE_MAY[role]] == [Role.ADMINISTRATOR]
    assert May.GATE_DECIDE not in ROLE_MAY[Role.ADMINISTRATOR]


# -- tries


def tried(*marks: str, account: str = "a") -> list[Tried]:
    """``x`` wrong, ``o`` right, a minute apart, the last one now."""
    return [
        Tried(NOON - timedelta(minutes=len(marks) - 1 - place), account, mark == "o")
        for place, mark in enumerate(marks)
    ]


def test_the_fifth_wrong_try_shuts_the_door_for_a_quarter_of_an_hour() -> None:
    four, five = tried(*"xxxx"), tried(*"xxxxx")
    assert (shut_until(four, NOON), tries_left(four, NOON)) == (None, 1)
    assert (shut_until(five, NOON), tries_left(five, NOON)) == (NOON + WAIT, 0)
    assert shut_until(five, NOON + WAIT) is None


def test_a_right_try_wipes_the_slate() -> None:
    assert tries_left(tried(*"xxxxo"), NOON) == 5
    assert tries_left(tried(*"xxxxox"), NOON) == 4


def test_old_tries_do_not_count() -> None:
    old = [Tried(NOON - WAIT, "a", False)] * 9
    assert tries_left(old, NOON) == 5


def test_a_call_centre_behind_one_address_gets_in() -> None:
    """200 people mistype once and then get in: that is no attack."""
    shift = [one for number in range(200) for one in tried("x", "o", account=str(number))]
    assert not address_is_shut(shift, NOON)
    stranger = [Tried(NOON, str(number), False) for number in range(MOST_AT_ADDRESS)]
    assert not address_is_shut(stranger[:-1], NOON)
    assert address_is_shut(stranger, NOON)
    assert address_is_shut([*shift, *stranger], NOON), "good sign-ins of others are no cover"


def test_one_household_is_one_address() -> None:
    assert address_key("2001:db8:1:2:aaaa::1") == address_key("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::/64"
    assert address_key("2001:db8:1:3::1") != address_key("2001:db8:1:2::1")
    assert address_key("::ffff:10.1.2.3") == "10.1.2.3"
    assert address_key("unix") == "unix"


# -- passwords


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("短", "too_short"),
        ("x" * 129, "too_long"),
        ("aaaaaaaaaaaa", "too_simple"),
        ("1234567890", "too_simple"),
        ("abcdefgh12", "too_simple"),
        ("qwertyuiop1", "too_simple"),
        ("Password123", "too_simple"),
        ("CS-20418 ab", "holds_own_name"),
        ("梨木蓝天自行车晚饭后", None),
        ("correct horse battery CS-20418", None),
        ("7fq mountain", None),
    ],
)
def test_passwords(password: str, fault: str | None) -> None:
    assert password_fault(password, told=("CS-20418", "林晓雨")) == fault


def test_a_handed_out_password_lasts_thirty_days() -> None:
    assert first_password_holds(NOON - timedelta(days=29, hours=23), NOON)
    assert not first_password_holds(NOON - timedelta(days=30), NOON)
    assert not first_password_holds(None, NOON)


def test_a_reset_by_somebody_else_marks_signatures_for_72_hours() -> None:
    assert marks_of(NOON - timedelta(hours=71, minutes=59), "a", NOON) == ("reset_by_other",)
    assert marks_of(NOON - timedelta(hours=72), "a", NOON) == ()
    assert marks_of(NOON, "", NOON) == marks_of(None, "a", NOON) == ()


# -- decisions

FILE = """# 决定 decisions 由企业决定的事项
【负责】主管

## 及格线 整数
考试多少分算及格。
【范围】60～100 【单位】分 【用在】考试 【取值】由企业决定
【建议】80 分 多数岗位考试取八成

## 包邮门槛 金额
满多少包邮。
【范围】0～1000 【单位】元 【用在】题目 【取值】由企业决定

## 红线处理办法 选项
- 先谈话再处理
- 停岗复训

【当心】请先问人事
【用在】章程 【取值】由企业决定
【建议】先谈话再处理 先弄清经过再定

## 交接表 文字
写哪几样。
【用在】章程 【取值】由企业决定
【建议】四样写全 不用再问
"""


def asked(name: str) -> Asked:
    part = read(FILE).part(name)
    assert part is not None
    return read_decision(part)


def test_a_decision_is_read_from_its_part() -> None:
    line = asked("及格线")
    assert (line.kind, line.question, line.unit, line.low, line.high) == (
        "整数",
        "考试多少分算及格。",
        "分",
        "60",
        "100",
    )
    assert (line.suggestion, line.ground, line.used_in) == ("80", "多数岗位考试取八成", "考试")
    choice = asked("红线处理办法")
    assert (choice.options, choice.question) == (("先谈话再处理", "停岗复训"), "")
    assert (choice.suggestion, choice.ground, choice.caution) == ("先谈话再处理", "先弄清经过再定", "请先问人事")


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("及格线", " 80 ", "80"),
        ("及格线", "80 分", "80"),
        ("及格线", "８０", "80"),
        ("及格线", "60", "60"),
        ("及格线", "100", "100"),
        ("包邮门槛", "99.50", "99.5"),
        ("包邮门槛", "1,000", "1000"),
        ("红线处理办法", "停岗复训", "停岗复训"),
        ("交接表", "  订单尾号 \n 几点前回话 ", "订单尾号 几点前回话"),
    ],
)
def test_values_in_their_one_form(name: str, given: str, kept: str) -> None:
    assert asked(name).read(given) == kept


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("及格线", "59", "decision_out_of_range"),
        ("及格线", "101", "decision_out_of_range"),
        ("及格线", "80.5", "decision_not_a_number"),
        ("及格线", "八十", "decision_not_a_number"),
        ("及格线", " ", "decision_is_empty"),
        ("包邮门槛", "1000.01", "decision_out_of_range"),
        ("包邮门槛", "-1", "decision_out_of_range"),
        ("红线处理办法", "直接辞退", "decision_not_an_option"),
        ("交接表", "长" * 501, "decision_too_long"),
    ],
)
def test_values_that_are_refused(name: str, given: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked(name).read(given)
    assert refused.value.code == code


# -- the sheet of people

KNOWN = {
    "cs-1": Known("id1", "林晓雨", "售前", "青禾", S.IN_TRAINING),
    "cs-2": Known("id2", "赵一鸣", "售前", "", S.LEFT),
}
ALL = Ground(KNOWN, frozenset({"售前"}), frozenset({"青禾"}))
OWN = Ground(KNOWN, frozenset({"售前", "售后"}), frozenset({"青禾"}), frozenset({"售前"}))


def row(number: int, **cells: str) -> Given:
    return Given(number, cells.get("工号", "").casefold(), cells)


@pytest.mark.parametrize(
    ("ground", "given", "column", "code"),
    [
        (ALL, row(2, 姓名="甲"), "工号", "cell_empty"),
        (ALL, row(2, 工号="9"), "姓名", "cell_empty"),
        (ALL, row(2, 工号="9" * 41, 姓名="甲"), "工号", "cell_too_long"),
        (ALL, row(2, 工号="9", 姓名="甲", 入职日期="昨天"), "入职日期", "not_a_day"),
        (ALL, row(2, 工号="9", 姓名="甲", 入职日期="2026-02-30"), "入职日期", "not_a_day"),
        (ALL, row(2, 工号="CS-1", 姓名="林小雨"), "姓名", "other_name"),
        (ALL, row(2, 工号="CS-2", 姓名="赵一鸣"), "工号", "has_left"),
        (ALL, row(2, 工号="9", 姓名="甲", 角色="老板"), "角色", "unknown_role"),
        (ALL, row(2, 工号="9", 姓名="甲", 角色="培训师"), "小组", "role_needs_team"),
        (OWN, row(2, 工号="9", 姓名="甲", 小组="售后"), "小组", "not_your_team"),
        (OWN, row(2, 工号="9", 姓名="甲"), "小组", "not_your_team"),
        (OWN, row(2, 工号="9", 姓名="甲", 小组="售前", 店铺="没有"), "店铺", "unknown_store"),
        (OWN, row(2, 工号="9", 姓名="甲", 小组="售前", 角色="管理员"), "角色", "roles_not_yours"),
    ],
)
def test_every_fault_names_its_cell(ground: Ground, given: Given, column: str, code: str) -> None:
    planned = plan([given], ground)
    assert [(fault.row, fault.column, fault.code) for fault in planned.faults] == [(2, column, code)]
    assert planned.lines == ()


def test_a_number_twice_in_the_sheet_names_the_first_row() -> None:
    planned = plan([row(2, 工号="a1", 姓名="甲"), row(3, 工号="A1", 姓名="乙")], ALL)
    assert [(fault.row, fault.code, fault.facts) for fault in planned.faults] == [(3, "twice_in_sheet", {"row": "2"})]


def test_good_rows_are_new_changed_or_the_same() -> None:
    rows = [
        row(2, 工号="0042", 姓名="张三", 小组="新组", 店铺="新店", 入职日期="2026/1/5", 角色="带教人、培训师"),
        row(3, 工号="cs-1", 姓名="林晓雨", 小组="新组"),
        row(4, 工号="CS-1 ".strip() + "x", 姓名="丁", 入职日期="2026年3月9日"),
    ]
    same = plan([row(2, 工号="CS-1", 姓名="林晓雨", 小组="售前"), row(3, 工号="7", 姓名="丙")], ALL)
    planned = plan(rows, ALL)
    assert planned.faults == same.faults == ()
    assert [line.kind for line in planned.lines] == ["new", "changed", "new"]
    assert [line.kind for line in same.lines] == ["same", "new"]
    assert (planned.new_teams, planned.new_stores) == (("新组",), ("新店",))
    assert planned.lines[0].roles == (Role.MENTOR, Role.TRAINER)
    assert [line.joined_on for line in planned.lines] == [date(2026, 1, 5), None, date(2026, 3, 9)]
    assert planned.lines[0].employee_no == "0042"


def test_a_sheet_without_its_columns_is_refused_by_name() -> None:
    assert [fault.column for fault in title_faults(["姓名", "部门"])] == ["工号"]
    assert title_faults(["工号", "姓名"]) == []
    assert role_words("培训师，带教人; 主管/质检") == ["培训师", "带教人", "主管", "质检"]
