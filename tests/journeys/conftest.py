"""Stories in a real browser: the application on a real port, Chromium in front of it, axe on every page looked at."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = Path(__file__).resolve().parents[1] / "shots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1440, "height": 900}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the application, served by threads as in production."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


class Visitor:
    """A person at a device: opens pages, looks at them (axe, picture), signs in."""

    def __init__(self, context: BrowserContext, site: str, name: str) -> None:
        self.context, self.site, self.name = context, site, name
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.looked = 0

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, number: str, password: str) -> Page:
        self.open("/login")
        self.page.fill("[name=number]", number)
        self.page.fill("[name=password]", password)
        self.page.click("main button[type=submit]")
        return self.page

    def look(self, what: str) -> None:
        """No violation by axe, no error on the console; a picture when SHOTS is set."""
        self.page.evaluate(AXE + ";0")
        run: dict[str, Any] = {"runOnly": RULES, "resultTypes": ["violations"]}
        found = self.page.evaluate("options => axe.run(document, options)", run)["violations"]
        said = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
        assert not said, f"{self.page.url}: {said}"
        assert not self.errors, f"{self.page.url}: {self.errors}"
        self.looked += 1
        if os.environ.get("SHOTS"):
            SHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{self.name}-{self.looked:02}-{what}.png", full_page=True)


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """``visitor("lin", phone=True, dark=False)`` gives a person at a device of their own."""
    contexts: list[BrowserContext] = []

    def make(name: str, *, phone: bool = False, dark: bool = False, script: bool = True) -> Visitor:
        frame: dict[str, Any] = {**(PHONE if phone else DESK), "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(**frame, color_scheme="dark" if dark else "light", java_script_enabled=script)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context, site, name)

    yield make
    for context in contexts:
        context.close()
