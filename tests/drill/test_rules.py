"""对答如流 as properties; what a time is worth; which card comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cstrain.bank.rules import read_question
from cstrain.drill.rules import (
    DAYS,
    LONGEST,
    SLACK,
    Answer,
    Item,
    ItemState,
    due,
    fluency,
    measured,
    next_card,
    places,
)
from cstrain.drill.rules.cards import APART
from cstrain.kit.content import read

MONDAY = date(2026, 10, 19)
TUESDAY = MONDAY + timedelta(days=1)
TIMES, SECONDS = 2, 15


def item(number: int, **changed: object) -> Item:
    return replace(Item(f"TB-{number:03}", f"v{number}", 1, "TB"), **changed)  # type: ignore[arg-type]


def answer(of: Item, day: date = MONDAY, milliseconds: int = 5_000, **changed: object) -> Answer:
    return replace(Answer(of.id, of.major, True, milliseconds, day, 1), **changed)  # type: ignore[arg-type]


def state(of: Item, *answers: Answer, times: int = TIMES) -> ItemState:
    return fluency([of], answers, times, SECONDS).states[0]


ONE, TWO = item(1), item(2)


def test_right_in_time_on_two_days_is_fluent() -> None:
    found = fluency([ONE], [answer(ONE), answer(ONE, TUESDAY)], TIMES, SECONDS)
    assert (found.fluent, found.done, found.total, found.missing) == (True, 1, 1, [])


def test_twice_on_one_day_is_not() -> None:
    found = state(ONE, answer(ONE), answer(ONE, order=2))
    assert (found.hits, found.days, found.left, found.is_fluent) == (2, (MONDAY,), 1, False)


def test_once_is_never_enough_even_where_once_is_asked() -> None:
    assert not state(ONE, answer(ONE), times=1).is_fluent
    assert state(ONE, answer(ONE), answer(ONE, TUESDAY), times=1).is_fluent


def test_the_limit_itself_is_in_time_and_a_millisecond_more_is_not() -> None:
    assert state(ONE, answer(ONE, milliseconds=15_000)).hits == 1
    late = state(ONE, answer(ONE, milliseconds=15_001))
    assert (late.hits, late.best) == (0, 15_001)


def test_an_answer_that_nobody_timed_does_not_count() -> None:
    found = state(ONE, answer(ONE, milliseconds=0))
    assert (found.hits, found.best, found.tried) == (0, None, 1)


def test_answers_to_an_earlier_major_version_do_not_count() -> None:
    found = state(replace(ONE, major=2), answer(ONE), answer(ONE, TUESDAY))
    assert (found.hits, found.tried) == (0, 0)


def test_a_card_with_several_answers_gets_the_limit_for_each() -> None:
    rows = replace(ONE, places=3)
    assert state(rows, answer(rows, milliseconds=45_000)).hits == 1
    assert state(rows, answer(rows, milliseconds=45_001)).hits == 0


def test_an_empty_set_makes_nobody_fluent() -> None:
    assert not fluency([], [], TIMES, SECONDS).fluent


def test_what_is_withdrawn_asks_nothing_and_gives_nothing() -> None:
    answers = [answer(ONE), answer(ONE, TUESDAY), answer(TWO)]
    assert not fluency([ONE, TWO], answers, TIMES, SECONDS).fluent
    assert fluency([ONE], answers, TIMES, SECONDS).fluent


def test_what_is_left_is_split_into_today_and_another_day() -> None:
    cases = [
        # answered so far, times wanted → left in all, of that today (Tuesday)
        ([], 2, (2, 1)),
        ([], 1, (2, 1)),
        ([], 3, (3, 2)),
        ([MONDAY], 2, (1, 1)),
        ([TUESDAY], 2, (1, 0)),
        ([TUESDAY], 3, (2, 1)),
        ([TUESDAY, TUESDAY], 2, (1, 0)),
        ([MONDAY, TUESDAY], 3, (1, 1)),
        ([MONDAY, TUESDAY], 2, (0, 0)),
    ]
    for days, times, expected in cases:
        found = state(ONE, *(answer(ONE, day, order=place) for place, day in enumerate(days)), times=times)
        assert (found.left, found.left_today(TUESDAY)) == expected, (days, times)


ITEMS = [item(number, places=1 + number % 3) for number in range(1, 6)]
ANSWERS = st.lists(
    st.builds(
        Answer,
        item=st.sampled_from([*(one.id for one in ITEMS), "XX-999"]),
        major=st.sampled_from([1, 1, 1, 2]),
        is_right=st.booleans(),
        milliseconds=st.integers(0, 60_000),
        day=st.dates(MONDAY, MONDAY + timedelta(days=4)),
        order=st.integers(0, 1000),
    ),
    max_size=60,
)
LINES = st.tuples(st.integers(1, 4), st.integers(3, 30))


@given(ANSWERS, ANSWERS, LINES)
def test_answering_more_takes_nothing_away(before: list[Answer], more: list[Answer], line: tuple[int, int]) -> None:
    first, then = fluency(ITEMS, before, *line), fluency(ITEMS, before + more, *line)
    assert all(a.left >= b.left for a, b in zip(first.states, then.states, strict=True))
    assert first.done <= then.done
    assert not first.fluent or then.fluent


@given(ANSWERS, LINES)
def test_nobody_is_fluent_with_an_item_never_seen(answers: list[Answer], line: tuple[int, int]) -> None:
    unseen = item(99)
    found = fluency([*ITEMS, unseen], answers, *line)
    assert not found.fluent
    assert unseen in [missing.item for missing in found.missing]


@given(ANSWERS, st.randoms(use_true_random=False), LINES)
def test_neither_order_of_answers_nor_of_items_matters(
    answers: list[Answer], chance: object, line: tuple[int, int]
) -> None:
    numbered = [replace(one, order=place) for place, one in enumerate(answers)]
    items, mixed = list(ITEMS), list(numbered)
    chance.shuffle(items)  # type: ignore[attr-defined]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    plain = {one.item.id: one for one in fluency(ITEMS, numbered, *line).states}
    assert {one.item.id: one for one in fluency(items, mixed, *line).states} == plain


@given(ANSWERS, LINES)
def test_a_stricter_line_makes_nobody_fluent_who_was_not(answers: list[Answer], line: tuple[int, int]) -> None:
    times, seconds = line
    plain = fluency(ITEMS, answers, times, seconds)
    for stricter in ((times + 1, seconds), (times, seconds - 1)):
        assert fluency(ITEMS, answers, *stricter).done <= plain.done


@given(ANSWERS, LINES)
def test_equal_accuracy_and_another_speed_can_differ(answers: list[Answer], line: tuple[int, int]) -> None:
    times, seconds = line
    slow = [replace(one, milliseconds=seconds * 3 * 1000 + 1) for one in answers]
    assert fluency(ITEMS, slow, *line).done == 0
    quick = [answer(one, day) for one in ITEMS for day in (MONDAY, TUESDAY) for _ in range(times)]
    assert fluency(ITEMS, [replace(one, milliseconds=1) for one in quick], *line).fluent


@given(ANSWERS, LINES, st.dates(MONDAY, MONDAY + timedelta(days=6)))
def test_doing_what_is_left_today_and_then_another_day_ends_fluent(
    answers: list[Answer], line: tuple[int, int], today: date
) -> None:
    for one in fluency(ITEMS, answers, *line).states:
        on_day, rest = one.left_today(today), one.left - one.left_today(today)
        days = [today] * on_day + [today + timedelta(days=1)] * rest
        later = [answer(one.item, day, 1) for day in days]
        assert fluency([one.item], [*answers, *later], *line).fluent
        assert rest in (0, 1)


@given(st.integers(-5_000, LONGEST * 2), st.none() | st.integers(-(10**9), 10**12))
def test_a_time_is_never_longer_than_the_server_saw_nor_much_shorter(elapsed: int, claimed: int | None) -> None:
    found = measured(claimed, elapsed)
    whole = min(max(1, elapsed), LONGEST)
    assert max(1, whole - SLACK) <= found <= whole


def test_a_time_by_examples() -> None:
    assert measured(None, 8_000) == 8_000  # without script the way there and back counts
    assert measured(6_500, 8_000) == 6_500  # an honest device
    assert measured(200, 60_000) == 55_000  # a device that claims too little
    assert measured(99_000, 8_000) == 8_000  # or too much
    assert measured(0, 0) == 1


def test_days_are_two() -> None:
    assert DAYS == 2


def _states(*given_answers: Answer, count: int = 8) -> tuple[ItemState, ...]:
    return fluency([item(number) for number in range(1, count + 1)], given_answers, TIMES, SECONDS).states


def test_what_was_wrong_comes_before_what_is_new_and_that_before_what_was_right() -> None:
    wrong = answer(item(3), is_right=False, order=1)
    right = [answer(item(number), order=number) for number in (4, 5, 6, 7, 8)]
    found = next_card(_states(wrong, *right), TUESDAY)
    assert found is not None
    assert found.item.id == "TB-003"
    again = next_card(_states(*right), TUESDAY)
    assert again is not None
    assert again.item.id == "TB-001"


def test_the_card_just_answered_does_not_come_right_back() -> None:
    wrong = answer(item(3), is_right=False, order=9)
    found = next_card(_states(wrong), MONDAY)
    assert found is not None
    assert found.item.id != "TB-003"


def test_a_single_card_comes_back_all_the_same() -> None:
    wrong = answer(ONE, is_right=False)
    found = next_card(_states(wrong, count=1), MONDAY)
    assert found is not None
    assert found.item == ONE


def test_what_can_only_be_done_tomorrow_is_not_due_but_is_served_when_one_goes_on() -> None:
    done_for_today = _states(answer(ONE), count=1)
    assert due(done_for_today, MONDAY) == []
    assert due(done_for_today, TUESDAY) == list(done_for_today)
    assert next_card(done_for_today, MONDAY) == done_for_today[0]
    assert next_card([], MONDAY) is None


@given(ANSWERS, st.dates(MONDAY, MONDAY + timedelta(days=6)))
def test_the_next_card_is_due_while_anything_is(answers: list[Answer], today: date) -> None:
    states = fluency(ITEMS, answers, TIMES, SECONDS).states
    found = next_card(states, today)
    assert found in states
    waiting = due(states, today)
    assert not waiting or found in waiting


def test_a_day_of_right_answers_shows_every_card_before_any_comes_twice() -> None:
    items = [item(number) for number in range(1, 21)]
    answers: list[Answer] = []
    shown: list[str] = []
    for order in range(1, 21):
        found = next_card(fluency(items, answers, TIMES, SECONDS).states, MONDAY)
        assert found is not None
        shown.append(found.item.id)
        answers.append(answer(found.item, order=order))
    assert len(set(shown)) == 20
    assert due(fluency(items, answers, TIMES, SECONDS).states, MONDAY) == []


def test_a_wrong_card_returns_after_a_few_others() -> None:
    items = [item(number) for number in range(1, 21)]
    answers = [answer(items[0], is_right=False, order=0)]
    for order in range(1, APART + 3):
        found = next_card(fluency(items, answers, TIMES, SECONDS).states, MONDAY)
        assert found is not None
        if found.item == items[0]:
            assert order == APART + 1
            return
        answers.append(answer(found.item, order=order))
    raise AssertionError("the wrong card never came back")


BANK = """# 题库 TB 题
【知识点】淘宝时限 【难度】易 【来源】例子 【复核】2027-01-15

## TB-001 匹配
连起来。

- 甲 → 1
- 乙 → 2
- 丙 → 3
- → 4

【解析】是这样。

## TB-002 案例
> 客户：怎么办

### TB-002.1 填空
快递 ____ 天，平邮 ____ 天。

【答案】10
【答案】30
【解析】是这样。

### TB-002.2 判断
对吗？

【答案】对
【解析】是这样。

## TB-003 单选
哪个？

- √ 一
- × 二

【解析】是这样。
"""


def test_places_are_what_the_card_shows() -> None:
    parts = read(BANK).parts
    assert [places(read_question(part)) for part in parts] == [3, 3, 1]
