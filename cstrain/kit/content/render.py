"""Markdown of content files as safe HTML (formats section 7); options and answers as escaped text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple

import nh3

from .decode import LIMIT
from .parser import parser
from .prepare import TOKENS, Refs, Stash, prepared, swapped_inline
from .refs import IMAGE, IMAGE_PATH
from .tidy import FENCE

TAGS = set(
    re.findall(
        r"\w+",
        "a abbr b blockquote br code dd del div dl dt em h2 h3 h4 h5 h6 hr i img li mark ol p pre s small span strong "
        "sub sup table tbody td tfoot th thead tr ul",
    )
)
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "div": {"aria-label", "role", "tabindex"},
    "img": {"src", "alt", "title", "loading"},
    "li": {"id"},
    "mark": {"data-tone"},
    "ol": {"start"},
    "span": {"data-tone", "title"},
    "sup": {"id"},
    "td": {"align"},
    "th": {"align", "scope"},
}
CLASSES: dict[str, set[str]] = {
    "a": {"ref", "footnote-ref", "footnote-backref"},
    "div": {"footnote", "scroll-x"},
    "li": {"msg", "me"},
    "ol": {"chat"},
    "span": {"blank", "faint", "nowrap", "ref", "soft", "unset"},
    "table": {"table"},
}
_ONLY = {"role": "region", "tabindex": "0", "loading": "lazy"}
_FOOTNOTE_ID = re.compile(r"fn(?:ref)?[0-9]*:[\w-]{1,40}")
_TAG_OR_TOKEN = re.compile(rf'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)|({TOKENS.pattern})')
_ALONE = re.compile(rf"<p>({TOKENS.pattern})</p>")


class Section(NamedTuple):
    """A page of a lesson: its `##` title ("" before the first one) and its Markdown."""

    title: str
    text: str


def render(markdown_text: str, *, refs: Refs | None = None, image_base: str = "") -> str:
    """Safe HTML. `refs` gives the HTML for a {name}, None to leave it as it is written; whatever it gives is sanitised.

    Pictures `img/name.svg` become `image_base` + `/name.svg`; any other picture becomes its description. Raw HTML is
    shown, not obeyed. Text over 200 KB is only escaped.
    """
    if len(markdown_text) > LIMIT:
        return plain(markdown_text)
    stash = Stash()
    ready = prepared(markdown_text.replace("\r\n", "\n").replace("\r", "\n"), stash, refs)
    try:
        html = parser(image_base).convert(ready)
    except RecursionError:  # lists inside lists, hundreds deep: bait
        return plain(markdown_text)
    return sanitised(_swapped_back(html, stash), image_base=image_base)


def plain(text: str, *, refs: Refs | None = None, image_base: str = "") -> str:
    """Option and answer text: escaped, never Markdown; one picture alone is a picture, {references} are filled in."""
    if (found := IMAGE.fullmatch(text.strip())) and (path := IMAGE_PATH.fullmatch(found[2].strip())) and image_base:
        src = f"{image_base.rstrip('/')}/{path[1]}"
        return sanitised(f'<img src="{escape(src)}" alt="{escape(found[1])}" loading="lazy">', image_base=image_base)
    stash = Stash()
    ready = TOKENS.sub("", text)
    ready = swapped_inline(ready, stash, refs) if refs else ready
    html = escape(ready, quote=False).replace("\n", "<br>")
    return sanitised(_swapped_back(html, stash), image_base=image_base)


def sanitised(html: str, *, image_base: str = "") -> str:
    """HTML with nothing but what lessons need; pictures only from below `image_base`. Idempotent."""
    base = image_base.rstrip("/") + "/"

    def kept(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            path = value.removeprefix(base)
            return value if image_base and value.startswith(base) and IMAGE_PATH.fullmatch(f"img/{path}") else None
        if attribute == "id":
            return value if _FOOTNOTE_ID.fullmatch(value) else None
        return value if value == _ONLY.get(attribute, value) else None

    for _ in range(4):  # taking a tag away can change how the rest is read
        cleaned = _clean(html, kept)
        if cleaned == html:
            return html
        html = cleaned
    return escape(html)


def _clean(html: str, kept: Callable[[str, str, str], str | None]) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def sections(lesson_markdown: str) -> tuple[Section, ...]:
    """A lesson's body cut before each `##`, for reading page by page. An empty opening section is left out."""
    cut: list[tuple[str, list[str]]] = [("", [])]
    fence = ""
    for line in lesson_markdown.split("\n"):
        found = FENCE.match(line)
        if fence or found:
            fence = ("" if line == fence else fence) if fence else (found[1] if found else "")
        elif line.startswith("## "):
            cut.append((line[3:].strip(), []))
            continue
        cut[-1][1].append(line)
    pages = [Section(title, "\n".join(lines).strip("\n")) for title, lines in cut]
    return tuple(page for page in pages if page.title or page.text)


def _swapped_back(html: str, stash: Stash) -> str:
    """Tokens replaced: by their HTML in text, by their plain characters inside tags."""
    html = _ALONE.sub(lambda found: _unwrapped(found, stash), html)

    def swap(found: re.Match[str]) -> str:
        if found[1]:
            return TOKENS.sub(lambda token: escape(stash.by_token[token[0]][1]), found[1])
        return stash.by_token[found[2]][0]

    return _TAG_OR_TOKEN.sub(swap, html)


def _unwrapped(found: re.Match[str], stash: Stash) -> str:
    return found[1] if stash.by_token[found[1]][0].startswith("<ol") else found[0]
