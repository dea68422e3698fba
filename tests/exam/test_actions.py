"""What changes: content and publication, the attempt, its answers, handing in, marking, declaring void."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import func, select

from cstrain.bank import actions as bank
from cstrain.bank import queries as banks
from cstrain.bank.queries.pools import KEPT
from cstrain.curriculum import queries as courses
from cstrain.exam import actions, queries
from cstrain.exam.models import AttemptMove, ExamVersion, Step
from cstrain.exam.rules.blueprint import Blueprint
from cstrain.exam.rules.drawing import assemble
from cstrain.kit import db, jobs
from cstrain.kit.content import read
from cstrain.kit.errors import NotYours, Refusal
from cstrain.kit.web import registry
from cstrain.people import actions as people
from cstrain.people import queries as persons
from cstrain.people.models import DecisionValue, InboxItem
from cstrain.records import actions as records
from cstrain.records import queries as facts
from tests.exam.contents import BANK, QUICK, WALK
from tests.exam.stage import (
    DAY,
    GRACE,
    HOUR,
    MINUTE,
    MORNING,
    NOW,
    SECOND,
    TODAY,
    Stage,
    answer_all,
    begin,
    confirm,
    enrol,
    keys,
    load_exam,
    publish,
    save,
    sign_all,
    submit,
)

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("context")]
MICRO = timedelta(microseconds=1)


def count(model: Any, *where: Any) -> int:
    return db.database.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def load(text: str) -> ExamVersion:
    with db.transaction(at=NOW, by="tests", why="load"):
        return load_exam(text)


def last_fact(stage: Stage, person_id: str) -> dict[str, Any]:
    return facts.facts(person_id, "exam_result")[-1].body


# -- content and publication


def test_an_unchanged_file_makes_no_version(stage: Stage) -> None:
    first = load(QUICK)
    assert (first.number, load(QUICK).id) == (1, first.id)
    second = load(QUICK.replace("60 分钟", "45 分钟"))
    assert second.number == 2
    assert queries.newest_version(second.exam_id) == second


def test_a_file_with_problems_is_not_taken_in(stage: Stage) -> None:
    before = count(ExamVersion)
    for text, words in (
        (QUICK.replace("【满分】8", "【满分】9"), "各题合计 8 分"),
        (QUICK + "\n- a\n【坏】x\n", "exam.md:"),
    ):
        with pytest.raises(Refusal, match="exam_has_problems") as refused:
            load(text)
        assert words in str(refused.value.facts["first"])
    assert count(ExamVersion) == before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("【及格线】6 分", "【及格线】{高级线} 分", "line_undecided"),
        ("【及格线】6 分", "【及格线】9 分", "line_above_full"),
        ("4 题 每题 2 分", "16 题 每题 0.5 分", "bank_is_short"),
        # each draw alone finds enough, both together do not
        ("单选 易 4 题 每题 2 分", "单选 易 8 题 每题 0.5 分\n- 考试时限 单选 任意 8 题 每题 0.5 分", "bank_is_short"),
    ],
)
def test_what_cannot_be_sat_is_not_published(stage: Stage, old: str, new: str, code: str) -> None:
    load(QUICK.replace(old, new))
    with pytest.raises(Refusal, match=code):
        publish("quick-exam")
    assert queries.publication("quick-exam", NOW).id == stage.quick  # type: ignore[union-attr]


def test_shortages_are_seen_before_publishing(stage: Stage) -> None:
    version = load(QUICK.replace("4 题 每题 2 分", "16 题 每题 0.5 分"))
    supply = queries.supplies(queries.blueprint_of(version)[0], NOW)[0]
    assert (supply.found, supply.short) == (8, 8)


def test_a_publication_takes_the_place_of_the_open_one(stage: Stage) -> None:
    with pytest.raises(Refusal, match="period_is_over"):
        publish("quick-exam", closes_at=NOW)
    second = publish("quick-exam", closes_at=NOW + DAY)
    assert [one.id for one in queries.publications(second.exam_id, NOW)] == [second.id]
    assert queries.publication("quick-exam", NOW + DAY) is None
    with db.transaction(at=NOW, by="tests", why="withdraw"):
        actions.withdraw("quick-exam", at=NOW)
    assert queries.publication("quick-exam", NOW) is None
    with pytest.raises(Refusal, match="exam_not_open"), db.transaction(at=NOW, by="tests", why="again"):
        actions.withdraw("quick-exam", at=NOW)
    with pytest.raises(Refusal, match="exam_not_open"):
        begin(stage.quick, stage.cast.agent)


def test_the_decision_of_the_line_says_who_waits_for_it(stage: Stage) -> None:
    load(QUICK.replace("【及格线】6 分", "【及格线】{高级线} 分"))
    line = next(one for one in persons.decision_lines() if one.asked.name == "高级线")
    assert line.waiting == ["快考"]


# -- beginning


def test_an_attempt_pins_its_paper_its_line_and_its_deadline(stage: Stage) -> None:
    attempt = begin(stage.walk, stage.cast.trainee)
    assert (attempt.number, attempt.state, attempt.line) == (1, "open", 30)
    assert attempt.deadline == NOW + 40 * MINUTE
    assert attempt.decided["通话上限"] == "10"
    slots = queries.slots(attempt.id)
    assert [slot.place for slot in slots] == list(range(1, 15))
    assert [slot.section for slot in slots] == [0] * 8 + [1] * 6
    assert sum(slot.points for slot in slots) == 40
    blueprint, _decided = queries.blueprint_of(db.database.session.get_one(ExamVersion, attempt.version_id))
    rebuilt = assemble(blueprint, queries.pools(blueprint, NOW), attempt.seed, frozenset())
    pinned = banks.ready(rebuilt, TODAY)
    assert [pinned[question] for question in rebuilt] == [slot.question_version_id for slot in slots]


def test_beginning_twice_is_one_attempt(stage: Stage) -> None:
    first = begin(stage.quick, stage.cast.agent)
    again = begin(stage.quick, stage.cast.agent, at=NOW + MINUTE, seed="other")
    assert (again.id, again.seed, again.started_at) == (first.id, "5eed", NOW)
    assert begin(stage.quick, stage.cast.second_trainee).id != first.id


def test_the_steps_before_it_come_first(stage: Stage) -> None:
    person = stage.cast.other_trainee
    with pytest.raises(Refusal, match="not_enrolled"):
        begin(stage.quick, person)
    with pytest.raises(Refusal, match="not_in_course"):
        begin(stage.quick, stage.cast.trainee)


def test_an_unsigned_step_shuts_the_exam_and_says_how_many(stage: Stage) -> None:
    person = stage.cast.inspector
    enrolment = enrol(stage, person, "quick-1d")
    with pytest.raises(Refusal, match="steps_undone") as refused:
        begin(stage.quick, person)
    assert refused.value.facts == {"count": 1}
    confirm(stage, enrolment)
    with pytest.raises(Refusal, match="steps_unsigned"):
        begin(stage.quick, person)
    sign_all(stage, person)
    assert begin(stage.quick, person).state == "open"


def test_attempts_are_spaced_and_counted_and_a_resit_is_granted(stage: Stage) -> None:
    person = stage.cast.agent
    submit(begin(stage.quick, person))
    ended = NOW + 2 * MINUTE
    with pytest.raises(Refusal, match="wait_before_next") as refused:
        begin(stage.quick, person, at=ended + DAY - MICRO)
    assert refused.value.facts["until"] == "2026-10-21 10:02"  # Shanghai
    second = begin(stage.quick, person, at=ended + DAY)
    assert second.number == 2
    submit(second, at=ended + DAY + MINUTE)
    later = ended + 3 * DAY
    with pytest.raises(Refusal, match="retraining_first"):
        begin(stage.quick, person, at=later)
    with db.transaction(at=later, by=stage.cast.trainer.id, why="resit"):
        actions.grant_resit(person.id, "quick-exam", reason="补讲时限一小时", by=stage.cast.trainer.id, at=later)
    assert begin(stage.quick, person, at=later).number == 3


def test_a_second_paper_draws_what_the_first_had_not(stage: Stage) -> None:
    first = begin(stage.quick, stage.cast.agent)
    submit(first)
    second = begin(stage.quick, stage.cast.agent, at=NOW + 2 * DAY)
    papers = [queries.seen_questions([each]) for each in (first, second)]
    assert len(papers[0] | papers[1]) == 8


def test_a_passed_exam_is_not_sat_again(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    answer_all(attempt)
    assert submit(attempt).passed
    with pytest.raises(Refusal, match="exam_is_passed"):
        begin(stage.quick, stage.cast.agent, at=NOW + 9 * DAY)


def test_whose_time_is_over_finds_the_attempt_closed(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    late = attempt.deadline + GRACE + MICRO
    assert begin(stage.quick, stage.cast.agent, at=late).id == attempt.id
    assert (attempt.state, attempt.ended_by, attempt.ended_at) == ("graded", "expire", attempt.deadline)


def quick_blueprint() -> Blueprint:
    version = queries.newest_version(queries.exam_by_key("quick-exam").id)
    assert version is not None
    return queries.blueprint_of(version)[0]


def test_a_disputed_question_is_not_drawn(stage: Stage) -> None:
    before = list(queries.pools(quick_blueprint(), NOW)[0])
    with db.transaction(at=NOW, by="tests", why="bank"):
        bank.dispute("EX-001", reason="有疑问", by=stage.cast.trainer.id, at=NOW)
    pool = queries.pools(quick_blueprint(), NOW)[0]
    assert [*pool, "EX-001"] == sorted(before, key="EX-001".__eq__) and len(pool) == 7
    with db.transaction(at=NOW, by="tests", why="bank"):
        bank.confirm("EX-001", reason="没错", by=stage.cast.trainer.id, at=NOW)
    assert list(queries.pools(quick_blueprint(), NOW)[0]) == before


def test_a_pool_that_was_kept_too_long_does_no_harm(stage: Stage) -> None:
    """What is drawn is asked for again: here every question but the one in doubt is in the paper."""
    stale = queries.pools(quick_blueprint(), NOW)
    with db.transaction(at=NOW, by="tests", why="bank"):
        bank.dispute("EX-001", reason="有疑问", by=stage.cast.trainer.id, at=NOW)
    ready = set(banks.ready(stale[0], TODAY).values())
    assert len(ready) == len(stale[0]) - 1
    for seed in map(str, range(20)):
        banks.forget_pools()
        queries.pools(quick_blueprint(), NOW)
        cells = registry().kept[KEPT][1]
        cells.update(dict.fromkeys(cells, stale[0]))
        assert set(queries.drawn(quick_blueprint(), NOW, seed, frozenset())) <= ready


# -- answers


def test_a_save_is_appended_and_its_repeat_gets_the_same_receipt(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    first = save(attempt, 1, 2, seq=1, key="a")
    again = save(attempt, 1, 2, seq=1, key="a", at=NOW + 5 * MINUTE)
    assert first == again
    assert len(first.mac) == 64
    renumbered = save(attempt, 1, 2, seq=1, key="other key, same number")
    assert renumbered == first
    assert count(Step) == 1


def test_the_highest_number_counts_in_whatever_order_saves_arrive(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    said = [save(attempt, 1, seq % 4, seq=seq, client=f"tab{seq % 2}") for seq in (3, 1, 5, 2, 4)]
    assert [receipt.counts for receipt in said] == [True, False, True, False, False]
    step = queries.step_at(attempt.id, 1)
    assert step is not None
    assert (step.seq, step.answer) == (5, 1)
    assert queries.current_steps(attempt.id) == {1: step}
    assert count(Step) == 5


def test_one_key_or_number_is_not_used_for_two_answers(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    save(attempt, 1, 2, seq=1, key="a")
    for said in ({"seq": 2, "key": "a"}, {"seq": 1, "key": "b"}):
        with pytest.raises(Refusal, match="key_used_for_another_answer"):
            save(attempt, 1, 3, **said)
    assert count(Step) == 1
    assert [row.code for row in queries.refused_saves(attempt.id)] == ["key_used_for_another_answer"] * 2


def test_a_page_that_shows_an_older_answer_cannot_put_it_back(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    save(attempt, 1, 2, seq=7)
    with pytest.raises(Refusal, match="newer_answer_elsewhere"):
        save(attempt, 1, None, client=actions.PAGE, seq=1, key="p1")
    kept = queries.refused_saves(attempt.id)
    assert [(row.code, row.answer) for row in kept] == [("newer_answer_elsewhere", "null")]
    flagged = save(attempt, 1, 2, client=actions.PAGE, seq=1, key="p2", flagged=True)
    assert (flagged.seq, flagged.counts) == (8, True)
    on_top = save(attempt, 1, 3, client=actions.PAGE, seq=9, key="p3")
    assert on_top.counts
    step = queries.step_at(attempt.id, 1)
    assert step is not None
    assert (step.answer, step.flagged) == (3, True)  # what is not said of the flag leaves it


def test_what_belongs_to_nobody_is_not_stored(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    for place, answer in ((5, 1), (1, "x" * 20_001)):
        with pytest.raises(Refusal, match="answer_does_not_fit"):
            save(attempt, place, answer)
    stranger = actions.Save(1, 1, None, "tab", 1, "k")
    with pytest.raises(NotYours), db.transaction(at=NOW, by="x", why="save"):
        actions.save_answer(attempt.id, stranger, by=stage.cast.trainee.id, received=NOW)
    with pytest.raises(NotYours), db.transaction(at=NOW, by="x", why="submit"):
        actions.submit_attempt(attempt.id, by=stage.cast.trainee.id, received=NOW)
    assert count(Step) == 0


def test_late_saves_are_evidence_and_no_answers(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    limit = attempt.deadline + GRACE
    assert save(attempt, 1, 2, seq=1, at=limit).counts
    with pytest.raises(Refusal, match="time_is_up"):
        save(attempt, 1, 3, seq=2, at=limit + MICRO)
    submit(attempt, at=limit)
    with pytest.raises(Refusal, match="attempt_is_closed"):
        save(attempt, 1, 0, seq=3, at=limit)
    assert save(attempt, 1, 2, seq=1).seq == 1  # a repeat of what was saved in time still gets its receipt
    assert [(row.code, row.answer) for row in queries.refused_saves(attempt.id)] == [
        ("time_is_up", "3"),
        ("attempt_is_closed", "0"),
    ]
    assert count(Step) == 1


# -- handing in


def test_handing_in_grades_records_and_reports_to_the_course(stage: Stage) -> None:
    person = stage.cast.agent
    attempt = begin(stage.quick, person)
    answer_all(attempt, wrong=(1,))
    submit(attempt)
    assert (attempt.state, attempt.score, attempt.passed, attempt.ended_by) == ("graded", 6, True, "submit")
    entry = facts.latest(person.id, "exam_result", f"exam:quick-exam/{attempt.id}")
    assert entry is not None
    assert {name: entry.body[name] for name in ("num", "den", "line", "passed", "reasons", "form")} == {
        "num": 6, "den": 1, "line": "6", "passed": 1, "reasons": [], "form": "5eed",
    }  # fmt: skip
    done = facts.facts(person.id, "step_done")[-1].body
    assert (done["step"], done["result"]) == ("Z1", "6/8")
    assert [asked.title for asked in facts.open_requests(person.id)] == ["快考"]
    assert queries.latest_result(person.id, "quick-exam") == attempt


def test_handing_in_twice_is_refused_and_changes_nothing(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    submit(attempt)
    with pytest.raises(Refusal, match="attempt_does_not_allow"):
        submit(attempt, at=NOW + 3 * MINUTE)
    assert count(AttemptMove) == 1
    assert len(facts.facts(stage.cast.agent.id, "exam_result")) == 1


@pytest.mark.parametrize(
    ("wrong", "score", "reasons"),
    [((), 8, ()), ((1,), 6, ()), ((1, 2), 4, ("line",)), ((1, 2, 3), 2, ("line", "section"))],
)
def test_the_line_and_the_sections(stage: Stage, wrong: tuple[int, ...], score: int, reasons: tuple[str, ...]) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    answer_all(attempt, wrong=wrong)
    submit(attempt)
    assert (attempt.score, tuple(attempt.verdict["reasons"]), attempt.passed) == (score, reasons, not reasons)
    done = [entry.body["step"] for entry in facts.facts(stage.cast.agent.id, "step_done")]
    assert ("Z1" in done) is not bool(reasons)


def test_one_fatal_item_fails_a_paper_that_has_the_points(stage: Stage) -> None:
    attempt = begin(stage.walk, stage.cast.trainee)
    answer_all(attempt)
    judgement = next(place for place, key in keys(attempt).items() if key is False)
    save(attempt, judgement, True, seq=2)
    submit(attempt)
    mark_all(stage, attempt, Fraction(1))
    assert (attempt.score, attempt.verdict["reasons"], attempt.passed) == (38, ["fatal"], False)


def test_every_kind_is_graded_through_the_whole_walk(stage: Stage) -> None:
    attempt = begin(stage.walk, stage.cast.trainee)
    answer_all(attempt)
    submit(attempt)
    assert attempt.state == "to_mark"
    mark_all(stage, attempt, Fraction(1))
    assert (attempt.score, attempt.passed) == (40, True)


def test_the_clock_closes_what_nobody_hands_in(stage: Stage) -> None:
    first = begin(stage.quick, stage.cast.agent)
    second = begin(stage.quick, stage.cast.second_trainee, at=NOW + HOUR)
    save(first, 1, keys(first)[1])
    late = first.deadline + GRACE
    assert actions.close_overdue(late) == 0
    assert actions.close_overdue(late + SECOND) == 1
    assert (first.state, first.score, first.ended_at, first.ended_by) == ("graded", 2, first.deadline, "expire")
    assert second.state == "open"
    assert actions.close_overdue(late + SECOND) == 0
    move = db.database.session.scalars(select(AttemptMove)).one()
    assert (move.event, move.by, move.at) == ("expire", "clock", late + SECOND)


def test_closing_late_does_not_turn_the_record_back(stage: Stage) -> None:
    """The janitor was away for an hour, and the record went on meanwhile."""
    person = stage.cast.agent
    attempt = begin(stage.quick, person)
    between = attempt.deadline + 30 * MINUTE
    with db.transaction(at=between, by="tests", why="meanwhile"):
        records.record(person.id, "rights_noted", at=between, by=person.id, subject="", body={})
    assert actions.close_overdue(attempt.deadline + HOUR) == 1
    assert attempt.ended_at == attempt.deadline
    assert facts.facts(person.id, "exam_result")[-1].at == attempt.deadline + HOUR


def test_one_that_cannot_be_closed_does_not_hold_up_the_others(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    people_there = (stage.cast.agent, stage.cast.second_trainee)
    first, second = (begin(stage.quick, person) for person in people_there)
    ahead = NOW + 9 * DAY  # a record from a clock that was wrong
    with db.transaction(at=ahead, by="tests", why="wrong clock"):
        records.record(people_there[0].id, "rights_noted", at=ahead, by="tests", subject="", body={})
    assert actions.close_overdue(first.deadline + MINUTE) == 1
    assert (first.state, second.state) == ("open", "graded")
    assert "clock_went_back" in caplog.text
    assert actions.close_overdue(ahead) == 1


def test_handing_in_too_late_is_what_the_clock_would_have_done(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    save(attempt, 1, keys(attempt)[1])
    submit(attempt, at=attempt.deadline + GRACE + MICRO)
    assert (attempt.ended_by, attempt.ended_at, attempt.score) == ("expire", attempt.deadline, 2)


def test_who_did_not_end_it_is_told(stage: Stage) -> None:
    attempt = begin(stage.quick, stage.cast.agent)
    late = attempt.deadline + MINUTE
    actions.close_overdue(late)
    jobs.run_due(late)
    item = db.database.session.scalars(select(InboxItem).where(InboxItem.kind == "exam_result")).one()
    assert (item.person_id, item.link) == (stage.cast.agent.id, f"/exam/{attempt.id}/result")


# -- marking


def mark_all(stage: Stage, attempt: Any, share: Fraction, *, at: Any = NOW + HOUR) -> None:
    """The marker gives every open item the same share."""
    trainer = stage.cast.trainer.id
    for place in queries.results(attempt).to_mark:
        part = "2" if "2" in queries.results(attempt).graded[place].parts else ""
        with db.transaction(at=at, by=trainer, why="mark"):
            actions.mark_answer(attempt.id, place, share, part=part, comment="", by=trainer, at=at)


def test_the_last_mark_settles_the_paper(stage: Stage) -> None:
    attempt = begin(stage.walk, stage.cast.trainee)
    answer_all(attempt)
    submit(attempt)
    first, second = queries.results(attempt).to_mark
    trainer = stage.cast.trainer.id

    def mark(place: int, share: Fraction, part: str = "", by: str = trainer) -> None:
        with db.transaction(at=NOW + HOUR, by=by, why="mark"):
            actions.mark_answer(attempt.id, place, share, part=part, comment="看过", by=by, at=NOW + HOUR)

    with pytest.raises(Refusal, match="not_your_own_paper"):
        mark(first, Fraction(1), by=stage.cast.trainee.id)
    with pytest.raises(Refusal, match="mark_out_of_range"):
        mark(first, Fraction(3, 2))
    for place, part in ((1, ""), (second, "1"), (second, ""), (99, "")):
        with pytest.raises(NotYours):
            mark(place, Fraction(1), part)
    mark(first, Fraction(0))
    mark(first, Fraction(2, 3))  # looked at again: the newest counts
    assert attempt.state == "to_mark"
    with pytest.raises(Refusal, match="exam_to_mark"):
        begin(stage.walk, stage.cast.trainee, at=NOW + 2 * DAY)
    mark(second, Fraction(1, 2), "2")
    # 简答 3 points × 2/3, 案例 5 points × (1 + 1/2) / 2
    assert attempt.score == 40 - 1 - Fraction(5, 4)
    assert (attempt.state, attempt.ended_at) == ("graded", NOW + 2 * MINUTE)
    assert last_fact(stage, stage.cast.trainee.id)["num"] == attempt.score_num
    with pytest.raises(Refusal, match="attempt_does_not_allow"):
        mark(first, Fraction(1))


def test_what_was_left_empty_waits_for_nobody(stage: Stage) -> None:
    attempt = begin(stage.walk, stage.cast.trainee)
    submit(attempt)
    assert (attempt.state, attempt.score) == ("graded", 0)


# -- declaring void


def test_a_void_attempt_counts_for_nothing_and_its_result_is_struck_out(stage: Stage) -> None:
    person, trainer = stage.cast.agent, stage.cast.trainer.id
    attempt = begin(stage.quick, person)
    answer_all(attempt)
    submit(attempt)
    with pytest.raises(Refusal, match="not_your_own_paper"), db.transaction(at=NOW + HOUR, by=person.id, why="void"):
        actions.void_attempt(attempt.id, reason="x", by=person.id, at=NOW + HOUR)
    with db.transaction(at=NOW + HOUR, by=trainer, why="void"):
        actions.void_attempt(attempt.id, reason="有人代考", by=trainer, at=NOW + HOUR)
    assert (attempt.state, attempt.score, attempt.passed) == ("void", None, None)
    assert facts.facts(person.id, "exam_result") == []  # nothing that holds
    assert facts.facts(person.id, "voided")[-1].body["entry"] > 0
    assert queries.latest_result(person.id, "quick-exam") is None
    with pytest.raises(Refusal, match="attempt_does_not_allow"), db.transaction(at=NOW + HOUR, by=trainer, why="void"):
        actions.void_attempt(attempt.id, reason="再一次", by=trainer, at=NOW + HOUR)
    again = begin(stage.quick, person, at=NOW + HOUR)  # no waiting, no attempt used
    assert again.number == 2


# -- EX-12: what is pinned stays


def test_a_question_edited_meanwhile_is_graded_as_it_was_asked(stage: Stage) -> None:
    """EX-12: the key of every question is turned while a paper is open; the paper keeps the key it was asked with."""
    attempt = begin(stage.quick, stage.cast.agent)
    answer_all(attempt)
    later = NOW + 5 * MINUTE
    turned = BANK.replace("- √ 3 天\n- × ", "- × 3 天\n- √ ").replace("单选\n第", "单选\n【版本】2 改对错\n第")
    assert turned != BANK
    with db.transaction(at=later, by="tests", why="keys turned"):
        bank.load_bank(read(turned, "EX-exam.md"), later, "tests")
    newest = queries.questions_of(queries.slots(begin(stage.quick, stage.cast.second_trainee, at=later).id))
    assert not any(question.options[0].is_right for question in newest.values())
    submit(attempt, at=later + MINUTE)
    assert attempt.score == 8


def test_a_decision_changed_meanwhile_does_not_change_the_key(stage: Stage) -> None:
    """EX-12: pass line and a figure of the firm change while a paper is open; line and key stay."""
    attempt = begin(stage.walk, stage.cast.trainee)
    answer_all(attempt)
    with db.transaction(at=NOW + MINUTE, by=stage.cast.supervisor.id, why="decide"):
        for name, value in (("通话上限", "20"), ("及格线", "40")):
            people.decide(name, value, reason="改了", by=stage.cast.supervisor.id, at=NOW + MINUTE)
    submit(attempt)
    mark_all(stage, attempt, Fraction(1, 2))
    assert (attempt.score, attempt.line, attempt.passed) == (40 - Fraction(3, 2) - Fraction(5, 4), 30, True)
    assert count(DecisionValue) == 4


def test_a_blueprint_changed_meanwhile_does_not_change_the_verdict(stage: Stage) -> None:
    """EX-12: section minimums change while a paper is open; the verdict is that of its own version."""
    attempt = begin(stage.walk, stage.cast.trainee)
    load(WALK.replace("【最低】60%", "【最低】100%"))
    publish("walk-exam", at=NOW + MINUTE)
    answer_all(attempt)
    submit(attempt)
    mark_all(stage, attempt, Fraction(0))
    assert attempt.verdict["sections"][1]["minimum"] == "3/5"
    assert attempt.started_at > MORNING
    courses_state = courses.active_enrolment(stage.cast.trainee.id)
    assert courses_state is not None
