"""Generated documents say what the code says."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from cstrain.documents import facts, permissions, schema

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_permission_matrix_is_current(app: Flask) -> None:
    assert (DOCS / "permissions.md").read_text(encoding="utf-8") == permissions(app), "run: make docs"


def test_the_schema_is_current() -> None:
    assert (DOCS / "schema.md").read_text(encoding="utf-8") == schema(), "run: make docs"


def test_the_table_of_facts_is_current() -> None:
    assert (DOCS / "facts.md").read_text(encoding="utf-8") == facts(), "run: make docs"


def test_every_table_says_what_it_is() -> None:
    assert "（留痕）" in schema()
    assert "（只增不改）" in schema()
