"""The files of an instance: which belong into a copy, and how they come to stand in an empty place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask import current_app

from cstrain.kit.backup.archive import DATABASE, INSTANCE, Archive
from cstrain.kit.db import database as here

SQLITE = "cstrain.sqlite3"
BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database; never to be mixed with another's
WITNESS = "witness.jsonl"
LEFT_OUT = ("backups", "prints")  # copies of copies; sheets that are printed anew in a second
SERVING = "serving.json"


def instance_files() -> Iterator[tuple[str, Path]]:
    """(name, path) of what lies beside the database: secrets, seal, attachments; the witness wherever it is kept."""
    instance, witness = Path(current_app.config["INSTANCE"]), Path(current_app.config["WITNESS"])
    copies = Path(current_app.config["BACKUPS"])
    for path in sorted(instance.rglob("*")):
        name = path.relative_to(instance)
        ours = path.is_file() and not path.is_symlink() and _belongs(name)
        if ours and copies not in path.parents and not path.name.startswith(_database_name()):
            yield name.as_posix(), path
    if witness.is_file():
        yield WITNESS, witness


def _database_name() -> str:
    url = here.engine.url
    return Path(url.database or SQLITE).name if url.get_backend_name() == "sqlite" else SQLITE


def _belongs(name: Path) -> bool:
    first, last = name.parts[0], name.name
    return not (
        first in LEFT_OUT
        or first.startswith((".", "before-"))
        or last.startswith(".")
        or last.endswith(".lock")
        or name.as_posix() in (WITNESS, SERVING)
    )


def leftovers(database: Path) -> list[Path]:
    """What of a database stands here already, a forgotten log included."""
    return [path for path in (database.with_name(database.name + end) for end in BESIDE) if path.exists()]


def aside(instance: Path, database: Path, at: datetime) -> Path:
    """Move the database, secrets and seal that stand here into ``before-…``.

    The log goes with its database: left behind, SQLite would play it into the one that is put here.
    """
    found = leftovers(database)
    folder = instance / f"before-{at:%Y%m%dT%H%M%S}"
    folder.mkdir(mode=0o700)
    for path in [*found, instance / "secrets.json", instance / "seal"]:
        if path.exists():
            path.rename(folder / path.name)
    return folder


def put_files(archive: Archive, instance: Path, database: Path, witness: Path) -> None:
    """Every file of the copy, and ``database`` when it is a file. The witness that stands here is never replaced by an
    older one: it knows what the copy does not."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(instance / "seal", ignore_errors=True)  # of an instance that was only just made
    for name in archive.names(INSTANCE):
        if name != INSTANCE + WITNESS:
            archive.put(name, instance / name.removeprefix(INSTANCE))
    if archive.names(DATABASE):
        archive.put(DATABASE, database)
    if archive.names(INSTANCE + WITNESS):
        known = b"".join(archive.read(INSTANCE + WITNESS)).decode("utf-8", "replace")
        _join_witness(known.splitlines(), witness)


def _join_witness(known: list[str], witness: Path) -> None:
    here = witness.read_text(encoding="utf-8", errors="replace").splitlines() if witness.is_file() else []
    lines = [line for line in known if line not in set(here)] + here
    witness.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = witness.with_name(f".{witness.name}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(witness)
