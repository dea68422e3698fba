"""Gates as content: the version in force, its history, what shipped texts propose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select

from cstrain.certification.models import GateVersion
from cstrain.certification.rules.gate import Gate, read_gate
from cstrain.certification.rules.takeover import Post
from cstrain.curriculum.models import Material, MaterialVersion
from cstrain.kit import db
from cstrain.kit.content import Document, read
from cstrain.people import queries as people


@dataclass(frozen=True)
class GateInForce:
    """The gate with the firm's decisions of now, and the version it is read from."""

    gate: Gate
    version: GateVersion


@lru_cache(maxsize=64)
def document_of(text: str, file: str) -> Document:
    return read(text, file)


def read_version(version: GateVersion, decided: Mapping[str, str]) -> Gate:
    return read_gate(document_of(version.text, f"{version.key}.md"), decided)[0]


def versions(key: str) -> list[GateVersion]:
    """Every version of a gate, newest first."""
    rows = select(GateVersion).where(GateVersion.key == key).order_by(GateVersion.number.desc())
    return list(db.database.session.scalars(rows))


def live_version(key: str) -> GateVersion | None:
    return _live([key]).get(key)


def live_versions() -> list[GateVersion]:
    """The version in force of every gate, by key."""
    return [version for _key, version in sorted(_live(None).items())]


def proposal(key: str) -> GateVersion | None:
    """A shipped text newer than what is in force, which was changed here."""
    newest = next(iter(versions(key)), None)
    return newest if newest is not None and not newest.live else None


def _live(keys: Iterable[str] | None) -> dict[str, GateVersion]:
    newest = select(GateVersion.key, func.max(GateVersion.number).label("number")).where(GateVersion.live)
    if keys is not None:
        newest = newest.where(GateVersion.key.in_(set(keys)))
    top = newest.group_by(GateVersion.key).subquery()
    rows = select(GateVersion).join(top, (top.c.key == GateVersion.key) & (top.c.number == GateVersion.number))
    return {version.key: version for version in db.database.session.scalars(rows)}


def gates(keys: Iterable[str]) -> dict[str, GateInForce]:
    """The gates of these keys as they hold now; two queries."""
    wanted = set(keys)
    if not wanted:
        return {}
    decided = people.decided()
    return {key: GateInForce(read_version(version, decided), version) for key, version in _live(wanted).items()}


def posts() -> dict[str, Post]:
    """Posts by the name courses give them, each with its gate; courses whose gate is not loaded are left out."""
    issued = {version.key: version.certificate for version in live_versions()}
    newest = select(MaterialVersion.material_id, func.max(MaterialVersion.number).label("number")).where(
        MaterialVersion.live
    )
    top = newest.group_by(MaterialVersion.material_id).subquery()
    rows = (
        select(MaterialVersion)
        .join(Material, Material.id == MaterialVersion.material_id)
        .join(top, (top.c.material_id == MaterialVersion.material_id) & (top.c.number == MaterialVersion.number))
        .where(Material.kind == "课程", Material.withdrawn_at.is_(None))
        .order_by(Material.key)
    )
    found: dict[str, Post] = {}
    for version in db.database.session.scalars(rows):
        head = document_of(version.text, f"{version.material.key}.md").head
        name, gate_key = head.own("岗位"), head.own("准入")
        if name and gate_key in issued:
            found.setdefault(name, Post(version.material.post, name, gate_key, issued[gate_key]))
    return found


def certificate_names() -> list[str]:
    """Names of certificates that gates in force issue."""
    return sorted({version.certificate for version in live_versions()})
