"""What loading a library would do, piece by piece, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cstrain.bank.rules import Incoming, Kept, Outcome, bearing_of, examine, examine_rule, incoming_of, load_step
from cstrain.content.rules.check import Checked, check_library
from cstrain.content.rules.kinds import BANK, RULES
from cstrain.content.rules.library import Entry, Library, library
from cstrain.content.rules.shelf import Around
from cstrain.kit.content import Problem

MOST_ROUNDS = 10


class Fate(StrEnum):
    """What becomes of one text of a load."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    PROPOSED = "proposed"
    REFUSED = "refused"


FATES = {
    Outcome.NEW: Fate.NEW,
    Outcome.MAJOR: Fate.CHANGED,
    Outcome.MINOR: Fate.CHANGED,
    Outcome.SAME: Fate.SAME,
    Outcome.ADOPT: Fate.SAME,
    Outcome.PROPOSE: Fate.PROPOSED,
    Outcome.REFUSE: Fate.REFUSED,
}


@dataclass(frozen=True)
class Held:
    """What an installation keeps of one piece: digest of text and attachments, whether it was changed here, and the digest
    of what was last loaded from a file."""

    digest: str
    made_here: bool
    loaded: str = ""


@dataclass(frozen=True)
class Line:
    """One text of the load. ``parts``: of a bank or register, how many parts have which fate."""

    entry: Entry
    fate: Fate
    problems: tuple[Problem, ...] = ()
    parts: Mapping[Fate, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)


@dataclass(frozen=True)
class Plan:
    """A load worked out. ``full``: the library as it would be; ``strays``: problems of files that are no texts."""

    lines: tuple[Line, ...]
    full: Library
    strays: tuple[Problem, ...]
    checked: Checked

    def of(self, *fates: Fate) -> list[Line]:
        return [line for line in self.lines if line.fate in fates]

    @property
    def does_something(self) -> bool:
        return bool(self.of(Fate.NEW, Fate.CHANGED, Fate.PROPOSED))


def plan_load(brought: Library, kept: Library, around: Around, held: Mapping[tuple[str, str], Held]) -> Plan:
    """Check what is brought with everything else known and say what would become of each text.

    A text with an error is refused; so is, in turn, whatever then points at something that is not there.
    """
    refused: dict[str, tuple[Problem, ...]] = {}
    taken = brought
    for _round in range(MOST_ROUNDS):
        full = kept.overlaid(taken)
        checked = check_library(full, around)
        bad = {problem.file for problem in checked.errors} & {entry.path for entry in taken.entries}
        if not bad:
            break
        refused |= {path: checked.of(path) for path in bad}
        taken = library([entry for entry in taken.entries if entry.path not in bad], taken.files)
    lines = [
        Line(entry, Fate.REFUSED, refused[entry.path])
        if entry.path in refused
        else _line(entry, full, around, held.get(entry.name), checked.of(entry.path))
        for entry in brought.entries
    ]
    return Plan(tuple(lines), full, brought.strays, checked)


def _line(entry: Entry, full: Library, around: Around, held: Held | None, problems: tuple[Problem, ...]) -> Line:
    digest = full.digest(entry)
    if held is not None and digest in (held.loaded, held.digest):
        return Line(entry, Fate.SAME, problems)
    if entry.kind in (BANK, RULES):
        parts = _parts(entry, full, around.kept.get(entry.key, {}))
        first = next((fate for fate in (Fate.NEW, Fate.CHANGED, Fate.PROPOSED) if parts.get(fate)), Fate.CHANGED)
        return Line(entry, Fate.NEW if held is None else Fate.CHANGED if first is Fate.NEW else first, problems, parts)
    if held is None:
        return Line(entry, Fate.NEW, problems)
    return Line(entry, Fate.PROPOSED if held.made_here else Fate.CHANGED, problems)


def _parts(entry: Entry, full: Library, kept: Mapping[str, Kept]) -> dict[Fate, int]:
    """How many parts of a bank or register have which fate."""
    pictures = full.beside(entry)
    return dict(
        Counter(
            FATES[load_step(kept.get(one.id), one).outcome]
            for one in (_incoming(entry, place, pictures) for place in range(len(entry.document.parts)))
        )
    )


def _incoming(entry: Entry, place: int, pictures: Mapping[str, str]) -> Incoming:
    part = entry.document.parts[place]
    if entry.kind is RULES:
        return incoming_of(part, examine_rule(part)[0].bearing, {})
    question, _ = examine(part)
    return incoming_of(part, bearing_of(question) if question else "", pictures)
