"""The file: a zip whose manifest names every part with its size and SHA-256, and every table with its rows."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

FORMAT, VERSION = "cstrain-backup", 1
DATABASE = "database.sqlite3"
INSTANCE, TABLES = "instance/", "tables/"
CHUNK = 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


class BadCopy(Exception):
    """The file is no copy of ours, or not the one that was written. ``code``: not_a_copy, newer, damaged, incomplete."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(f"{code} {part}".strip())
        self.code, self.part = code, part


@dataclass
class Manifest:
    """What a copy says of itself. ``rows`` and ``columns`` by table; ``parts``: name → [size, SHA-256]."""

    made_at: str
    database: str  # sqlite or postgresql
    revision: str  # of the migrations
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION


class Writer:
    """Parts into a zip, each hashed on its way; the manifest comes last."""

    def __init__(self, out: IO[bytes], manifest: Manifest) -> None:
        self.zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.manifest = manifest

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        size, digest = 0, hashlib.sha256()
        with self.zip.open(name, "w", force_zip64=True) as part:
            for chunk in chunks:
                part.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.manifest.parts[name] = (size, digest.hexdigest())

    def finish(self) -> None:
        self.zip.writestr("manifest.json", json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1))
        self.zip.close()


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


class Archive:
    """A copy, opened for reading. Nothing of it is believed before it is compared with the manifest."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise BadCopy("not_a_copy") from error
        try:
            self.manifest = _read_manifest(self.zip.read("manifest.json"))
        except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
            self.zip.close()
            raise BadCopy("not_a_copy") from error
        except BadCopy:
            self.zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.zip.close()

    def names(self, beginning: str) -> list[str]:
        return [name for name in self.manifest.parts if name.startswith(beginning)]

    def read(self, name: str) -> Iterator[bytes]:
        """The chunks of a part; at its end BadCopy unless it is what the manifest says."""
        size, digest = 0, hashlib.sha256()
        try:
            with self.zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    size += len(chunk)
                    digest.update(chunk)
                    yield chunk
        except KeyError as error:
            raise BadCopy("incomplete", name) from error
        except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
            raise BadCopy("damaged", name) from error
        if (size, digest.hexdigest()) != tuple(self.manifest.parts[name]):
            raise BadCopy("damaged", name)

    def put(self, name: str, target: Path) -> None:
        """A part as a file that only its owner reads, whole on the disk before it bears its name."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.part")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in self.read(name):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)


def _read_manifest(data: bytes) -> Manifest:
    said = json.loads(data)
    if said.get("format") != FORMAT:
        raise BadCopy("not_a_copy")
    if said.get("version") != VERSION:
        raise BadCopy("newer")
    manifest = Manifest(**said)
    for name in [*manifest.parts, *manifest.rows]:
        if not NAME.fullmatch(name) or ".." in name.split("/"):
            raise BadCopy("not_a_copy", name)
    return manifest
