"""Texts handed to the rooms that keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from cstrain.bank.actions import load_bank, load_points, load_rules
from cstrain.certification.actions.content import load_gate
from cstrain.content.models import TextVersion
from cstrain.content.rules.kinds import (
    BANK,
    CHARTER,
    COURSE,
    DECISIONS,
    EXAM,
    GATE,
    LADDER,
    LESSON,
    MODULES,
    PHRASES,
    POINTS,
    RUBRIC,
    RULES,
    SCENARIO,
    SCRIPTS,
)
from cstrain.content.rules.library import Entry
from cstrain.curriculum.actions import Source, load_material
from cstrain.curriculum.rules import Known
from cstrain.exam.actions import load_exam
from cstrain.kit import db
from cstrain.kit.files import Kept
from cstrain.levels.actions import load_ladder
from cstrain.people.actions import load_decisions
from cstrain.roleplay.actions import load_phrases, load_rubric, load_scenario, load_scripts


@dataclass(frozen=True)
class Coming:
    """Who brings a text, when, from where, why; ``known`` what its room cannot know; ``files`` shown or carried by it."""

    at: datetime
    by: str
    origin: str
    reason: str = ""
    known: Known | None = None
    files: Mapping[str, Kept] = field(default_factory=dict)


def hand_over(entry: Entry, coming: Coming) -> None:
    """Let the room of this kind take the text in; it refuses a text with errors."""
    LOADERS[entry.kind.slug](entry, coming)


def _decisions(entry: Entry, coming: Coming) -> None:
    load_decisions(entry.document)
    add_text(entry, coming)


def _points(entry: Entry, coming: Coming) -> None:
    load_points(entry.document, coming.at, coming.by)
    add_text(entry, coming)


@db.deed
def add_text(entry: Entry, coming: Coming) -> TextVersion:
    """A version of a piece that no other room keeps versions of."""
    session = db.database.session
    mine = (TextVersion.kind == entry.kind.slug, TextVersion.key == entry.key)
    newest = session.scalar(select(func.max(TextVersion.number)).where(*mine)) or 0
    made = TextVersion(
        kind=entry.kind.slug,
        key=entry.key,
        number=newest + 1,
        text=entry.text,
        origin=coming.origin,
        reason=coming.reason,
        by=coming.by,
        at=coming.at,
    )
    session.add(made)
    session.flush()
    return made


def _rules(entry: Entry, coming: Coming) -> None:
    load_rules(entry.document, coming.at, coming.by, coming.origin)


def _bank(entry: Entry, coming: Coming) -> None:
    pictures = {name: kept.sha256 for name, kept in coming.files.items()}
    load_bank(entry.document, coming.at, coming.by, coming.origin, pictures)


def _material(entry: Entry, coming: Coming) -> None:
    source = Source(coming.origin, entry.post, coming.files, coming.known)
    load_material(entry.document, coming.at, coming.by, source)


def _charter(entry: Entry, coming: Coming) -> None:
    """The charter is a register, so that questions cite its clauses, and a text that people acknowledge."""
    _rules(entry, coming)
    _material(entry, coming)


def _exam(entry: Entry, coming: Coming) -> None:
    load_exam(entry.document, post=entry.post, origin=coming.origin, by=coming.by, at=coming.at)


def _gate(entry: Entry, coming: Coming) -> None:
    load_gate(entry.document, by=coming.by, at=coming.at, origin=coming.origin)


def _ladder(entry: Entry, coming: Coming) -> None:
    load_ladder(entry.document, at=coming.at, by=coming.by, origin=coming.origin, reason=coming.reason)


def _played(load: Callable[..., object]) -> Callable[[Entry, Coming], object]:
    """Scenes, rubrics, phrases and scripts are taken in alike."""
    return lambda entry, coming: load(entry.document, coming.at, coming.by, coming.origin)


LOADERS: dict[str, Callable[[Entry, Coming], object]] = {
    DECISIONS.slug: _decisions,
    RULES.slug: _rules,
    CHARTER.slug: _charter,
    POINTS.slug: _points,
    BANK.slug: _bank,
    LESSON.slug: _material,
    EXAM.slug: _exam,
    GATE.slug: _gate,
    PHRASES.slug: _played(load_phrases),
    SCRIPTS.slug: _played(load_scripts),
    RUBRIC.slug: _played(load_rubric),
    SCENARIO.slug: _played(load_scenario),
    LADDER.slug: _ladder,
    MODULES.slug: _material,
    COURSE.slug: _material,
}
