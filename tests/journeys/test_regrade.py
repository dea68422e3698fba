"""A key was wrong: one person appeals, the trainer asks, the supervisor approves, and one result flips."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from cstrain.kit import clock, jobs
from tests.cast import Cast
from tests.journeys.acts import sits
from tests.journeys.stage import QUICK_COURSE, QUICK_EXAM, learned
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def test_a_regrade_flips_one_person(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    with app.app_context():
        learned(cast, cast.trainee, 2, QUICK_COURSE)
    hire = traveller("hire", phone=True)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    attempt = sits(hire, QUICK_EXAM, wrong=1)
    assert hire.heading().startswith("这次没有通过")
    hire.follow("对某一题有异议")
    hire.fill(有什么异议="平台改了规则，7 天也对")
    hire.press("提出异议")
    assert "等答复" in hire.text()

    desk = traveller("trainer")
    desk.sign_in(cast.trainer.employee_no, cast.trainer.password)
    desk.open("/marking")
    desk.follow("题目异议")
    desk.go(desk.page.locator("main table a").first)
    assert "7 天也对" in desk.text()
    desk.page.get_by_label("异议成立").check()
    desk.fill(答复="您说得对，已经提出改标准答案")
    desk.press("答复")
    desk.follow("改标准答案")
    desk.page.locator(".choice", has_text="7 天").click()
    desk.fill(原因="平台 10 月 1 日改了规则，7 天也算对")
    desk.press("看谁的分数会变")
    assert "从未通过变成通过" in desk.text()
    assert "等另一个人批准" in desk.text()
    where = desk.page.url

    office = traveller("supervisor")
    office.sign_in(cast.supervisor.employee_no, cast.supervisor.password)
    office.open(where.removeprefix(office.site))
    office.press("批准改分")
    with app.app_context():
        while jobs.run_due(clock.now()):
            pass
    office.open(where.removeprefix(office.site))
    assert "已经重新算了 1 份试卷" in office.text()

    hire.open(f"/exam/{attempt}/result")
    assert hire.heading().startswith("通过了")
    hire.open(f"/exam/{attempt}/appeal")
    assert "您说得对" in hire.text()
    hire.open("/inbox")
    assert "改了标准答案" in hire.text()
