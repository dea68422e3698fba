"""Levels: what the room decides, without database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstrain.kit.content import read
from cstrain.kit.errors import Refusal
from cstrain.levels.models import LevelHolding
from cstrain.levels.queries.holdings import lapsed
from cstrain.levels.rules.board import Group, group_of
from cstrain.levels.rules.eligibility import Facts, Gap, asked_of, digest, gaps, level_for
from cstrain.levels.rules.kpi import Known, KpiGround, KpiPlan, month_of, plan, title_faults
from cstrain.levels.rules.ladder import Condition, Ladder, Need, check_ladder, read_ladder
from cstrain.levels.rules.promotion import (
    NEXT,
    PromotionEvent,
    PromotionState,
    months_offered,
    next_state,
    proposed_again_from,
    require_month,
)
from cstrain.levels.words import gap_words
from cstrain.people.rules import add_months
from cstrain.people.rules.sheet import Given
from tests.levels.acts import AFTERSALE, LADDER, PRESALE, row

TODAY = date(2026, 11, 5)
MONTHS = [date(2026, month, 1) for month in range(1, 13)]


def ladder(text: str = LADDER, **decided: str) -> Ladder:
    found, problems = read_ladder(read(text, "ladder.md"), decided)
    assert problems == []
    return found


def facts(**said: object) -> Facts:
    """Somebody who reaches senior: every test takes one thing away."""
    kpi = {
        "KPI总分": {date(2026, month, 1): Fraction(90) for month in (8, 9, 10)},
        "满意度": {date(2026, 10, 1): Fraction(96)},
    }
    known = {"today": TODAY, "level": "ordinary", "level_since": date(2026, 3, 1), "kpi": kpi}
    known |= {"certificates": frozenset({PRESALE}), "live_since": date(2026, 3, 10)}
    return Facts(**(known | said))  # type: ignore[arg-type]


def gap_of(need: Need, found: Facts, indicator: str = "") -> Gap:
    level = ladder().level("senior")
    assert level is not None
    return next(
        each
        for each in gaps(level, found)
        if each.condition.need is need and indicator in ("", each.condition.indicator)
    )


# The ladder as content ------------------------------------------------------------------------------------------------
def test_levels_rise_in_the_order_of_the_text() -> None:
    found = ladder()
    assert [level.code for level in found.levels] == ["ordinary", "senior", "elite"]
    assert [found.rank(code) for code in ("ordinary", "elite", "junior")] == [1, 3, 0]
    assert found.after(None) == found.levels[0] and found.after("elite") is None
    assert found.indicators == {"KPI总分": "", "满意度": "%"}
    assert asked_of(found.levels[2]) == (PRESALE, AFTERSALE)


def test_open_decisions_keep_everybody_from_rising() -> None:
    text = LADDER.replace("≥ 85", "≥ {高级KPI线}")
    assert ladder(text).undecided == ("高级KPI线",)
    assert level_for(ladder(text), facts()) is None
    made = level_for(ladder(text, 高级KPI线="85"), facts())
    assert made is not None and made.code == "senior"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("- 任期 3", "- 任职 3", "不认识条件「任职」"),
        ("指标 KPI总分 ≥ 85 【连续】3 个月", "指标 KPI总分 85", "指标要写成"),
        ("## elite", "## senior", "写了两次"),
        ("≥ 85", "≥ 八十五", "八十五"),
    ],
)
def test_what_is_wrong_in_a_ladder_is_said_with_its_line(old: str, new: str, words: str) -> None:
    problems = read_ladder(read(LADDER.replace(old, new, 1), "ladder.md"), {})[1]
    assert any(words in str(problem) for problem in problems), problems
    assert all(problem.line > 0 for problem in problems)


def test_a_decision_that_is_no_number_is_a_problem_and_no_crash() -> None:
    text = LADDER.replace("≥ 85", "≥ {交接表}")
    problems = read_ladder(read(text, "ladder.md"), {"交接表": "四问"})[1]
    assert len(problems) == 1 and "不是数字" in str(problems[0])


# Eligibility ----------------------------------------------------------------------------------------------------------
def test_all_conditions_hold() -> None:
    found = level_for(ladder(), facts())
    assert found is not None and found.code == "senior"


def test_one_step_at_a_time() -> None:
    found = level_for(ladder(), facts(level=None, level_since=None))
    assert found is not None and found.code == "ordinary"
    assert level_for(ladder(), facts(level="elite")) is None


def test_a_certificate_not_in_force() -> None:
    gap = gap_of(Need.CERTIFICATE, facts(certificates=frozenset()))
    assert (gap.is_met, gap.lacking) == (False, (PRESALE,))


def test_one_of_several_certificates_will_do() -> None:
    text = LADDER.replace("- 证书 售前上岗证\n", f"- 证书 {PRESALE}；{AFTERSALE}\n")
    level = ladder(text).levels[0]
    assert [gap.is_met for gap in gaps(level, facts(certificates=frozenset({AFTERSALE})))] == [True]
    gap = gaps(level, facts(certificates=frozenset()))[0]
    assert (gap.have, gap.want, gap_words(gap)) == (0, 1, "缺证书：售前上岗证或售后上岗证")
    assert gap.plain["certificates"] == ["售前上岗证或售后上岗证"]
    told: dict[str, Any] = {
        "person_id": "p",
        "ladder": "five",
        "ladder_version_id": "v",
        "level": "ordinary",
        "name": "甲",
    }
    told |= {"since": TODAY, "basis": "promotion", "at": datetime(2026, 11, 5, tzinfo=UTC), "by": "s", "entry_seq": 1}
    held = LevelHolding(**told, certificates=list(asked_of(level)))
    assert lapsed(held, frozenset({PRESALE})) == [], "one of them still holds"
    assert lapsed(held, frozenset()) == [f"{PRESALE}；{AFTERSALE}"]


def test_a_ladder_asks_for_certificates_that_a_gate_issues() -> None:
    document = read(LADDER.replace("证书 售前上岗证\n- 任期", "证书 售前上岗正；售后上岗证\n- 任期"), "ladder.md")
    said = [str(problem) for problem in check_ladder(document, {PRESALE, AFTERSALE})]
    assert said == ["ladder.md:13: 没有一道准入发「售前上岗正」，是不是想写「售前上岗证」：写准入里【证书】的名字"]


def test_tenure_counts_from_the_present_level_else_from_going_live() -> None:
    short = gap_of(Need.TENURE, facts(level_since=date(2026, 9, 1)))
    assert (short.is_met, short.have, short.want, short.from_on) == (False, 2, 3, date(2026, 12, 1))
    assert gap_of(Need.TENURE, facts(level_since=date(2026, 8, 5))).is_met, "the very day"
    assert not gap_of(Need.TENURE, facts(level_since=date(2026, 8, 6))).is_met
    first = gap_of(Need.TENURE, facts(level_since=None, live_since=date(2026, 10, 1)))
    assert (first.have, first.from_on) == (1, date(2027, 1, 1))
    assert gap_of(Need.TENURE, facts(level_since=None, live_since=None)).from_on is None


def _kpi(**values: int) -> dict[str, dict[date, Fraction]]:
    return {"KPI总分": {date(2026, int(month[1:]), 1): Fraction(value) for month, value in values.items()}}


def test_a_missing_month_breaks_the_row() -> None:
    gap = gap_of(Need.INDICATOR, facts(kpi=_kpi(m7=90, m8=90, m10=90)), "KPI总分")
    assert (gap.is_met, gap.have, gap.want) == (False, 1, 3)
    broken = gap.breaks_at
    assert broken is not None and (broken.month, broken.value) == (date(2026, 9, 1), None)
    assert gap.from_on is None, "it may still be told"


def test_a_month_below_the_line_breaks_it_and_says_when_it_can_be_whole() -> None:
    gap = gap_of(Need.INDICATOR, facts(kpi=_kpi(m8=90, m9=84, m10=90)), "KPI总分")
    assert (gap.have, gap.from_on) == (1, date(2027, 1, 1))
    assert gap.breaks_at is not None and gap.breaks_at.value == 84


def test_the_running_month_does_not_count() -> None:
    assert gap_of(Need.INDICATOR, facts(kpi=_kpi(m9=90, m10=90, m11=90)), "KPI总分").have == 2
    assert gap_of(Need.INDICATOR, facts(kpi=_kpi(m8=90, m9=90, m10=90, m11=10)), "KPI总分").is_met


def test_the_line_itself_is_reached() -> None:
    assert gap_of(Need.INDICATOR, facts(kpi=_kpi(m8=85, m9=85, m10=85)), "KPI总分").is_met


def test_red_lines() -> None:
    assert gap_of(Need.NO_RED_LINE, facts()).is_met
    since = gap_of(Need.NO_RED_LINE, facts(red_lines=[date(2026, 1, 2), date(2026, 6, 20)]))
    assert (since.is_met, since.have, since.from_on) == (False, 4, date(2026, 12, 20))
    assert gap_of(Need.NO_RED_LINE, facts(red_lines=[date(2026, 5, 5)])).is_met, "six months to the day"
    assert not gap_of(Need.NO_RED_LINE, facts(red_lines=[date(2026, 5, 6)])).is_met
    assert not gap_of(Need.NO_RED_LINE, facts(reported=1)).is_met
    assert not gap_of(Need.NO_RED_LINE, facts(reported=1, red_lines=[date(2025, 1, 1)])).is_met


values = st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 100).map(Fraction), max_size=12)


def _row(found: dict[date, Fraction], want: int, line: int) -> Gap:
    condition = Condition(Need.INDICATOR, months=want, indicator="KPI总分", line=Fraction(line))
    level = ladder().levels[1].__class__("x", "x", (condition,))
    return gaps(level, facts(kpi={"KPI总分": found}))[0]


@given(values, st.integers(1, 9), st.integers(0, 100))
def test_a_row_is_the_unbroken_run_of_reached_months_up_to_the_last(
    found: dict[date, Fraction], want: int, line: int
) -> None:
    gap = _row(found, want, line)
    last = date(2026, 10, 1)
    run = 0
    while (value := found.get(add_months(last, -run))) is not None and value >= line:
        run += 1
    assert gap.have == min(run, want)
    assert gap.is_met == (run >= want)
    assert len(gap.figures) == want


@given(values, st.integers(1, 9), st.integers(0, 100), st.sampled_from(MONTHS))
def test_taking_a_month_away_never_helps(found: dict[date, Fraction], want: int, line: int, gone: date) -> None:
    less = {month: value for month, value in found.items() if month != gone}
    assert _row(less, want, line).have <= _row(found, want, line).have


@given(
    values, values.map(lambda some: {month: value / 10 for month, value in some.items()}),
    st.lists(st.dates(date(2025, 1, 1), TODAY), max_size=3), st.integers(0, 2), st.booleans(),
    st.dates(date(2025, 1, 1), TODAY),
)  # fmt: skip
def test_better_facts_never_cost_the_level(
    kpi: dict[date, Fraction],
    more: dict[date, Fraction],
    red: list[date],
    reported: int,
    certified: bool,
    since: date,
) -> None:
    """Higher figures, one more certificate, fewer red lines, an earlier beginning: whoever was eligible stays so."""
    held = frozenset({PRESALE}) if certified else frozenset()
    satisfaction = {date(2026, 10, 1): Fraction(95)}
    worse = facts(
        kpi={"KPI总分": kpi, "满意度": satisfaction},
        red_lines=red,
        reported=reported,
        certificates=held,
        level_since=since,
    )
    raised = {month: value + more.get(month, Fraction(0)) for month, value in kpi.items()}
    better = facts(
        kpi={"KPI总分": raised | {k: v for k, v in more.items() if k not in raised}, "满意度": satisfaction},
        red_lines=red[1:] if red and red[0] != max(red) else [],
        certificates=held | {AFTERSALE},
        level_since=add_months(since, -1),
    )
    if level_for(ladder(), worse) is not None:
        assert level_for(ladder(), better) is not None
    level = ladder().level("senior")
    assert level is not None
    for before, after in zip(gaps(level, worse), gaps(level, better), strict=True):
        assert after.is_met or not before.is_met, before.condition


def test_grounds_are_plain_and_their_hash_tells_any_change() -> None:
    level = ladder().level("senior")
    assert level is not None
    lines = [gap.plain for gap in gaps(level, facts())]
    assert lines[2] == {
        "need": "指标", "indicator": "KPI总分", "line": "85", "have": 3, "want": 3,
        "figures": ["2026-10 90", "2026-09 90", "2026-08 90"],
    }  # fmt: skip
    other = [gap.plain for gap in gaps(level, facts(kpi=_kpi(m8=90, m9=90, m10=91)))]
    assert digest("senior", lines) == digest("senior", [dict(reversed(line.items())) for line in lines])
    assert len({digest("senior", lines), digest("senior", other), digest("elite", lines)}) == 3


# The sheet ------------------------------------------------------------------------------------------------------------
GROUND = KpiGround({"cs-1": ("p1", "赵一鸣")}, TODAY, indicators={"KPI总分": "", "满意度": "%"})


def judged(*rows: tuple[str, ...], ground: KpiGround = GROUND) -> KpiPlan:
    titles = ("工号", "月份", "指标", "数值", "来源")
    listed = [
        Given(number, cells[0].casefold(), dict(zip(titles, cells, strict=True)))
        for number, cells in enumerate(rows, start=2)
    ]
    return plan(listed, ground)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (row("CS-1", "2026-10", value=""), "数值", "cell_empty"),
        (row("CS-1", "2026-10", source=""), "来源", "cell_empty"),
        (row("CS-2", "2026-10"), "工号", "kpi_unknown_number"),
        (row("CS-1", "十月"), "月份", "not_a_month"),
        (row("CS-1", "2026-13"), "月份", "not_a_month"),
        (row("CS-1", "2026-11"), "月份", "month_is_not_over"),
        (row("CS-1", "2027-01"), "月份", "month_is_not_over"),
        (row("CS-1", "2026-10", value="优"), "数值", "not_a_figure"),
        (row("CS-1", "2026-10", value="90.12345"), "数值", "figure_too_fine"),
        (row("CS-1", "2026-10", value="9999999999"), "数值", "figure_too_fine"),
        (row("CS-1", "2026-10", "满意度", "95 分"), "数值", "unit_differs"),
        (row("CS-1", "2026-10", "满意度", "0.95"), "数值", "looks_like_a_share"),
        (row("CS-1", "2026-10", value="撤销"), "数值", "nothing_to_take_back"),
        (row("CS-1", "2026-10", "长" * 41), "指标", "cell_too_long"),
    ],
)
def test_a_bad_cell_is_named(cells: tuple[str, ...], column: str, code: str) -> None:
    found = judged(cells)
    assert [(fault.row, fault.column, fault.code) for fault in found.faults] == [(2, column, code)]
    assert found.lines == ()


def test_good_rows_and_what_they_do() -> None:
    known = {("p1", "2026-09", "KPI总分"): Known(Fraction(80), "", "表", 1)}
    known[("p1", "2026-08", "KPI总分")] = Known(None, "", "表", 2)
    found = judged(
        row("CS-1", "2026-10", "满意度", "95%"),
        row("CS-1", "2026年9月", "KPI 总分", "８５"),
        row("CS-1", "2026/8/1", value="90.5 分"),
        row("CS-1", "202607", "响应 时间", "12 秒"),
        ground=KpiGround(GROUND.agents, TODAY, known, GROUND.indicators),
    )
    assert found.faults == ()
    assert [(line.month, line.value, line.unit, line.kind) for line in found.lines] == [
        ("2026-10", Fraction(95), "%", "new"),
        ("2026-09", Fraction(85), "", "changed"),
        ("2026-08", Fraction("90.5"), "分", "new"),
        ("2026-07", Fraction(12), "秒", "new"),
    ]
    assert found.strange == {"响应时间": ""}


def test_a_near_miss_is_offered() -> None:
    assert judged(row("CS-1", "2026-10", "KPI总份")).strange == {"KPI总份": "KPI总分"}


def test_the_same_fact_twice_is_a_fault() -> None:
    found = judged(row("CS-1", "2026-10"), row("cs-1", "2026年10月", "KPI 总分", "91"))
    assert [(fault.row, fault.code, fault.facts["row"]) for fault in found.faults] == [(3, "fact_twice_in_sheet", "2")]


def test_a_sheet_without_a_column_is_not_read() -> None:
    assert [fault.column for fault in title_faults(["工号", "月份", "指标", "数值"])] == ["来源"]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_way_of_writing_a_month(day: date) -> None:
    wanted = f"{day:%Y-%m}"
    for form in (
        "{d:%Y-%m}",
        "{d.year}/{d.month}",
        "{d.year}年{d.month}月",
        "{d:%Y%m}",
        "{d:%Y-%m-%d}",
        "{d.year}.{d.month}",
    ):
        assert month_of(form.format(d=day)) == wanted


# Proposals ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", PromotionState)
@pytest.mark.parametrize("happens", PromotionEvent)
def test_a_proposal_is_settled_once(state: PromotionState, happens: PromotionEvent) -> None:
    if (state, happens) in NEXT:
        assert state is PromotionState.PROPOSED
        assert next_state(state, happens) is not PromotionState.PROPOSED
    else:
        with pytest.raises(Refusal, match="promotion_is_settled"):
            next_state(state, happens)


def test_the_months_one_may_choose() -> None:
    assert months_offered(TODAY, None) == ["2026-10", "2026-11", "2026-12", "2027-01", "2027-02"]
    assert months_offered(TODAY, date(2026, 11, 3))[0] == "2026-11", "not before the present level began"
    require_month("2026-10", TODAY, None)
    with pytest.raises(Refusal, match="month_out_of_range"):
        require_month("2026-10", TODAY, date(2026, 11, 1))


def test_declined_until_the_next_month() -> None:
    assert proposed_again_from(date(2026, 12, 31)) == date(2027, 1, 1)
    assert proposed_again_from(date(2026, 11, 1)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ({"proposed": True, "lapsed": True}, Group.PROPOSED),
        ({"lapsed": True}, Group.HOLD),
        ({"coming": True}, Group.COMING),
        ({"elsewhere": True, "gaps": None}, Group.ELSEWHERE),
        ({"gaps": None}, Group.TOP),
        ({}, Group.ELIGIBLE),
    ],
)
def test_in_which_group_somebody_stands(said: dict[str, object], group: Group) -> None:
    known = {"proposed": False, "coming": False, "lapsed": False, "elsewhere": False, "gaps": []} | said
    assert group_of(**known) is group  # type: ignore[arg-type]


def test_how_many_conditions_lack() -> None:
    gap = gap_of(Need.CERTIFICATE, facts(certificates=frozenset()))
    known = {"proposed": False, "coming": False, "lapsed": False, "elsewhere": False}
    assert group_of(**known, gaps=[gap]) is Group.NEAR
    assert group_of(**known, gaps=[gap, gap]) is Group.FAR
