"""Ladders as content: the version that counts of each, and which ladder the firm uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select

from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.levels.models import LadderVersion
from cstrain.levels.rules.ladder import Ladder, read_ladder
from cstrain.people import queries as people

CHOICE = "等级阶梯"  # the firm's decision which ladder it uses, by its name


@dataclass(frozen=True)
class LadderInForce:
    """The ladder with the firm's decisions of now, and the version it is read from."""

    ladder: Ladder
    version: LadderVersion


@lru_cache(maxsize=32)
def _document(text: str, key: str) -> Document:
    return read(text, f"ladder-{key}.md")


def ladder_of(version: LadderVersion, decided: Mapping[str, str]) -> Ladder:
    """The ladder a version says, with these decisions filled in."""
    return read_ladder(_document(version.text, version.key), decided)[0]


def versions(key: str) -> list[LadderVersion]:
    """Every version of a ladder, newest first."""
    rows = select(LadderVersion).where(LadderVersion.key == key).order_by(LadderVersion.number.desc())
    return list(db.database.session.scalars(rows))


def newest() -> list[LadderVersion]:
    """The version that counts of every ladder, by key."""
    numbers = select(LadderVersion.key, func.max(LadderVersion.number).label("number"))
    top = numbers.group_by(LadderVersion.key).subquery()
    rows = select(LadderVersion).join(top, (top.c.key == LadderVersion.key) & (top.c.number == LadderVersion.number))
    return list(db.database.session.scalars(rows.order_by(LadderVersion.key)))


def in_force() -> LadderInForce | None:
    """The ladder the firm uses: the one its decision names, or the only one there is; None while that is open."""
    decided = people.decided()
    known = newest()
    chosen = decided.get(CHOICE)
    found = [one for one in known if one.name == chosen] if chosen else known
    if len(found) != 1:
        return None
    return LadderInForce(ladder_of(found[0], decided), found[0])


def level_names() -> dict[str, str]:
    """Name → code of the levels of the ladder in use; {} while there is none."""
    found = in_force()
    return {level.name: level.code for level in found.ladder.levels} if found else {}


def by_id(version_ids: Iterable[str]) -> dict[str, LadderVersion]:
    """Versions by id, in one query."""
    rows = select(LadderVersion).where(LadderVersion.id.in_(set(version_ids)))
    return {row.id: row for row in db.database.session.scalars(rows)}


def _waiting(names: list[str]) -> dict[str, list[str]]:
    """For the page of decisions: the ladders that keep everybody from rising until these are made."""
    found: dict[str, list[str]] = {}
    known = newest()
    for version in known:
        for name in (*ladder_of(version, {}).undecided, *((CHOICE,) if len(known) > 1 else ())):
            if name in names:
                found.setdefault(name, []).append(version.name)
    return found


people.WAITING.append(_waiting)
