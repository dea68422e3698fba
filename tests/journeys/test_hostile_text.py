"""IN-1 with a browser in the loop: what is typed or written in content files runs nothing and asks for nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from cstrain.kit import db
from cstrain.kit.content import render
from cstrain.people.models import InboxItem, Installation, Store, Team
from tests.cast import Cast
from tests.journeys.stage import NOW
from tests.journeys.travellers import Visitor

pytestmark = pytest.mark.journey

LINES = (Path(__file__).parents[1] / "kit" / "content_cases" / "xss.txt").read_text(encoding="utf-8").splitlines()
VECTORS = [line.replace("⏎", "\n") for line in LINES if line.strip()]
WHOLE = bool(os.environ.get("CHAOS"))
AT_ONCE = 1 if WHOLE else 20
FRAMES = {"text": "{}", "in a table": "| a |\n| --- |\n| {} |", "in a quote": "> 客户：{}", "in a link": "[x]({})"}
# Whatever the browser would run on our behalf goes through one of these; each is replaced by a bell.
BELLS = """() => { window.rung = [];
  for (const name of ["alert", "confirm", "prompt", "open", "fetch"]) window[name] = (...said) => rung.push([name, ...said]);
  document.addEventListener("securitypolicyviolation", one => rung.push(["policy", one.violatedDirective, one.blockedURI])); }"""
TOUCHED = """() => { for (const one of document.querySelectorAll("*:not(form):not(button[type=submit])")) {
  for (const what of ["mouseover", "focus", "pointerenter", "toggle", "animationstart", "error", "load"])
    one.dispatchEvent(new Event(what)); }
  for (const one of document.querySelectorAll("a, area, form, iframe, object, embed, base, meta[http-equiv]")) {
    const leads = one.href || one.action || one.src || one.data || "";
    if (/^(javascript|vbscript|data|blob):/i.test(leads)) rung.push(["leads", leads]); }
  return window.rung ?? ["the bells are gone"]; }"""


def rung(page: Page) -> list[Any]:
    """What has run by now, every element touched."""
    found: list[Any] = page.evaluate(TOUCHED)
    return found


def test_rendered_content_runs_nothing_even_without_our_policy(browser: Browser) -> None:
    """IN-1: 99 vectors × 4 frames of Markdown in Chromium, on a page that has no content policy to fall back on."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.add_init_script(f"({BELLS})()")
    for frame, around in FRAMES.items():
        for place in range(0, len(VECTORS), AT_ONCE):
            html = "".join(render(around.format(vector)) for vector in VECTORS[place : place + AT_ONCE])
            page.goto("about:blank")
            page.set_content(f"<!doctype html><title>x</title><main>{html}</main>", wait_until="load")
            assert (rung(page), page.url, asked) == ([], "about:blank", []), (frame, html)
    page.close()


def plant(cast: Cast, text: str) -> None:
    """The text is the name of a person, a team, a store and the firm, and stands in a message."""
    with db.transaction(at=NOW, by=cast.admin.id, why=text):
        session = db.database.session
        cast.agent.row.name = text[:60]
        session.get_one(Team, cast.presale).name = text[:60]
        session.get_one(Store, cast.store).name = text[:60]
        session.query(Installation).one().name = text[:60]
        for someone in (cast.agent, cast.admin):
            said = {"exam": text, "number": 1}
            key = f"{someone.id}:{text}"[:100]
            session.add(InboxItem(person_id=someone.id, key=key, kind="exam_void", facts=said, at=NOW))


def test_typed_text_runs_nothing_on_our_pages(app: Flask, visitor: Callable[..., Visitor], cast: Cast) -> None:
    """IN-1: vectors as names and messages on the pages of three roles: no execution, no report of the content policy."""
    desks = {"admin": cast.admin, "agent": cast.agent, "supervisor": cast.supervisor}
    seats = {name: visitor(name) for name in desks}
    for name, someone in desks.items():
        seats[name].page.add_init_script(f"({BELLS})()")
        seats[name].sign_in(someone.employee_no, someone.password)
    threes = [" ".join(VECTORS[place : place + 3]).replace("\n", " ") for place in range(0, len(VECTORS), 3)]
    person = cast.agent.id
    walks = {
        "admin": ("/today", "/inbox", "/people", f"/people/{person}", "/teams", "/stores", "/audit"),
        "agent": ("/today", "/inbox", "/account"),
        "supervisor": (f"/record/{person}", "/people", "/gate"),
    }
    for text in threes if WHOLE else threes[::11]:
        with app.app_context():
            plant(cast, text)
        for name, paths in walks.items():
            for path in paths:
                page = seats[name].open(path)
                assert (rung(page), seats[name].errors) == ([], []), (path, text)
                assert page.url.endswith(path)
