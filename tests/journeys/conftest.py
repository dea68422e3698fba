"""Stories in a real browser: the application on a real port, Chromium in front of it, axe on every page looked at."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from werkzeug.serving import make_server

from cstrain.factory import create_app
from cstrain.kit import db
from tests.cast import Cast
from tests.conftest import POSTGRES
from tests.journeys.stage import NOW, build
from tests.journeys.travellers import Traveller, Visitor

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
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


_built: dict[str, Cast] = {}

__all__ = ["Visitor"]


@pytest.fixture(scope="session")
def _template(_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of every journey: the empty one with the school in it, built once."""
    if POSTGRES:
        return _template
    folder = tmp_path_factory.mktemp("school") / "instance"
    shutil.copytree(_template, folder)
    app = create_app(INSTANCE=str(folder), TESTING=True, DATABASE_URL=f"sqlite:///{folder / 'cstrain.sqlite3'}")
    with app.app_context():
        _built["cast"] = build()
        db.database.engine.dispose()
    return folder


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Who is at the school; ``tests.journeys.stage`` tells what stands there."""
    if POSTGRES:
        with app.app_context():
            return build()
    return _built["cast"]


class _Chromium:
    """One browser for the whole run, also where another folder takes over the fixture: two loops cannot run at once."""

    users = 0
    driver: Playwright
    running: Browser

    @classmethod
    def start(cls) -> Browser:
        if not cls.users:
            cls.driver = sync_playwright().start()
            cls.running = cls.driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        cls.users += 1
        return cls.running

    @classmethod
    def stop(cls) -> None:
        cls.users -= 1
        if not cls.users:
            cls.running.close()
            cls.driver.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    yield _Chromium.start()
    _Chromium.stop()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the application, served by threads as in production."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def _context(browser: Browser, *, phone: bool, dark: bool = False, script: bool = True) -> BrowserContext:
    frame: dict[str, Any] = {**(PHONE if phone else DESK), "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    theme: Any = "dark" if dark else "light"
    context = browser.new_context(**frame, color_scheme=theme, reduced_motion="reduce", java_script_enabled=script)
    context.set_default_timeout(20_000)
    return context


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """``visitor("lin", phone=True, dark=False)`` gives a person at a device of their own."""
    contexts: list[BrowserContext] = []

    def make(name: str, *, phone: bool = False, dark: bool = False, script: bool = True) -> Visitor:
        contexts.append(_context(browser, phone=phone, dark=dark, script=script))
        return Visitor(contexts[-1], site, name)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def sun() -> Iterator[time_machine.Coordinates]:
    """The morning on which the journeys begin; time runs on, and a test may move it."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def traveller(
    app: Flask, sun: time_machine.Coordinates, browser: Browser, site: str
) -> Iterator[Callable[..., Traveller]]:
    """``traveller("hire", phone=True)``: a person whose every page is minded. ``school`` has to stand."""
    contexts: list[BrowserContext] = []

    def make(name: str, *, phone: bool = False, script: bool = True, size: str = "") -> Traveller:
        contexts.append(_context(browser, phone=phone, script=script))
        made = Traveller(app, contexts[-1], site, name)
        made.phone, made.script = phone, script
        if size == "pc":
            made.page.set_viewport_size({"width": 1366, "height": 768})
        return made

    yield make
    for context in contexts:
        context.close()
