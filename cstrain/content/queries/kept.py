"""The library that an installation keeps, as the same value that a folder or a zip gives."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlalchemy import inspect

from cstrain.bank import queries as bank
from cstrain.content.models import ContentFile
from cstrain.content.queries.folder import facts
from cstrain.content.queries.pieces import Piece, files, pieces
from cstrain.content.rules.kinds import BANK, MODULES, REGISTERS, post_of, usual_path
from cstrain.content.rules.library import BESIDE, Entry, Library, library
from cstrain.content.rules.shelf import Around
from cstrain.curriculum import queries as curriculum
from cstrain.kit import db
from cstrain.kit.content import Document, read


@lru_cache(maxsize=1024)
def _read(text: str, path: str) -> Document:
    return read(text, path)


def entry_for(one: Piece, paths: dict[tuple[str, str], ContentFile]) -> Entry:
    """A piece as an entry of a library, at the path it is exported to."""
    kept = paths.get((one.kind.slug, one.key))
    path = kept.path if kept else usual_path(one.kind, one.key, one.post)
    return Entry(path, one.kind, _read(one.text, path), one.post or post_of(path))


def kept_library() -> Library:
    """Every text that counts, and what it shows, under the paths it is exported to."""
    paths = files()
    entries: list[Entry] = []
    beside: dict[str, str] = {}
    for one in pieces():
        entry = entry_for(one, paths)
        entries.append(entry)
        beside |= {place_of(entry, name): digest for name, digest in one.attachments.items()}
    return library(entries, beside)


def place_of(entry: Entry, name: str) -> str:
    """Where a file that a text shows or carries lies in the library."""
    base = f"{entry.folder}/" if entry.folder else ""
    return base + name if name.startswith("img/") else f"{base}{BESIDE}/{entry.key}/{name}"


def around(brought: Library, today: date, origin: str = "shipped") -> Around:
    """What an installation knows beside the texts: kept versions of the banks, registers and steps in ``brought``."""
    kept = {entry.key: bank.kept_questions(entry.key) for entry in brought.of(BANK)}
    kept |= {entry.key: bank.kept_rules(entry.key) for entry in brought.of(*REGISTERS)}
    steps = {entry.key: curriculum.former_steps(entry.key) for entry in brought.of(MODULES)}
    return Around(today, facts(), kept, steps, origin)


def is_installed() -> bool:
    """Whether there is a database with tables behind this command."""
    return inspect(db.database.engine).has_table(ContentFile.__tablename__)
