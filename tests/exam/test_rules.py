"""What the room decides: the blueprint, the draw, the table of moves, the deadline, the verdict."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstrain.bank.rules import Graded, Kind, Question
from cstrain.exam.rules.attempt import NEXT, Event, State, is_over, is_running, move, require_may_start, require_open
from cstrain.exam.rules.blueprint import Blueprint, Draw, Section, Supply, read_blueprint, require_line
from cstrain.exam.rules.drawing import CHANCE, assemble
from cstrain.exam.rules.grading import SlotResult, judge, short_by, shown, with_marks
from cstrain.kit.content import read
from cstrain.kit.errors import Refusal
from tests.exam.contents import QUICK, WALK

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
GRACE = timedelta(seconds=5)
MICRO = timedelta(microseconds=1)


def blueprint(text: str, decided: dict[str, str] | None = None) -> Blueprint:
    found, problems = read_blueprint(read(text, "exam.md"), decided or {})
    assert found is not None, problems
    return found


def said(text: str) -> list[str]:
    return [str(problem) for problem in read_blueprint(read(text, "exam.md"), {})[1]]


# -- the blueprint


def test_a_blueprint_is_read_with_its_sections_draws_and_settings() -> None:
    found = blueprint(WALK, {"及格线": "30"})
    assert (found.full, found.line, found.minutes, found.attempts, found.wait_hours) == (40, 30, 40, 2, 24)
    assert [section.minimum for section in found.sections] == [Fraction(1, 2), Fraction(3, 5)]
    assert [section.points for section in found.sections] == [24, 16]
    assert found.count == 14
    assert found.draws[0] == (0, Draw("考试时限", "单选", "易", 2, Fraction(3), found.draws[0][1].line))
    assert found.draws[-3][1].words == "考试权限 任意 任意"


def test_the_exams_of_the_library_are_sound() -> None:
    files = sorted(ROOT.glob("curricula/*/exam.md"))
    assert files
    for file in files:
        document = read(file.read_text(encoding="utf-8"), file.name)
        found, problems = read_blueprint(document, {})
        assert not document.problems
        assert not problems
        assert found is not None
        assert found.line_decision == "及格线"


def test_the_line_hangs_on_the_firm() -> None:
    open_line = blueprint(WALK)
    assert open_line.line is None
    with pytest.raises(Refusal, match="line_undecided"):
        require_line(open_line)
    with pytest.raises(Refusal, match="line_above_full"):
        require_line(blueprint(WALK, {"及格线": "41"}))
    assert require_line(blueprint(WALK, {"及格线": "40"})) == 40


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("【满分】8 分", "【满分】9 分", "exam.md:1: 各题合计 8 分，【满分】写的是 9 分"),
        ("【时长】60 分钟", "", "缺【时长】"),
        ("【时长】60 分钟", "【时长】60", "【时长】写成数字和单位，单位用「分钟」或「小时」"),
        ("【时长】60 分钟", "【时长】60 题", "单位用「分钟」或「小时」"),
        ("【次数】2 次", "【次数】0 次", "【次数】要大于 0"),
        ("【次数】2 次", "【次数】1.5 次", "要是整数"),
        ("【最低】50%", "【最低】150%", "exam.md:7: 【最低】写成百分数"),
        ("单选 易 4 题", "单选题 易 4 题", "exam.md:9: 不认识题型「单选题」"),
        ("单选 易 4 题", "单选 易 0 题", "exam.md:9: 这一行要写成"),
        ("- 考试时限 单选 易 4 题 每题 2 分", "", "这一段没有抽题的行"),
    ],
)
def test_what_is_wrong_in_a_blueprint_is_said_with_its_line(old: str, new: str, words: str) -> None:
    assert old in QUICK
    assert any(words in problem for problem in said(QUICK.replace(old, new)))


def test_units_are_converted() -> None:
    found = blueprint(QUICK.replace("60 分钟", "2 小时").replace("24 小时", "2 天"))
    assert (found.minutes, found.wait_hours) == (120, 48)
    assert blueprint(QUICK.replace("24 小时", "0 小时")).wait_hours == 0


def test_a_supply_says_short_thin_or_enough() -> None:
    draw = Draw("时限", "单选", None, 4, Fraction(2), 1)
    assert [(supply.short, supply.is_thin) for supply in (Supply(draw, 3), Supply(draw, 4), Supply(draw, 7))] == [
        (1, False),
        (0, True),
        (0, True),
    ]
    assert not Supply(draw, 8).is_thin


# -- the draw


def made_of(*counts: int) -> Blueprint:
    draws = tuple(Draw(f"点{index}", None, None, count, Fraction(1), 1) for index, count in enumerate(counts))
    return Blueprint("x", "x", Fraction(sum(counts)), 60, Fraction(1), "", 2, 24, (Section("一", Fraction(0), draws),))


@st.composite
def banks(draw: st.DrawFn) -> tuple[list[int], list[list[str]], frozenset[str]]:
    """Counts, pools that overlap, and what earlier papers had."""
    ids = [f"Q-{number:03}" for number in range(1, 13)]
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    pools = [draw(st.lists(st.sampled_from(ids), unique=True, max_size=8)) for _ in counts]
    return counts, pools, frozenset(draw(st.lists(st.sampled_from(ids), unique=True, max_size=8)))


def can_fill(counts: list[int], pools: list[list[str]], usable: frozenset[str] | None = None) -> bool:
    """Hall's condition, asked of every set of draws."""
    for size in range(1, len(counts) + 1):
        for chosen in itertools.combinations(range(len(counts)), size):
            found = {item for index in chosen for item in pools[index] if usable is None or item in usable}
            if len(found) < sum(counts[index] for index in chosen):
                return False
    return True


