"""One glossary governs content and screens: docs/glossary.md, the check of the content, and every word of the screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from cstrain.content.rules.names import INNOCENT, RETIRED, retired_in

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
LISTED, ON_SCREENS = GLOSSARY.split("## 只在界面上不用")


def rows_of(part: str) -> list[list[str]]:
    """The rows of its tables, heads left out."""
    lines = [line for line in part.split("\n") if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if row[0] not in ("用", "不用")]


def retired_on_screens() -> set[str]:
    return set(RETIRED) | {row[0] for row in rows_of(ON_SCREENS)}


def test_the_glossary_and_the_check_retire_the_same_words() -> None:
    rows = rows_of(LISTED)
    written = [word for row in rows for word in row[3].split("、") if word]
    assert len(rows) >= 90 and all(english and meaning for _use, english, meaning, _never in rows)
    assert sorted(written) == sorted(RETIRED)
    for use, _english, _meaning, never in rows:
        for word in filter(None, never.split("、")):
            assert RETIRED[word] in use, f"{word}: the check says {RETIRED[word]}, the glossary {use}"
        assert not retired_in(use), use


def test_no_term_stands_twice() -> None:
    terms = [term for row in rows_of(LISTED) for term in re.split("[、：；]", row[0])]
    twice = {term for term in terms if terms.count(term) > 1 and term not in ("高级",)}
    assert not twice


def test_no_screen_says_a_retired_word(collected: Catalog) -> None:
    found = []
    for message in collected:
        for said in [message.id] if isinstance(message.id, str) else message.id:
            text = re.sub("|".join(INNOCENT), "", said)
            found += [f"{word}: {said}" for word in retired_on_screens() if word in text]
    assert not found


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_no_document_says_a_retired_word(path: Path) -> None:
    if path.name != "glossary.md":
        assert not retired_in(path.read_text(encoding="utf-8"))


def test_words_that_contain_a_retired_one_and_mean_something_else_are_left_alone() -> None:
    assert retired_in("他会签字，上班期间不走，周末场满了") == []
    assert retired_in("结业考试以前，会签和漏签都补上") == ["结业考试", "会签", "漏签"]
