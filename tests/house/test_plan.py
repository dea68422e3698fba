"""The plan of the house: who may import whom, what the files are called, how large they are."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cstrain.factory import ROAD

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "cstrain"
FILES = {"rules", "models", "actions", "queries", "forms", "words", "views", "commands"}
OWN: dict[str, set[str]] = {
    "rules": {"rules"},
    "models": {"rules"},
    "actions": {"rules", "models", "queries", "actions"},
    "queries": {"rules", "models", "queries"},
    "forms": {"rules", "words"},
    "words": {"rules"},
    "views": {"rules", "models", "actions", "queries", "forms", "words", "views", "doors"},
    "commands": {"rules", "models", "queries", "actions", "words"},
    "doors": {"rules", "models", "queries", "actions"},
}
EARLIER: dict[str, set[str]] = {
    "rules": {"rules"},
    "models": {"models", "rules"},
    "actions": {"actions", "queries", "models", "rules"},
    "queries": {"queries", "models", "rules"},
    "forms": {"forms"},
    "words": {"words"},
    "views": {"queries", "actions", "doors", "rules", "models", "words", "forms"},
    "commands": {"queries", "models", "actions", "rules"},
    "doors": set(),
}
PURE_STDLIB_BANNED = {"os", "pathlib", "time", "random", "sqlite3", "flask", "sqlalchemy", "subprocess", "socket"}
BANNED_NAMES = {"util", "utils", "helper", "helpers", "manager", "service", "services", "common", "base", "misc", "lib"}


def code_files() -> list[Path]:
    return sorted(path for path in CODE.rglob("*.py") if "migrations" not in path.parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def place(path: Path) -> tuple[str, str] | None:
    """(room, file) of a file in a room; a folder stands for the file of its name."""
    parts = path.relative_to(CODE).with_suffix("").parts
    if len(parts) < 2 or parts[0] not in ROAD or parts[1] == "__init__":
        return None
    return parts[0], parts[1]


def test_only_the_eight_names_stand_in_a_room() -> None:
    allowed = FILES | {"__init__"}
    for room in ROAD:
        for entry in (CODE / room).glob("*") if (CODE / room).exists() else ():
            name = entry.stem if entry.suffix == ".py" else entry.name
            if name == "__pycache__":
                continue
            assert name in allowed | ({"doors"} if room == "people" else set()), f"{room}/{name}"


def test_no_room_looks_ahead() -> None:
    faults = []
    for path in code_files():
        here = place(path)
        if here is None:
            continue
        room, file = here
        for line, name in imports(path):
            parts = name.split(".")
            if parts[0] != "cstrain" or len(parts) < 3 or parts[1] not in ROAD:
                continue
            if parts[1] == room:
                ok = parts[2] in OWN[file] or parts[2] == file
            else:
                earlier = ROAD.index(parts[1]) < ROAD.index(room)
                ok = earlier and parts[2] in EARLIER[file]
            if not ok:
                faults.append(f"{path.relative_to(ROOT)}:{line}: {room}/{file} imports {name}")
    assert not faults, "\n".join(sorted(set(faults)))


def test_the_kit_knows_no_room() -> None:
    for path in (CODE / "kit").rglob("*.py"):
        for line, name in imports(path):
            assert not any(name.startswith(f"cstrain.{room}") for room in ROAD), f"{path}:{line}: {name}"


def test_rules_are_pure() -> None:
    faults = []
    for path in code_files():
        here = place(path)
        if here is None or here[1] != "rules":
            continue
        for line, name in imports(path):
            top = name.split(".")[0]
            kit = name.startswith("cstrain.kit") and not name.startswith(("cstrain.kit.errors", "cstrain.kit.content"))
            if top in PURE_STDLIB_BANNED or (kit and name != "cstrain.kit"):
                faults.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert not faults, "\n".join(faults)


def test_only_views_and_commands_read_the_clock() -> None:
    faults = []
    for path in code_files():
        here = place(path)
        if here is None or here[1] in ("views", "commands", "doors"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "clock.now", "clock.received", "datetime.now", "datetime.utcnow", "date.today", "time.time",
            ):  # fmt: skip
                faults.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}")
    assert not faults, "\n".join(faults)


def test_files_and_functions_keep_their_size() -> None:
    faults = []
    for path in code_files():
        text = path.read_text()
        if text.count("\n") > 400:
            faults.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines, ceiling 400")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 40:
                    faults.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {length} lines, ceiling 40")
                arguments = node.args
                count = len([a for a in [*arguments.posonlyargs, *arguments.args] if a.arg not in ("self", "cls")])
                if count > 5:
                    faults.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} takes {count} parameters")
    assert not faults, "\n".join(faults)


def test_no_drawer_names() -> None:
    for path in code_files():
        assert path.stem not in BANNED_NAMES, path


def test_no_bare_except_and_no_unfinished_mark() -> None:
    faults = []
    for path in code_files():
        text = path.read_text()
        for mark in ("TO" + "DO", "FIX" + "ME", "X" + "XX"):
            if mark in text:
                faults.append(f"{path.relative_to(ROOT)}: {mark}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                faults.append(f"{path.relative_to(ROOT)}:{node.lineno}: bare except")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "banned", ["/wo" + "rk/", "/fa" + "rm/", "pypi" + ".org", "npmjs" + ".org", "debian" + ".org/debian"]
)
def test_no_machine_paths_and_no_registry_hosts(banned: str) -> None:

    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    for name in listed:
        path = ROOT / name
        if not name or not path.is_file() or path.suffix in (".png", ".ttf", ".woff2", ".lock", ".jpg", ".xlsx"):
            continue
        assert banned not in path.read_text(errors="replace"), name
