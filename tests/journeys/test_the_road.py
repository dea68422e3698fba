"""The whole road of one hire: enrolled at the desk, learning on a phone, signed, examined, agreed, certified."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine

from cstrain.certification import queries as certificates
from tests.cast import Cast, Someone
from tests.journeys.acts import accepts_the_charter, answer, practises, reads, sign_everything
from tests.journeys.stage import COURSE, DAY, EXAM, HOUR
from tests.journeys.travellers import Traveller

pytestmark = pytest.mark.journey
NUMBER, NAME, OWN = "CS-20500", "林小满", "shan yun feng yue 2026"


@dataclass
class Road:
    """Who walks, and the sun that the test moves."""

    cast: Cast
    make: Callable[..., Traveller]
    sun: time_machine.Coordinates

    def at_desk(self, name: str, someone: Someone) -> Traveller:
        desk = self.make(name)
        desk.sign_in(someone.employee_no, someone.password)
        return desk


def test_from_the_first_day_to_the_certificate(
    cast: Cast, traveller: Callable[..., Traveller], sun: time_machine.Coordinates
) -> None:
    road = Road(cast, traveller, sun)
    slip = taken_on(road)
    enrolled(road)
    hire = first_sign_in(road, slip)
    reads(hire)
    accepts_the_charter(hire)
    meets_the_mentor(road, hire)
    practises(hire)
    drills(hire)
    signs_the_day(hire, 4)
    mentor_signs(road)
    sun.shift(DAY)
    hire.sign_in(NUMBER, OWN)
    drills(hire)
    plays(road, hire)
    sits(hire)
    marked(road)
    signs_the_rest(road, hire)
    decided(road)
    certified(road, hire)


def taken_on(road: Road) -> str:
    """The administrator adds the person; the slip shows the first password once."""
    desk = road.at_desk("admin", road.cast.admin)
    desk.open("/people")
    desk.follow("添加一人")
    desk.fill(工号=NUMBER, 姓名=NAME, 入职日期="2026-10-20")
    desk.page.get_by_label("小组").select_option(label="售前接待组")
    desk.page.get_by_label("店铺").select_option(index=1)
    desk.press("添加")
    return desk.page.locator("code").inner_text()


def enrolled(road: Road) -> None:
    desk = road.at_desk("trainer", road.cast.trainer)
    desk.follow("报名")
    desk.page.get_by_label(NAME).check()
    page = desk.page
    page.get_by_label("课程", exact=True).select_option(COURSE)
    desk.fill(开始日期="2026-10-20", 批次="10 月第 4 批")
    page.get_by_label("带教人", exact=True).select_option(road.cast.mentor.id)
    page.get_by_label("培训师", exact=True).select_option(road.cast.trainer.id)
    desk.press("报名", "form.split")
    assert NAME in desk.text()


def first_sign_in(road: Road, slip: str) -> Traveller:
    hire = road.make("hire", phone=True)
    hire.sign_in(NUMBER, slip)
    assert hire.heading() == "设自己的密码"
    hire.fill(新密码=OWN, 再输一次新密码=OWN)
    hire.press("保存密码")
    if "/today" not in hire.page.url:
        hire.open("/today")
    assert hire.heading() == "第 1 天，共 2 天"
    return hire


def meets_the_mentor(road: Road, hire: Traveller) -> None:
    """The mentor confirms on the hire's device, with a code from their own."""
    mentor = road.make("mentor", phone=True)
    mentor.sign_in(road.cast.mentor.employee_no, road.cast.mentor.password)
    mentor.open("/account/code")
    mentor.press("显示代码")
    code = re.search(r"\b(\d{4}) ?(\d{4})\b", mentor.text())
    assert code is not None, mentor.text()
    hire.open("/today")
    hire.follow("开始")
    hire.fill(一次性代码="".join(code.groups()))
    hire.press("确认到场完成")


