"""A hire plays a scene alone at the desk, officially, to the trainer's signature; and three people rehearse in one room, one of
whom loses the phone for a while."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from cstrain.roleplay import queries
from tests.cast import Cast
from tests.journeys.stage import QUICK_COURSE, hired
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey

REPLY = "明白，从拍下算 3 天，您明天付来得及。"


def signed(who: Traveller, password: str) -> None:
    who.page.get_by_label("密码", exact=False).first.fill(password)
    who.press("签字")


def test_an_official_attempt_alone(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    with app.app_context():
        hired(cast, cast.trainee, 0, QUICK_COURSE)
    hire = traveller("hire")
    hire.sign_in(cast.trainee.employee_no, cast.trainee.password)
    hire.open("/roleplay/R90")
    hire.press("练一遍")
    assert "提示：这一轮要说到什么" in hire.text()
    hire.fill(您的回复="您看着付吧")
    hire.press("发送")
    assert "事实“期限”：这个数字没说。应为 3 天" in hire.text()
    hire.press("再练一遍")
    hire.press("到此为止")
    hire.follow("迟迟没付款")
    hire.press("正式演一场（还剩 3 次）")
    assert "第 1 次正式" in hire.text()
    assert "提示" not in hire.text()
    assert hire.page.get_by_role("timer").count() == 1
    hire.page.get_by_label("您的回复").fill(REPLY)
    with hire.page.expect_navigation():
        hire.page.get_by_label("您的回复").press("Enter")
    hire.mind()
    assert "100 分，过线" in hire.text()
    assert "必须“接住”：说到了" in hire.text()
    hire.follow("去签字")
    signed(hire, cast.trainee.password)

    trainer = traveller("trainer")
    trainer.sign_in(cast.trainer.employee_no, cast.trainer.password)
    trainer.open(f"/record/sign?group=roleplay&of={cast.trainee.id}")
    signed(trainer, cast.trainer.password)
    with app.app_context():
        assert queries.passed(cast.trainee.id, ["R90"], 85) == ["R90"]


def test_three_in_a_room_and_a_lost_phone(
    app: Flask, cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    with app.app_context():
        hired(cast, cast.trainee, 0, QUICK_COURSE)
    watching = traveller("observer")
    watching.sign_in(cast.trainer.employee_no, cast.trainer.password)
    watching.open("/roleplay/R90/room")
    watching.page.get_by_label("扮客服的人（工号）").fill(cast.trainee.employee_no)
    watching.page.get_by_label("扮客户的人（工号）").fill(cast.second_trainee.employee_no)
    watching.press("开房间")
    agent, customer = traveller("agent", phone=True), traveller("customer", phone=True)
    for player, someone in ((agent, cast.trainee), (customer, cast.second_trainee)):
        player.sign_in(someone.employee_no, someone.password)
        player.open("/roleplay")
        player.follow("进房间")
    assert "客户卡" not in agent.text()
    assert "客户卡" in customer.text()
    watching.press("开始，开始计时")

    customer.page.get_by_label("客户的话").fill("怎么还没退款？")
    customer.press("发送")
    agent.page.get_by_text("怎么还没退款？").wait_for()  # comes by itself

    agent.context.set_offline(True)
    customer.page.get_by_label("客户的话").fill("人呢？")
    customer.press("发送")
    watching.page.get_by_text("人呢？").wait_for()
    assert "人呢？" not in agent.text()
    agent.context.set_offline(False)
    agent.page.get_by_text("人呢？").wait_for()
    agent.errors.clear()  # what the browser says of a network that is gone
    agent.page.get_by_label("您的回复").fill("抱歉让您久等，我来跟。")
    agent.press("发送")
    watching.page.get_by_text("我来跟。").wait_for()

    for field in watching.page.locator("fieldset:has(input[name^=level_])").all():
        field.locator("input").last.check()
    watching.page.get_by_label("评语").fill("先致歉，再接手。")
    watching.press("结束并存下评分")
    assert "先致歉，再接手。" in watching.text()
    agent.page.get_by_role("link", name="看评分、去签字").wait_for()
    agent.follow("看评分、去签字")
    agent.follow("去签字")
    signed(agent, cast.trainee.password)
    watching.page.reload()
    watching.follow("去签字")
    signed(watching, cast.trainer.password)
    with app.app_context():
        assert queries.passed(cast.trainee.id, ["R90"], 85) == ["R90"]
