"""The English catalogue is complete, and says nothing that the screens do not say any more."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "cstrain/translations/en/LC_MESSAGES"
PLACE = re.compile(r"%\((\w+)\)[sd]|%%")
HAN = re.compile(r"[一-鿿]")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as read:
        return read_po(read)


def _said(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _asked(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_every_word_has_its_english(collected: Catalog, english: Catalog) -> None:
    missing = []
    for message in collected:
        found = english.get(message.id, message.context) if message.id else message
        if message.id and (found is None or found.fuzzy or not all(_said(found))):
            missing.append(message.id)
    assert not missing, f"{len(missing)} without English: {missing[:5]}"


def test_english_keeps_the_places_and_is_english(english: Catalog) -> None:
    for message in english:
        for said in _said(message) if message.id else []:
            assert set(PLACE.findall(said)) <= set(PLACE.findall("".join(_asked(message)))), message.id
            assert 4 * len(HAN.findall(said)) <= len(said), message.id  # content words in an example stay Chinese


def test_the_catalogue_in_use_is_the_one_that_is_read(english: Catalog) -> None:
    with (ENGLISH / "messages.mo").open("rb") as read:
        used = gettext.GNUTranslations(read)
    for message in english:
        if message.id:
            one = _asked(message)[0]
            if isinstance(message.id, str):
                found = used.pgettext(message.context, one) if message.context else used.gettext(one)
            else:
                found = used.ngettext(one, one, 1)
            assert found == _said(message)[0], message.id
