"""docs/formats.md says how content is written: its examples are one library in which nothing is wrong, and no key is left out."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from cstrain.bank.rules import Kind
from cstrain.content.rules.check import check_library
from cstrain.content.rules.kinds import KINDS
from cstrain.content.rules.library import canonical, read_library
from cstrain.content.rules.shelf import Around, Shelf
from cstrain.kit.content.keys import KNOWN, TYPES

TEXT = (Path(__file__).resolve().parents[2] / "docs/formats.md").read_text(encoding="utf-8")
EXAMPLES = {path: body for _fence, path, body in re.findall(r"^(`{3,4})(\S+\.md)\n(.*?)^\1$", TEXT, re.M | re.S)}
AROUND = Around(today=date(2026, 11, 22), facts=frozenset({"F001"}))


def test_the_examples_are_a_library_without_a_fault() -> None:
    library = read_library({path: body.encode() for path, body in EXAMPLES.items()})
    found = [str(problem) for problem in check_library(library, AROUND).problems]
    thin = [line for line in found if "只有 1 题可抽" in line]  # a paper of a page-long bank
    assert found == thin, found
    assert {entry.kind for entry in library.entries} == set(KINDS)
    kinds = {one.question.kind for one in Shelf(library, AROUND).live.values()}
    assert kinds == set(Kind)


def test_the_examples_are_in_canonical_form() -> None:
    assert {path: canonical(body.encode()) for path, body in EXAMPLES.items()} == EXAMPLES


def test_every_key_and_every_type_is_named() -> None:
    words = set(re.findall(r"[一-鿿]+", TEXT))
    assert words >= KNOWN, sorted(KNOWN - words)
    assert set(TYPES) <= words
