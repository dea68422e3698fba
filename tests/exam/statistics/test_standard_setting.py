"""Modified Angoff against worked numbers (mean squares of R's aov, components by REML)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cstrain.exam.rules.standard_setting import (
    NEXT,
    Round,
    Step,
    angoff,
    attainable,
    move,
    require_decision,
    require_panel,
    require_share,
)
from cstrain.kit.errors import Refusal
from tests.exam.statistics.anchors import ANGOFF

FIT = {"abs": 5e-7}


def test_five_judges_and_ten_questions() -> None:
    found = angoff(ANGOFF)
    assert found.sums == pytest.approx((7.55, 6.7, 6.4, 7.45, 6.6), **FIT)
    assert (found.cut, found.se_judges, found.se_fixed, found.se_random) == pytest.approx(
        (6.94, 0.234201, 0.234201, 0.467844), **FIT
    )
    assert found.components == pytest.approx((0.002442, 0.016403, 0.003008), **FIT)
    assert found.judges_for(0.15) == 13
    assert attainable(found.cut) == 7


def test_points_weigh_the_questions() -> None:
    found = angoff(ANGOFF, [2.0] * 10)
    assert (found.cut, found.se_judges) == (pytest.approx(13.88), pytest.approx(2 * 0.234201, abs=1e-6))
    assert attainable(found.cut, Fraction(1, 2)) == 14


def test_a_line_that_can_be_reached_is_not_pushed_up() -> None:
    assert attainable(7.0) == 7
    assert attainable(0.1 + 0.2 + 6.7) == 7  # 7.000000000000001 as a float
    assert attainable(7.01, Fraction(1, 2)) == Fraction(15, 2)


def test_one_judge_has_no_error_and_equal_judges_have_none_either() -> None:
    assert angoff(ANGOFF[:1]).se_judges is None
    assert angoff([ANGOFF[0]] * 4).se_judges == 0


@pytest.mark.parametrize("now", list(Round))
@pytest.mark.parametrize("step", list(Step))
def test_a_panel_moves_by_its_table(now: Round, step: Step) -> None:
    if (now, step) in NEXT:
        assert move(now, step) is NEXT[(now, step)]
    else:
        with pytest.raises(Refusal, match="panel_does_not_allow"):
            move(now, step)


def test_what_a_panel_needs() -> None:
    for judges in (2, 16):
        with pytest.raises(Refusal, match="panel_size"):
            require_panel(judges)
    for judges in (3, 15):
        require_panel(judges)
    for percent in (0, 100):
        with pytest.raises(Refusal, match="share_out_of_range"):
            require_share(percent)


def test_a_departure_from_the_panel_is_told_apart() -> None:
    why = "大促前人手不够，主管会议同意"
    assert require_decision(Fraction(6), Fraction(7), Fraction(10), why)
    assert not require_decision(Fraction(7), Fraction(7), Fraction(10), why)
    for line, reason, code in (
        (6, "短", "reason_too_short"),
        (0, why, "line_above_full"),
        (11, why, "line_above_full"),
    ):
        with pytest.raises(Refusal, match=code):
            require_decision(Fraction(line), Fraction(7), Fraction(10), reason)
