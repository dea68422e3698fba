"""Help inside the product: every word it names is a word of the screens, in both languages the same ones."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog

from cstrain.running.rules.guide import PAGES, terms

HELP = Path(__file__).resolve().parents[2] / "docs" / "help"


def _pages(language: str) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (HELP / language).glob("*.md")}


def test_every_word_that_help_names_is_on_the_screens(collected: Catalog) -> None:
    words = {message.id if isinstance(message.id, str) else message.id[0] for message in collected}
    for name, text in _pages("zh").items():
        unknown = [term for term in terms(text) if term not in words]
        assert not unknown, f"{name}: {unknown}"
        assert terms(text), f"{name} names nothing"


def test_both_languages_have_the_same_pages_with_the_same_words() -> None:
    chinese, english = _pages("zh"), _pages("en")
    assert set(chinese) == set(english) == set(PAGES)
    for name, text in chinese.items():
        assert sorted(set(terms(text))) == sorted(set(terms(english[name]))), name
        assert text.startswith("# ") and len(text.splitlines()) <= 12, f"{name} is no short page"
