"""The review log, the cards worked out from it, and the queue of the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from cstrain.drill import queries
from cstrain.drill.models import DrillCard, DrillItem, DrillReview
from cstrain.drill.rules import AGAIN, EASY, GOOD, HARD, Confidence
from cstrain.kit import db
from cstrain.kit.db import AuditRow
from tests.cast import Cast
from tests.drill.acts import BY, MONDAY, TUESDAY, answer, bank_text, choose, enrol, load_bank, load_content
from tests.kept import kept

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("context")]
MINUTE = timedelta(minutes=1)


@kept
def ready(cast: Cast) -> Cast:
    load_content(bank_text("DA"), bank_text("DB", name="话"))
    choose()
    enrol(cast.trainee, "DA", "DB")
    return cast


def reviews(number: str = "") -> list[DrillReview]:
    rows = select(DrillReview).order_by(DrillReview.id)
    rows = rows.where(DrillReview.question_id == number) if number else rows
    return list(db.database.session.scalars(rows))


def card(cast: Cast, number: str = "DA-001") -> DrillCard:
    found = queries.card(cast.trainee.id, number)
    assert found is not None
    return found


def test_a_review_says_what_it_was_derived_from(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY, took=3, confidence=Confidence.SURE)
    answer(ready.trainee, "DA-001", TUESDAY, took=3, confidence=Confidence.SURE)
    answer(ready.trainee, "DA-001", TUESDAY + MINUTE, took=16)
    answer(ready.trainee, "DA-001", TUESDAY + 2 * MINUTE, right=False, confidence=Confidence.SURE)
    assert [one.rating for one in reviews()] == [GOOD, EASY, HARD, AGAIN]
    assert [one.judged for one in reviews()] == [False, True, True, False]  # the first exposure, a wrong answer
    assert [one.confidence for one in reviews()] == ["sure", "sure", "", "sure"]
    assert [one.unfinished for one in reviews()] == [True, False, False, False]


def test_a_hidden_page_is_not_judged(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY)
    answer(ready.trainee, "DA-001", TUESDAY, took=40, hidden=True)
    assert [(one.rating, one.judged) for one in reviews()] == [(GOOD, False), (GOOD, False)]
    held = queries.item("DA-001")
    assert held is not None
    assert sum(held.times) == 0


def test_reviews_are_only_ever_added(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY)
    with pytest.raises(Exception, match=r"append|只增|never"), db.transaction(at=MONDAY, by=BY, why="cheat"):
        reviews()[0].rating = EASY
        db.database.session.flush()


def test_a_card_leaves_no_audit_beside_its_log(ready: Cast) -> None:
    before = db.database.session.scalar(select(func.count()).select_from(AuditRow))
    answer(ready.trainee, "DA-001", MONDAY)
    assert db.database.session.scalar(select(func.count()).select_from(AuditRow)) == before


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([2, 8, 20]), st.integers(1, 3000), st.sampled_from(list(Confidence))),
        min_size=1,
        max_size=6,
    )
)
def test_the_log_replays_to_the_card(ready: Cast, steps: list[tuple[bool, int, int, Confidence]]) -> None:
    number = "DB-001"
    newest = max((one.at for one in reviews(number)), default=MONDAY)
    for right, took, minutes, confidence in steps:
        newest += timedelta(minutes=minutes)
        answer(ready.trainee, number, newest, took=took, right=right, confidence=confidence)
    held, log = card(ready, number), queries.log(ready.trainee.id, number)
    assert held.misses == sum(one.rating == AGAIN for one in log)
    assert queries.rebuilt(ready.trainee.id)[number] == queries.kept_of(held)


def test_everybody_counts_in_the_questions_figures(ready: Cast) -> None:
    enrol(ready.second_trainee, "DA")
    answer(ready.trainee, "DA-001", MONDAY, right=False)
    answer(ready.trainee, "DA-001", MONDAY + MINUTE)
    answer(ready.second_trainee, "DA-001", MONDAY, right=False)
    held = db.database.session.get_one(DrillItem, "DA-001")
    assert (held.people, held.weak, held.misses, sum(held.times)) == (2, 1, 2, 1)


def test_a_new_major_version_begins_with_an_empty_memory(ready: Cast) -> None:
    for minutes in range(4):
        answer(ready.trainee, "DA-001", MONDAY + minutes * MINUTE, right=False)
    assert card(ready).stuck
    changed = bank_text(single="\n【版本】2 题干改了一个数").replace("- × 7 天", "- × 8 天")
    with db.transaction(at=TUESDAY, by=BY, why="load"):
        load_bank(changed, TUESDAY)
    answer(ready.trainee, "DA-001", TUESDAY)
    held, figures = card(ready), db.database.session.get_one(DrillItem, "DA-001")
    assert (held.major, held.seen, held.misses, held.stuck, held.weak) == (2, 1, 0, False, False)
    assert (figures.major, figures.people, figures.weak, figures.misses) == (2, 1, 0, 0)
    assert queries.rebuilt(ready.trainee.id)["DA-001"] == queries.kept_of(held)


# The queue ----------------------------------------------------------------------------------------------------------
def next_due(cast: Cast, at: Any) -> str | None:
    found = queries.next_due(cast.trainee.id, queries.way(cast.trainee.id), at)
    return found.question_id if found else None


def next_new(cast: Cast) -> str | None:
    whose, way = cast.trainee.id, queries.way(cast.trainee.id)
    found = queries.next_new(whose, way, MONDAY, queries.unseen(whose, way, MONDAY))
    return found.question_id if found else None


def waiting(cast: Cast, at: Any) -> tuple[int, int]:
    found = queries.waiting(cast.trainee.id, queries.way(cast.trainee.id), at)
    return found.due, found.new


def test_new_cards_come_by_the_day_of_the_course(ready: Cast) -> None:
    way = queries.way(ready.trainee.id)
    assert way.by_day == [["DA"], ["DB"]]
    seen = []
    for place in range(4):
        number = next_new(ready)
        assert number is not None
        seen.append(number)
        answer(ready.trainee, number, MONDAY + place * MINUTE)
    assert seen == ["DA-001", "DA-002", "DB-001", "DB-002"]
    assert next_new(ready) is None


def test_among_new_cards_of_a_day_weak_points_go_first(cast: Cast) -> None:
    other = bank_text("DB", name="话", truth="\n【知识点】接待")
    load_content(
        bank_text("DA"), other.replace("【知识点】淘宝时限", "【知识点】接待", 1).replace("## DB-002", "## DB-002")
    )
    choose()
    enrol(cast.trainee, "DA", "DB", same_day=True)
    way = queries.way(cast.trainee.id)
    assert way.by_day == [["DA", "DB"]]
    assert next_new(cast) == "DA-001"
    answer(cast.trainee, "DB-001", MONDAY, right=False)
    assert next_new(cast) == "DB-002"  # of the point that was missed, before the rest of the first bank


def test_right_today_is_due_tomorrow_wrong_comes_back_at_once(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY)
    assert waiting(ready, MONDAY + MINUTE) == (0, 3)
    answer(ready.trainee, "DA-002", MONDAY + MINUTE, right=False)
    assert waiting(ready, MONDAY + 3 * MINUTE) == (1, 2)
    assert next_due(ready, MONDAY + 3 * MINUTE) == "DA-002"
    assert waiting(ready, TUESDAY) == (2, 2)


def test_what_may_not_be_asked_is_not_due(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY)
    answer(ready.trainee, "DA-002", MONDAY)
    with db.transaction(at=TUESDAY, by=BY, why="retire"):
        load_bank(bank_text(single="\n【状态】停用 不用了"), TUESDAY)
    assert next_due(ready, TUESDAY) == "DA-002"
    assert waiting(ready, TUESDAY)[0] == 1


def test_the_queue_of_the_day_uses_its_index(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY)
    if db.database.engine.dialect.name != "sqlite":
        pytest.skip("plans of small tables are read on SQLite")
    rows = select(DrillCard).where(DrillCard.person_id == "x", DrillCard.weak.is_(False), DrillCard.due_at <= TUESDAY)
    text = str(rows.order_by(DrillCard.due_at).compile(db.database.engine)).replace("?", "'x'")
    plan = str(db.database.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").fetchall())
    assert "ix_drill_card_queue" in plan
    assert "TEMP B-TREE" not in plan
