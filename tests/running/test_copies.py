"""Copies are made while people work, hold everything that was acknowledged, and can be put back into an empty place."""

from __future__ import annotations

import json
import os
import stat
import threading
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from cstrain.copies.check import checked
from cstrain.copies.place import put, scratch
from cstrain.factory import create_app
from cstrain.kit import backup, db, files
from cstrain.kit.backup import Archive, BadCopy, Copy, expired
from cstrain.records.models import RecordEntry
from tests.cast import Cast
from tests.records.acts import MORNING, enrol
from tests.records.test_log import seal

pytestmark = pytest.mark.data
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
COPIES, WRITERS = (20, 8) if os.environ.get("CHAOS") == "1" else (2, 3)


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=list(args))


def entries(app: Flask) -> list[str]:
    with app.app_context():
        found = sorted(db.database.session.scalars(select(RecordEntry.hash)))
        db.database.session.remove()
        return found


def elsewhere(app: Flask, folder: Path) -> Flask:
    """An empty machine: another instance folder, an empty database of the same kind, another witness."""
    folder.mkdir()
    return create_app(INSTANCE=str(folder), TESTING=True, DATABASE_URL=f"sqlite:///{folder / 'cstrain.sqlite3'}")


def test_op1_a_copy_holds_what_was_acknowledged_before_it_began(recorded: Flask, cast: Cast, tmp_path: Path) -> None:
    """OP-1: copies made while others write are whole, chain and all, and hold every entry acknowledged before their start."""
    written: list[str] = []
    over = threading.Event()

    def write(number: int) -> None:
        with recorded.app_context():
            someone = cast.everyone[5 + number]
            at = MORNING
            while not over.is_set():
                at += timedelta(minutes=1)
                written.append(enrol(cast, someone, at).hash)
            db.database.session.remove()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        copies = []
        for number in range(COPIES):
            known = list(written)
            path = tmp_path / f"{number}.zip"
            with recorded.app_context():
                backup.write(path, MORNING)
            copies.append((path, known))
            over.wait(0.2)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert len(copies[-1][1]) > len(copies[0][1]), "nobody wrote meanwhile"
    for path, known in copies:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with recorded.app_context(), Archive(path) as archive, scratch(archive.manifest.database) as target:
            found = put(archive, target)
            assert found.fault == "" and found.older is None
            there = create_app(INSTANCE=str(target.instance), DATABASE_URL=target.url)
            assert set(known) <= set(entries(there))
            with there.app_context():
                db.database.engine.dispose()


