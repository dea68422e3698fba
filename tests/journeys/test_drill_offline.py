"""A day's drill on a phone, a minute of it without network: nothing answered is lost, and nothing is answered twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cstrain.drill.models import DrillReview
from cstrain.kit import db
from tests.cast import Cast
from tests.journeys.acts import RIGHT, WRONG, answer
from tests.journeys.stage import COURSE, hired
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def reviews(app: Flask) -> list[tuple[str, int, bool, str]]:
    with app.app_context():
        rows = db.database.session.scalars(select(DrillReview).order_by(DrillReview.id))
        return [(one.question_id, one.rating, one.judged, one.confidence) for one in rows]


def number(page: Page) -> str:
    return page.locator("[data-card] .num").first.inner_text()


def give(page: Page, text: str, sure: str) -> None:
    answer(page, text)
    page.get_by_role("button", name=sure).click()


def test_a_minute_offline_loses_no_answer(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        hire_of_the_course(cast)
    hire = traveller("driller", phone=True)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    hire.open("/drill")
    hire.follow("开始练")
    page = hire.page
    first = number(page)
    give(page, RIGHT, "有把握")
    expect(page.locator(".banner")).to_contain_text("答对了")
    hire.follow("下一题")
    page.wait_for_load_state("networkidle")  # the next cards are on the device

    hire.context.set_offline(True)
    seen = [first]
    for place, (text, sure) in enumerate(((WRONG, "有把握"), (RIGHT, "一半把握"))):
        expect(page.locator("form[id^=card]")).to_be_visible()
        assert number(page) not in seen
        seen.append(number(page))
        give(page, text, sure)
        expect(page.locator("[data-saved]")).to_contain_text(f"{place + 1} 题等待上传")
        expect(page.locator(".banner").first).to_contain_text("网络断了")
    assert len(reviews(app)) == 1
    hire.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("已保存", timeout=15_000)
    page.wait_for_timeout(500)
    told = reviews(app)
    assert [one[0] for one in told] == seen
    assert [(one[1], one[3]) for one in told] == [(3, "sure"), (1, "sure"), (3, "half")]
    assert not any(one[2] for one in told)
    hire.errors.clear()  # the browser's own words about requests that could not leave
    hire.open("/drill/wrong")
    assert seen[1] in hire.text()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('cstrain:drill')).length") == 0


def test_what_was_kept_is_sent_by_the_next_page(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        hire_of_the_course(cast)
    hire = traveller("driller", phone=True)
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    hire.open("/drill/gate/card")
    page = hire.page
    page.wait_for_load_state("networkidle")
    page.route(
        "**/drill/gate/card", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    give(page, RIGHT, "猜的")
    expect(page.locator("[data-saved]")).to_contain_text("1 题等待上传")
    assert reviews(app) == []
    page.unroute("**/drill/gate/card")
    hire.errors.clear()
    hire.open("/drill")
    page.wait_for_timeout(1500)
    assert [(one[1], one[3]) for one in reviews(app)] == [(3, "guess")]
    hire.errors.clear()


def hire_of_the_course(cast: Cast) -> None:
    """Enrolled yesterday, the first practice begun: its bank is open."""
    from cstrain.curriculum.models import StepRun
    from cstrain.curriculum.queries import plan
    from tests.journeys.stage import NOW

    hire = hired(cast, cast.trainee, 1, COURSE)
    with db.transaction(at=NOW, by=cast.trainee.id, why="tests"):
        for step in plan(hire.enrolment_id):
            if step.kind == "练习":
                db.database.session.add(StepRun(plan_step_id=step.id, started_at=NOW))
