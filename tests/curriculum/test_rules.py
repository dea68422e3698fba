"""Opening, dates, completion and standing: what the room decides of a person's plan."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cstrain.curriculum.rules import (
    Calendar,
    DayStanding,
    Facts,
    Planned,
    Standing,
    acknowledged,
    after_wrong,
    day_standing,
    days_behind,
    is_open,
    lesson_progress,
    minutes_of,
    open_day,
    planned_date,
    require_step_open,
    settled_items,
    standing,
    training_day,
    waiting_for,
)
from cstrain.curriculum.rules.done import PracticeProgress
from cstrain.curriculum.rules.sheet import CoachKnown, CourseKnown, Ground, Trainee, day_of, plan
from cstrain.kit.errors import Refusal
from cstrain.people.rules import PersonState
from cstrain.people.rules.sheet import Given

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
MONDAY = date(2026, 10, 19)


@st.composite
def plans(draw: st.DrawFn) -> list[Planned]:
    """Random plans: steps on days 1 … n, some due later than their day, some asking for earlier steps, some done."""
    days = draw(st.integers(1, 8))
    steps: list[Planned] = []
    for number in range(draw(st.integers(1, 20))):
        day = draw(st.integers(1, days))
        due = draw(st.integers(day, days))
        earlier = [step.key for step in steps if step.day <= day]
        after = tuple(draw(st.lists(st.sampled_from(earlier), max_size=2))) if earlier else ()
        steps.append(Planned(f"S{number}", day, due, after, draw(st.booleans())))
    return sorted(steps, key=lambda step: step.day)


@PATIENT
@given(plans(), st.integers(1, 12))
def test_no_day_opens_before_what_is_due_is_done_nor_beyond_the_attended_day(
    steps: list[Planned], reached: int
) -> None:
    last = max(step.due for step in steps)
    latest = open_day(steps, reached, last)
    assert 1 <= latest <= max(1, min(reached, last))
    assert all(step.is_done for step in steps if step.due < latest)
    assert latest == min(reached, last) or any(not step.is_done and step.due == latest for step in steps)


@PATIENT
@given(plans(), st.integers(1, 12), st.data())
def test_doing_a_step_never_closes_anything(steps: list[Planned], reached: int, data: st.DataObject) -> None:
    last = max(step.due for step in steps)
    undone = [place for place, step in enumerate(steps) if not step.is_done]
    place = data.draw(st.sampled_from(undone)) if undone else 0
    done = Planned(steps[place].key, steps[place].day, steps[place].due, steps[place].after, True)
    after = [*steps[:place], done, *steps[place + 1 :]]
    before_latest, after_latest = open_day(steps, reached, last), open_day(after, reached, last)
    assert after_latest >= before_latest
    before, later = ({step.key: step for step in those} for those in (steps, after))
    for step in steps:
        assert not is_open(step, before, before_latest) or is_open(later[step.key], later, after_latest)


@PATIENT
@given(plans(), st.integers(1, 12))
def test_there_is_always_a_way_on(steps: list[Planned], reached: int) -> None:
    """Whatever is undone on the open day, at least one step of it can be done: nobody is ever stuck by the rules."""
    latest = open_day(steps, reached, max(step.due for step in steps))
    undone = [step for step in steps if step.day <= latest and not step.is_done]
    by_key = {step.key: step for step in steps}
    assert not undone or any(is_open(step, by_key, latest) for step in undone)


@PATIENT
@given(plans(), st.integers(1, 12))
def test_a_step_that_is_not_open_is_refused_with_its_reason(steps: list[Planned], reached: int) -> None:
    latest = open_day(steps, reached, max(step.due for step in steps))
    by_key = {step.key: step for step in steps}
    for step in steps:
        if is_open(step, by_key, latest):
            require_step_open(step, by_key, latest)
            continue
        with pytest.raises(Refusal) as refused:
            require_step_open(step, by_key, latest)
        assert refused.value.code == ("day_not_open" if step.day > latest else "step_comes_later")


def test_a_step_of_several_days_waits_for_the_same_day_of_what_comes_first() -> None:
    steps = [
        Planned("K1", 1, 1, (), True),
        Planned("K1#2", 2, 2, (), False),
        Planned("K2", 3, 3, ("K1",), False),
    ]
    by_key = {step.key: step for step in steps}
    assert waiting_for(by_key["K2"], by_key) == ["K1#2"]
    assert open_day(steps, 9, 3) == 2


def test_a_step_due_later_holds_nothing_up_before_it_is_due() -> None:
    steps = [Planned("A", 1, 3, (), False), Planned("B", 1, 1, (), True)]
    assert [open_day(steps, reached, 5) for reached in (1, 2, 3, 4, 5)] == [1, 2, 3, 3, 3]


def test_the_number_of_a_training_day() -> None:
    days = [MONDAY, MONDAY + timedelta(days=1), MONDAY]
    assert training_day([], MONDAY) == 1
    assert training_day(days, MONDAY) == 1, "today is not behind us yet"
    assert training_day(days, MONDAY + timedelta(days=2)) == 3


FIVE = Calendar("12345")


@pytest.mark.parametrize(
    ("today", "number", "day", "calendar", "expected"),
    [
        (MONDAY, 1, 1, FIVE, MONDAY),
        (MONDAY, 1, 5, FIVE, date(2026, 10, 23)),
        (MONDAY, 1, 6, FIVE, date(2026, 10, 26)),  # over the weekend
        (date(2026, 10, 24), 6, 6, FIVE, date(2026, 10, 26)),  # a Saturday is no day of theirs
        (MONDAY, 3, 4, Calendar("12345", frozenset({date(2026, 10, 20)})), date(2026, 10, 21)),
        (MONDAY, 3, 2, FIVE, MONDAY),  # past days are expected at once
        (MONDAY, 1, 7, Calendar("1234567"), date(2026, 10, 25)),
    ],
)
def test_planned_dates(today: date, number: int, day: int, calendar: Calendar, expected: date) -> None:
    assert planned_date(today, number, day, calendar) == expected


def test_a_day_that_has_begun_counts_whatever_the_calendar_says() -> None:
    assert planned_date(date(2026, 10, 24), 6, 6, FIVE, attended=True) == date(2026, 10, 24)


def test_a_calendar_without_working_days_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="without working days"):
        planned_date(MONDAY, 1, 2, Calendar(""))


@PATIENT
@given(st.integers(0, 20), st.sets(st.integers(0, 40), max_size=15), st.sets(st.sampled_from("1234567"), min_size=1))
def test_dates_only_move_forward_and_never_onto_a_day_off(ahead: int, away: set[int], days: set[str]) -> None:
    calendar = Calendar("".join(sorted(days)), frozenset(MONDAY + timedelta(days=number) for number in away))
    dates = [planned_date(MONDAY, 1, 1 + number, calendar) for number in range(ahead + 1)]
    assert dates == sorted(set(dates))
    assert all(calendar.is_working(day) for day in dates)
    assert calendar.count(dates[0], dates[-1]) == len(dates)


@pytest.mark.parametrize(
    ("today", "current", "behind"),
    [
        (MONDAY, 1, 0),
        (date(2026, 10, 21), 3, 0),
        (date(2026, 10, 21), 1, 2),
        (date(2026, 10, 25), 3, 2),  # the weekend adds nothing
        (date(2026, 10, 18), 1, 0),  # before the start
        (date(2027, 1, 1), 9, 1),  # never more than the course has days
    ],
)
def test_how_far_behind(today: date, current: int, behind: int) -> None:
    assert days_behind(MONDAY, today, current, 10, FIVE) == behind


def test_an_absence_is_not_falling_behind() -> None:
    away = frozenset(MONDAY + timedelta(days=number) for number in (1, 2, 3))
    assert days_behind(MONDAY, date(2026, 10, 23), 2, 10, Calendar("12345", away)) == 0


def test_a_lesson_is_done_when_read_and_every_question_was_right_once() -> None:
    checks = ["TB-001", "TB-003"]
    assert not lesson_progress(3, [0, 1], checks, checks).is_done
    assert not lesson_progress(3, [0, 1, 2], checks, ["TB-001"]).is_done
    whole = lesson_progress(3, [0, 1, 2, 7], checks, ["TB-001", "TB-003", "TB-009"])
    assert whole.is_done and whole.left == [] and whole.furthest == 2
    assert lesson_progress(3, [1], checks, []).furthest == 0, "sections are read in order"
    assert lesson_progress(2, [0, 1], [], []).is_done, "a lesson whose questions are all out of use is read"


def test_practice_asks_each_once_then_the_wrong_ones_until_right() -> None:
    items = ("A", "B", "C")
    some = PracticeProgress(items, {"A": True, "B": False}, frozenset({"A"}))
    assert (some.next_item, some.tried, some.wrong, some.first_right, some.is_done) == ("C", 2, ["B"], 1, False)
    rest = PracticeProgress(items, {"A": False, "B": False, "C": True}, frozenset({"C"}))
    assert [after_wrong(rest, last) for last in ("C", "A", "B")] == ["A", "B", "A"]
    only = PracticeProgress(items, {"A": True, "B": False, "C": True}, frozenset({"A", "C"}))
    assert after_wrong(only, "B") == "B"
    done = PracticeProgress(items, {"A": True, "B": False, "C": True}, frozenset(items))
    assert done.is_done and done.first_right == 2 and done.next_item is None
    assert not PracticeProgress((), {}, frozenset()).is_done


@PATIENT
@given(st.lists(st.sampled_from("ABCDEF"), unique=True), st.sets(st.sampled_from("ABCDEF")), st.integers(1, 6))
def test_items_that_may_no_longer_be_asked_give_way(drawn: list[str], gone: set[str], count: int) -> None:
    askable = [item for item in "ABCDEF" if item not in gone]
    right = set(drawn[:1])
    items = settled_items(drawn, right, askable, count)
    assert len(set(items)) == len(items)
    assert right <= set(items), "what was right already counts"
    assert all(item in askable or item in right for item in items)
    assert len(items) >= min(count, len(askable))
    assert settled_items(items, right, askable, count) == items


def test_a_charter_wants_every_clause() -> None:
    assert acknowledged(["ZC1", "ZC2"], ["ZC2", "ZC1", "ZC9"])
    assert not acknowledged(["ZC1", "ZC2"], ["ZC1"])
    assert not acknowledged([], [])


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (Facts(is_open=False), Standing.LOCKED),
        (Facts(is_open=True), Standing.OPEN),
        (Facts(is_open=True, is_begun=True), Standing.RUNNING),
        (Facts(is_open=True, before=True), Standing.AGAIN),
        (Facts(is_open=False, before=True), Standing.LOCKED),
        (Facts(is_open=True, is_done=True), Standing.TO_SIGN),
        (Facts(is_open=True, is_done=True, is_signed=True), Standing.SIGNED),
        (Facts(is_open=True, is_done=True, is_refused=True), Standing.REFUSED),
        (Facts(is_open=True, is_done=True, is_signed=True, is_refused=True), Standing.SIGNED),
        (Facts(is_open=False, is_done=True, is_waived=True), Standing.WAIVED),
    ],
)
def test_the_one_word_for_a_step(facts: Facts, word: Standing) -> None:
    assert standing(facts) is word


@pytest.mark.parametrize(
    ("steps", "is_open", "word"),
    [
        ([Standing.SIGNED, Standing.WAIVED], True, DayStanding.DONE),
        ([Standing.SIGNED, Standing.TO_SIGN], True, DayStanding.OWED),
        ([Standing.REFUSED], True, DayStanding.OWED),
        ([Standing.SIGNED, Standing.RUNNING], True, DayStanding.OPEN),
        ([Standing.LOCKED], False, DayStanding.LOCKED),
        ([], False, DayStanding.LOCKED),
        ([], True, DayStanding.DONE),
    ],
)
def test_the_one_word_for_a_day(steps: list[Standing], is_open: bool, word: DayStanding) -> None:
    assert day_standing(steps, is_open) is word


def test_planned_lengths_in_minutes() -> None:
    assert [minutes_of(text) for text in ("", "60 分钟", "2 小时", "1 天", "1.5 小时")] == [0, 60, 120, 480, 90]


TEN = CourseKnown("presale-10d", "售前客服 10 日上岗课程", frozenset({"mentor", "trainer"}))
GROUND = Ground(
    trainees={
        "cs-1": Trainee("p1", "林晓雨", "t1", PersonState.IN_TRAINING),
        "cs-2": Trainee("p2", "王思远", "t1", PersonState.IN_TRAINING, course="售前客服 7 日上岗课程"),
        "cs-3": Trainee("p3", "李沐", "t1", PersonState.LEFT),
        "cs-4": Trainee("p4", "孙可欣", "t2", PersonState.IN_TRAINING, is_own=False),
        "m1": Trainee("m1", "何静怡", "t1", PersonState.AT_WORK),
    },
    coaches={
        "m1": CoachKnown("m1", "何静怡", {"mentor": frozenset({"t1"})}),
        "t1": CoachKnown("t1", "陈峰", {"mentor": frozenset({"*"}), "trainer": frozenset({"*"})}),
        "q1": CoachKnown("q1", "方磊", {}),
    },
    courses={"presale-10d": TEN, TEN.name: TEN},
    batches=frozenset({"10 月第 1 批"}),
)
GOOD = {"工号": "CS-1", "课程": "presale-10d", "开始日期": "2026-10-19", "带教人工号": "m1", "培训师工号": "t1"}


def judged(**changed: str) -> list[tuple[str, str]]:
    cells = {**GOOD, **changed}
    found = plan([Given(2, cells["工号"].casefold(), cells)], GROUND)
    return [(fault.column, fault.code) for fault in found.faults]


def test_a_good_row_says_who_what_and_when() -> None:
    cells = {**GOOD, "课程": TEN.name, "批次": "10 月第 2 批"}
    found = plan([Given(2, "cs-1", cells)], GROUND)
    line = found.lines[0]
    assert (line.person.id, line.course.key, line.start_on) == ("p1", "presale-10d", MONDAY)
    assert (line.mentor_id, line.trainer_id, found.new_batches) == ("m1", "t1", ("10 月第 2 批",))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"工号": ""}, ("工号", "cell_empty")),
        ({"课程": ""}, ("课程", "cell_empty")),
        ({"开始日期": "下周一"}, ("开始日期", "not_a_day")),
        ({"工号": "CS-9"}, ("工号", "unknown_number")),
        ({"工号": "CS-4"}, ("工号", "unknown_number")),
        ({"工号": "CS-2"}, ("工号", "enrolled_already")),
        ({"工号": "CS-3"}, ("工号", "has_left")),
        ({"课程": "presale-11d"}, ("课程", "unknown_course")),
        ({"带教人工号": ""}, ("带教人工号", "mentor_needed")),
        ({"培训师工号": ""}, ("培训师工号", "trainer_needed")),
        ({"带教人工号": "zz"}, ("带教人工号", "unknown_number")),
        ({"带教人工号": "q1"}, ("带教人工号", "not_a_mentor")),
        ({"培训师工号": "m1"}, ("培训师工号", "not_a_trainer")),
        ({"工号": "m1"}, ("带教人工号", "coach_is_oneself")),
        ({"批次": "批" * 81}, ("批次", "cell_too_long")),
    ],
)
def test_each_fault_of_a_row_names_its_column(changed: dict[str, str], fault: tuple[str, str]) -> None:
    assert judged(**changed) == [fault]


def test_nobody_stands_in_the_sheet_twice() -> None:
    found = plan([Given(2, "cs-1", GOOD), Given(3, "cs-1", GOOD)], GROUND)
    assert [(fault.row, fault.code, fault.facts["row"]) for fault in found.faults] == [(3, "twice_in_sheet", "2")]
    assert len(found.lines) == 1


@pytest.mark.parametrize("cell", ["2026-10-19", "2026/10/19", "2026.10.19", "2026年10月19日", "2026-10-19 00:00:00"])
def test_days_as_sheets_hold_them(cell: str) -> None:
    assert day_of(cell) == MONDAY


@pytest.mark.parametrize("cell", ["", "19/10", "2026-13-01", "明天", "2026-10"])
def test_what_is_no_day(cell: str) -> None:
    assert day_of(cell) is None
