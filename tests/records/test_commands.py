"""The commands, and the verifier that stands alone: it reads an exported bundle without this application."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import random
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from cstrain.kit import db
from cstrain.records import queries
from cstrain.records.models import PrivateValue
from cstrain.records.rules import KINDS, METHODS, canonical, sha256
from tests.cast import Cast
from tests.records.acts import MORNING, complete, enrol, sign
from tests.records.test_tamper import by_hand

pytestmark = pytest.mark.data
TOOL = Path(__file__).resolve().parents[2] / "tools" / "verify_record.py"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_record", TOOL)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


VERIFY = tool()


@pytest.fixture
def recorded(app: Flask, cast: Cast) -> Cast:
    with app.app_context():
        enrol(cast, cast.trainee)
        own, *counter = complete(cast, cast.trainee, "K1", MORNING + timedelta(hours=1))
        sign([own], cast.trainee, MORNING + timedelta(hours=2))
        sign(counter, cast.mentor, MORNING + timedelta(hours=3))
        enrol(cast, cast.second_trainee)
    return cast


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["records", *arguments])


def _break(app: Flask) -> None:
    with app.app_context(), by_hand() as connection:
        table = db.Base.metadata.tables["record_entry"]
        here = (table.c.kind == "signed") & (table.c.role == "trainee")
        connection.execute(update(table).where(here).values(actor="somebody"))
        connection.commit()


def test_verify_says_that_all_is_well(app: Flask, recorded: Cast) -> None:
    answer = run(app, "verify")
    assert answer.exit_code == 0 and "2 人、5 条记录" in answer.output
    said = json.loads(run(app, "verify", "--json").output)
    assert said == {"ok": True, "people": 2, "entries": 5, "erased": 0, "broken": []}


def test_verify_names_the_first_broken_entry_and_fails(app: Flask, recorded: Cast) -> None:
    _break(app)
    answer = run(app, "verify")
    assert answer.exit_code == 1 and "CS-20418 的第 3 号记录对不上" in answer.output
    said = json.loads(run(app, "verify", "--json").output)
    broken = {"person": recorded.trainee.id, "number": "CS-20418", "seq": 3, "why": "columns"}
    assert said["broken"] == [broken] and not said["ok"]
    assert run(app, "verify", "--person", "CS-20419").exit_code == 0
    assert run(app, "verify", "--person", "cs-20418").exit_code == 1
    assert run(app, "verify", "--person", "nobody").exit_code == 1


@pytest.fixture
def exported(app: Flask, recorded: Cast, tmp_path: Path) -> Path:
    out = tmp_path / "out.zip"
    answer = run(app, "export", "--person", "CS-20418", str(out))
    assert answer.exit_code == 0 and "4 条记录" in answer.output
    return out


def check(path: Path, *more: str) -> tuple[int, str]:
    """The verifier as an auditor runs it: another process, no environment, nothing of ours on its path."""
    command = [sys.executable, "-I", str(TOOL), str(path), *more]
    done = subprocess.run(command, capture_output=True, text=True, env={}, cwd=path.parent, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_bundle_is_verified_without_the_application(app: Flask, exported: Path, recorded: Cast) -> None:
    with app.app_context():
        head = queries.chain(recorded.trainee.id).head
    assert head is not None
    assert check(exported) == (0, f"OK: 4 entries of {recorded.trainee.id}, 0 erased values, head {head[1]}\n")
    assert check(exported, "--head", " ".join([head[1][:32], head[1][32:]]))[0] == 0
    assert check(exported, "--head", "0" * 64) == (1, "BROKEN: entry 4: printed check code\n")
    assert json.loads(check(exported, "--json")[1])["entries"] == 4


def test_a_bundle_with_erased_values_still_verifies(app: Flask, recorded: Cast, tmp_path: Path) -> None:
    with app.app_context(), db.transaction(at=MORNING, by="tests", why="erase"):
        for row in db.database.session.query(PrivateValue).filter_by(person_id=recorded.trainee.id):
            row.salt, row.value, row.erased_at = None, None, MORNING
    out = tmp_path / "erased.zip"
    assert run(app, "export", "--person", "CS-20418", str(out)).exit_code == 0
    code, said = check(out)
    assert code == 0 and "0 erased" not in said
    assert "林晓雨" not in "".join(_parts(out).values()) and "CS-20418" not in "".join(_parts(out).values())


def _parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _written(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _verdict(path: Path) -> tuple[int, str]:
    """In this process, for speed."""
    out = io.StringIO()
    kept, sys.stdout = sys.stdout, out
    try:
        return VERIFY.main([str(path)]), out.getvalue()
    finally:
        sys.stdout = kept


def _entry_changed(parts: dict[str, str], index: int, *, rehash: bool, **changed: Any) -> dict[str, str]:
    lines, hashes = parts["entries.jsonl"].splitlines(), parts["hashes.txt"].splitlines()
    lines[index] = canonical(json.loads(lines[index]) | changed).decode()
    if rehash:
        hashes[index] = sha256(lines[index].encode())
    return parts | {"entries.jsonl": "\n".join(lines) + "\n", "hashes.txt": "\n".join(hashes) + "\n"}


def test_the_verifier_names_what_is_broken(exported: Path, tmp_path: Path) -> None:
    parts = _parts(exported)
    lines, openings = (
        parts["entries.jsonl"].splitlines(keepends=True),
        parts["openings.jsonl"].splitlines(keepends=True),
    )
    manifest = json.loads(parts["manifest.json"])
    name = next(line for line in openings if "CS-20418" in line and '"document"' not in line)
    cases: list[tuple[dict[str, str], str]] = [
        (_entry_changed(parts, 1, rehash=False, actor="x"), "entry 2: hash"),
        (_entry_changed(parts, 1, rehash=True, actor="x"), "entry 3: prev"),
        (_entry_changed(parts, 3, rehash=True, actor="x"), "entry 4: hash"),
        (_entry_changed(parts, 0, rehash=True, prev="0" * 64), "entry 1: prev"),
        (_entry_changed(parts, 2, rehash=True, person="x"), "entry 3: person"),
        (_entry_changed(parts, 2, rehash=True, kind="blessed"), "entry 3: kind"),
        (_entry_changed(parts, 2, rehash=True, seq=7), "entry 3: gap"),
        (_entry_changed(parts, 2, rehash=True, at="2026-10-16T00:00:00.000000Z"), "entry 3: time goes back"),
        (_entry_changed(parts, 2, rehash=True, at="2026-10-16"), "entry 3: form"),
        (parts | {"entries.jsonl": "".join(lines[:-1])}, "entry 4: gap"),
        (parts | {"openings.jsonl": parts["openings.jsonl"].replace("林晓雨", "张三")}, "entry 1: commitment"),
        (parts | {"openings.jsonl": ""}, "entry 1: commitment"),
        (parts | {"openings.jsonl": "".join(line for line in openings if line != name)}, "commitment"),
        (parts | {"manifest.json": canonical(manifest | {"entries": 9}).decode()}, "entry 5: gap"),
        (parts | {"manifest.json": canonical(manifest | {"head": "0"}).decode()}, "entry 4: hash"),
        (parts | {"manifest.json": canonical(manifest | {"person": "x"}).decode()}, "entry 1: person"),
    ]  # fmt: skip
    for number, (broken, told) in enumerate(cases):
        code, said = _verdict(_written(tmp_path / f"{number}.zip", broken))
        assert (code, said.startswith("BROKEN: ")) == (1, True) and told in said, (number, told, said)


def test_the_verifier_never_crashes_and_never_takes_a_changed_bundle(exported: Path, tmp_path: Path) -> None:
    """Two thousand mutations of the zip's bytes and of what is in it."""
    dice, whole, parts = random.Random(7), exported.read_bytes(), _parts(exported)
    held, target = _readable(exported), tmp_path / "mutated.zip"
    codes = []
    for number in range(2000):
        if number % 2:
            target.write_bytes(_mutated(whole, dice))
        else:
            name = dice.choice(sorted(parts.keys() - {"README.txt"}))
            mutated = _mutated(parts[name].encode(), dice).decode(errors="replace")
            _written(target, parts | {name: mutated})
        code, _said = _verdict(target)
        assert code in (1, 2) or _readable(target) == held, number
        codes.append(code)
    assert codes.count(1) > 300 and codes.count(2) > 300


