"""When a card comes back: the log replays to the same state, days are days on the wall, nothing is left to chance."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstrain.drill.rules import AGAIN, EASY, GOOD, HARD, Memory, Review, recall, replayed, reviewed
from cstrain.drill.rules.memory import LONGEST, SOON

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 10, 19, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
TUESDAY = datetime(2026, 10, 19, 16, 0, tzinfo=UTC)  # midnight
RATINGS = (AGAIN, HARD, GOOD, EASY)
LOGS = st.lists(
    st.tuples(st.sampled_from(RATINGS), st.integers(0, 40 * 24 * 60), st.booleans()), min_size=1, max_size=12
)


def log(steps: list[tuple[int, int, bool]]) -> list[Review]:
    """Reviews so many minutes after one another."""
    at = itertools.accumulate((minutes for _rating, minutes, _open in steps), initial=0)
    return [
        Review(rating, MONDAY + timedelta(minutes=passed), unfinished)
        for (rating, _minutes, unfinished), passed in zip(steps, list(at)[1:], strict=True)
    ]


def after(*ratings: int, unfinished: bool = False) -> Memory:
    """Reviewed each time it was due."""
    found, at = None, MONDAY
    for rating in ratings:
        found = reviewed(found, Review(rating, at, unfinished), seed="lin:TB-001", zone=ZONE)
        at = found.due
    assert found is not None
    return found


@given(LOGS)
def test_replaying_the_log_gives_the_same_state(steps: list[tuple[int, int, bool]]) -> None:
    reviews = log(steps)
    kept: Memory | None = None
    for review in reviews:
        held = kept and Memory(*(getattr(kept, name) for name in Memory.__slots__))  # as a row gives it back
        kept = reviewed(held, review, seed="a", zone=ZONE)
    assert replayed(reviews, seed="a", zone=ZONE) == kept
    assert replayed([], seed="a", zone=ZONE) is None


@given(LOGS)
def test_what_the_gate_still_asks_for_is_due_tomorrow_at_the_latest(steps: list[tuple[int, int, bool]]) -> None:
    found = replayed(log([(rating, minutes, True) for rating, minutes, _open in steps]), seed="a", zone=ZONE)
    assert found is not None
    assert found.at < found.due
    assert found.due.astimezone(ZONE).date() <= found.at.astimezone(ZONE).date() + timedelta(days=1)


@given(LOGS)
def test_never_due_before_it_was_answered_and_never_after_half_a_year(steps: list[tuple[int, int, bool]]) -> None:
    found = replayed(log(steps), seed="a", zone=ZONE)
    assert found is not None
    assert found.at < found.due <= found.at + timedelta(days=LONGEST)


@given(LOGS, st.integers(0, 200))
def test_a_better_answer_is_remembered_no_worse(steps: list[tuple[int, int, bool]], days: int) -> None:
    """Of two people with the same past the one who knew it better is predicted to know it at least as well later."""
    before = replayed(log(steps), seed="a", zone=ZONE)
    assert before is not None
    at = before.due + timedelta(hours=1)
    later = [
        recall(reviewed(before, Review(rating, at), seed="a", zone=ZONE), at + timedelta(days=days))
        for rating in RATINGS
    ]
    assert all(0 <= chance <= 1 for chance in later)
    assert later == sorted(later)


def test_wrong_comes_back_within_minutes_right_on_another_day() -> None:
    assert after(AGAIN).due == MONDAY + SOON
    assert after(GOOD, AGAIN).due == after(GOOD).due + SOON
    assert after(GOOD).due == TUESDAY + timedelta(days=1)
    assert after(GOOD, unfinished=True).due == TUESDAY


def test_whole_days_begin_in_the_morning() -> None:
    evening = datetime(2026, 10, 19, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    found = reviewed(None, Review(GOOD, evening, True), seed="a", zone=ZONE)
    assert found.due == TUESDAY  # half an hour later


@pytest.mark.parametrize(("rating", "days"), [(AGAIN, 0), (HARD, 0), (GOOD, 2)])
def test_first_answers(rating: int, days: int) -> None:
    assert (after(rating).due - MONDAY).days in (days, days - 1)


def test_the_fuzz_is_seeded_and_spreads_what_was_learnt_together() -> None:
    at = MONDAY + timedelta(days=30)
    one = Memory(2, None, 40.0, 5.0, MONDAY, at, 3)
    due = [reviewed(one, Review(GOOD, at), seed=f"lin:TB-{number:03}", zone=ZONE).due for number in range(60)]
    again = [reviewed(one, Review(GOOD, at), seed=f"lin:TB-{number:03}", zone=ZONE).due for number in range(60)]
    assert due == again
    assert len(set(due)) > 5
    middle = sum((each - at).days for each in due) / len(due)
    assert all(abs((each - at).days - middle) <= middle * 0.15 + 1 for each in due)


def test_recall_falls_with_the_days() -> None:
    found = after(GOOD)
    chances = [recall(found, MONDAY + timedelta(days=days)) for days in (0, 1, 2, 7, 30)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1.0
    assert 0.89 < chances[2] < 0.93  # due when the chance has fallen to about nine in ten
