"""The connection is lost while answering: the page says so and keeps the answers; back online nothing is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from cstrain.exam import queries
from tests.cast import Cast
from tests.journeys.acts import RIGHT, WRONG, answer
from tests.journeys.stage import QUICK_COURSE, QUICK_EXAM, learned
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def kept(app: Flask, attempt_id: str) -> int:
    """How many places hold an answer in the database."""
    with app.app_context():
        return sum(step.answer is not None for step in queries.current_steps(attempt_id).values())


def test_answers_survive_a_lost_connection(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        learned(cast, cast.trainee, 2, QUICK_COURSE)
    hire = traveller("hire", phone=True)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    hire.open(f"/exam/{QUICK_EXAM}")
    page = hire.press("开始考试")
    attempt_id = page.url.split("/")[-2]
    saved = page.locator("[data-saved]")
    answer(page, RIGHT)
    expect(saved).to_contain_text("已保存")
    hire.go(page.locator(".bar .btn.go"))

    hire.context.set_offline(True)
    answer(page, WRONG)
    answer(page, RIGHT)  # changed while away: the last one counts
    expect(saved).to_contain_text("1 题等待上传")
    expect(page.locator(".banner")).to_contain_text("网络断了，可以接着答")
    page.locator(".bar .btn.go").click()  # stays, for the next page would not come
    expect(page.locator("h1")).to_contain_text("第 2 题")
    assert kept(app, attempt_id) == 1
    hire.context.set_offline(False)
    expect(saved).to_contain_text("已保存", timeout=10_000)
    expect(page.locator(".banner")).to_have_count(0)
    assert kept(app, attempt_id) == 2
    hire.errors.clear()  # the browser's own words about requests that could not leave
    page.reload()
    expect(page.locator(".choice", has_text=RIGHT).locator("input")).to_be_checked()

    for _place in (2, 3, 4):
        answer(page, RIGHT)
        expect(saved).to_contain_text("已保存")
        hire.go(page.locator(".bar .btn.go"))
    hire.context.set_offline(True)
    page.get_by_role("button", name="交卷").click()
    expect(page.locator(".banner")).to_contain_text("网络断了")
    assert hire.heading() == "答题卡"  # nothing was handed in, and nothing is lost
    hire.context.set_offline(False)
    hire.errors.clear()
    page.wait_for_timeout(500)
    hire.press("交卷")
    assert hire.heading() == "通过了，100 分"
    assert kept(app, attempt_id) == 4