@settings(max_examples=400, deadline=None)
@given(banks(), st.text("0123456789abcdef", min_size=1, max_size=8))
def test_a_paper_has_the_right_counts_no_repeats_and_is_refused_only_when_none_exists(
    bank: tuple[list[int], list[list[str]], frozenset[str]], seed: str
) -> None:
    counts, pools, seen = bank
    plan = made_of(*counts)
    if not can_fill(counts, pools):
        with pytest.raises(Refusal, match="bank_is_short"):
            assemble(plan, pools, seed, seen)
        return
    paper = assemble(plan, pools, seed, seen)
    places = iter(paper)
    for count, pool in zip(counts, pools, strict=True):
        assert all(next(places) in pool for _ in range(count))
    assert len(paper) == len(set(paper)) == sum(counts)
    assert paper == assemble(plan, [list(reversed(pool)) for pool in pools], seed, seen)
    if can_fill(counts, pools, frozenset(item for pool in pools for item in pool) - seen):
        assert not seen & set(paper)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 6), st.integers(0, 12), st.integers(0, 12))
def test_seen_questions_come_in_only_where_nothing_else_is_left(count: int, fresh: int, old: int) -> None:
    pool = [f"N-{number}" for number in range(fresh)] + [f"S-{number}" for number in range(old)]
    if fresh + old < count:
        return
    paper = assemble(made_of(count), [pool], "seed", frozenset(item for item in pool if item[0] == "S"))
    assert sum(item[0] == "S" for item in paper) == max(0, count - fresh)


def test_the_paper_of_a_seed_is_the_same_for_ever() -> None:
    """Golden: a change of this paper is a new drawing rule and needs a new name."""
    pool = [f"Q-{number:03}" for number in range(1, 21)]
    plan = made_of(5, 2)
    assert CHANCE == "draw-1 sha256-1"
    assert assemble(plan, [pool, pool[:4]], "5eed", frozenset()) == GOLDEN
    assert assemble(plan, [pool, pool[:4]], "5eed", frozenset(GOLDEN[:2])) == GOLDEN_SEEN


GOLDEN = ["Q-019", "Q-005", "Q-012", "Q-014", "Q-001", "Q-004", "Q-002"]
GOLDEN_SEEN = ["Q-012", "Q-014", "Q-001", "Q-011", "Q-010", "Q-004", "Q-002"]


