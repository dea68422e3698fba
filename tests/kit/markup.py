"""For tests of the look: an application of templates and nothing else, and a reader of the markup it makes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask, render_template, render_template_string
from flask_wtf import CSRFProtect

from cstrain.kit.web import templates
from tests.manners import VOID, faults

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 10, 19, 10, 26, 14, tzinfo=timezone(timedelta(hours=8)))
UI = '{% import "macros/ui.html" as ui with context %}'


class Element:
    def __init__(self, tag: str, attrs: dict[str, str | None], parent: Element | None) -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Element] = []
        self.own: list[str] = []
        self.markup = ""

    def __getitem__(self, name: str) -> str | None:
        return self.attrs.get(name)

    def all(self, tag: str = "", **wanted: str) -> list[Element]:
        found = [e for child in self.children for e in (child, *child.all())]
        named = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [
            e
            for e in found
            if (not tag or e.tag == tag)
            and all(value in (e[n] or "").split() if n == "class" else e[n] == value for n, value in named.items())
        ]

    def one(self, tag: str = "", **wanted: str) -> Element:
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} of {tag} {wanted}"
        return found[0]

    @property
    def text(self) -> str:
        return "".join(self.own)


class Tree(HTMLParser):
    """Elements with their attributes and all text inside; complains about what is left open."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.root = self.here = Element("", {}, None)
        self.root.markup = markup
        self.feed(markup)
        assert self.here is self.root, f"<{self.here.tag}> is never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len({name for name, _ in attrs}), f"an attribute twice in <{tag}>"
        element = Element(tag, dict(attrs), self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, dict(attrs), self.here))

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        element: Element | None = self.here
        while element is not None:
            element.own.append(data)
            element = element.parent


@cache
def bare() -> Flask:
    app = Flask("look", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="look", BABEL_DEFAULT_LOCALE="zh_Hans_CN", WTF_CSRF_CHECK_DEFAULT=False)
    templates.attach(app)
    CSRFProtect(app)
    app.add_url_rule("/look", "look", lambda: render_template("components/index.html", at=AT))
    return app


def render(source: str, path: str = "/list", **context: Any) -> Element:
    """A piece of template with every macro under ``ui``."""
    with bare().test_request_context(path):
        return Tree(render_template_string(UI + source, AT=AT, **context)).root


def page(template: str = "components/index.html", path: str = "/", **context: Any) -> Element:
    with bare().test_request_context(path):
        return Tree(render_template(template, at=AT, **context)).root


def manners(root: Element) -> None:
    """What every page keeps to, and: references lead somewhere, posting forms carry the token."""
    assert faults(root.markup) == []
    ids = [e["id"] for e in root.all() if e["id"]]
    for e in root.all():
        for name in ("for", "aria-describedby", "aria-labelledby"):
            for target in (e[name] or "").split():
                assert target in ids, f"{name}={target}"
        if e.tag == "form" and e["method"] == "post":
            assert e.all("input", name="csrf_token")
