"""What templates call most, made cheap: words, icons, compiled templates.

A page says a hundred words and draws a dozen icons. The catalogue is found once a request and read once a process; an icon
is made once; a template is compiled once a process, however many applications there are (each test has its own).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel.support import Translations
from flask import Flask, current_app, g, has_app_context
from flask_babel import Babel, Domain, get_locale
from jinja2 import BytecodeCache, Undefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

SVG = Markup('<svg class="i" viewBox="0 0 24 24" {}>{}</svg>')


class Words(Domain):
    """The catalogue of a request, remembered until its language changes (``force_locale`` clears the place)."""

    def get_translations(self) -> Any:
        held = getattr(g, "_flask_babel", None) if has_app_context() else None
        found = getattr(held, "babel_translations", None)
        if found is None:
            found = (
                _catalogue(str(get_locale()), *self.translation_directories) if has_app_context() else Translations()
            )
            if has_app_context():
                g._flask_babel.babel_translations = found
        return found


@lru_cache(maxsize=16)
def _catalogue(locale: str, *folders: str) -> Translations:
    found = Translations()
    for folder in folders:
        read: Any = Translations.load(folder, [locale], "messages")
        found.merge(read)
        if hasattr(read, "plural"):
            found.plural = read.plural  # merge() leaves it behind
    return found


class Compiled(BytecodeCache):
    """Compiled templates of this process, by name and by the hash of their text."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.held.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.held[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def icon(name: str, label: str | None = None) -> Markup:
    """One meaning per icon. With ``label`` it stands alone and says so itself; without, the words beside it speak."""
    return SVG.format(Markup('role="img" aria-label="{}"').format(label), _shape(name)) if label else _silent(name)


@lru_cache(maxsize=512)
def _silent(name: str) -> Markup:
    return SVG.format(Markup('aria-hidden="true"'), _shape(name))


@lru_cache(maxsize=512)
def _shape(name: str) -> Markup:
    """An unknown name must fail loudly."""
    shapes: dict[str, str] = current_app.jinja_env.get_template("macros/lucide.html").module.shapes  # type: ignore[attr-defined]
    return Markup(shapes[name])  # noqa: S704 - our own vendored shapes


def attributes(given: dict[str, Any]) -> Markup:
    """HTML attributes from keywords: aria_label -> aria-label, class_ -> class; None and False are left out, True stands bare."""
    found = []
    for name, value in given.items():
        if value is None or value is False or isinstance(value, Undefined):
            continue
        shown = escape(name.rstrip("_").replace("_", "-"))
        found.append(Markup(" ") + shown if value is True else Markup(' {}="{}"').format(shown, value))
    return Markup("").join(found)


def attach(app: Flask, **selectors: Any) -> None:
    """Words, icons and compiled templates for ``app``; ``selectors`` of language and zone as Babel takes them."""
    babel = Babel(app, **selectors)
    words = babel.domain_instance = Words()

    def said(string: str, **given: Any) -> Markup:
        found = Markup(words.get_translations().gettext(string))  # noqa: S704 - our own words
        return found % given if given or "%" in found else found

    def counted(one: str, many: str, num: int, **given: Any) -> Markup:
        return Markup(words.get_translations().ngettext(one, many, num)) % {"num": num, **given}  # noqa: S704

    app.jinja_env.bytecode_cache = COMPILED
    app.jinja_env.globals.update(_=said, gettext=said, ngettext=counted, icon_svg=icon, html_attributes=attributes)