def test_op1_a_copy_carries_files_and_keys_and_may_be_sealed(
    recorded: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OP-1: attachments, secrets and the witness are in it; sealed with a phrase it shows nothing and bears no change."""
    with recorded.app_context():
        kept = files.keep(PNG)
    monkeypatch.setenv("BACKUP_PHRASE", "seven lanterns over the river")
    out = tmp_path / "sealed.zip"
    told = run(recorded, "backup", str(out))
    assert told.exit_code == 0, told.output
    assert "全部完整" in told.output
    assert b"secrets.json" not in out.read_bytes() and stat.S_IMODE(out.stat().st_mode) == 0o600
    plain = tmp_path / "plain.zip"
    backup.unlock(out, plain, "seven lanterns over the river")
    with Archive(plain) as archive:
        parts = set(archive.manifest.parts)
        assert {"instance/secrets.json", "instance/witness.jsonl"} <= parts
        assert f"instance/files/{kept.sha256[:2]}/{kept.sha256[2:]}" in parts
    data = out.read_bytes()
    for number, wrong in enumerate((data[:-20], data[:200] + bytes([data[200] ^ 1]) + data[201:], data[:40])):
        cut = tmp_path / f"cut-{number}.zip"
        cut.write_bytes(wrong)
        with pytest.raises(BadCopy):
            backup.unlock(cut, tmp_path / f"cut-{number}.out", "seven lanterns over the river")
    with pytest.raises(BadCopy):
        backup.unlock(out, tmp_path / "guess.out", "seven lanterns over the lake")


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="the other test puts back into PostgreSQL")
def test_op2_restored_on_an_empty_machine(recorded: Flask, tmp_path: Path) -> None:
    """OP-2: on an empty machine everything is there, counted and checked; a forgotten log is never played into it."""
    with recorded.app_context():
        files.keep(PNG)
    out, before = tmp_path / "copy.zip", entries(recorded)
    assert run(recorded, "backup", str(out)).exit_code == 0
    there = elsewhere(recorded, tmp_path / "there")
    stale = tmp_path / "there" / "cstrain.sqlite3-wal"
    stale.write_bytes(b"stale" * 1000)
    refused = run(there, "restore", str(out))
    assert refused.exit_code == 1 and "--aside" in refused.output, "something of a database lies there"
    told = run(there, "restore", str(out), "--aside")
    assert told.exit_code == 0, told.output
    assert "2 人、10 条记录" in told.output and "全部完整" in told.output
    assert next((tmp_path / "there").glob("before-*/*-wal")).read_bytes().startswith(b"stale")
    again = create_app(INSTANCE=str(tmp_path / "there"), TESTING=True)
    assert entries(again) == before
    with again.app_context():
        assert checked().fault == ""
    assert (tmp_path / "there" / "secrets.json").read_bytes() == (
        Path(recorded.config["INSTANCE"]) / "secrets.json"
    ).read_bytes()
    assert stat.S_IMODE((tmp_path / "there" / "secrets.json").stat().st_mode) == 0o600


def test_op2_put_back_whole_and_older_is_said(recorded: Flask, cast: Cast, tmp_path: Path) -> None:
    """OP-2: a copy older than the witness is named with what is missing, from when to when, and not put back without a reason."""
    out = tmp_path / "copy.zip"
    assert run(recorded, "backup", str(out)).exit_code == 0
    with recorded.app_context():
        enrol(cast, cast.agent, MORNING + timedelta(hours=2))
        seal(MORNING + timedelta(hours=3))
        db.database.session.remove()
        with Archive(out) as archive, scratch(archive.manifest.database) as target:
            found = put(archive, target)
            assert found.older is None, "nothing outside knows better there"
    told = run(recorded, "restore", str(out), "--trial")
    assert told.exit_code == 1
    assert "少 1 项" in told.output and "2026-10-16 10:00" in told.output and "2026-10-16 12:00" in told.output
    refused = run(recorded, "restore", str(out), "--aside")
    assert refused.exit_code == 1 and "--older" in refused.output
    assert len(entries(recorded)) == 11, "nothing was touched"


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="moves files aside; there the database must be empty")
def test_op2_an_older_copy_goes_in_with_a_reason_that_stays(recorded: Flask, cast: Cast, tmp_path: Path) -> None:
    """OP-2: with a reason it goes in, what stood there is kept aside, and the loss stays on the page and in the check."""
    out = tmp_path / "copy.zip"
    assert run(recorded, "backup", str(out)).exit_code == 0
    with recorded.app_context():
        enrol(cast, cast.agent, MORNING + timedelta(hours=2))
        seal(MORNING + timedelta(hours=3))
        db.database.session.remove()
    told = run(recorded, "restore", str(out), "--aside", "--older", "磁盘坏了，只有这一份")
    assert told.exit_code == 0, told.output
    instance = Path(recorded.config["INSTANCE"])
    assert len(entries(create_app(INSTANCE=str(instance)))) == 10
    (line,) = (instance / "restores.jsonl").read_text().splitlines()
    assert json.loads(line)["lost"] == 1 and json.loads(line)["reason"] == "磁盘坏了，只有这一份"
    assert list(instance.glob("before-*/cstrain.sqlite3"))
    verified = run(create_app(INSTANCE=str(instance)), "records", "verify", "--json")
    assert verified.exit_code == 1 and json.loads(verified.output)["log"]["code"] == "anchor"


def _fault(app: Flask, file: Path) -> str:
    """Why it cannot be put back."""
    with app.app_context(), scratch(db.database.engine.dialect.name) as target:
        try:
            with Archive(file) as archive:
                put(archive, target)
        except BadCopy as fault:
            return fault.code
    return "nothing"


def test_a_damaged_or_made_up_file_puts_nothing_back(recorded: Flask, tmp_path: Path) -> None:
    out = tmp_path / "copy.zip"
    with recorded.app_context():
        backup.write(out, MORNING)
    with zipfile.ZipFile(out) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    manifest = json.loads(parts["manifest.json"])
    way_out = {**manifest, "parts": {"instance/../../x": [0, ""]}}
    changed = {
        "damaged": {**parts, "instance/secrets.json": b"{}"},
        "incomplete": {name: data for name, data in parts.items() if name != "instance/secrets.json"},
        "not_a_copy": {**parts, "manifest.json": json.dumps(way_out).encode()},
        "newer": {**parts, "manifest.json": json.dumps({**manifest, "version": 2}).encode()},
    }
    for code, said in changed.items():
        file = tmp_path / f"{code}.zip"
        with zipfile.ZipFile(file, "w") as made:
            for name, data in said.items():
                made.writestr(name, data)
        assert _fault(recorded, file) == code
    (tmp_path / "text.zip").write_bytes(b"no zip")
    assert run(recorded, "restore", str(tmp_path / "text.zip")).exit_code == 1
    assert run(recorded, "backup", str(out)).exit_code == 1, "never over another copy"


def test_which_copies_are_kept() -> None:
    """Every night of a week, then one a week, none after twelve weeks but the newest good one."""
    start = datetime(2026, 6, 1, 19, tzinfo=UTC)
    made = [
        Copy(backup.named(at), at.isoformat(), 1, tested_at=at.isoformat() if number == 0 else "")
        for number, at in enumerate(start + timedelta(days=day) for day in range(120))
    ]
    today = date(2026, 9, 28)
    gone = {one.name for one in expired(made, today)}
    kept = [one for one in made if one.name not in gone]
    assert made[0] in kept, "the only one that was ever put back"
    assert [(today - one.at.date()).days for one in kept[-7:]] == [6, 5, 4, 3, 2, 1, 0]
    assert 18 <= len(kept) <= 20 and all((today - one.at.date()).days < 90 for one in kept[1:])
    assert not expired(kept, today)
