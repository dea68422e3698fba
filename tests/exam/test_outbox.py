"""The outbox of an exam's page in Chromium: the network gone, the browser killed, a second tab, another device."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from cstrain.exam import queries
from cstrain.exam.models import Attempt
from cstrain.kit import db
from tests.exam.stage import MINUTE, NOW, SECOND, Stage
from tests.exam.test_browser import start
from tests.journeys.conftest import ARGUMENTS, CHROMIUM, PHONE, Visitor, _Chromium, browser, site, visitor

__all__ = ["browser", "site", "visitor"]
pytestmark = pytest.mark.journey

LEFT = """async attempt => {
    const names = (await indexedDB.databases()).map(one => one.name);
    if (!names.includes('cstrain-exam-' + attempt)) return null;
    const asked = indexedDB.open('cstrain-exam-' + attempt);
    const base = await new Promise(done => { asked.onsuccess = () => done(asked.result); });
    const read = base.transaction('kept').objectStore('kept').getAll();
    const found = await new Promise(done => { read.onsuccess = () => done(read.result); });
    base.close();
    return found.map(one => new TextDecoder('latin1').decode(one.data));
}"""


@pytest.fixture
def noon() -> Iterator[time_machine.Coordinates]:
    """The stage's day, running."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def enters(visit: Visitor, stage: Stage) -> tuple[Page, str]:
    """The agent signs in and begins the quick exam; the page waits no longer than it must with what it does by and by."""
    visit.context.add_init_script("Math.random = () => 0")
    visit.sign_in(stage.cast.agent.employee_no, stage.cast.agent.password)
    page = visit.open("/exam/quick-exam")
    attempt_id = start(page)
    page.wait_for_load_state("networkidle")
    return page, attempt_id


def choose(page: Page, number: int) -> str:
    """The option of that number; its value."""
    option = page.locator(".choice").nth(number)
    option.click()
    return str(option.locator("input").get_attribute("value"))


def has_fetched_ahead(page: Page) -> None:
    with page.expect_response("**/ahead", timeout=20_000):
        pass
    page.wait_for_timeout(200)


def stands(app: Flask, attempt_id: str) -> dict[int, object]:
    with app.app_context():
        return {place: step.answer for place, step in queries.current_steps(attempt_id).items()}


def soon(holds: Callable[[], bool], page: Page, seconds: float = 5) -> float:
    begin = time.monotonic()
    while not holds():
        assert time.monotonic() < begin + seconds
        page.wait_for_timeout(50)
    return time.monotonic() - begin


def test_ex4_a_cut_network_loses_nothing(app: Flask, stage: Stage, visitor: Callable[..., Visitor]) -> None:
    """EX-4: the network is cut, one goes through the whole paper; all of it is there within five seconds of its return."""
    visit = visitor("cut", phone=True)
    page, attempt_id = enters(visit, stage)
    has_fetched_ahead(page)
    saved = page.locator("[data-saved]")
    visit.context.set_offline(True)
    for number in range(20):  # twenty changes over all four questions
        choose(page, number % 4)
        if number == 0:
            expect(saved).to_contain_text("1 题等待上传", timeout=3000)
            expect(saved).to_contain_text("起")
        if number < 19:
            page.locator(".bar [value=next]" if number % 5 < 3 else ".bar [value=back]").click()
    expect(saved).to_contain_text("4 题等待上传")
    kept = page.evaluate(LEFT, attempt_id)
    assert kept and not any("seq" in one or "client" in one for one in kept), "what is kept can be read"
    assert stands(app, attempt_id) == {}
    visit.context.set_offline(False)
    assert soon(lambda: len(stands(app, attempt_id)) == 4, page) < 5
    expect(saved).to_contain_text("已保存")
    visit.errors.clear()
    page.get_by_role("button", name="答题卡").click()
    page.get_by_role("button", name="交卷").click()
    page.wait_for_url("**/result")
    soon(lambda: page.evaluate(LEFT, attempt_id) is None, page)


def test_ex4_a_reload_brings_back_what_was_typed(app: Flask, stage: Stage, visitor: Callable[..., Visitor]) -> None:
    """EX-4: typed while the server did not answer, the page loaded anew: the typing stands in the form and is sent."""
    visit = visitor("reload")
    page, attempt_id = enters(visit, stage)
    page.route("**/exam/*/1", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    typed = choose(page, 2)
    expect(page.locator("[data-saved]")).to_contain_text("等待上传")
    page.reload()  # what waits is handed to the browser as the page goes
    expect(page.locator(f"input[value='{typed}']")).to_be_checked()
    page.unroute_all()
    soon(lambda: len(stands(app, attempt_id)) == 1, page)


@pytest.mark.usefixtures("browser")
def test_ex4_a_killed_browser_loses_nothing(app: Flask, stage: Stage, site: str, tmp_path: Path) -> None:
    """EX-4: the browser is killed while offline; opened again and signed in, what was typed is sent. Without the key it cannot be read."""
    context = _own_browser(tmp_path)
    visit = Visitor(context, site, "killed")
    page, attempt_id = enters(visit, stage)
    context.set_offline(True)
    typed = choose(page, 1)
    soon(lambda: bool(page.evaluate(LEFT, attempt_id)), page)
    for process in _processes(tmp_path):
        os.kill(process, signal.SIGKILL)
    written = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file() and "IndexedDB" in str(each))
    assert attempt_id.encode() in written.replace(b"\0", b"") and typed.encode() not in written.replace(b"\0", b"")
    context = _own_browser(tmp_path)
    visit = Visitor(context, site, "again")
    visit.sign_in(stage.cast.agent.employee_no, stage.cast.agent.password)
    page = visit.open(f"/exam/{attempt_id}/1")
    expect(page.locator(f"input[value='{typed}']")).to_be_checked()
    soon(lambda: len(stands(app, attempt_id)) == 1, page)
    context.close()


