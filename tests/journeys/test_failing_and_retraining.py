"""Twice not passed: one waits, one is retrained, the trainer gives one more attempt, and that one passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cstrain.exam.models import Attempt
from cstrain.kit import db
from tests.cast import Cast
from tests.journeys.acts import sign_everything, sits
from tests.journeys.stage import DAY, QUICK_COURSE, QUICK_EXAM, learned
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def attempts(app: Flask) -> int:
    with app.app_context():
        return db.database.session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_failing_twice_then_retraining(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    with app.app_context():
        learned(cast, cast.trainee, 2, QUICK_COURSE)
    hire = traveller("hire", phone=True)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)

    sits(hire, QUICK_EXAM, wrong=2)
    assert hire.heading().startswith("这次没有通过")
    assert "还剩 1 次机会" in hire.text()
    assert "10 月 21 日 09:00 起可以再考" in hire.text()
    assert "3 天" not in hire.text()  # no options and no keys while the exam is open
    hire.open(f"/exam/{QUICK_EXAM}")
    assert not hire.page.get_by_role("button", name="开始考试").count()
    hire.open("/account")
    assert hire.post(f"/exam/{QUICK_EXAM}/start") == 409
    assert attempts(app) == 1

    sun.shift(DAY)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    sits(hire, QUICK_EXAM, wrong=2)
    assert "次数用完了，先补训" in hire.text()
    sun.shift(2 * DAY)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    hire.open("/account")
    assert hire.post(f"/exam/{QUICK_EXAM}/start") == 409
    assert attempts(app) == 2

    desk = traveller("trainer")
    desk.sign_in(cast.trainer.employee_no, cast.trainer.password)
    desk.open(f"/exams/{QUICK_EXAM}")
    again = desk.page.get_by_role("region", name="补训后再给一次")
    again.get_by_label("工号", exact=True).fill(cast.trainee.employee_no)
    again.get_by_label("原因", exact=True).fill("补讲付款时限一小时")
    desk.press("再给一次机会")

    sits(hire, QUICK_EXAM)
    assert hire.heading() == "通过了，100 分"
    hire.follow("去签字")
    sign_everything(hire, cast.trainee.password)
    hire.open("/today")
    assert "还差 1 项能上岗" in hire.text()  # the supervisor's decision
