"""Script switched off: a lesson, the charter, practice, signing, and the exam, which then saves page by page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from cstrain.curriculum import actions as curriculum
from cstrain.demo.walk import Watch, acting, proof, sign_all
from tests.cast import Cast
from tests.journeys.acts import accepts_the_charter, practises, reads, sign_everything, sits
from tests.journeys.stage import DAY, HOUR, NOW, QUICK_COURSE, QUICK_EXAM, hired
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def test_a_hire_without_script(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    with app.app_context():
        learner = hired(cast, cast.trainee, 0, QUICK_COURSE)
    hire = traveller("plain", phone=True, script=False)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    reads(hire)
    accepts_the_charter(hire)
    sun.shift(HOUR / 4)
    with app.app_context():
        at = NOW + HOUR / 8
        watch = Watch.at_instant(at)
        with acting(watch, learner.mentor):
            curriculum.confirm_step(learner.enrolment_id, "T3", proof(learner.mentor, at), at=at)
    practises(hire)
    sign_everything(hire, cast.trainee.password)
    with app.app_context():
        for coach in (learner.mentor, learner.trainer):
            sign_all(coach, Watch.at_instant(NOW + 2 * HOUR))
    sun.shift(DAY)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    sits(hire, QUICK_EXAM)
    assert hire.heading() == "通过了，100 分"
    sign_everything(hire, cast.trainee.password)
    hire.open("/today")
    assert "还差 1 项能上岗" in hire.text()