def _readable(path: Path) -> Any:
    """What the verifier takes the bundle to say."""
    manifest, entries, openings = VERIFY.read_bundle(str(path))
    return manifest["person"], manifest["head"], entries, openings


def _mutated(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data))
    how = dice.randrange(4)
    if how == 0:
        return data[:place]
    if how == 1:
        return data[:place] + data[place + dice.randrange(1, 40) :]
    if how == 2:
        return data[:place] + bytes([data[place] ^ (1 << dice.randrange(8))]) + data[place + 1 :]
    return data[:place] + dice.randbytes(dice.randrange(1, 20)) + data[place:]


@pytest.mark.parametrize(
    "garbage",
    [b"", b"PK", b"\x00" * 5000, b"{}" * 100, "记录".encode() * 99],
)
def test_garbage_is_no_record(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "garbage.zip"
    path.write_bytes(garbage)
    assert _verdict(path)[0] == 2
    assert _verdict(tmp_path / "absent.zip")[0] == 2
    assert _verdict(tmp_path)[0] == 2


@pytest.mark.parametrize(
    "manifest",
    ["[]", "{}", "null", '{"format":"cstrain-record","v":1}', "[" * 90000, '{"a":1' + "0" * 9000 + "}",
     '{"entries":"4","format":"cstrain-record","head":"","installation":"","person":"","v":1}'],
)  # fmt: skip
def test_a_manifest_of_another_kind_is_no_record(exported: Path, tmp_path: Path, manifest: str) -> None:
    assert _verdict(_written(tmp_path / "m.zip", _parts(exported) | {"manifest.json": manifest}))[0] == 2


def test_the_verifier_stands_alone() -> None:
    tree = ast.parse(TOOL.read_text())
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} <= set(sys.stdlib_module_names)
    assert len(TOOL.read_text().splitlines()) <= 300


def test_the_verifier_knows_the_same_kinds() -> None:
    assert {kind: tuple(said.split()) for kind, said in VERIFY.KINDS.items()} == KINDS
    assert VERIFY.METHODS == METHODS
