"""The doctor names what is wrong and what to do, and is silent on a clean installation."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from cstrain.api.models import ApiToken
from cstrain.kit import backup, clock, db, jobs
from cstrain.kit.backup import Copy
from cstrain.people.models import Installation, Person
from cstrain.running import queries
from cstrain.running.rules import Served, World, is_affected, is_weak, network_place
from cstrain.running.words import FINDINGS
from tests.cast import Cast, as_
from tests.records.acts import MORNING

GOOD = Served(host="127.0.0.1", https=True, proxies=1, hosts="train.example.com")
WORLD = World("/dev/sda1 / ext4 rw 0 0\n", 0, 10**11, 10**12, (3, 45, 0), GOOD)
SQLITE = "TEST_DATABASE_URL" not in os.environ


def found(app: Flask, world: World = WORLD, later: timedelta = timedelta()) -> set[str]:
    with app.app_context():
        said = {one.code for one in queries.findings(world, clock.now() + later) if not one.is_note}
        db.database.session.remove()
        return said


@pytest.fixture
def clean(stamped: Flask, cast: Cast) -> Flask:
    """A good installation of two days: a copy of tonight that was put back."""
    Path(stamped.config["INSTANCE"]).chmod(0o700)
    with stamped.app_context():
        folder = Path(stamped.config["BACKUPS"])
        folder.mkdir(mode=0o700)
        _old(timedelta(days=2))
        _copy(stamped, timedelta(hours=3))
    return stamped


def _old(age: timedelta) -> None:
    with db.transaction(why="two days ago"):
        home = db.database.session.query(Installation).one()
        home.created_at = clock.now() - age


def _copy(app: Flask, age: timedelta, trouble: str = "") -> None:
    at = clock.now() - age
    folder = Path(app.config["BACKUPS"])
    (folder / backup.named(at)).write_bytes(b"zip")
    backup.remember(folder, Copy(backup.named(at), at.isoformat(), 3, tested_at=at.isoformat(), trouble=trouble))


def test_op9_silent_on_a_clean_installation(clean: Flask) -> None:
    """OP-9: no false alarm, on the day it is made and later; the command says so and exits with 0."""
    assert found(clean) == set()
    for path in Path(clean.config["BACKUPS"]).glob("*"):
        path.unlink()
    with clean.app_context():
        _old(timedelta(hours=1))
    assert found(clean) == set(), "nobody can have a copy in the first hour"


SETTINGS: dict[str, World] = {
    "debug": replace(WORLD, served=replace(GOOD, debug=True)),
    "plain_http": replace(WORLD, served=replace(GOOD, host="0.0.0.0", https=False, proxies=0)),
    "proxy_bypassed": replace(WORLD, served=replace(GOOD, host="192.168.1.9")),
    "proxy_wide": replace(WORLD, served=replace(GOOD, proxies=5)),
    "trusted_hosts": replace(WORLD, served=replace(GOOD, hosts="")),
    "disk": replace(WORLD, free=10**8),
    "clock": replace(WORLD, clock=0x40),
}


def _plant_files(app: Flask) -> dict[str, Callable[[], object]]:
    instance = Path(app.config["INSTANCE"])
    copies = Path(app.config["BACKUPS"])

    def no_copies() -> None:
        for path in copies.glob("*"):
            path.unlink()

    def untried() -> None:
        no_copies()
        _copy(app, timedelta(days=9))
        (copies / backup.named(clock.now())).write_bytes(b"zip")

    return {
        "readable": lambda: (instance / "secrets.json").chmod(0o644),
        "weak_secret": lambda: (instance / "secrets.json").write_text(json.dumps({"session": "00" * 32})),
        "no_copy": no_copies,
        "not_restored": untried,
        "copy_bad": lambda: (no_copies(), _copy(app, timedelta(hours=1), "damaged")),
    }


def _plant_rows(cast: Cast) -> dict[str, Callable[[], object]]:
    session, now = db.database.session, clock.now()

    def seal() -> None:
        from cstrain.records import actions
        from tests.records.acts import enrol

        enrol(cast, cast.trainee)
        with db.transaction(at=MORNING, why="sealed and told to nobody"):
            actions.seal_records(MORNING)

    def roll_back() -> None:
        said = {"number": 9, "text": f"cstrain/{_home()}\n9\n{'A' * 43}=\n2026-10-16T02:00:00.000000Z\n", "size": 9}
        from cstrain.records.rules import Sealed, checkpoint_text

        said["text"] = checkpoint_text(Sealed(_home(), 9, "00" * 32, MORNING))
        from flask import current_app

        Path(current_app.config["WITNESS"]).write_text(json.dumps(said) + "\n")

    def write(*rows: object) -> None:
        with db.transaction(why="planted"):
            session.add_all(rows)

    def end_grants() -> None:
        with db.transaction(why="planted"):
            grant = next(one for one in cast.second_admin.row.grants)
            grant.ended_at = now

    def hand_out() -> None:
        with db.transaction(why="planted"):
            row = cast.admin.row
            row.password_is_own, row.password_set_at = False, now - timedelta(days=3)

    def cheap() -> None:
        with db.transaction(why="planted"):
            cast.agent.row.password_hash = "$argon2id$v=19$m=4096,t=2,p=1$c2FsdHNhbHQ$aGFzaA"

    token = ApiToken(
        prefix="old", secret_hash="0" * 64, name="旧系统", sees_clearance=True, sees_level=False,
        issued_by=cast.admin.id, issued_at=MORNING, expires_on=MORNING.date(),
    )  # fmt: skip
    job = {"kind": "witness", "body": {}, "due": now - timedelta(hours=1)}
    return {
        "rolled_back": roll_back,
        "witness_late": seal,
        "token_expired": lambda: write(token),
        "weak_hash": cheap,
        "few_administrators": end_grants,
        "first_password": hand_out,
        "work_given_up": lambda: write(jobs.Job(key="a", tries=jobs.MOST_TRIES, **job)),
        "worker_away": lambda: write(jobs.Job(key="b", **job)),
        "not_migrated": lambda: session.execute(text("UPDATE alembic_version SET version_num = 'old'")),
    }


def _home() -> str:
    return str(db.database.session.query(Installation).one().id)


def test_op9_every_planted_setting_and_file_is_named(clean: Flask, cast: Cast) -> None:
    """OP-9: each of the wrong settings, rights, secrets and copies is named, and has words and a remedy."""
    for code, world in SETTINGS.items():
        assert code in found(clean, world) and all(FINDINGS[code]), code
    instance = Path(clean.config["INSTANCE"])
    before = (instance / "secrets.json").read_bytes()
    for code, plant in _plant_files(clean).items():
        with clean.app_context():
            plant()
        assert code in found(clean) and all(FINDINGS[code]), code
        (instance / "secrets.json").write_bytes(before)
        (instance / "secrets.json").chmod(0o600)


ROWS = (
    "witness_late", "rolled_back", "token_expired", "weak_hash", "few_administrators", "first_password", "work_given_up",
    "worker_away",
)  # fmt: skip


@pytest.mark.data
def test_op9_every_planted_row_is_named(clean: Flask, cast: Cast) -> None:
    """OP-9: each of the wrong rows is named, on both databases."""
    with clean.app_context():
        plants = _plant_rows(cast)
        assert set(plants) == {*ROWS, "not_migrated"}
        for code in ROWS:
            plants[code]()
            assert code in found(clean) and all(FINDINGS[code]), code
        with db.database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))
        assert "not_migrated" in found(clean)


@pytest.mark.skipif(not SQLITE, reason="settings of SQLite")
def test_op9_sqlite_that_was_told_otherwise_is_named(clean: Flask) -> None:
    """OP-9: SQLite that does not wait for the disk, checkpoints by itself, lies on a network disk or grows its log is named."""
    with clean.app_context():
        engine = db.database.engine
        engine.dispose()
        event.listen(engine, "connect", lambda one, _record: one.execute("PRAGMA synchronous=NORMAL"))
        event.listen(engine, "connect", lambda one, _record: one.execute("PRAGMA wal_autocheckpoint=1000"))
    instance = clean.config["INSTANCE"]
    said = found(clean, replace(WORLD, mounts=f"host:/x {instance} nfs4 rw 0 0\n", sqlite=(3, 40, 1)))
    assert {"sync_off", "checkpoint_unlocked", "sqlite_affected", "network_disk"} <= said
    assert "sqlite_affected" not in found(clean, replace(WORLD, sqlite=(3, 51, 3)))
    log = Path(instance) / "cstrain.sqlite3-wal"
    os.truncate(log, 300 * 1024 * 1024)
    from cstrain.running.queries.doctor.files import _database_file

    with clean.app_context():
        assert [one.code for one in _database_file(WORLD)] == ["log_grows"]
    os.truncate(log, 0)


@pytest.mark.data
@pytest.mark.skipif(SQLITE, reason="settings of PostgreSQL")
def test_op9_postgresql_that_does_not_wait_for_the_disk_is_named(clean: Flask) -> None:
    """OP-9: synchronous_commit off is named; fsync and full_page_writes are read the same way."""
    with clean.app_context():
        engine = db.database.engine
        engine.dispose()
        event.listen(engine, "connect", lambda one, _record: one.execute("SET synchronous_commit = off"))
    assert "postgres_unsafe" in found(clean)


def test_which_sqlite_which_hash_which_disk() -> None:
    affected = [(3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2), (3, 7, 0)]
    mended = [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0), (3, 6, 9)]
    assert all(map(is_affected, affected)) and not any(map(is_affected, mended))
    assert is_weak("scrypt:32768:8:1$x$y") and is_weak("$argon2id$v=19$m=19456,t=1,p=1$s$h")
    assert not is_weak("$argon2id$v=19$m=65536,t=3,p=1$s$h")
    mounts = "a / ext4 rw 0 0\nb /srv nfs rw 0 0\nc /srv/local ext4 rw 0 0\n"
    assert network_place("/srv/db", mounts) == "nfs" and network_place("/srv/local/db", mounts) == ""


def test_the_command_speaks_and_exits(clean: Flask) -> None:
    (Path(clean.config["INSTANCE"]) / "serving.json").write_text(json.dumps({"HOST": "0.0.0.0", "HTTPS": ""}))
    told = clean.test_cli_runner().invoke(args=["doctor"])
    assert told.exit_code == 1 and "（plain_http）" in told.output and "→ 在前面放 HTTPS 代理" in told.output
    said = json.loads(clean.test_cli_runner().invoke(args=["doctor", "--json"]).output)
    assert {"code": "plain_http", "note": False, "host": "0.0.0.0"} in said["found"]


def test_the_page_says_the_same_to_administrators_alone(clean: Flask, client: FlaskClient, cast: Cast) -> None:
    shown = as_(client, cast.admin).get("/state").get_data(as_text=True)
    assert "最近一次试着恢复" in shown and "恢复过，完整" in shown
    assert as_(client, cast.trainer).get("/state").status_code == 403
    said = client.get("/readyz").get_json()
    assert said["status"] == "ok" and said["copied_at"] and said["restore_tried_at"]
    with clean.app_context():
        assert db.database.session.get(Person, cast.admin.id) is not None
