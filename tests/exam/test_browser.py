"""The exam's pages in Chromium: how they look at each size, and what the page's script sends and shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, Request, expect

from cstrain.exam import queries
from cstrain.exam.models import Attempt
from cstrain.kit import db
from tests.exam.contents import LONG
from tests.exam.stage import MINUTE, NOW, Stage, answer_all, begin, keys, publish, save, submit
from tests.journeys.conftest import Visitor, browser, site, visitor

__all__ = ["browser", "site", "visitor"]
pytestmark = pytest.mark.journey
SIZES = {"phone": (390, 844), "pc": (1366, 768), "desk": (1440, 900)}


@pytest.fixture
def noon() -> Iterator[time_machine.Coordinates]:
    """The stage's day, running."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def sized(visit: Visitor, size: str) -> None:
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})


def scrolls(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollHeight > innerHeight + 1"))


def sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def start(page: Page) -> str:
    """Press 开始考试; the id of the attempt."""
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_url("**/exam/*/1")
    return str(page.url.split("/")[-2])


def choice_place(app: Flask, attempt_id: str) -> int:
    """The place of the four-option item with long options."""
    with app.app_context():
        slots = queries.slots(attempt_id)
        found = queries.questions_of(slots)
        return next(
            slot.place for slot in slots if any(o.text == LONG[0] for o in found[slot.question_version_id].options)
        )


@pytest.mark.parametrize("dark", [False, True])
def test_every_page_of_the_sitting_at_every_size(
    app: Flask, stage: Stage, visitor: Callable[..., Visitor], dark: bool
) -> None:
    """Axe finds nothing, nothing runs off sideways, and a four-option item does not scroll at a desk."""
    someone = stage.cast.trainee
    visit = visitor("dark" if dark else "light", dark=dark, phone=False)
    visit.sign_in(someone.employee_no, someone.password)
    page = visit.page

    def look(path: str, name: str) -> None:
        visit.open(path)
        for size in SIZES:
            sized(visit, size)
            visit.look(f"{name}-{size}")
            assert not sideways(page), (path, size)

    look("/exam/walk-exam", "brief")
    attempt_id = start(page)
    place = choice_place(app, attempt_id)
    visit.open(f"/exam/{attempt_id}/{place}")
    page.locator(".choice").nth(1).click()
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    for size in SIZES:
        sized(visit, size)
        assert size == "phone" or not scrolls(page), size
        visit.look(f"question-{size}")
    with app.app_context():
        attempt = db.database.session.get_one(Attempt, attempt_id)
        for other in range(1, 15):
            if other not in (place, 3):
                save(attempt, other, keys(attempt)[other], seq=9, flagged=other == 5)
    for other in range(1, 15):
        look(f"/exam/{attempt_id}/{other}", f"kind-{other}")
    look(f"/exam/{attempt_id}/sheet", "sheet")
    page.get_by_role("button", name="交卷").click()
    look(f"/exam/{attempt_id}/result", "to-mark")


@pytest.mark.parametrize("dark", [False, True])
def test_results_and_the_desk_at_every_size(
    app: Flask, stage: Stage, visitor: Callable[..., Visitor], noon: time_machine.Coordinates, dark: bool
) -> None:
    with app.app_context():
        opened = publish("walk-exam", closes_at=NOW + 60 * MINUTE)
        failed = begin(opened.id, stage.cast.trainee)
        answer_all(failed, wrong=(1, 2))
        fatal = next(place for place, key in keys(failed).items() if key is False)
        save(failed, fatal, True, seq=2)
        for place in (13, 14):
            save(failed, place, None, seq=2)
        submit(failed)
        passed = begin(stage.quick, stage.cast.agent)
        answer_all(passed, wrong=(2,))
        submit(passed)
        waiting = begin(stage.quick, stage.cast.second_trainee)
        submit(waiting)
        paths = {stage.cast.trainee: failed.id, stage.cast.agent: passed.id}
    for someone, attempt in paths.items():
        visit = visitor(f"{someone.employee_no}-{dark}", dark=dark)
        visit.sign_in(someone.employee_no, someone.password)
        visit.open(f"/exam/{attempt}/result")
        for size in SIZES:
            sized(visit, size)
            visit.look(f"result-{size}")
            assert not sideways(visit.page)
    noon.shift(61 * MINUTE)
    trainee = stage.cast.trainee
    visit = visitor(f"open-{dark}", dark=dark)
    visit.sign_in(trainee.employee_no, trainee.password)
    visit.open(f"/exam/{failed.id}/result")
    for size in SIZES:
        sized(visit, size)
        visit.look(f"whole-paper-{size}")
    trainer = stage.cast.trainer
    visit = visitor(f"trainer-{dark}", dark=dark)
    visit.sign_in(trainer.employee_no, trainer.password)
    for path in ("/exams", "/exams/walk-exam", "/marking", f"/exams/attempt/{failed.id}"):
        visit.open(path)
        for size in ("phone", "desk"):
            sized(visit, size)
            visit.look(f"{path.strip('/').replace('/', '-')[:20]}-{size}")
            assert not sideways(visit.page), (path, size)


def saves(page: Page) -> list[dict[str, str]]:
    """What the script posts from now on."""
    sent: list[dict[str, str]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and "/exam/" in request.url:
            sent.append({name: values[-1] for name, values in parse_qs(request.post_data or "").items()})

    page.on("request", note)
    return sent


def test_the_script_numbers_its_saves_and_a_flag_press_keeps_the_answer(
    app: Flask, stage: Stage, visitor: Callable[..., Visitor]
) -> None:
    someone = stage.cast.agent
    visit = visitor("agent")
    visit.sign_in(someone.employee_no, someone.password)
    page = visit.open("/exam/quick-exam")
    attempt_id = start(page)
    sent = saves(page)
    saved = page.locator("[data-saved]")
    for number in (0, 2, 1):
        page.locator(".choice").nth(number).click()
        expect(saved).to_contain_text("已保存")
        page.wait_for_timeout(0)
    assert [one["seq"] for one in sent] == [str(number) for number in range(1, len(sent) + 1)]
    assert len({one["client"] for one in sent}) == 1
    assert len({one["save_id"] for one in sent}) == len(sent) == 3
    page.locator(".choice").nth(3).click()
    page.locator("[name=flag]").click()  # at once: the answer goes with the press
    page.wait_for_url(f"**/exam/{attempt_id}/1")
    expect(page.locator("[name=flag]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".choice input").nth(3)).to_be_checked()
    page.keyboard.press("2")
    expect(saved).to_contain_text("已保存")
    expect(page.locator("[data-saved] [data-tone=ok]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/exam/{attempt_id}/2")
    page.go_back()
    expect(page.locator(".choice input").nth(1)).to_be_checked()
    with app.app_context():
        step = queries.step_at(attempt_id, 1)
        assert step is not None
        assert step.flagged
        seqs = [one.seq for one in queries.current_steps(attempt_id).values()]
        assert max(seqs) == step.seq


def test_offline_the_page_keeps_answers_and_sends_them_later(
    app: Flask, stage: Stage, visitor: Callable[..., Visitor]
) -> None:
    someone = stage.cast.agent
    visit = visitor("agent", phone=True)
    visit.sign_in(someone.employee_no, someone.password)
    page = visit.open("/exam/quick-exam")
    attempt_id = start(page)
    page.locator(".choice").nth(0).click()
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    visit.context.set_offline(True)
    page.locator(".choice").nth(2).click()
    expect(page.locator("[data-saved]")).to_contain_text("1 题等待上传")
    expect(page.locator(".banner")).to_contain_text("网络断了，可以接着答")
    page.get_by_role("button", name="下一题").click()  # stays: the next page would not come
    expect(page.locator("h1")).to_contain_text("第 1 题")
    visit.look("offline") if not visit.errors else visit.errors.clear()
    visit.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("已保存", timeout=10_000)
    expect(page.locator(".banner")).to_have_count(0)
    with app.app_context():
        step = queries.step_at(attempt_id, 1)
        assert step is not None
        assert step.answer is not None
    page.reload()
    expect(page.locator(".choice input").nth(2)).to_be_checked()
