"""Decision statistics against numerical integration and exact sums of scipy 1.17.1; the fit against betafunctions 1.9.0."""

from __future__ import annotations

import pytest

from cstrain.exam.rules.statistics.decisions import (
    classified,
    huynh,
    livingston_lewis,
    passes_once,
    passes_within,
    subkoviak,
    true_moments,
    unready_pass,
)
from cstrain.exam.rules.statistics.raters import agreement, weighted_kappa
from cstrain.exam.rules.statistics.reliability import alpha, kr20, kr21, moments
from tests.exam.statistics.anchors import MANY, MARKS, PARTIAL, RATERS

FIT = {"abs": 5e-7}
G = moments(MANY)
KR20 = kr20(30, 5.5, G.v)


def test_livingston_and_lewis_with_four_parameters() -> None:
    model = livingston_lewis(MANY, 30, 22, KR20)
    assert model is not None
    assert (model.n, model.cut, model.is_four) == (32, 23, True)
    scores = model.scores
    assert (model.length, scores.a, scores.b, scores.low, scores.high) == pytest.approx(
        (32.193157, 3.525878, 1.587257, 0.233034, 0.956621), **FIT
    )
    found = classified(model)
    assert (found.right, found.same, found.kappa) == pytest.approx((0.846466, 0.804032, 0.587114), **FIT)
    assert (found.true_pass, found.false_pass, found.false_fail, found.true_fail) == pytest.approx(
        (0.502419, 0.110209, 0.043325, 0.344047), **FIT
    )


def test_the_fit_meets_the_moments_it_was_made_from() -> None:
    model = livingston_lewis(MANY, 30, 22, KR20)
    assert model is not None
    for order, wanted in enumerate(true_moments([32 * score / 30 for score in MANY], 32), start=1):
        found = model.scores.mean_of(lambda t, order=order: t**order)  # type: ignore[misc]
        assert found == pytest.approx(wanted, abs=1e-9)


def test_livingston_and_lewis_with_two_parameters() -> None:
    model = livingston_lewis([float(sum(row)) for row in PARTIAL], 26, 17, alpha(PARTIAL))
    assert model is not None
    assert (model.n, model.cut, model.is_four) == (29, 19, False)
    assert (model.length, model.scores.a, model.scores.b) == pytest.approx((29.015280, 4.869383, 2.420672), **FIT)
    found = classified(model)
    assert (found.right, found.same, found.kappa) == pytest.approx((0.859807, 0.808998, 0.604119), **FIT)


def test_subkoviak() -> None:
    found = subkoviak([sum(row) for row in MARKS], 8, 6, alpha(MARKS))
    assert found is not None
    assert (found.same, found.kappa) == pytest.approx((0.743086, 0.453354), **FIT)
    many = subkoviak(MANY, 30, 22, KR20)
    assert many is not None
    assert (many.same, many.kappa) == pytest.approx((0.778262, 0.544184), **FIT)


def test_huynh() -> None:
    a = moments([float(sum(row)) for row in MARKS])
    found = huynh(8, 6, a, kr21(8, a))
    assert found is not None
    assert (found.same, found.kappa) == pytest.approx((0.743985, 0.459541), **FIT)
    many = huynh(30, 22, G, kr21(30, G))
    assert many is not None
    assert (many.same, many.kappa) == pytest.approx((0.783210, 0.554673), **FIT)


def test_the_risk_of_several_tries() -> None:
    for k, c, t, wanted in (
        (30, 22, 22 / 30 - 0.10, (0.172286, 0.314889, 0.432924)),
        (30, 22, 22 / 30 - 0.05, (0.355468, 0.584579, 0.732248)),
        (8, 6, 0.65, (0.427814, 0.672603, 0.812668)),
    ):
        once = passes_once(k, c, t)
        assert [passes_within(tries, once) for tries in (1, 2, 3)] == pytest.approx(wanted, **FIT)
    model = livingston_lewis(MANY, 30, 22, KR20)
    assert model is not None
    found = [unready_pass(model, tries) for tries in (1, 2, 3)]
    assert [risk for risk, _ in found] == pytest.approx((0.242614, 0.381675, 0.468344), **FIT)
    assert [share for _, share in found] == pytest.approx((0.179895, 0.243984, 0.281247), **FIT)


def test_what_cannot_be_said_is_not_said() -> None:
    assert livingston_lewis([5.0] * 50, 30, 22, 0.8) is None
    assert livingston_lewis(MANY, 30, 22, -0.1) is None
    assert huynh(30, 22, G, -0.2) is None
    assert subkoviak([], 30, 22, 0.7) is None
    everybody = subkoviak([30.0] * 40, 30, 22, 0.5)
    assert everybody is not None
    assert (everybody.same, everybody.kappa) == (1, None)


def test_two_markers() -> None:
    """cohen_kappa_score of scikit-learn 1.9.1 with all labels 0 … 4."""
    found = agreement(list(zip(*RATERS, strict=True)), 4)
    assert found is not None
    assert (found.exact, found.near, found.kappa) == pytest.approx((0.4, 0.933333, 0.739130), **FIT)
    gaps = ([0, 0, 4, 4, 1, 3, 0, 4], [0, 1, 4, 3, 1, 3, 0, 4])
    assert weighted_kappa(list(zip(*gaps, strict=True)), 4) == pytest.approx(0.956522, **FIT)
    assert agreement([], 4) is None
    assert weighted_kappa([(2, 2), (2, 2)], 4) is None