def drills(hire: Traveller) -> None:
    """Every card that is due today."""
    hire.open("/drill")
    if not hire.page.get_by_role("link", name="开始练").count():
        return
    hire.follow("开始练")
    while hire.page.locator("#card").count():
        answer(hire.page)
        hire.press("有把握")
        hire.follow("下一题")


def signs_the_day(hire: Traveller, many: int) -> None:
    hire.open("/today")
    hire.follow("去签字")
    hire.fill(登录密码=OWN)
    hire.press(f"签字（{many} 个环节）")
    assert f"已签字 {many} 个环节。" in hire.text()


def mentor_signs(road: Road) -> None:
    mentor = road.at_desk("mentor", road.cast.mentor)
    sign_everything(mentor, road.cast.mentor.password)


def plays(road: Road, hire: Traveller) -> None:
    """The trainer scores the scene; both sign."""
    desk = road.at_desk("trainer", road.cast.trainer)
    desk.open("/roleplay/score?scene=R90")
    desk.follow(NAME)
    for group in desk.page.locator("fieldset").all():
        levels = group.get_by_role("radio")
        if levels.count():
            levels.last.check()
    desk.fill(评语="沉得住气")
    desk.press("存下评分")
    sign_everything(hire, OWN)
    sign_everything(desk, road.cast.trainer.password)


def sits(hire: Traveller) -> None:
    """The exam on the phone: answers, a flag, the sheet, handing in."""
    hire.open(f"/exam/{EXAM}")
    hire.press("开始考试")
    for place in (1, 2, 3):
        if hire.page.locator(".choice").count():
            answer(hire.page)
        else:
            hire.page.get_by_label("您的回答").fill("从拍下算起给您留 3 天，不急。")
        if place == 2:
            hire.press("标记")
        hire.go(hire.page.locator(".bar .btn.go"))
    assert hire.heading() == "答题卡"
    assert "已答 3 题，未答 0 题，标记 1 题。" in hire.text()
    hire.press("交卷")
    assert hire.heading() == "已交卷，等阅卷"


def marked(road: Road) -> None:
    desk = road.at_desk("trainer", road.cast.trainer)
    desk.follow("阅卷")
    desk.go(desk.page.locator("main .table a, main .steps a").first)
    for figure in desk.page.locator("input[type=number]").all():
        figure.fill("2")
    desk.press("给分")


def signs_the_rest(road: Road, hire: Traveller) -> None:
    road.sun.shift(HOUR / 10)
    sign_everything(hire, OWN)
    hire.open("/step/T7")
    hire.press("去总签")
    sign_everything(hire, OWN)
    sign_everything(road.at_desk("trainer", road.cast.trainer), road.cast.trainer.password)
    hire.open("/today")
    assert "还差 1 项能上岗" in hire.text()


def decided(road: Road) -> None:
    desk = road.at_desk("supervisor", road.cast.supervisor)
    desk.follow("上岗准入")
    desk.go(desk.page.locator("tr", has_text=NAME).get_by_role("link").last)
    desk.page.get_by_label("同意上岗", exact=False).first.check()
    desk.fill(理由="证据齐全", 登录密码=road.cast.supervisor.password)
    desk.press("签字并决定")


def certified(road: Road, hire: Traveller) -> None:
    """The hire sees the certificate; a stranger may ask whether it holds, and learns no score and no full name."""
    hire.open("/today")
    hire.follow("看证书")
    number = hire.page.url.rsplit("/", 1)[1]
    hire.follow("打印证书")
    assert NAME in hire.page.locator("body").inner_text()
    with hire.app.app_context():
        code = certificates.verification(number).check_code
    stranger = road.make("stranger", phone=True)
    stranger.open("/verify")
    stranger.fill(证书编号=number, 校验码=code)
    stranger.press("核验")
    assert stranger.heading() == "这张证书现在有效"
    assert NAME not in stranger.text()
    stranger.fill(证书编号=number, 校验码="AAAAAAAAAA")
    stranger.press("核验")
    assert stranger.heading() == "没有这张证书，或者校验码不对"
