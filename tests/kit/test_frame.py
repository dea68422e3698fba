"""The frames every page stands in: phone, desk, error, paper; what a demo says; weight and accessibility."""

from __future__ import annotations

import hashlib
import os
import re
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from flask import render_template_string

from tests.kit.markup import ROOT, Tree, bare, manners, page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def entry(label: str, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **({"endpoint": "x", "url": "/x", "label": label, "icon": "house", "count": 0, "current": False} | more)
    )


def someone(**more: Any) -> dict[str, Any]:
    return {
        "signed_in": SimpleNamespace(name="周蕾", roles="培训师", url="/account"),
        "nav": [entry("今日", current=True), entry("阅卷", count=7)],
        "tabs": [entry("今日"), entry("记录")],
        "language_url": "/language",
        "sign_out_url": "/sign-out",
        "installation": SimpleNamespace(is_demo=False, name="青禾箱包"),
    } | more


# frames


def test_the_desk_has_a_rail_and_the_phone_its_tabs() -> None:
    desk = page(**someone())
    manners(desk)
    rail = desk.one("header", class_="rail")
    assert desk.one("body")["class"] == "desk" and not desk.all("nav", class_="tabs")
    assert rail.one("a", aria_current="page").text == "今日" and rail.one("span", class_="count").text == "待办 7"
    phone = page(path="/?frame=phone", **someone())
    manners(phone)
    assert phone.one("body")["class"] == "phone" and len(phone.one("nav", class_="tabs").all("a")) == 2
    assert (
        not phone.all("header", class_="rail")
        and phone.one("footer", class_="foot").one("a", href="/account").text == "周蕾"
    )


@pytest.mark.parametrize("path", ["/", "/?frame=phone"])
def test_every_page_has_its_manners(path: str) -> None:
    root = page(
        path=path,
        **someone(lang="en", theme="dark", banners=[SimpleNamespace(tone="ok", title="已签字。", text="10:26")]),
    )
    html = root.one("html")
    assert (html["lang"], html["data-theme"]) == ("en", "dark")
    first = root.one("body").children[0]
    assert (first["class"], first["href"]) == ("skip", "#main") and root.one("main", id="main")
    assert len(root.all("h1")) == 1 and "组件与状态" in root.one("title").text
    assert "已签字。10:26" in root.one("main").text
    leave = root.one("form", action="/sign-out")
    assert (leave["method"], leave["data-forget"]) == ("post", "all")
    for other in root.all("form", action="/language"):
        assert other.one("button", name="lang").text == "中文" and other.one("input", name="next")["value"] == path
    assert root.all("form", action="/language")


def test_a_page_stands_when_the_context_brings_nothing() -> None:
    root = page()
    manners(root)
    assert root.one("html")["lang"] == "zh-CN" and root.one("html")["data-theme"] is None
    assert not root.all("form", method="post")


def test_htmx_comes_only_where_a_page_asks() -> None:
    source = '{% extends "layout.html" %}{% set htmx = ask %}'
    with bare().test_request_context("/"):
        without, with_it = (Tree(render_template_string(source, ask=ask)).root for ask in (False, True))
    assert [s["type"] for s in without.all("script")] == ["module"] and not without.all("meta", name="htmx-config")
    settings = with_it.one("meta", name="htmx-config")["content"] or ""
    for wanted in (
        '"includeIndicatorStyles": false',
        '"allowEval": false',
        '"selfRequestsOnly": true',
        '"historyCacheSize": 0',
    ):
        assert wanted in settings
    assert "X-CSRFToken" in (with_it.one("body")["hx-headers"] or "")


PRINTED = '{% extends "print/layout.html" %}{% set doc_class = "dense" %}{% block title %}记录表{% endblock %}{% block doc %}<h1>记录表</h1>{% endblock %}'


