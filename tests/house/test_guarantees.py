"""docs/guarantees.md and the tests that hold it say the same: no case without its test, no test without its line."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASE = r"(?:EX|DU|SG|AC|IN|LD|OP|PR)-\d+"


def held() -> dict[str, set[str]]:
    """Per case the files with a test whose docstring begins with its id."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                said = re.match(rf"({CASE}): ", ast.get_docstring(node) or "")
                if said:
                    found[said[1]].add(path.relative_to(ROOT).as_posix())
    return found


def promised() -> dict[str, set[str]]:
    """Per case of the document the files it names."""
    text = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    parts = re.split(rf"^### ({CASE})\b", text, flags=re.M)
    assert len(parts[1::2]) == len(set(parts[1::2])), "a case stands there twice"
    return {
        case: set(re.findall(r"tests/[\w/]+\.py", body)) for case, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_every_guarantee_has_its_tests_and_every_case_its_line() -> None:
    assert promised() == held()


def test_every_guarantee_says_how_it_was_tried() -> None:
    text = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    for case, body in zip(*[iter(re.split(rf"^### ({CASE})\b", text, flags=re.M)[1:])] * 2, strict=True):
        for said in ("Size", "Planted", "Test"):
            assert f"- {said}" in body, f"{case} does not say: {said}"
