"""Campaign eve: the platform changes a rule, and by night everybody concerned has read it and signed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cstrain.exam import queries as exam
from cstrain.kit import clock, jobs
from tests.cast import Cast
from tests.journeys.acts import sign_everything
from tests.journeys.stage import certified
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey
ANNOUNCED = "淘宝：买家拍下商品后没有付款的订单，原来 3 天自动关闭，10 月 21 日起改为 4 天。"


def changes_the_rule(desk: Traveller) -> None:
    desk.open("/rules/change-day")
    desk.fill(叫什么="未付款改为 4 天关闭", 公告原文=ANNOUNCED)
    desk.press("开始处理")
    desk.page.get_by_label("TQ1", exact=False).first.check()
    desk.press("就是这些")
    desk.follow("去改")
    text = desk.page.locator("textarea[name=text]")
    text.fill(text.input_value().replace("3 天", "4 天"))
    desk.page.get_by_text("大改").first.click()
    desk.page.locator("[name=reason]").fill("10 月 20 日公告")
    desk.press("存为新的版本")
    desk.follow("回到变更日")


def mends_everything(desk: Traveller, other: Traveller) -> None:
    """The trainer looks at each and pins it anew; the supervisor accepts them as one list."""
    while True:
        desk.open(desk.page.url.removeprefix(desk.site).split("/mend")[0].split("#")[0] + "/mend")
        boxes = desk.page.locator("input[name=question]")
        if not boxes.count():
            return
        for box in boxes.all():
            box.check()
        desk.press("打勾的只换版本")
        other.open("/review")
        other.press("没打勾的都通过")


def test_a_rule_change_on_campaign_eve(app: Flask, cast: Cast, traveller: Callable[..., Traveller]) -> None:
    with app.app_context():
        certified(cast, cast.agent)
    desk, other = traveller("trainer"), traveller("supervisor")
    desk.sign_in(cast.trainer.employee_no, cast.trainer.password)
    other.sign_in(cast.supervisor.employee_no, cast.supervisor.password)
    changes_the_rule(desk)
    assert "考试的题不够抽" in desk.text(), "said before anybody sits"
    assert cast.agent.name in desk.text()
    with app.app_context():
        assert exam.short_exams(clock.now())
    day = desk.page.url.removeprefix(desk.site).split("#")[0]
    mends_everything(desk, other)
    desk.open(day)
    assert "考试的题不够抽" not in desk.text()
    desk.fill(卡片上写什么="拍下 4 天没付款才关闭。客户问起，说 4 天。")
    desk.press("发出卡片")
    assert "0/1 已签收" in desk.text()
    with app.app_context():
        jobs.run_due(clock.now())

    agent = traveller("agent", phone=True)
    agent.sign_in(cast.agent.employee_no, cast.agent.password)
    agent.open("/today")
    agent.follow("去看")
    for section in agent.page.locator("form .card").all():
        section.locator(".choice", has_text="3 天").first.click()
    agent.press("交 3 题")
    agent.follow("去签字")
    sign_everything(agent, cast.agent.password)
    desk.open(day)
    assert "1/1 已签收" in desk.text()
