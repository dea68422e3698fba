"""Scenarios, rubrics, phrases and scripts are taken in from content files; an unchanged hash makes no version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cstrain.bank.actions.load import require_clean
from cstrain.bank.rules.reading import withdrawal_of
from cstrain.kit import db
from cstrain.kit.content import Document, Problem, part_hash, version_of, write
from cstrain.roleplay import queries
from cstrain.roleplay.models import PlayText, PlayTextVersion
from cstrain.roleplay.rules import check_phrases, check_rubric, check_scenario, check_scripts


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``outcome``: new, changed, unchanged, proposed; ``problems`` are warnings."""

    version: PlayTextVersion
    outcome: str
    problems: tuple[Problem, ...] = ()


@db.deed
def load_scenario(document: Document, at: datetime, by: str, origin: str = "shipped") -> Loaded:
    """Load a scenario; decisions, rules, rubrics and lessons are loaded before it. Refuses ``content_has_errors``."""
    return _load(document, check_scenario(document, queries.known()), (at, by, origin))


@db.deed
def load_rubric(document: Document, at: datetime, by: str, origin: str = "shipped") -> Loaded:
    """Load a rubric likewise."""
    return _load(document, check_rubric(document), (at, by, origin))


@db.deed
def load_phrases(document: Document, at: datetime, by: str, origin: str = "shipped") -> Loaded:
    """Load a list of banned phrases or taboos likewise."""
    return _load(document, check_phrases(document, queries.known(but=document.id)), (at, by, origin))


@db.deed
def load_scripts(document: Document, at: datetime, by: str, origin: str = "shipped") -> Loaded:
    """Load scripts likewise; the banned phrases are loaded before them."""
    return _load(document, check_scripts(document, queries.known()), (at, by, origin))


def _load(document: Document, problems: Sequence[Problem], act: tuple[datetime, str, str]) -> Loaded:
    """``act``: when, by whom, where from."""
    doubts = require_clean(document, problems)
    digest = part_hash(document.head)
    row = queries.play_text(document.type, document.id) or _new(document)
    _carry(row, document)
    known = queries.versions(row.id)
    same = next((one for one in known if one.hash == digest), None)
    current = next((one for one in known if one.live), None)
    proposed = current is not None and current.origin == "made_here" and act[2] != "made_here"
    if same is not None and (same is current or proposed):
        return Loaded(same, "unchanged", doubts)
    made = _add(row, document, known, act, live=not proposed)
    return Loaded(made, "proposed" if proposed else "changed" if current else "new", doubts)


def _new(document: Document) -> PlayText:
    row = PlayText(kind=document.type, key=document.id, name=document.name, english=document.head.own("英文名"))
    db.database.session.add(row)
    db.database.session.flush()
    return row


def _carry(row: PlayText, document: Document) -> None:
    """What lists look at; a load without change touches nothing."""
    fields = {
        "name": document.name,
        "english": document.head.own("英文名"),
        "file": document.file.rsplit("/", 1)[-1],
        "withdrawn": withdrawal_of(document.head),
    }
    for name, value in fields.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _add(
    row: PlayText, document: Document, known: Sequence[PlayTextVersion], act: tuple[datetime, str, str], *, live: bool
) -> PlayTextVersion:
    declared = version_of(document.head)
    at, by, origin = act
    made = PlayTextVersion(
        play_text_id=row.id,
        number=max((one.number for one in known), default=0) + 1,
        major=max([declared.major, *(one.major for one in known if one.live)]),
        number_in_file=str(declared),
        text=write(document),
        hash=part_hash(document.head),
        origin=origin,
        reason=declared.reason,
        by=by,
        at=at,
        live=live,
    )
    db.database.session.add(made)
    db.database.session.flush()
    return made
