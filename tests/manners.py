"""Page manners: what every page fetched by any test must keep to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: dict[str, int] = {}
        self.labels: set[str] = set()
        self.fields: list[tuple[str, dict[str, str | None], bool]] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.lang: str | None = None
        self.title = ""
        self.text_of: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        for name in found:
            if name.startswith("on") or name == "style":
                self.faults.append(f"<{tag}> has {name}=")
        if found.get("id"):
            self.ids[str(found["id"])] = self.ids.get(str(found["id"]), 0) + 1
        if tag == "html":
            self.lang = found.get("lang")
        if tag == "label" and found.get("for"):
            self.labels.add(str(found["for"]))
        if tag in ("input", "select", "textarea") and found.get("type", "text") not in UNLABELLED:
            self.fields.append((tag, found, "label" in self.open))
        if tag == "img" and "alt" not in found:
            self.faults.append(f"<img src={found.get('src')}> has no alt")
        if tag == "style" or (tag == "script" and "src" not in found and found.get("type") != "application/json"):
            self.faults.append(f"inline <{tag}>")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "title" and "svg" not in self.open:
            self.text_of = "title"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.text_of = None
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.text_of == "title":
            self.title += data


def faults(html: str) -> list[str]:
    """What is wrong with a page (or a part of one: no title and h1 needed)."""
    reader = _Reader()
    reader.feed(html)
    found = list(reader.faults)
    found += [f"id {name!r} occurs {count} times" for name, count in reader.ids.items() if count > 1]
    for tag, attrs, inside in reader.fields:
        named = inside or attrs.get("id") in reader.labels or attrs.get("aria-label") or attrs.get("aria-labelledby")
        if not named:
            found.append(f"<{tag} name={attrs.get('name')!r}> has no label")
    if "<html" in html[:200].lower():
        found += _whole(reader)
    return found


def _whole(reader: _Reader) -> list[str]:
    found = []
    if reader.lang not in ("zh-CN", "en"):
        found.append(f"lang is {reader.lang!r}")
    if not reader.title.strip():
        found.append("no title")
    if reader.headings.count(1) != 1:
        found.append(f"{reader.headings.count(1)} h1")
    for before, after in zip(reader.headings, reader.headings[1:], strict=False):
        if after > before + 1:
            found.append(f"h{before} is followed by h{after}")
    return found
