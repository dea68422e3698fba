"""Help: short pages in the terms of the screens, those of one's own roles first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import get_translations

from cstrain.kit.content import render
from cstrain.kit.errors import NotYours
from cstrain.kit.web import page
from cstrain.people.doors import locale, me, needs
from cstrain.people.rules import May
from cstrain.running.rules.guide import PAGES, said, split
from cstrain.running.views.blueprint import bp

CONTEXTS = ("tab", "role", "certificate", "table")  # of words that mean several things


def _word(chinese: str) -> str:
    """A word of the screens in the reader's language."""
    known = get_translations()
    found = str(known.ugettext(chinese))
    if found == chinese:
        found = next((one for name in CONTEXTS if (one := str(known.upgettext(name, chinese))) != chinese), chinese)
    return found


def _text(name: str) -> tuple[str, str]:
    language = "en" if locale() == "en" else "zh"
    path = Path(current_app.root_path) / "docs" / "help" / language / f"{name}.md"
    return split(said(path.read_text(encoding="utf-8"), _word))


def _listed() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(name, title) of one's own pages, and of the others."""
    asked = me()
    own = [name for name, may in PAGES.items() if may is None or asked.can(may)]
    own.sort(key=lambda name: PAGES[name] is None)  # what only some roles do stands first
    titles = {name: _text(name)[0] for name in PAGES}
    return [(name, titles[name]) for name in own], [(name, titles[name]) for name in PAGES if name not in own]


@bp.get("/help")
@needs(May.LEARN)
def guide() -> Any:
    own, others = _listed()
    return page("running/guide.html", own=own, others=others)


@bp.get("/help/<name>")
@needs(May.LEARN)
def guide_page(name: str) -> Any:
    if name not in PAGES:
        raise NotYours
    title, text = _text(name)
    own, others = _listed()
    return page("running/guide_page.html", name=name, title=title, html=render(text), own=own, others=others)
