"""Figures that stand on a page as links, and the lines they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

STATS = re.compile(r'<nav class="stats".*?</nav>', re.DOTALL)
FIGURE = re.compile(r'<a href="([^"]+)"[^>]*><b>(\d+)</b>([^<]*)</a>')
LINES = (
    re.compile(r'<tr[^>]*><th scope="row"|<tr[^>]*><td'),  # a table
    re.compile(r"<li\b[^>]*data-tone"),  # steps, checks, a timeline
    re.compile(r'type="checkbox" name="(?:step|person)"'),
    re.compile(r"待签字</span></li>"),  # steps of a plan that owe a signature
    re.compile(r"\d\d-\d\d</span>"),  # days attended
)
BUNDLES = re.compile(r"待签字 (\d+) 个|（(\d+) 个环节）|^(\d+) 个环节", re.MULTILINE)
MEASURES = ("落后天数",)  # not a total: nothing is counted up to it
WHOLE = re.compile(r"共 ?(\d+)")


@dataclass(frozen=True)
class Figure:
    """A number on ``page`` that opens ``url``."""

    page: str
    url: str
    value: int
    label: str


def figures(page: str, html: str) -> list[Figure]:
    """Every figure of the page that is a link."""
    found = [one for block in STATS.findall(html) for one in FIGURE.findall(block)]
    return [
        Figure(page, urljoin(page, unescape(url)), int(value), label.strip())
        for url, value, label in found
        if label.strip() not in MEASURES
    ]


def section(html: str, fragment: str) -> str:
    """The part of the page a fragment names: its section, or the list that follows it."""
    main = html[html.index("<main") : html.index("</main>")]
    place = re.search(rf'id="{re.escape(fragment)}"', main) if fragment else None
    if place is None:
        return main
    start = max(main.rfind("<section", 0, place.start()), main.rfind("<tr", 0, place.start()), 0)
    return main[start : main.find("</section>", place.start())]


def counts(html: str, fragment: str = "") -> set[int]:
    """How many lines stand there, however the page lists them: rows, items, boxes, bundles, or a pager's total."""
    part = section(html, fragment)
    found = {len(pattern.findall(part)) for pattern in LINES}
    bundled = [int(a or b or c) for a, b, c in BUNDLES.findall(re.sub(r"<[^>]+>", "\n", part))]
    return found | {sum(bundled)} | set(bundled) | {int(total) for total in WHOLE.findall(part)}
