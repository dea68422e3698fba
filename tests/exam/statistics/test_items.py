"""Item analysis against worked numbers: pearsonr of scipy 1.17.1, proportion_confint of statsmodels 0.15.0 (wilson)."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

from cstrain.exam.rules.statistics.figures import ItemFigures
from cstrain.exam.rules.statistics.items import Responses, analyse, fisher, thresholds, wilson
from tests.exam.statistics.anchors import ANSWERS, KEY, MARKS, PARTIAL, SECONDS

FIT = {"abs": 5e-7}


def responses(rows: list[list[float]], *, most: list[float] | None = None, **columns: Any) -> Responses:
    """A full table of people by items; ``columns``: chosen, blank, seconds as tables of the same shape."""
    people, items = len(rows), len(rows[0])
    full = most or [1.0] * items
    shares = [[score / full[item] for item, score in enumerate(row)] for row in rows]
    totals = [sum(row) / sum(full) for row in rows]
    person, item = np.repeat(np.arange(people), items), np.tile(np.arange(items), people)
    rest = [[(sum(row) - row[i]) / (sum(full) - full[i]) for i in range(items)] for row in rows]
    seconds = np.array(columns.get("seconds", [[math.nan] * items] * people), float)
    chosen = [
        (place, option)
        for place, option in enumerate(one for row in columns.get("chosen", ()) for one in row)
        if option >= 0
    ]
    return Responses(
        person=person,
        item=item,
        share=np.array(shares, float).ravel(),
        total=np.array(totals, float)[person],
        rest=np.array(rest, float).ravel(),
        seconds=seconds.ravel(),
        blank=np.array(columns.get("blank", [[False] * items] * people), bool).ravel(),
        chosen=(np.array([row for row, _ in chosen], int), np.array([option for _, option in chosen], int)),
    )


def of_a(order: list[int] | None = None) -> Responses:
    places = order or list(range(len(MARKS)))
    rows = [MARKS[place] for place in places]
    return responses(
        rows,
        seconds=[SECONDS[place] for place in places],
        chosen=[["ABCD".find(one) for one in ANSWERS[place]] for place in places],
        blank=[[one == "-" for one in ANSWERS[place]] for place in places],
    )


def analysed(given: Responses, items: int = 8, options: int = 4) -> list[ItemFigures]:
    return [one for one in analyse(given, items, [options] * items) if one is not None]


def test_facility_with_its_interval() -> None:
    found = analysed(of_a())
    assert [one.p for one in found] == pytest.approx(
        [0.833333, 0.916667, 0.75, 0.5, 0.583333, 0.416667, 0.416667, 0.25], **FIT
    )
    assert (found[0].p_low, found[0].p_high) == pytest.approx((0.551969, 0.953035), **FIT)
    assert wilson(3, 12) == pytest.approx((0.088942, 0.532305), **FIT)
    assert wilson(3, 10) == pytest.approx((0.107791, 0.603222), **FIT)


def test_discrimination_of_27_per_cent_groups_shares_ties() -> None:
    found = analysed(of_a())
    assert [one.d for one in found] == pytest.approx(
        [0.333333, 0.333333, 0.666667, 1, 0.833333, 1, 0.833333, 0.333333], **FIT
    )


def test_the_correlation_leaves_the_question_itself_out() -> None:
    found = analysed(of_a())
    assert [one.r for one in found] == pytest.approx(
        [0.186989, 0.422349, 0.381616, 0.796030, 0.404298, 0.656457, 0.438397, 0.170327], **FIT
    )
    assert fisher(0.7235964879940974, 30) == pytest.approx((0.491441, 0.859740), **FIT)


def test_partial_credit() -> None:
    most = [1.0] * 14 + [2.0] * 6
    found = analysed(responses(PARTIAL, most=most), 20, 0)
    assert [one.p for one in found[14:]] == pytest.approx([0.816667, 0.65, 0.533333, 0.766667, 0.616667, 0.5], **FIT)
    assert [found[place].d for place in (0, 14, 15, 19)] == pytest.approx(
        [0.214286, 0.169643, 0.642857, 0.446429], **FIT
    )
    assert (found[14].r, found[15].r) == (pytest.approx(0.164472, **FIT), pytest.approx(0.723596, **FIT))
    assert found[14].p_low < found[14].p < found[14].p_high


def test_options_of_a_question() -> None:
    table = {one.option: one for one in analysed(of_a())[7].options}
    assert {option: one.count for option, one in table.items()} == {0: 2, 1: 4, 2: 2, 3: 3, -1: 1}
    for option, share, top, bottom, r in (
        (0, 0.166667, 0, 0.333333, -0.320413),
        (1, 0.333333, 0.333333, 0, 0.387413),
        (2, 0.166667, 0.333333, 0.333333, 0.018848),
        (3, 0.25, 0.333333, 0, 0.170327),
        (-1, 0.083333, 0, 0.333333, -0.520995),
    ):
        one = table[option]
        assert (one.share, one.top, one.bottom, one.r) == pytest.approx((share, top, bottom, r), **FIT)


def test_the_order_of_people_and_of_options_changes_nothing() -> None:
    order = list(range(12))
    random.Random(4).shuffle(order)
    for one, other in zip(analysed(of_a()), analysed(of_a(order)), strict=True):
        assert (one.p, one.d, one.r, one.rapid) == pytest.approx((other.p, other.d, other.r, other.rapid), abs=1e-12)
        for option, again in zip(one.options, other.options, strict=True):
            assert (option.count, option.curve) == (again.count, again.curve)
            assert (option.top, option.bottom, option.r) == pytest.approx((again.top, again.bottom, again.r), abs=1e-12)


def test_the_time_under_which_an_answer_is_rapid() -> None:
    """NT10 needs 30 people; with 12 the fixed 3 seconds count, and P12 has two such answers."""
    given = of_a()
    assert set(thresholds(given, 8)) == {3.0}
    again = responses(MARKS * 3, seconds=SECONDS * 3)
    assert thresholds(again, 8) == pytest.approx(
        [2.308333, 3.058333, 3.725, 4.125, 3.35, 4.641667, 5.133333, 5.1], **FIT
    )
    assert [one.rapid for one in analysed(again, options=0)] == [0, 0, 0, 0, 3, 3, 6, 6]
    assert analysed(given)[0].seconds == 21  # the median


@pytest.mark.parametrize("mark", [0.0, 1.0])
def test_all_right_and_all_wrong_have_no_discrimination(mark: float) -> None:
    found = analysed(responses([[mark] * 3] * 40), 3, 0)
    assert all(one.d is None and one.r is None and one.p == mark for one in found)
    assert not any(math.isnan(value) for one in found for value in (one.p_low, one.p_high))


def test_one_person_and_none() -> None:
    found = analyse(responses([[1.0, 0.0]]), 3, [0, 0, 0])
    assert found[2] is None
    assert found[0] is not None
    assert (found[0].n, found[0].d, found[0].r) == (1, None, None)


def test_an_unfinished_paper_is_left_out_of_the_correlation_alone() -> None:
    rows = [row[:] for row in MARKS]
    given = responses(rows)
    unfinished = np.isin(given.person, (10, 11))
    rest = np.where(unfinished, math.nan, given.rest)
    keep = ~(unfinished & (given.item == 7))
    less = Responses(
        given.person[keep], given.item[keep], given.share[keep], given.total[keep], rest[keep], given.seconds[keep],
        given.blank[keep], (np.array([], int), np.array([], int)),
    )  # fmt: skip
    found = analysed(less, 8, 0)
    assert (found[7].n, found[7].n_rest, found[0].n, found[0].n_rest) == (10, 10, 12, 10)
    assert found[7].p == pytest.approx(0.3)


def test_a_curve_by_fifths_of_the_score() -> None:
    """Item 4 of the data, key C: the lowest fifth never chose it, the highest always."""
    key = analysed(of_a())[3].options[2]
    assert (key.curve[0], key.curve[-1]) == (0, 1)
    assert all(share is None or 0 <= share <= 1 for share in key.curve)
    assert (
        None in analysed(responses([[1.0, 1.0]] * 6 + [[0.0, 0.0]] * 6, chosen=[[0, 0]] * 12), 2, 2)[0].options[0].curve
    )


def test_key_of_the_data() -> None:
    assert [sum(row[place] for row in MARKS) for place in range(8)] == [10, 11, 9, 6, 7, 5, 5, 3]
    assert len(KEY) == 8
