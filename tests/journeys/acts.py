"""What hires and those beside them do on several journeys."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.travellers import Traveller

RIGHT, WRONG = "3 天", "7 天"


def answer(page: Page, text: str = RIGHT) -> None:
    """The choice that says ``text``."""
    page.locator(".choice", has_text=text).first.click()


def reads(hire: Traveller) -> None:
    """Section by section, then its questions."""
    hire.open("/today")
    hire.follow("开始")
    while "/questions" not in hire.page.url:
        hire.go(hire.page.locator(".bar .btn.go"))
    answers_all(hire)


def answers_all(hire: Traveller) -> None:
    """Every question of a step, the first of them wrongly once."""
    wrong = True
    while hire.page.locator("form[method=post] .choice").count():
        answer(hire.page, WRONG if wrong else RIGHT)
        wrong = False
        hire.press("提交答案")
        hire.go(hire.page.locator("main .btn.go"))


def accepts_the_charter(hire: Traveller) -> None:
    hire.open("/today")
    hire.follow("开始")
    for box in hire.page.locator(".choice input").all():
        box.check()
    hire.press("确认全部 2 条")


def practises(hire: Traveller) -> None:
    hire.open("/today")
    hire.follow("开始")
    answers_all(hire)


def sign_everything(someone: Traveller, password: str) -> None:
    """Bundle by bundle; a single one opens at once."""
    someone.open("/record/sign")
    while True:
        if someone.page.get_by_label("登录密码").count():
            someone.fill(登录密码=password)
            someone.press("签字（")
            someone.open("/record/sign")
        elif someone.page.locator("main .steps a").count():
            someone.go(someone.page.locator("main .steps a").first)
        else:
            return


def sits(hire: Traveller, exam: str, wrong: int = 0) -> str:
    """Begin, answer every question (the first ``wrong`` wrongly), hand in; the id of the attempt."""
    hire.open(f"/exam/{exam}")
    hire.press("开始考试")
    while "/sheet" not in hire.page.url:
        if hire.page.locator(".choice").count():
            answer(hire.page, WRONG if wrong > 0 else RIGHT)
            wrong -= 1
        else:
            hire.page.get_by_label("您的回答").fill("从拍下算起给您留 3 天，不急。")
        hire.go(hire.page.locator(".bar .btn.go"))
    hire.press("交卷")
    return hire.page.url.split("/")[-2]
