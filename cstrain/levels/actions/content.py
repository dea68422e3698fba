"""Ladders are taken in from content files or the part editor; a version is a new row, never an overwrite."""

from __future__ import annotations

from datetime import datetime

from cstrain.kit import db
from cstrain.kit.content import Document, errors, part_hash, version_of, write
from cstrain.kit.errors import Refusal
from cstrain.levels.models import LadderVersion
from cstrain.levels.queries.ladders import versions
from cstrain.levels.rules.ladder import read_ladder


@db.deed
def load_ladder(document: Document, *, at: datetime, by: str, origin: str, reason: str = "") -> LadderVersion:
    """Take in a 等级 text; one that is the newest already makes no new version, a faulty one is refused."""
    faults = [*errors(document), *read_ladder(document, {})[1]]
    if faults:
        raise Refusal("ladder_has_problems", count=len(faults), first=str(faults[0]))
    known = versions(document.id)
    digest = part_hash(document.head)
    if known and known[0].hash == digest:
        return known[0]
    made = LadderVersion(
        key=document.id,
        name=document.name,
        number=known[0].number + 1 if known else 1,
        text=write(document),
        hash=digest,
        origin=origin,
        reason=reason or version_of(document.head).reason,
        by=by,
        at=at,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made
