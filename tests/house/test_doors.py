"""Doors and writes: every view marked, no page written in a write, refusals have words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

from cstrain.factory import create_app
from cstrain.kit import db
from cstrain.people.rules import May

CODE = Path(__file__).resolve().parents[2] / "cstrain"
NOTED = {"session_use", "try", "refused_save", "access_log", "first_shown", "attempt_seat", "exam_away"}


def test_every_door_is_marked(app: Flask) -> None:
    """AC-1: every route bears exactly one mark: a permission, or open with its reason."""
    for name, view in app.view_functions.items():
        door = getattr(view, "__door__", None)
        assert isinstance(door, May) or (isinstance(door, str) and door.startswith("open: ")), name


def test_an_unmarked_door_keeps_the_application_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AC-1: with one route unmarked the application does not start."""
    from cstrain.people import views

    views.bp._got_registered_once = False
    monkeypatch.setattr(views.bp, "deferred_functions", [*views.bp.deferred_functions])
    views.bp.add_url_rule("/bare", "bare", lambda: "x")
    with pytest.raises(RuntimeError, match=r"people\.bare"):
        create_app(INSTANCE=str(tmp_path))


def test_few_doors_are_open_to_all(app: Flask) -> None:
    """AC-1: at most fifteen routes are open to strangers."""
    open_doors = [name for name, view in app.view_functions.items() if isinstance(view.__door__, str)]  # type: ignore[attr-defined]
    assert len(open_doors) <= 15, open_doors


def test_only_the_listed_tables_are_noted() -> None:
    noted = {mapper.class_.__tablename__ for mapper in db.Base.registry.mappers if mapper.class_.__noted__}
    assert noted <= NOTED, noted - NOTED


def _calls(name: str) -> list[tuple[Path, ast.Call]]:
    found = []
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                found.append((path, node))
    return found


def test_every_refusal_has_words(app: Flask) -> None:
    words = app.extensions["cstrain"].refusals
    missing = sorted(
        {
            f"{path.relative_to(CODE)}: {node.args[0].value}"
            for path, node in _calls("Refusal")
            if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value not in words
        }
    )
    assert not missing, "\n".join(missing)


def test_views_render_only_through_page() -> None:
    faults = [
        str(path.relative_to(CODE))
        for name in ("render_template", "render_template_string", "Markup")
        for path, _ in _calls(name)
        if "views" in path.parts or path.stem == "views"
    ]
    assert not faults, faults


def test_nobody_else_commits() -> None:
    faults = [
        f"{path.relative_to(CODE)}:{node.lineno}"
        for verb in ("commit", "rollback")
        for path, node in _calls(verb)
        if path.parent.name != "db" and path.name != "jobs.py"
    ]
    assert not faults, faults


def test_actions_that_are_public_are_deeds() -> None:
    """A public function of an actions file that adds rows must be a deed."""
    faults = []
    for path in CODE.rglob("*.py"):
        if "actions" not in (path.stem, path.parent.name):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                writes = any(
                    isinstance(inner, ast.Call) and ast.unparse(inner.func).endswith(("session.add", "session.add_all"))
                    for inner in ast.walk(node)
                )
                marked = any("deed" in ast.unparse(decorator) for decorator in node.decorator_list)
                if writes and not marked:
                    faults.append(f"{path.relative_to(CODE)}:{node.lineno}: {node.name}")
    assert not faults, "\n".join(faults)
