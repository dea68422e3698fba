"""People at devices. ``Visitor`` looks when told to; ``Traveller`` minds every page: axe in both themes, weight, console, and that nothing leaves the host."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, TimeoutError
from werkzeug.exceptions import HTTPException

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = Path(__file__).resolve().parents[1] / "shots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_BYTES = 150_000  # of a learner's page on first load, uncompressed, attachments apart
ATTACHED = re.compile(r"/(material|bank/picture)/")
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(one => [one.name, one.decodedBodySize])"""
SHAPE = """() => [...new Set([...document.querySelectorAll('main *')].flatMap(
    one => [one.tagName, ...one.classList].map(word => `${word} ${one.dataset.tone ?? ''}`)))]"""

_minded: dict[tuple[str, str, bool], set[str]] = {}  # endpoint, who, phone → what axe has seen there
Loaded = list[tuple[str, int]]


class Visitor:
    """A person at a device: opens pages, looks at them (axe, picture), signs in."""

    def __init__(self, context: BrowserContext, site: str, name: str) -> None:
        self.context, self.site, self.name = context, site, name
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.looked = 0

    def _said(self, message: ConsoleMessage) -> None:
        """Errors, but for the browser's note that the page itself came with a refusal's status (404, 409, 422)."""
        itself = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        if message.type == "error" and not (itself and " 4" in message.text):
            self.errors.append(message.text)

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


class Traveller(Visitor):
    """``open``, ``press`` and ``follow`` look at the page they lead to, once for each shape of it."""

    def __init__(self, app: Flask, context: BrowserContext, site: str, name: str) -> None:
        super().__init__(context, site, name)
        self.app, self.phone, self.script = app, False, True
        self.requested: list[str] = []
        self.page.on("request", lambda request: self.requested.append(request.url))

    def open(self, path: str) -> Page:
        super().open(path)
        self.mind()
        return self.page

    def sign_in(self, number: str, password: str) -> Page:
        self.open("/login")
        self.fill(工号=number, 密码=password)
        return self.press("登录")

    def fill(self, **fields: str) -> None:
        """By label, as a person would."""
        for label, value in fields.items():
            with self.telling():
                self.page.get_by_label(label, exact=True).fill(value)

    def press(self, name: str, within: str = "body") -> Page:
        """A button, found by the beginning of its words; another page comes."""
        return self.go(self.page.locator(within).get_by_role("button", name=re.compile("^" + re.escape(name))).first)

    def follow(self, name: str, within: str = "body") -> Page:
        """A link, found by the beginning of its words."""
        return self.go(self.page.locator(within).get_by_role("link", name=re.compile("^" + re.escape(name))).first)

    def go(self, what: Locator) -> Page:
        with self.telling(), self.page.expect_navigation():
            what.click()
        self.mind()
        return self.page

    @contextmanager
    def telling(self) -> Iterator[None]:
        """What stood on the page when something was not found on it."""
        try:
            yield
        except TimeoutError as error:
            raise AssertionError(f"{error}\n{self.page.url} says:\n{self.text()}") from error

    def post(self, path: str, **data: str) -> int:
        """Post past the page, with the token of the page one is on; the status of the answer."""
        token = self.page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
        form: dict[str, Any] = {"csrf_token": token, **data}
        return self.context.request.post(self.site + path, form=form, max_redirects=0).status

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def endpoint(self) -> str:
        path = urlsplit(self.page.url).path
        try:
            found = self.app.url_map.bind("").match(path, method="GET")
        except HTTPException:
            found = self.app.url_map.bind("").match(path, method="POST")
        return str(found[0])

    def mind(self) -> None:
        """What every page has to keep to. Axe runs again where something new stands on the page; it needs script."""
        self.page.wait_for_load_state("load")
        away = [url for url in self.requested if not url.startswith((self.site, "data:", "blob:"))]
        assert not away, f"{self.page.url} asks {away}"
        assert not self.errors, f"{self.page.url}: {self.errors}"
        endpoint = self.endpoint()
        where = (endpoint, "" if endpoint == "people.login" else self.name, self.phone)
        shape = set(self.page.evaluate(SHAPE))
        if not self.script or not shape - _minded.get(where, set()):
            return
        _minded.setdefault(where, set()).update(shape)
        if self.phone:
            self.weigh(self.page.evaluate(WEIGHT))
        sideways = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert sideways <= 0, f"{self.page.url} runs {sideways} px off sideways"
        self.check(endpoint)

    def weigh(self, loaded: Loaded) -> None:
        counted = [(name, size) for name, size in loaded if not ATTACHED.search(name)]
        weight = sum(size for _name, size in counted)
        assert 0 < weight <= MOST_BYTES, f"{self.page.url} weighs {weight}: {counted}"

    def check(self, endpoint: str) -> None:
        """Axe as a whole by day; by night again what has to do with colour."""
        self.page.evaluate(AXE + ";0")
        whole: dict[str, Any] = {"runOnly": RULES, "resultTypes": ["violations"]}
        self.run_axe(whole, endpoint, "")
        self.page.emulate_media(color_scheme="dark")
        colour: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
        self.run_axe(colour, endpoint, "-dark")
        self.page.emulate_media(color_scheme="light")

    def run_axe(self, options: dict[str, Any], endpoint: str, theme: str) -> None:
        found = self.page.evaluate("options => axe.run(document, options)", options)["violations"]
        said = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
        if os.environ.get("SHOTS"):
            self.looked += 1
            SHOTS.mkdir(exist_ok=True)
            place = SHOTS / f"{self.name}-{endpoint}-{self.looked:03}{theme}.png"
            self.page.screenshot(path=place, full_page=True)
        assert not said, f"{self.page.url} {theme}: {said}"
