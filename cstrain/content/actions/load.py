"""Libraries into rows: idempotent, each file whole or not at all, texts changed here never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from cstrain.content import queries
from cstrain.content.actions.rooms import Coming, hand_over
from cstrain.content.models import ContentFile, TextProposal
from cstrain.content.queries.planning import Brought, is_news, plan_for
from cstrain.content.rules.kinds import BANK, RULES
from cstrain.content.rules.library import Entry
from cstrain.content.rules.plan import Fate, Line, Plan
from cstrain.content.rules.shelf import Around, Shelf
from cstrain.kit import clock, db, files
from cstrain.kit.content import Problem
from cstrain.kit.errors import Refusal
from cstrain.people.rules import local_date


@dataclass(frozen=True)
class Done:
    """What became of one file. ``problems`` say why it was refused, or what is doubtful in it."""

    path: str
    kind: str
    key: str
    fate: Fate
    problems: tuple[Problem, ...] = ()


def load_shipped(*, at: datetime, by: str) -> list[Done]:
    """Load the library that comes with cstrain; nothing at all is done when none of its files has changed.

    Opens its own transaction unless one is open. What is refused is told in the log: the rest stands.
    """
    source = queries.shipped_files()
    if not is_news(source):
        return []
    brought = plan_for(source, local_date(at, clock.zone()), "shipped")
    writing: AbstractContextManager[object] = (
        nullcontext() if db.is_writing() else db.transaction(at=at, by=by, why="shipped content")
    )
    with writing:
        done = load_library(brought, at=at, by=by)
    for one in done:
        if one.fate is Fate.REFUSED:
            current_app.logger.warning("not loaded: %s", "; ".join(map(str, one.problems)))
    return done


@db.deed
def load_library(brought: Brought, *, at: datetime, by: str, reason: str = "") -> list[Done]:
    """Do what a plan says, file by file. A file that its room refuses leaves nothing behind, the others stand."""
    load = _Load(brought, at, by, reason)
    return [load.line(line) for line in brought.plan.lines]


class _Load:
    """One load under way."""

    def __init__(self, brought: Brought, at: datetime, by: str, reason: str) -> None:
        self.plan: Plan = brought.plan
        self.data: Mapping[str, bytes] = brought.data
        self.origin, self.at, self.by, self.reason = brought.origin, at, by, reason
        shelf = Shelf(self.plan.full, Around())
        self.known = shelf.curriculum_known
        session = db.database.session
        self.rows = {(row.kind, row.key): row for row in session.scalars(select(ContentFile))}
        self.kept: dict[str, files.Kept] = {}

    def line(self, line: Line) -> Done:
        entry = line.entry
        done = Done(entry.path, entry.kind.slug, entry.key, line.fate, line.problems)
        if line.fate is Fate.REFUSED:
            return done
        digest = self.plan.full.digest(entry)
        row = self.rows.get(entry.name)
        if line.fate is Fate.SAME and row is not None and row.loaded == digest:
            return done
        try:
            with db.database.session.begin_nested():
                fate = line.fate if line.fate is Fate.SAME else self._take(entry, line.fate, digest)
                self._remember(entry, digest)
        except Refusal as refusal:
            return Done(done.path, done.kind, done.key, Fate.REFUSED, _said(refusal, entry))
        return Done(done.path, done.kind, done.key, fate, line.problems)

    def _take(self, entry: Entry, fate: Fate, digest: str) -> Fate:
        if fate is Fate.PROPOSED and entry.kind not in (BANK, RULES):
            self._propose(entry, digest)
            return fate
        hand_over(entry, self._coming(entry))
        if entry.kind not in (BANK, RULES) and not self._counts(entry):
            self._propose(
                entry, digest
            )  # a file that went back to an older text: the room has it, but not as the newest
            return Fate.PROPOSED
        return fate

    def _counts(self, entry: Entry) -> bool:
        now = queries.piece(*entry.name)
        return now is not None and now.text == entry.text

    def _coming(self, entry: Entry) -> Coming:
        shown = {name: self._keep(queries.place_of(entry, name)) for name in self.plan.full.beside(entry)}
        kept = {name: one for name, one in shown.items() if one is not None}
        return Coming(self.at, self.by, self.origin, self.reason, self.known, kept)

    def _keep(self, path: str) -> files.Kept | None:
        """The attachment at this path, kept: from the upload, else as it lies in the instance."""
        digest = self.plan.full.files[path]
        if digest not in self.kept:
            self.kept[digest] = files.keep(self.data[path] if path in self.data else files.fetch(digest))
        return self.kept[digest]

    def _propose(self, entry: Entry, digest: str) -> None:
        session = db.database.session
        held = queries.proposal_for(*entry.name)
        if held is not None and held.digest == digest:
            return
        if held is not None:
            held.state, held.settled_at, held.settled_by = "replaced", self.at, self.by
            session.flush()
        attached = {name: one.sha256 for name, one in self._coming(entry).files.items()}
        session.add(
            TextProposal(
                kind=entry.kind.slug,
                key=entry.key,
                text=entry.text,
                attachments=attached,
                digest=digest,
                origin=self.origin,
                at=self.at,
            )
        )
        session.flush()

    def _remember(self, entry: Entry, digest: str) -> None:
        row = self.rows.get(entry.name)
        if row is None:
            row = ContentFile(kind=entry.kind.slug, key=entry.key, path=entry.path)
            db.database.session.add(row)
        row.loaded, row.loaded_at, row.loaded_by = digest, self.at, self.by
        db.database.session.flush()
        self.rows[entry.name] = row


def _said(refusal: Refusal, entry: Entry) -> tuple[Problem, ...]:
    """What a room said against a file, as problems of it."""
    told = refusal.facts.get("problems")
    if isinstance(told, tuple) and told:
        return tuple(one for one in told if isinstance(one, Problem) and not one.warning)
    return (Problem(1, str(refusal.facts.get("first", refusal.code)), entry.path),)
