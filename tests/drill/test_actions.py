"""Cards answered, fluency reached, and what counts when the content moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from cstrain.bank import queries as bank
from cstrain.bank.models import PracticeAnswer
from cstrain.drill import actions, queries
from cstrain.drill.actions import Card
from cstrain.drill.queries import GATE_LINES, Target, lines
from cstrain.kit import db
from cstrain.kit.errors import NotYours, Refusal
from cstrain.records import queries as facts
from tests.cast import Cast, Someone
from tests.drill.acts import (
    BY,
    MONDAY,
    TUESDAY,
    answer,
    bank_text,
    become_fluent,
    choose,
    enrol,
    load_bank,
    load_content,
    load_rules,
)
from tests.kept import kept

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("context")]


@kept
def ready(cast: Cast) -> Cast:
    load_content()
    choose()
    enrol(cast.trainee)
    return cast


def verdict(cast: Cast, *sets: str) -> tuple[int, int, bool]:
    found = queries.fluency(cast.trainee.id, sets or ("DA",), 2, 15, TUESDAY)
    return found.done, found.total, found.fluent


def test_the_set_is_every_live_question_that_needs_no_marker(ready: Cast) -> None:
    assert [item.id for item in queries.items(["DA"], MONDAY)] == ["DA-001", "DA-002"]


def test_the_set_is_what_the_bank_calls_live(ready: Cast) -> None:
    with db.transaction(at=TUESDAY, by=BY, why="load"):
        load_bank(bank_text("DB", truth="\n【状态】停用 不用了"), TUESDAY)
    for at in (MONDAY, TUESDAY, MONDAY + timedelta(days=200)):  # at last the rule's review is overdue
        live = bank.live(on=at.date(), banks=["DA", "DB"])
        expected = [(one.question_id, one.id, one.major) for one in live if not one.needs_marker]
        assert [(item.id, item.version_id, item.major) for item in queries.items(["DA", "DB"], at)] == expected
        assert expected


def test_both_cards_right_on_two_days_are_fluent_and_stand_in_the_record_once(ready: Cast) -> None:
    become_fluent(ready.trainee)
    assert verdict(ready) == (2, 2, True)
    written = facts.facts(ready.trainee.id, "fluency")
    assert [entry.subject for entry in written] == ["fluency:presale-gate/练习"]
    body = written[0].body
    assert (body["sets"], body["times"], body["seconds"], body["method"]) == (["DA"], 2, 15, "practice")
    evidence = body["evidence"]
    assert (evidence["items"], evidence["answers"]) == (2, 4)
    assert (evidence["first_on"], evidence["last_on"], evidence["slowest_ms"]) == ("2026-10-19", "2026-10-20", 5000)
    answer(ready.trainee, "DA-001", TUESDAY + timedelta(hours=1))
    assert len(facts.facts(ready.trainee.id, "fluency")) == 1


def test_a_line_that_was_made_stricter_is_written_again_when_it_is_reached(ready: Cast) -> None:
    become_fluent(ready.trainee)
    choose(times=3)
    for place, no in enumerate(("DA-001", "DA-002")):
        answer(ready.trainee, no, TUESDAY + timedelta(hours=2, minutes=place))
    assert [entry.body["times"] for entry in facts.facts(ready.trainee.id, "fluency")] == [2, 3]


def test_too_slow_is_kept_and_does_not_count(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY, took=15.2)
    state = queries.fluency(ready.trainee.id, ["DA"], 2, 15, MONDAY).states[0]
    assert (state.hits, state.best) == (0, 15_200)


def test_a_device_cannot_claim_to_have_been_much_faster_than_the_server_saw(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY, took=60, claimed=900)
    assert queries.last_answer(ready.trainee.id, "drill").milliseconds == 55_000  # type: ignore[union-attr]
    answer(ready.trainee, "DA-002", MONDAY, took=8, claimed=6_500)
    assert queries.last_answer(ready.trainee.id, "drill").milliseconds == 6_500  # type: ignore[union-attr]


def test_a_card_is_answered_once(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY, right=False)
    with pytest.raises(Refusal, match="card_answered"):
        answer(ready.trainee, "DA-001", MONDAY + timedelta(seconds=4), took=9)
    answer(ready.trainee, "DA-001", MONDAY + timedelta(seconds=20), took=5)
    assert db.database.session.query(PracticeAnswer).count() == 2


def test_a_card_that_does_not_exist(ready: Cast) -> None:
    with pytest.raises(NotYours), db.transaction(at=MONDAY, by=BY, why="answer"):
        actions.answer_card(ready.trainee.id, Card("0" * 16, MONDAY), 1, at=MONDAY)


def test_an_answer_around_midnight_belongs_to_the_day_on_the_wall(ready: Cast) -> None:
    late = MONDAY + timedelta(hours=14, minutes=59)  # 23:59 in Shanghai
    answer(ready.trainee, "DA-001", late)
    answer(ready.trainee, "DA-001", late + timedelta(minutes=2))
    state = queries.fluency(ready.trainee.id, ["DA"], 2, 15, TUESDAY).states[0]
    assert [day.isoformat() for day in state.days] == ["2026-10-19", "2026-10-20"]
    assert state.is_fluent


def test_a_withdrawn_question_asks_nothing(ready: Cast) -> None:
    for day in (MONDAY, TUESDAY):
        answer(ready.trainee, "DA-001", day)
    assert verdict(ready) == (1, 2, False)
    with db.transaction(at=TUESDAY, by=BY, why="retire"):
        load_bank(bank_text(truth="\n【状态】停用 不用了"), TUESDAY)
    assert verdict(ready) == (1, 1, True)


def test_a_question_whose_rule_moved_on_asks_nothing_until_somebody_looked(ready: Cast) -> None:
    with db.transaction(at=TUESDAY, by=BY, why="rule"):
        load_rules(4, "\n【版本】2 平台改为 4 天", TUESDAY)
    assert [item.id for item in queries.items(["DA"], TUESDAY)] == ["DA-002"]


def test_answers_to_an_earlier_major_version_no_longer_count(ready: Cast) -> None:
    become_fluent(ready.trainee)
    changed = bank_text(single="\n【版本】2 题干改了一个数").replace("- × 7 天", "- × 8 天")
    with db.transaction(at=TUESDAY, by=BY, why="load"):
        load_bank(changed, TUESDAY)
    assert verdict(ready) == (1, 2, False)
    assert len(facts.facts(ready.trainee.id, "fluency")) == 1  # nothing is unwritten


def test_nothing_is_written_while_the_firm_has_not_decided(cast: Cast) -> None:
    load_content()
    enrol(cast.trainee)
    become_fluent(cast.trainee)
    assert facts.facts(cast.trainee.id, "fluency") == []
    target = queries.targets(cast.trainee.id)[0]
    assert not target.is_decided
    assert queries.standing(cast.trainee.id, target, TUESDAY).done == 0


def test_nobody_without_a_course_has_a_line(cast: Cast) -> None:
    load_content()
    assert queries.targets(cast.trainee.id) == []
    assert queries.way(cast.trainee.id).shut == {}


def test_a_bank_opens_with_its_first_practice(cast: Cast) -> None:
    load_content(bank_text("DA"), bank_text("DB"))
    enrol(cast.trainee, "DA", "DB", begun=False)
    assert queries.way(cast.trainee.id).shut == {"DA": 1, "DB": 2}
    enrol(cast.second_trainee, "DA", "DB")
    assert queries.way(cast.second_trainee.id).shut == {}


def test_a_gate_tells_its_own_lines(ready: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Target("presale-gate", "G4", ("DA",), 2, 15)
    monkeypatch.setattr(lines, "GATE_LINES", [*GATE_LINES, lambda enrolment: [line]])
    assert queries.targets(ready.trainee.id) == [line]
    become_fluent(ready.trainee)
    assert [entry.subject for entry in facts.facts(ready.trainee.id, "fluency")] == ["fluency:presale-gate/G4"]


def test_counts_of_many_are_those_of_each(ready: Cast) -> None:
    become_fluent(ready.trainee)
    answer(ready.second_trainee, "DA-002", MONDAY)
    answer(ready.second_trainee, "DA-002", TUESDAY, took=20)
    people = [ready.trainee.id, ready.second_trainee.id, ready.agent.id]
    found = queries.fluent_counts(people, ["DA"], 2, 15, TUESDAY)
    assert found == {people[0]: (2, 2), people[1]: (0, 2), people[2]: (0, 2)}
    for person_id in people:
        alone = queries.fluency(person_id, ["DA"], 2, 15, TUESDAY)
        assert found[person_id] == (alone.done, alone.total)


def test_counts_take_the_same_number_of_queries_for_one_and_for_many(ready: Cast) -> None:
    become_fluent(ready.trainee)
    everyone = [someone.id for someone in ready.everyone]

    def queries_for(people: list[str]) -> int:
        seen: list[str] = []
        db.database.session.rollback()
        event.listen(db.database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        queries.fluent_counts(people, ["DA"], 2, 15, TUESDAY)
        return len(seen)

    first = queries_for(everyone[:1])
    assert queries_for(everyone) <= first


def test_the_book_of_mistakes_holds_what_was_wrong_last(ready: Cast) -> None:
    answer(ready.trainee, "DA-001", MONDAY, right=False)
    answer(ready.trainee, "DA-002", MONDAY, right=False)
    answer(ready.trainee, "DA-002", MONDAY + timedelta(minutes=1))
    rows = list(db.database.session.scalars(queries.wrong_answers(ready.trainee.id)))
    assert [row.question_id for row in rows] == ["DA-001"]
    assert queries.count_wrong(ready.trainee.id) == 1
    assert [item.id for item in queries.wrong_items(ready.trainee.id, MONDAY)] == ["DA-001"]
    assert queries.count_wrong(ready.second_trainee.id) == 0


def test_what_the_database_counts_is_the_verdict(ready: Cast) -> None:
    """Every mix of right, slow, twice on a day, of an earlier version, around midnight: the same questions are fluent."""
    asked = queries.items(["DA"], MONDAY)
    late = MONDAY + timedelta(hours=14, minutes=58)  # 23:58 in Shanghai
    given = [
        ("DA-001", MONDAY, 5, True),
        ("DA-001", MONDAY + timedelta(hours=1), 5, True),
        ("DA-002", MONDAY, 15, False),
        ("DA-002", late, 5, True),
        ("DA-001", TUESDAY, 15.2, True),
        ("DA-002", late + timedelta(minutes=3), 5, True),
        ("DA-001", TUESDAY + timedelta(hours=1), 15, True),
    ]
    for no, at, took, right in given:
        answer(ready.trainee, no, at, took=took, right=right)
        for times, seconds in ((0, 0), (1, 15), (2, 15), (3, 15), (1, 4), (2, 16)):
            target = Target("presale-gate", "G4", ("DA",), times, seconds)
            states = queries.standing(ready.trainee.id, target, TUESDAY).states
            fluent = {state.item.id for state in states if state.is_fluent}
            assert queries.settled(ready.trainee.id, asked, target) == fluent, (no, at, times, seconds)
    with db.transaction(at=TUESDAY, by=BY, why="load"):
        load_bank(bank_text(single="\n【版本】2 题干改了").replace("- × 7 天", "- × 8 天"), TUESDAY)
    target = Target("presale-gate", "G4", ("DA",), 2, 15)
    assert queries.settled(ready.trainee.id, queries.items(["DA"], TUESDAY), target) == {"DA-002"}
    assert not queries.is_settled(ready.trainee.id, target, TUESDAY)
    assert not queries.is_settled(ready.trainee.id, Target("presale-gate", "G4", ("DX",), 2, 15), TUESDAY), "no set"


def test_a_line_is_reached_by_exactly_the_answer_that_completes_it(ready: Cast) -> None:
    order = [("DA-001", MONDAY), ("DA-002", MONDAY), ("DA-002", TUESDAY), ("DA-001", TUESDAY)]
    for place, (no, at) in enumerate(order):
        assert facts.facts(ready.trainee.id, "fluency") == [], place
        answer(ready.trainee, no, at + timedelta(minutes=place))
    assert [entry.at for entry in facts.facts(ready.trainee.id, "fluency")] == [TUESDAY + timedelta(minutes=3)]


def read_by(person: Someone, no: str, at: datetime) -> tuple[int, int]:
    """(queries, rows they brought) of one answered card."""
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(db.database.engine, "after_cursor_execute", listen)
    answer(person, no, at)
    event.remove(db.database.engine, "after_cursor_execute", listen)
    connection = db.database.session.connection()
    counted = (f"SELECT count(*) FROM ({statement}) AS brought" for statement, _ in asked)
    given = (parameters for _, parameters in asked)
    rows = sum(connection.exec_driver_sql(*each).scalar_one() for each in zip(counted, given, strict=True))
    db.abandon()
    return len(asked), rows


def test_an_answered_card_reads_no_more_however_much_was_answered(ready: Cast) -> None:
    """The dear case: the card is fluent, the set is not, so that every answer might have been the last."""
    for at in (MONDAY, TUESDAY):
        answer(ready.trainee, "DA-001", at)
    answer(ready.trainee, "DA-002", TUESDAY, right=False)
    few = read_by(ready.trainee, "DA-001", TUESDAY + timedelta(hours=1))
    for place in range(40):
        answer(ready.trainee, "DA-001", TUESDAY + timedelta(hours=2, minutes=place))
        answer(ready.trainee, "DA-002", TUESDAY + timedelta(hours=2, minutes=place), right=False)
    assert read_by(ready.trainee, "DA-001", TUESDAY + timedelta(hours=5)) == few
    assert facts.facts(ready.trainee.id, "fluency") == []
