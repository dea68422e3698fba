"""The commands, and the verifier that stands alone: it reads an exported bundle without this application."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import os
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

from cstrain.kit import db, jobs
from cstrain.people.rules.keys import SigningKey, is_signed
from cstrain.records import actions, queries
from cstrain.records.models import PrivateValue
from cstrain.records.rules import KINDS, METHODS, canonical, sha256
from tests.cast import Cast
from tests.records.acts import MORNING, complete, enrol, sign
from tests.records.test_signatures import key_of
from tests.records.test_tamper import by_hand

pytestmark = pytest.mark.data
TOOL = Path(__file__).resolve().parents[2] / "tools" / "verify_record.py"


MUTATIONS = 50_000 if os.environ.get("CHAOS") == "1" else 2_000


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_record", TOOL)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


VERIFY = tool()


@pytest.fixture
def recorded(app: Flask, cast: Cast) -> Cast:
    """A record with two personal signatures, sealed; another with none."""
    with app.app_context():
        keys = {who.id: key_of(who, f"maple lantern {who.employee_no}") for who in (cast.trainee, cast.mentor)}
        enrol(cast, cast.trainee)
        own, *counter = complete(cast, cast.trainee, "K1", MORNING + timedelta(hours=1))
        sign([own], cast.trainee, MORNING + timedelta(hours=2), key=keys[cast.trainee.id])
        sign(counter, cast.mentor, MORNING + timedelta(hours=3), key=keys[cast.mentor.id])
        with db.transaction(at=MORNING + timedelta(hours=4), by="worker", why="seal"):
            actions.seal_records(MORNING + timedelta(hours=4))
        jobs.run_due(MORNING + timedelta(hours=4))
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
    sealed = {"checkpoints": 1, "sealed": 6, "unsealed": 1, "anchor": 1, "log": None}
    assert said == {"ok": True, "people": 2, "entries": 5, "erased": 0, "broken": [], **sealed}


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
        point, key = queries.last_checkpoint(), queries.checkpoint_public()
    assert head is not None and point is not None
    said = f"OK: 4 entries of {recorded.trainee.id}, 2 signed, 0 erased values, head {head[1]}"
    assert check(exported) == (0, f"{said}; checkpoint {point.size} {point.root} by {key}\n")
    assert check(exported, "--key", key)[0] == 0
    assert check(exported, "--key", "0" * 64) == (1, "BROKEN: entry 4: checkpoint\n")
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


def _beside(parts: dict[str, str], name: str, change: Any) -> dict[str, str]:
    """Keys or checkpoint changed, with the manifest brought into line."""
    manifest = json.loads(parts["manifest.json"])
    text = change(parts[name])
    said = canonical(manifest | {name.split(".", maxsplit=1)[0]: sha256(text.encode())}).decode()
    return parts | {name: text, "manifest.json": said}


def _point(**changed: Any) -> Any:
    return lambda text: canonical(json.loads(text) | changed).decode() + "\n"


def test_keys_and_checkpoint_are_part_of_what_holds(exported: Path, tmp_path: Path) -> None:
    """SG-7: the keys that signatures are checked with, and the checkpoint, cannot be exchanged either."""
    parts = _parts(exported)
    keys, point = parts["keys.jsonl"].splitlines(keepends=True), json.loads(parts["checkpoint.json"])
    mine = next(line for line in keys if json.loads(line)["person"] == json.loads(parts["manifest.json"])["person"])
    later = mine.replace("2026-10-16T01", "2026-10-17T01")
    way = {**point["ways"][0], "leaf": "0" * 64}
    cases = [
        (_beside(parts, "keys.jsonl", lambda text: ""), "entry 3: signature"),
        (_beside(parts, "keys.jsonl", lambda text: text.replace(mine, later)), "entry 3: signature"),
        (_beside(parts, "keys.jsonl", lambda text: text.replace(mine, mine.replace("T01", "T00"))), "checkpoint"),
        (_beside(parts, "checkpoint.json", _point(signature="0" * 128)), "entry 4: checkpoint"),
        (
            _beside(parts, "checkpoint.json", _point(text=point["text"].replace("\n6\n", "\n7\n"))),
            "entry 4: checkpoint",
        ),
        (_beside(parts, "checkpoint.json", _point(ways=[])), "entry 4: checkpoint"),
        (_beside(parts, "checkpoint.json", _point(ways=[way, *point["ways"][1:]])), "entry 4: checkpoint"),
        (_beside(parts, "checkpoint.json", _point(key="0" * 64)), "entry 4: checkpoint"),
    ]
    for number, (broken, told) in enumerate(cases):
        code, said = _verdict(_written(tmp_path / f"{number}.zip", broken))
        assert (code, told in said) == (1, True), (number, told, said)
    unsaid = parts | {"keys.jsonl": parts["keys.jsonl"].replace("2026", "2025")}
    assert _verdict(_written(tmp_path / "unsaid.zip", unsaid))[0] == 2


def test_a_bundle_from_before_keys_is_still_read(exported: Path, tmp_path: Path) -> None:
    """Version 1 held entries, hashes and openings; an entry with a signature cannot be in one."""
    parts = {name: text for name, text in _parts(exported).items() if name not in ("keys.jsonl", "checkpoint.json")}
    manifest = {**json.loads(parts["manifest.json"]), "v": 1}
    told = _verdict(_written(tmp_path / "old.zip", parts | {"manifest.json": canonical(manifest).decode()}))
    assert told == (1, "BROKEN: entry 3: signature\n"), "its keys are not there"


RFC_8032 = [  # 7.1, TEST 1 to 3: public key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


@pytest.mark.parametrize(("public", "data", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(public: str, data: str, signature: str) -> None:
    check = VERIFY.Ed25519.is_signed
    given = [bytes.fromhex(part) for part in (public, data, signature)]
    assert check(*given)
    assert not check(given[0], given[1] + b"x", given[2])
    large = int.from_bytes(given[2][32:], "little") + VERIFY.Ed25519.L
    assert not check(given[0], given[1], given[2][:32] + large.to_bytes(32, "little")), "one signature, one spelling"


def test_the_verifier_agrees_with_the_application_on_signatures() -> None:
    dice = random.Random(8032)
    for _ in range(20):
        key, data = SigningKey(dice.randbytes(32)), dice.randbytes(dice.randrange(200))
        signature = bytearray.fromhex(key.sign(data))
        assert VERIFY.Ed25519.is_signed(bytes.fromhex(key.public), data, bytes(signature))
        signature[dice.randrange(64)] ^= 1 << dice.randrange(8)
        try:
            taken = VERIFY.Ed25519.is_signed(bytes.fromhex(key.public), data, bytes(signature))
        except ValueError:
            taken = False
        assert taken == is_signed(key.public, data, signature.hex()) is False


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
        (_entry_changed(parts, 3, rehash=True, actor="x"), "entry 4: signature"),
        (_entry_changed(parts, 3, rehash=True, method="code"), "entry 4: signature"),
        (_entry_changed(parts, 3, rehash=True, offset="+09:00"), "entry 4: signature"),
        (_entry_changed(parts, 1, rehash=True, offset="+09:00"), "entry 3: prev"),
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
    """SG-7: mutations of the zip's bytes and of what is in it: found, or unreadable, or of no consequence."""
    dice, whole, parts = random.Random(7), exported.read_bytes(), _parts(exported)
    held, target = _readable(exported), tmp_path / "mutated.zip"
    codes = []
    for number in range(MUTATIONS):
        if number % 2:
            target.write_bytes(_mutated(whole, dice))
        else:
            name = dice.choice(sorted(parts.keys() - {"README.txt"}))
            mutated = _mutated(parts[name].encode(), dice).decode(errors="replace")
            _written(target, parts | {name: mutated})
        code, _said = _verdict(target)
        assert code in (1, 2) or _readable(target) == held, number
        codes.append(code)
    assert codes.count(1) > MUTATIONS / 10 and codes.count(2) > MUTATIONS / 10


def _readable(path: Path) -> Any:
    """What the verifier takes the bundle to say."""
    manifest, entries, beside = VERIFY.read_bundle(str(path))
    return manifest["person"], manifest["head"], entries, beside


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
    assert len(TOOL.read_text().splitlines()) <= 540


def test_the_verifier_knows_the_same_kinds() -> None:
    assert {kind: tuple(said.split()) for kind, said in VERIFY.KINDS.items()} == KINDS
    assert VERIFY.METHODS == METHODS