def test_a_demo_says_so_on_every_page_and_every_sheet() -> None:
    demo = SimpleNamespace(is_demo=True, name="演示")
    for path in ("/", "/?frame=phone"):
        root = page(path=path, **someone(installation=demo))
        assert root.one("aside", class_="demo").text.startswith("演示") and "演示" in root.one("title").text
        assert "演示" not in page(path=path, **someone()).text
    with bare().test_request_context("/"):
        paper = Tree(render_template_string(PRINTED, installation=demo)).root
        real = Tree(render_template_string(PRINTED, installation=SimpleNamespace(is_demo=False, name=""))).root
    manners(paper)
    assert paper.one("article", class_="doc").one("p", class_="demo-doc").text == "演示·不作凭证"
    assert (
        paper.one("p", class_="demo-sheet")
        and "演示" not in real.text
        and real.one("article")["class"] == "doc dense stack"
    )


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 500, 503])
@pytest.mark.parametrize("known", [True, False])
def test_error_pages_state_a_fact_and_a_way_on(status: int, known: bool) -> None:
    words = "现在不能同意上岗：上岗考试还没通过。先安排第 2 次上岗考试。"
    given = someone(status=status, back="/gate", words=words, number="7F3A21", code="x") if known else {}
    root = page(f"errors/{status}.html", **given)
    manners(root)
    fact = root.one("h1").text
    assert fact and not fact.endswith("。") and root.one("title").text.startswith(fact)
    assert root.one("main").one("p", class_="soft").text and root.one("main").all("a", class_="btn")
    if known and status == 409:
        assert (fact, root.one("p", class_="soft").text) == (
            "现在不能同意上岗：上岗考试还没通过",
            "先安排第 2 次上岗考试。",
        )
    if known and status == 500:
        assert "7F3A21" in fact


# weight and look


def test_vendored_files_are_those_the_list_names() -> None:
    for folder in (ROOT / "static/vendor", ROOT / "tests/vendor"):
        text = (folder / "VERSIONS").read_text(encoding="utf-8")
        assert "://" not in text and "www." not in text
        for file, digest in re.findall(r"(\S+\.js) ([0-9a-f]{64})", text):
            assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == digest
    joined = b"".join(file.read_bytes() for file in sorted((ROOT / "static/vendor/lucide").glob("*.svg")))
    assert hashlib.sha256(joined).hexdigest() in (ROOT / "static/vendor/VERSIONS").read_text(encoding="utf-8")


def test_the_look_keeps_to_its_budget_and_its_tokens() -> None:
    sheets = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "static/css").glob("*.css")}
    house = ("tokens.css", "base.css", "components.css", "print.css")
    assert sum(len(sheets[name].encode()) for name in house) <= 32_000
    modules = {
        file.name: file.stat().st_size for file in (ROOT / "static/js").glob("*.js")
    }  # loaded where they are asked for
    assert modules["main.js"] + modules["store.js"] <= 5 * 1024
    assert max(modules.values()) <= 8 * 1024
    assert sum(modules.values()) <= 48 * 1024
    for name, text in sheets.items():
        plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        assert "@layer" in plain and "://" not in plain
        if name != "tokens.css":
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b", plain) == (
                ["#fff", "#000"] if name == "components.css" else []
            ), name


def axe_on(scheme: Any, path: str, width: int) -> list[Any]:
    """Violations, console errors and a sideways scroll of a page, answered without a server."""
    from playwright.sync_api import Route, sync_playwright

    client = bare().test_client()
    found: list[Any] = []

    def answer(route: Route) -> None:
        with client.get(route.request.url.removeprefix("http://look.test")) as response:
            route.fulfill(status=response.status_code, body=response.data, content_type=response.content_type)

    with sync_playwright() as started:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 844})
        shown.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
        shown.on("pageerror", lambda error: found.append(str(error)))
        shown.route("**/*", answer)
        shown.goto(f"http://look.test{path}")
        shown.evaluate((ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8") + ";0")
        violations = shown.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        found += [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations]
        if shown.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{path} scrolls sideways at {width}")
        browser.close()
    return found


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "width"), [("/look", 1440), ("/look", 390), ("/look?frame=phone", 390)])
def test_axe_finds_nothing_on_the_component_page(scheme: str, path: str, width: int) -> None:
    with ThreadPoolExecutor(1) as own:  # another browser may be at work in this thread
        assert own.submit(axe_on, scheme, path, width).result() == []
