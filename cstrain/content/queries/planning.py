"""What a load would do here, and what a save would break: read only, before the deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cstrain.content.queries.kept import around, kept_library
from cstrain.content.queries.pieces import files, pieces
from cstrain.content.rules.check import check_entry, check_library
from cstrain.content.rules.kinds import CHARTER, DECISIONS, PHRASES, RULES, SCENARIO
from cstrain.content.rules.library import Entry, Library, library, read_library
from cstrain.content.rules.names import retired_words
from cstrain.content.rules.placing import moved, placed
from cstrain.content.rules.plan import Held, Plan, plan_load
from cstrain.content.rules.shelf import Shelf
from cstrain.kit.content import Problem


@dataclass(frozen=True)
class Brought:
    """A load ready to be done: what it would do, the bytes of attachments by path, where it comes from."""

    plan: Plan
    data: Mapping[str, bytes]
    origin: str


def plan_for(source: Mapping[str, bytes], today: date, origin: str) -> Brought:
    """Work out the load of these files (path → bytes)."""
    kept = kept_library()
    brought, moves = placed(read_library(source), kept)
    plan = plan_load(brought, kept, around(brought, today, origin), held(kept))
    return Brought(plan, moved(source, moves), origin)


def held(kept: Library) -> dict[tuple[str, str], Held]:
    """What each piece is compared with."""
    loaded = {name: row.loaded for name, row in files().items()}
    made = {(one.kind.slug, one.key): one.origin == "made_here" for one in pieces()}
    return {
        entry.name: Held(kept.digest(entry), made.get(entry.name, False), loaded.get(entry.name, ""))
        for entry in kept.entries
    }


def is_news(source: Mapping[str, bytes]) -> bool:
    """Whether any text in these files differs from what was last loaded from a file."""
    brought, rows = read_library(source), files()
    return any(
        entry.name not in rows or rows[entry.name].loaded != brought.digest(entry) for entry in brought.entries
    ) or bool(brought.strays)


@dataclass(frozen=True)
class Tried:
    """A text as if it were saved: its own problems, and errors it would cause in others."""

    entry: Entry
    shelf: Shelf
    own: tuple[Problem, ...]
    elsewhere: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.own if not problem.warning)

    @property
    def doubts(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.own if problem.warning)


def tried(entry: Entry, today: date, beside: Mapping[str, str] | None = None) -> Tried:
    """Check a text with everything else as it is kept. ``beside``: files by path that come with it."""
    kept = kept_library()
    shelf = _shelf_with(kept, entry, today, beside or {})
    after = check_library(shelf.library, shelf.around)
    elsewhere = [each for each in after.errors if each.file != entry.path]
    there = _errors_in(kept, shelf) if elsewhere else frozenset()
    caused = tuple(each for each in elsewhere if (each.file, each.text) not in there)
    return Tried(entry, shelf, after.of(entry.path), caused)


def glanced(entry: Entry, today: date, beside: Mapping[str, str] | None = None) -> Tried:
    """The text's own check alone, for looking while one types."""
    shelf = _shelf_with(kept_library(), entry, today, beside or {})
    own = sorted({*check_entry(entry, shelf), *retired_words(entry)})
    return Tried(entry, shelf, tuple(own), ())


def _shelf_with(kept: Library, entry: Entry, today: date, beside: Mapping[str, str]) -> Shelf:
    brought = library([entry], beside)
    beyond = replace(around(brought, today, "made_here"), replayed=_replayed(entry))
    return Shelf(kept.overlaid(brought), beyond)


def _replayed(entry: Entry) -> frozenset[str] | None:
    """Scenes that this text can make come out otherwise: none, itself, or (what replies are judged by) all."""
    if entry.kind in (DECISIONS, RULES, CHARTER, PHRASES):
        return None
    return frozenset({entry.key}) if entry.kind is SCENARIO else frozenset()


def _errors_in(kept: Library, shelf: Shelf) -> frozenset[tuple[str, str]]:
    """Errors that are there already, whatever is saved now."""
    return frozenset((each.file, each.text) for each in check_library(kept, shelf.around).errors)
