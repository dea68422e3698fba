"""The copies that lie in a folder, and what is known of each: a small file beside it, written after it was tried."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

NAME = "cstrain-%Y%m%dT%H%M%SZ.zip"
NIGHTS, WEEKS = (
    7,
    12,
)  # every night of a week, then one a week; nothing older, so that what is erased is gone after 90 days


@dataclass(frozen=True)
class Copy:
    """One copy. ``tested_at``: when it was last put back into an empty place, "" never; ``trouble``: what came of it."""

    name: str
    made_at: str
    size: int
    tested_at: str = ""
    people: int = 0
    entries: int = 0
    checkpoint: int = 0
    trouble: str = ""

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def tried(self) -> datetime | None:
        return datetime.fromisoformat(self.tested_at) if self.tested_at else None

    @property
    def is_good(self) -> bool:
        return bool(self.tested_at) and not self.trouble


def named(at: datetime) -> str:
    return at.astimezone(UTC).strftime(NAME)


def copies(folder: Path) -> list[Copy]:
    """Newest first; a file without its note counts as never tried."""
    found = [_read(path) for path in folder.glob("cstrain-*.zip")] if folder.is_dir() else []
    return sorted((one for one in found if one is not None), key=lambda one: one.name, reverse=True)


def _read(path: Path) -> Copy | None:
    try:
        made = datetime.strptime(path.name, NAME).replace(tzinfo=UTC)
        bare = Copy(path.name, made.isoformat(), path.stat().st_size)
    except (ValueError, OSError):  # another file, or one that was just removed
        return None
    try:
        return Copy(**json.loads(_note(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return bare


def _note(path: Path) -> Path:
    return path.with_suffix(".json")


def remember(folder: Path, copy: Copy) -> None:
    """What is known of a copy, beside it."""
    note = _note(folder / copy.name)
    beside = note.with_name(f".{note.name}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(copy), file, ensure_ascii=False)
    beside.replace(note)


def forget(folder: Path, copy: Copy) -> None:
    (folder / copy.name).unlink(missing_ok=True)
    _note(folder / copy.name).unlink(missing_ok=True)


def expired(found: Iterable[Copy], today: date) -> list[Copy]:
    """Those to remove: after a week all but the first of each week, after twelve weeks all. The newest that was put
    back and held stays, however old."""
    ordered = sorted(found, key=lambda one: one.at)
    good = [one for one in ordered if one.is_good]
    kept, weeks = {good[-1].name} if good else set(), set()
    for one in ordered:
        age, week = (today - one.at.date()).days, one.at.isocalendar()[:2]
        if age < NIGHTS or (week not in weeks and age < 7 * WEEKS):
            kept.add(one.name)
            weeks.add(week)
    return [one for one in ordered if one.name not in kept]
