"""Lessons that cite a rule which has moved on."""

from __future__ import annotations

from cstrain.bank import queries as bank
from cstrain.bank.queries import Moved
from cstrain.curriculum.models import MaterialVersion
from cstrain.curriculum.queries.material import document, live
from cstrain.kit.content import Citation, all_of, citation


def cited_by(version: MaterialVersion) -> tuple[Citation, ...]:
    """The rules a lesson rests on, pinned; a version that counts was read without problems."""
    return tuple(citation(written) for written in all_of(document(version).head.own("规则")))


def stale_lessons() -> list[tuple[MaterialVersion, tuple[Moved, ...]]]:
    """Lessons in use whose rules have moved on, by number. Two queries."""
    held = bank.clocks()
    found = [
        (version, bank.moved_in({one.id: one.major for one in cited_by(version)}, held))
        for _key, version in sorted(live("课文").items())
    ]
    return [(version, moved) for version, moved in found if moved]
