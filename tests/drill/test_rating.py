"""What an answer was worth: derived from right or wrong, time against the question's own times, and how sure it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstrain.drill.rules import (
    AGAIN,
    BUCKETS,
    EASY,
    FEWEST_NEW,
    GOOD,
    HARD,
    PEOPLE,
    STUCK_MISSES,
    Confidence,
    DueCard,
    Memory,
    bucket,
    is_stuck,
    needs_mending,
    new_today,
    quantile,
    rate,
    upper,
    weakest,
)
from cstrain.drill.rules.rating import ENOUGH

LIMIT = 15_000
SURE, HALF, GUESS = Confidence.SURE, Confidence.HALF, Confidence.GUESS
UNKNOWN: list[int] = []


def times(*seconds: float) -> list[int]:
    """A distribution from right answers of so many seconds."""
    found = [0] * BUCKETS
    for each in seconds:
        found[bucket(round(each * 1000))] += 1
    return found


QUICK = times(*[3] * 6, *[4] * 6, 9)  # a question that everybody knows at sight


@pytest.mark.parametrize(
    ("right", "confidence", "took", "rating"),
    [
        (False, SURE, 1_000, AGAIN),
        (False, GUESS, None, AGAIN),
        (True, SURE, 16_000, HARD),
        (True, SURE, 9_000, GOOD),
        (True, SURE, 5_000, EASY),
        (True, HALF, 5_000, GOOD),
        (True, GUESS, 1_000, GOOD),
        (True, Confidence.NONE, 1_000, GOOD),
        (True, SURE, None, GOOD),  # first exposure, hidden page: the time says nothing
    ],
)
def test_rating_while_a_question_is_little_known(
    right: bool, confidence: Confidence, took: int | None, rating: int
) -> None:
    assert rate(right, confidence, took, UNKNOWN, LIMIT) == rating


def test_a_question_is_compared_with_itself_once_enough_is_known() -> None:
    assert sum(QUICK) > ENOUGH
    assert rate(True, SURE, 9_900, QUICK, LIMIT) == HARD  # in time by the limit, and slow for this question
    assert rate(True, SURE, 4_000, QUICK, LIMIT) == GOOD
    assert rate(True, SURE, 3_000, QUICK, LIMIT) == EASY
    reading = times(*[30] * 13)
    assert rate(True, SURE, 20_000, reading, LIMIT) == EASY
    assert rate(True, SURE, 9_900, times(*[3] * (ENOUGH - 1)), LIMIT) == GOOD


def test_without_a_limit_nothing_is_fast_or_slow_until_enough_is_known() -> None:
    assert rate(True, SURE, 100, UNKNOWN, 0) == GOOD
    assert rate(True, SURE, 100_000, UNKNOWN, 0) == GOOD
    assert rate(True, SURE, 100_000, QUICK, 0) == HARD


TIMES = st.lists(st.integers(0, 400), min_size=BUCKETS, max_size=BUCKETS)


@given(TIMES, st.integers(1, 300_000), st.integers(1, 300_000), st.sampled_from(list(Confidence)))
def test_faster_and_right_is_never_rated_lower(known: list[int], one: int, other: int, confidence: Confidence) -> None:
    fast, slow = sorted((one, other))
    assert rate(True, confidence, fast, known, LIMIT) >= rate(True, confidence, slow, known, LIMIT)
    assert rate(True, confidence, slow, known, LIMIT) > rate(False, confidence, fast, known, LIMIT)


def test_equal_answers_at_different_speed_can_differ() -> None:
    assert rate(True, SURE, 3_000, QUICK, LIMIT) != rate(True, SURE, 12_000, QUICK, LIMIT)


@given(st.integers(1, 10**9))
def test_a_time_lies_within_its_step(milliseconds: int) -> None:
    step = bucket(milliseconds)
    assert 0 <= step < BUCKETS
    if step < BUCKETS - 1:
        assert milliseconds <= upper(step) + 1
    if step:
        assert milliseconds >= upper(step - 1)


@given(TIMES.filter(any), st.floats(0.01, 1), st.floats(0.01, 1))
def test_quantiles_rise(known: list[int], one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert quantile(known, low) <= quantile(known, high)


NOW = datetime(2026, 10, 19, 1, 0, tzinfo=UTC)


def due(number: int, *, weak: bool = False, stability: float = 3, days: int = 3) -> DueCard:
    at = NOW - timedelta(days=days)
    return DueCard(f"TB-{number:03}", f"v{number}", weak, Memory(2, None, stability, 5.0, at, NOW, 1))


def test_wrong_last_time_goes_first_then_what_is_most_likely_forgotten() -> None:
    cards = [due(1, stability=9), due(2, stability=1), due(3, weak=True, stability=90)]
    assert weakest(cards, (), NOW) == cards[2]
    assert weakest(cards[:2], (), NOW) == cards[1]
    assert weakest([], (), NOW) is None


def test_what_was_just_answered_waits_while_there_are_others() -> None:
    cards = [due(1, weak=True), due(2)]
    assert weakest(cards, ["TB-001"], NOW) == cards[1]
    assert weakest(cards[:1], ["TB-001"], NOW) == cards[0]


@pytest.mark.parametrize(
    ("unseen", "days", "introduced", "left"),
    [
        (198, 10, 0, 22),  # spread over nine days: the last one is kept free
        (176, 10, 22, 0),
        (180, 10, 18, 4),
        (30, 10, 0, FEWEST_NEW),
        (4, 10, 0, 4),
        (40, 1, 0, 40),
        (40, 2, 0, 40),
        (0, 5, 7, 0),
    ],
)
def test_new_cards_are_spread_over_the_days_that_are_left(unseen: int, days: int, introduced: int, left: int) -> None:
    assert new_today(unseen, days, introduced) == left


@given(st.integers(1, 3000), st.integers(1, 60))
def test_everything_has_been_asked_before_the_last_day(unseen: int, days: int) -> None:
    for day in range(max(1, days - 1)):
        unseen -= new_today(unseen, days - day, 0)
    assert unseen == 0


def test_four_misses_are_a_task_until_somebody_went_through_it() -> None:
    assert not is_stuck(STUCK_MISSES - 1, 0)
    assert is_stuck(STUCK_MISSES, 0)
    assert not is_stuck(STUCK_MISSES + 3, STUCK_MISSES)
    assert is_stuck(STUCK_MISSES * 2, STUCK_MISSES)


@pytest.mark.parametrize(
    ("people", "weak", "misses", "settled", "mend"),
    [
        (PEOPLE, 3, 3, 0, True),
        (PEOPLE - 1, 4, 9, 0, False),
        (10, 5, 5, 0, True),
        (10, 4, 40, 0, False),
        (10, 6, 12, 8, False),
        (10, 6, 13, 8, True),
    ],
)
def test_what_half_of_them_miss_is_to_be_mended(people: int, weak: int, misses: int, settled: int, mend: bool) -> None:
    assert needs_mending(people, weak, misses, settled) is mend