def test_different_seeds_draw_different_papers_evenly() -> None:
    pool = [f"Q-{number}" for number in range(10)]
    drawn = [assemble(made_of(3), [pool], f"{seed}", frozenset()) for seed in range(2000)]
    counts = [sum(item in paper for paper in drawn) for item in pool]
    expected = 2000 * 3 / 10
    chi = sum((count - expected) ** 2 / expected for count in counts)
    assert chi < 27.9  # p > 0.001 with nine degrees of freedom
    assert len({tuple(paper) for paper in drawn}) > 600  # of 720


# -- the attempt


def test_every_pair_of_the_table() -> None:
    """Each state and event: the move written here by hand, or a refusal."""
    by_hand = {
        ("open", "submit"): "graded",
        ("open", "expire"): "graded",
        ("open", "pause"): "paused",
        ("open", "void"): "void",
        ("open", "force"): "graded",
        ("paused", "force"): "graded",
        ("open", "extend"): "open",
        ("paused", "extend"): "paused",
        ("paused", "resume"): "open",
        ("paused", "void"): "void",
        ("to_mark", "mark"): "graded",
        ("to_mark", "reopen"): "open",
        ("to_mark", "void"): "void",
        ("graded", "reopen"): "open",
        ("graded", "regrade"): "graded",
        ("graded", "void"): "void",
    }
    for state, event in itertools.product(State, Event):
        expected = by_hand.get((state.value, event.value))
        if expected is None:
            assert (state, event) not in NEXT
            with pytest.raises(Refusal, match="attempt_does_not_allow"):
                move(state, event)
            with pytest.raises(Refusal, match="attempt_does_not_allow"):
                move(state, event, to_mark=True)
        else:
            assert move(state, event) == expected
            waits = event in (Event.SUBMIT, Event.EXPIRE, Event.FORCE)
            assert move(state, event, to_mark=True) == ("to_mark" if waits else expected)


def test_the_deadline_counts_to_the_microsecond() -> None:
    assert not is_over(NOON, NOON + GRACE, GRACE)
    assert is_over(NOON, NOON + GRACE + MICRO, GRACE)
    assert is_running(State.OPEN, NOON, NOON + GRACE, GRACE)
    assert not is_running(State.OPEN, NOON, NOON + GRACE + MICRO, GRACE)
    assert is_running(State.PAUSED, NOON, NOON + GRACE + MICRO, GRACE)
    assert not is_running(State.GRADED, NOON, NOON - GRACE, GRACE)


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(State),
    st.integers(-10_000_000, 10_000_000),
    st.sampled_from((0, 5, 30)),
)
def test_only_an_open_attempt_in_time_takes_answers(state: State, offset: int, grace: int) -> None:
    allowed = timedelta(seconds=grace)
    received = NOON + allowed + timedelta(microseconds=offset)
    code = {State.PAUSED: "attempt_is_paused", State.OPEN: "time_is_up" if offset > 0 else ""}.get(
        state, "attempt_is_closed"
    )
    if not code:
        require_open(state, NOON, received, allowed)
        return
    with pytest.raises(Refusal, match=code):
        require_open(state, NOON, received, allowed)


def test_attempts_then_waiting_then_retraining() -> None:
    day = timedelta(hours=24)
    require_may_start(used=0, allowed=2, last_ended=None, wait=day, at=NOON)
    require_may_start(used=1, allowed=2, last_ended=NOON - day, wait=day, at=NOON)
    with pytest.raises(Refusal, match="wait_before_next") as refused:
        require_may_start(used=1, allowed=2, last_ended=NOON - day + MICRO, wait=day, at=NOON)
    assert refused.value.facts == {"until": "2026-10-20 04:00"}
    with pytest.raises(Refusal, match="retraining_first"):
        require_may_start(used=2, allowed=2, last_ended=NOON - 9 * day, wait=day, at=NOON)
    require_may_start(used=2, allowed=3, last_ended=NOON - day, wait=day, at=NOON)


# -- the verdict


