"""Reliability against worked numbers: cronbach_alpha of pingouin 0.7.0, quantiles of scipy 1.17.1."""

from __future__ import annotations

import pytest

from cstrain.exam.rules.statistics.distributions import at_least, f_quantile, gauss_legendre, t_quantile
from cstrain.exam.rules.statistics.reliability import (
    alpha,
    drawn_error,
    drawn_reliability,
    effective_length,
    feldt,
    keats_error,
    kr20,
    kr21,
    length_for,
    livingston,
    lord_error,
    moments,
    sem,
)
from tests.exam.statistics.anchors import MANY, MARKS, PARTIAL

FIT = {"abs": 5e-7}
A = moments([sum(row) for row in MARKS])
B = moments([sum(row) for row in PARTIAL])
G = moments(MANY)


def test_alpha() -> None:
    assert alpha(MARKS) == pytest.approx(0.734177, **FIT)
    assert alpha(PARTIAL) == pytest.approx(0.807109, **FIT)
    assert kr20(30, 5.5, G.v) == pytest.approx(0.769877, **FIT)
    assert kr20(10, 2.18, 5.84) == pytest.approx(0.696347, **FIT)
    kept = [[1.0 if place == 1 else mark for place, mark in enumerate(row)] for row in MARKS[:10]]
    assert alpha(kept) == pytest.approx(0.666667, **FIT)  # a question all got right stays in


def test_kr21() -> None:
    assert kr21(8, A) == pytest.approx(0.636528, **FIT)
    assert kr21(30, G) == pytest.approx(0.751341, **FIT)
    assert (A.mean, A.v) == pytest.approx((4.666667, 4.388889), **FIT)


def test_papers_drawn_anew_come_to_kr21_and_to_lords_error() -> None:
    errors = [drawn_error(row, [1.0] * 8) or 0.0 for row in MARKS]
    assert drawn_reliability(errors, A) == pytest.approx(kr21(8, A))
    six = [1.0] * 6 + [0.0] * 2
    assert drawn_error(six, [1.0] * 8) == pytest.approx(1.309307**2, abs=1e-5)
    assert drawn_error(six, [2.0] * 8) == pytest.approx(4 * 1.309307**2, abs=1e-5)


def test_the_interval_of_feldt() -> None:
    for reliability, n, k, wanted in (
        (alpha(MARKS) or 0, 12, 8, (0.424475, 0.910723)),
        (alpha(PARTIAL) or 0, 30, 20, (0.690715, 0.894304)),
        (kr20(30, 5.5, G.v) or 0, 250, 30, (0.726841, 0.809044)),
        (0.913, 873, 20, (0.904402, 0.921159)),
    ):
        assert feldt(reliability, n, k) == pytest.approx(wanted, **FIT)


def test_errors_in_points() -> None:
    assert sem(A, alpha(MARKS)) == pytest.approx(1.128152, **FIT)
    assert sem(B, alpha(PARTIAL)) == pytest.approx(2.125110, **FIT)
    assert sem(G, kr20(30, 5.5, G.v)) == pytest.approx(2.228916, **FIT)
    assert lord_error(6, 8, 8) == pytest.approx(1.309307, **FIT)
    assert lord_error(22, 30, 30) == pytest.approx(2.463527, **FIT)
    assert keats_error(lord_error(6, 8, 8) or 0, alpha(MARKS) or 0, kr21(8, A) or 0) == pytest.approx(1.119701, **FIT)
    assert keats_error(lord_error(22, 30, 30) or 0, 0.7698771716902172, kr21(30, G) or 0) == pytest.approx(
        2.369929, **FIT
    )


def test_distance_from_the_line() -> None:
    assert livingston(alpha(MARKS), A, 6) == pytest.approx(0.806154, **FIT)
    assert livingston(alpha(PARTIAL), B, 17) == pytest.approx(0.808210, **FIT)
    assert livingston(kr20(30, 5.5, G.v), G, 22) == pytest.approx(0.769894, **FIT)


def test_the_length_a_wish_takes() -> None:
    for reliability, k, wish, factor, items in (
        (alpha(MARKS), 8, 0.8, 1.448276, 12),
        (alpha(MARKS), 8, 0.9, 3.258621, 27),
        (alpha(PARTIAL), 20, 0.8, 0.955961, 20),
        (alpha(PARTIAL), 20, 0.9, 2.150912, 44),
        (kr20(30, 5.5, G.v), 30, 0.9, 2.690176, 81),
    ):
        found = length_for(wish, reliability, k)
        assert found is not None
        assert (found.factor, found.items) == (pytest.approx(factor, **FIT), items)
    assert length_for(0.9, None, 8) is None
    assert length_for(0.9, -0.1, 8) is None


def test_undefined_is_none() -> None:
    flat = moments([5.0] * 10)
    assert (alpha([[1.0, 0.0]] * 10), kr21(8, flat), sem(flat, 0.8), feldt(0.8, 2, 8)) == (None, None, None, None)
    assert (lord_error(0, 8, 8), lord_error(8, 8, 8), lord_error(6, 8, 1)) == (None, None, None)
    assert sem(A, -0.2) is None
    assert drawn_reliability([], flat) is None


def test_effective_length_of_weights() -> None:
    assert effective_length([2.0] * 8) == pytest.approx(8)
    assert effective_length([1.0, 3.0]) == pytest.approx(1.6)


def test_distributions() -> None:
    assert f_quantile(0.975, 11, 77) == pytest.approx(2.16507103127882, abs=1e-9)
    assert f_quantile(0.025, 11, 77) == pytest.approx(0.3358528601515583, abs=1e-9)
    assert t_quantile(0.975, 29) == pytest.approx(2.045229642132703, abs=1e-9)
    assert at_least(22, 30, 0.633333) == pytest.approx(0.172286, abs=1e-5)
    assert (at_least(0, 5, 0.2), at_least(6, 5, 0.2)) == (1, 0)
    assert sum(weight for _node, weight in gauss_legendre(400)) == pytest.approx(2, abs=1e-12)