def _own_browser(folder: Path) -> BrowserContext:
    frame = {**PHONE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    context = _Chromium.driver.chromium.launch_persistent_context(
        str(folder), executable_path=CHROMIUM, headless=True, args=ARGUMENTS, **frame
    )
    context.set_default_timeout(10_000)
    return context


def _processes(folder: Path) -> list[int]:
    """The browser that has this folder, and its children."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in each.read_bytes() and b"chrom" in each.read_bytes():
                found.append(int(each.parent.name))
        except OSError:
            continue
    return found


def test_ex5_what_is_chosen_in_the_last_half_second_counts(
    app: Flask, stage: Stage, visitor: Callable[..., Visitor], noon: time_machine.Coordinates
) -> None:
    """EX-5: chosen half a second before the deadline is in the paper; change to receipt takes at most a second and a half."""
    visit = visitor("last")
    page, attempt_id = enters(visit, stage)
    took = []
    for number in range(8):
        begin = time.monotonic()
        choose(page, number % 4)
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
            pass
        took.append(time.monotonic() - begin)
    assert sorted(took)[-2] <= 1.5, took
    for _ in range(3):  # the page looks now and then, so the session lives
        noon.shift(19 * MINUTE)
        page.reload()
    with app.app_context():
        limit = db.database.session.get_one(Attempt, attempt_id).deadline
    noon.move_to(limit - SECOND / 2)
    choose(page, 2)
    soon(lambda: saved_at(app, attempt_id) > limit - SECOND, page)


def saved_at(app: Flask, attempt_id: str) -> datetime:
    """When the newest save came."""
    with app.app_context():
        return max(step.received_at for step in queries.current_steps(attempt_id).values())


def test_ex7_the_older_tab_only_shows_and_blanks_nothing(
    app: Flask, stage: Stage, visitor: Callable[..., Visitor]
) -> None:
    """EX-7: a second tab makes the first read-only within a second and says why; a stale form sent all the same blanks nothing."""
    visit = visitor("tabs")
    page, attempt_id = enters(visit, stage)
    second = visit.context.new_page()
    second.goto(page.url)
    expect(page.get_by_role("alert")).to_contain_text("转到另一个页面")
    expect(page.locator("#paper fieldset")).to_have_attribute("disabled", "")
    choose(second, 3)
    expect(second.locator("[data-saved]")).to_contain_text("已保存")
    answered = stands(app, attempt_id)
    page.evaluate("document.querySelector('#paper').submit()")  # past the script, as it stood before: empty
    expect(page.locator("h1")).not_to_contain_text("第 2 题")
    assert stands(app, attempt_id) == answered
    page.goto(second.url)
    expect(second.get_by_role("alert")).to_contain_text("转到另一个页面")
    second.get_by_role("button", name="在这里接着考").click()
    expect(page.get_by_role("alert")).to_contain_text("转到另一个页面")
    visit.errors.clear()
    visit.look("moved")


def test_ex7_another_device_takes_over_and_old_typing_is_offered(
    app: Flask, stage: Stage, visitor: Callable[..., Visitor]
) -> None:
    """EX-7: typed offline on the phone, then answered on a computer: the computer's counts, the phone's is kept and offered."""
    phone, desk = visitor("phone", phone=True), visitor("desk")
    page, attempt_id = enters(phone, stage)
    has_fetched_ahead(page)
    phone.context.set_offline(True)
    mine = choose(page, 0)
    page.locator(".bar [value=next]").click()
    choose(page, 1)
    desk.sign_in(stage.cast.agent.employee_no, stage.cast.agent.password)
    other = desk.open(f"/exam/{attempt_id}/1")
    choose(other, 3)
    expect(other.locator("[data-saved]")).to_contain_text("已保存")
    later = stands(app, attempt_id)
    phone.context.set_offline(False)
    expect(page.get_by_role("alert")).to_contain_text("这里只能看", timeout=5000)
    soon(lambda: len(stands(app, attempt_id)) == 2, page)
    assert stands(app, attempt_id)[1] == later[1], "the phone's older answer turned the computer's back"
    page.get_by_role("button", name="在这里接着考").click()
    page.goto(page.url.rsplit("/", 1)[0] + "/1")
    page.get_by_role("button", name="改用这里写的").click()
    expect(page.locator(f"input[value='{mine}']")).to_be_checked()
    soon(lambda: stands(app, attempt_id)[1] != later[1], page)
