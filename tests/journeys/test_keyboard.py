"""The shared training-room PC: signing in, practice and the exam with the keyboard alone, keys 1–4 and Enter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import expect

from cstrain.demo.walk import Watch
from tests.cast import Cast
from tests.journeys.acts import RIGHT
from tests.journeys.stage import DAY, QUICK_COURSE, hired, learned
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey
MOST_TABS = 40


def tab_to(visit: Traveller, words: str) -> None:
    """Tab until what has the focus says ``words``; everything on the way shows that it has it."""
    for _press in range(MOST_TABS):
        visit.page.keyboard.press("Tab")
        said = visit.page.evaluate(
            "(document.activeElement.innerText || document.activeElement.ariaLabel || '').trim()"
        )
        if said.startswith(words):
            return
    raise AssertionError(f"{visit.page.url}: {words} is not reached by Tab")


def enter(visit: Traveller) -> None:
    with visit.telling(), visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    visit.mind()


def sign_in(visit: Traveller, number: str, password: str) -> None:
    visit.open("/login")
    visit.page.get_by_label("工号").focus()
    visit.page.keyboard.type(number)
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.type(password)
    enter(visit)


def choose_by_key(visit: Traveller) -> None:
    """The figure that stands beside the right option."""
    rows = visit.page.locator(".choice")
    place = next(n for n in range(rows.count()) if RIGHT in rows.nth(n).inner_text())
    key = rows.nth(place).locator("kbd")
    expect(key).to_be_visible()
    visit.page.keyboard.press(key.inner_text())
    expect(rows.nth(place).locator("input")).to_be_checked()


def test_the_exam_by_keyboard(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        learned(cast, cast.trainee, 2, QUICK_COURSE)
    hire = traveller("hire-pc", size="pc")
    sign_in(hire, cast.trainee.employee_no, cast.trainee.password)
    tab_to(hire, "开始")
    enter(hire)
    tab_to(hire, "开始考试")
    enter(hire)
    for place in (1, 2, 3, 4):
        expect(hire.page.locator("h1")).to_contain_text(f"第 {place} 题")
        assert hire.page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), place
        choose_by_key(hire)
        expect(hire.page.locator("[data-saved]")).to_contain_text("已保存")
        enter(hire)
    assert hire.heading() == "答题卡"
    tab_to(hire, "交卷")
    enter(hire)
    assert hire.heading() == "通过了，100 分"


def test_practice_by_keyboard(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    with app.app_context():
        learner = hired(cast, cast.trainee, 0, QUICK_COURSE)
        for key in ("T1", "T2", "T3"):
            learner.do(key, Watch(learner.start_on))
    sun.shift(DAY / 4)
    hire = traveller("hire-pc", size="pc")
    sign_in(hire, cast.trainee.employee_no, cast.trainee.password)
    tab_to(hire, "开始")
    enter(hire)
    while hire.page.locator("form[method=post] .choice").count():
        choose_by_key(hire)
        enter(hire)
        enter(hire)
    hire.open("/today")
    assert "今天的都学完了" in hire.text()
