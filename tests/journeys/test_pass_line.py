"""A trainer sets a pass line with five judges: blind, discussed, decided with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cstrain.exam import queries
from tests.cast import Cast, Someone
from tests.journeys.stage import QUICK_EXAM
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey


def judges_of(cast: Cast) -> list[Someone]:
    return [cast.trainer, cast.second_trainer, cast.mentor, cast.supervisor, cast.inspector]


def test_a_trainer_sets_a_line_with_five_judges(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    desk = traveller("trainer")
    desk.sign_in(cast.trainer.employee_no, cast.trainer.password)
    desk.open(f"/exams/{QUICK_EXAM}/analysis")
    desk.follow("及格线")
    desk.fill(评委工号="\n".join(each.employee_no for each in judges_of(cast)))
    desk.press("开始评定")
    panel = desk.page.url.rsplit("/", 1)[1]
    assert "0 位交出，共 5 位" in desk.text()

    for number, someone in enumerate(judges_of(cast)):
        judge = desk if someone is cast.trainer else traveller(f"judge{number}", phone=number == 2)
        if judge is not desk:
            judge.sign_in(someone.employee_no, someone.password)
        judge.open(f"/judge/{panel}")
        fields = judge.page.locator("input[type=number]").all()
        for field in fields:
            field.fill(str(70 + 2 * number))
        judge.press("先存着")
        assert judge.page.locator("input[type=number]").first.input_value() == str(70 + 2 * number)
        assert "大家评" not in judge.text()
        judge.press("交出这一轮")
        assert "这一轮您已交出" in judge.text()

    desk.open(f"/exams/line/{panel}")
    assert "5 位交出，共 5 位" in desk.text()
    desk.press("结束各自评，开始讨论")
    assert "70–78" in desk.text()
    desk.open(f"/judge/{panel}")
    assert "大家评 70 到 78，平均 74" in desk.text()
    desk.page.locator("input[type=number]").first.fill("75")
    desk.press("交出这一轮")

    desk.open(f"/exams/line/{panel}")
    desk.fill(及格线="75", 原因="照评委的结果，误差可以接受")
    desk.press("定下及格线")
    assert desk.page.locator("h2").first.inner_text() == "定为 75 分"
    desk.open(f"/exams/{QUICK_EXAM}/line")
    assert "5 位评委评出" in desk.text()
    with app.app_context():
        version = queries.newest_version(queries.exam_by_key(QUICK_EXAM).id)
        assert version is not None
        assert queries.blueprint_of(version)[0].line == 75