def paper(dice: random.Random) -> tuple[Blueprint, list[SlotResult]]:
    """A random paper: two or three sections, points in halves, shares of all sorts."""
    results = []
    sections = []
    for index in range(dice.randint(2, 3)):
        sections.append(Section(f"段{index}", Fraction(dice.randint(0, 10), 10), ()))
        for _ in range(dice.randint(1, 6)):
            of = dice.choice((1, 2, 3, 7, 9))
            points = Fraction(dice.randint(1, 12), 2)
            fatal = dice.random() < 0.02
            share = Fraction(0) if fatal else Fraction(dice.randint(0, of), of)
            results.append(SlotResult(index, points, share, fatal))
    full = sum((result.points for result in results), Fraction(0))
    return Blueprint("x", "x", full, 60, None, "", 2, 24, tuple(sections)), results


SCALE = 2 * 2 * 3 * 3 * 7 * 10 * 1000  # every figure below is a whole number of 1/SCALE


def whole(number: Fraction) -> int:
    scaled = number * SCALE
    assert scaled.denominator == 1
    return scaled.numerator


def expected_reasons(plan: Blueprint, results: list[SlotResult], line: int) -> tuple[str, ...]:
    """The same verdict in whole numbers."""
    found = []
    if any(result.fatal_wrong for result in results):
        found.append("fatal")
    if sum(whole(result.points * result.fraction) for result in results) < line:
        found.append("line")
    for index, section in enumerate(plan.sections):
        mine = [result for result in results if result.section == index]
        earned = sum(whole(result.points * result.fraction) for result in mine)
        if earned * 10 < int(section.minimum * 10) * sum(whole(result.points) for result in mine):
            found.append("section")
            break
    return tuple(found)


def test_ten_thousand_papers_around_the_line() -> None:
    """EX-12: the line is laid at the score, a thousandth above and below, and far off; every decision is right."""
    dice = random.Random(12)
    told = {"passed": 0, "failed": 0, "at the line": 0}
    for _ in range(10_000):
        plan, results = paper(dice)
        score = sum((result.points * result.fraction for result in results), Fraction(0))
        line = score + dice.choice(
            (Fraction(0), Fraction(1, 1000), Fraction(-1, 1000), Fraction(1, 3), Fraction(-1, 2))
        )
        verdict = judge(plan, line, results)
        assert verdict.reasons == expected_reasons(plan, results, whole(line))
        assert verdict.score == score
        told["passed" if verdict.is_passed else "failed"] += 1
        told["at the line"] += verdict.is_passed and score == line
        if score < line:
            assert Fraction(shown(score)) <= score  # nothing below the line prints as the line
            assert Fraction(shown(score)) + Fraction(short_by(score, line)) >= line
    assert min(told.values()) > 300


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (Fraction(84), "84"),
        (Fraction(1799, 20), "89.9"),
        (Fraction(2, 3), "0.6"),
        (Fraction(0), "0"),
        (Fraction(1, 2), "0.5"),
    ],
)
def test_scores_are_shown_rounded_down(score: Fraction, words: str) -> None:
    assert shown(score) == words


def test_the_gap_is_shown_rounded_up() -> None:
    assert short_by(Fraction(79), Fraction(80)) == "1"
    assert short_by(Fraction(2399, 30), Fraction(80)) == "0.1"


def test_marks_complete_a_grade_and_empty_answers_are_not_asked_for() -> None:
    part = Question("X-1.2", Kind.REWRITE, "改写")
    case = Question("X-1", Kind.CASE, "案例", parts=(Question("X-1.1", Kind.JUDGEMENT, "对错", truth=True), part))
    half = Graded(None, parts={"1": Graded(Fraction(1)), "2": Graded(None)})
    assert with_marks(case, half, {}).fraction is None
    done = with_marks(case, half, {"2": Fraction(1, 2)})
    assert done.fraction == Fraction(3, 4)
    assert done.parts["2"].fraction == Fraction(1, 2)
    empty = Graded(None, parts={"1": Graded(Fraction(1)), "2": Graded(None, answered=False)})
    assert with_marks(case, empty, {}).fraction == Fraction(1, 2)
    short = Question("X-2", Kind.SHORT, "简答")
    assert with_marks(short, Graded(None, answered=False), {}).fraction == 0
    assert with_marks(short, Graded(None), {"": Fraction(2, 3)}).fraction == Fraction(2, 3)
    assert with_marks(short, Graded(None), {}).fraction is None
