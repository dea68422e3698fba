"""A hire stays away for three days: all later dates move by three, and learning goes on where it stood."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from tests.cast import Cast
from tests.journeys.stage import DAY, QUICK_COURSE, hired
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def test_three_days_away(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    with app.app_context():
        learner = hired(cast, cast.trainee, 0, QUICK_COURSE)
    hire = traveller("hire", phone=True)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    assert hire.heading() == "第 1 天，共 2 天"
    assert "2026-10-21 学完最后一天" in hire.text()

    desk = traveller("trainer")
    desk.sign_in(cast.trainer.employee_no, cast.trainer.password)
    desk.open(f"/enrolment/{learner.enrolment_id}")
    desk.page.locator("summary", has_text="暂停培训").click()
    pause = desk.page.locator("form[action$='/pause']")
    pause.get_by_label("从哪天起").fill("2026-10-20")
    pause.get_by_label("到哪天止").fill("2026-10-22")
    pause.get_by_label("原因").fill("家里有事，请假三天")
    desk.press("暂停", "form[action$='/pause']")
    assert "家里有事" in desk.text()

    hire.open("/today")
    assert "这几天暂停，不算培训日。" in hire.text()
    assert "2026-10-24 学完最后一天" in hire.text()
    hire.open("/course")
    sun.shift(2 * DAY)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    assert "这几天暂停" in hire.text()
    sun.shift(DAY)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    assert hire.heading() == "第 1 天，共 2 天"
    assert "这几天暂停" not in hire.text()
    assert hire.page.get_by_role("link", name="开始").count() == 1
    hire.open("/record")
    assert "家里有事" in hire.text() or "暂停" in hire.text()
