"""What the tests of the desk do over and over: load the small library, read and change its pieces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from cstrain.content import queries
from cstrain.content.actions import Done, Edit, load_library, save_text
from cstrain.content.queries import Piece
from cstrain.content.queries.planning import Tried, plan_for, tried
from cstrain.content.rules.library import Entry, entry_of
from cstrain.content.rules.plan import Fate
from cstrain.kit import db
from tests.content.small import files

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
BY = "tests"


def load(source: Mapping[str, bytes] | None = None, origin: str = "shipped", at: datetime = AT) -> dict[str, Fate]:
    """Load these files (by default the small library); fates by path."""
    return {one.path: one.fate for one in loaded(source, origin, at)}


def loaded(source: Mapping[str, bytes] | None = None, origin: str = "shipped", at: datetime = AT) -> list[Done]:
    brought = plan_for(source or files(), DAY, origin)
    with db.transaction(at=at, by=BY, why="load"):
        return load_library(brought, at=at, by=BY)


def piece(kind: str, key: str) -> Piece:
    found = queries.piece(kind, key)
    assert found is not None
    return found


def trying(kind: str, key: str, text: str) -> Tried:
    """A text tried as the next version of a piece."""
    found = piece(kind, key)
    kept = queries.entry_for(found, queries.files())
    made = entry_of(kept.path, text, kept.post)
    assert isinstance(made, Entry)
    return tried(made, DAY, {queries.place_of(kept, name): digest for name, digest in found.attachments.items()})


def edit(kind: str, key: str, *, major: bool = False, reason: str = "试一试", seen: str = "") -> Edit:
    return Edit(seen or piece(kind, key).version_id, major, reason, AT, BY)


def change(kind: str, key: str, old: str, new: str, *, major: bool = False) -> Piece:
    """Save the piece with one wording replaced; the version that came of it."""
    text = piece(kind, key).text
    assert old in text, old
    attempt, how = trying(kind, key, text.replace(old, new, 1)), edit(kind, key, major=major)
    with db.transaction(at=AT, by=BY, why="save"):
        save_text(attempt, how)
    return piece(kind, key)


def rows() -> dict[str, int]:
    """How many rows every table holds."""
    session = db.database.session
    return {
        table.name: session.execute(db.database.select(db.database.func.count()).select_from(table)).scalar_one()
        for table in db.Base.metadata.sorted_tables
    }
