"""Putting a copy into an empty place: in earnest, or into one that is thrown away afterwards."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from cstrain.copies.check import Checked, checked, require_whole
from cstrain.kit import db, secrets_file
from cstrain.kit.backup import SQLITE, Archive, put_files


@dataclass(frozen=True)
class Target:
    """Where a copy goes: instance folder, address of the database, witness file."""

    instance: Path
    url: str
    witness: Path

    @property
    def database(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.removeprefix("sqlite:///"))


def put(archive: Archive, target: Target) -> Checked:
    """Files and rows into the empty ``target``, migrated to this program's tables; then everything is checked there."""
    from flask_migrate import upgrade

    put_files(archive, target.instance, target.database, target.witness)
    app = _application(target)
    with app.app_context():
        try:
            if archive.manifest.database == "postgresql":
                from cstrain.kit.backup.postgres import fill

                upgrade(revision=archive.manifest.revision)
                fill(archive)
            require_whole(archive.manifest)
            upgrade()
            return checked()
        finally:
            db.abandon()
            db.database.engine.dispose()


def _application(target: Target) -> Flask:
    """A fresh application on what stands there now: this one has read other secrets."""
    from cstrain.factory import create_app

    secrets_file.secret.cache_clear()
    return create_app(INSTANCE=str(target.instance), DATABASE_URL=target.url, WITNESS=str(target.witness))


def tried(archive: Archive) -> Checked:
    """What comes of the copy in a place of its own, which is thrown away. The witness of here is asked there."""
    with scratch(archive.manifest.database) as target:
        witness = Path(current_app.config["WITNESS"])
        if witness.is_file():
            shutil.copyfile(witness, target.witness)
        return put(archive, target)


@contextmanager
def scratch(database: str) -> Iterator[Target]:
    """An empty place: a folder beside the copies, on PostgreSQL a database of its own."""
    beside = Path(current_app.config["BACKUPS"])
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".trial-") as folder:
        instance = Path(folder) / "instance"
        instance.mkdir(mode=0o700)
        if database == "sqlite":
            yield Target(instance, f"sqlite:///{instance / SQLITE}", instance / "witness.jsonl")
        else:
            with _scratch_database() as url:
                yield Target(instance, url, instance / "witness.jsonl")


@contextmanager
def _scratch_database() -> Iterator[str]:
    from cstrain.kit.backup.postgres import create_scratch, drop_scratch

    name = f"cstrain_trial_{secrets.token_hex(4)}"
    create_scratch(name)
    try:
        yield db.database.engine.url.set(database=name).render_as_string(hide_password=False)
    finally:
        drop_scratch(name)
