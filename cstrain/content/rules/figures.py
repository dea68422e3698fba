"""What a piece comes to in figures, for its page: (what is counted, how many)."""

from __future__ import annotations

from cstrain.content.rules.kinds import BANK, COURSE, DECISIONS, EXAM, GATE, LADDER, LESSON, MODULES, SCENARIO
from cstrain.content.rules.library import Entry
from cstrain.content.rules.shelf import Shelf
from cstrain.curriculum.rules.lesson import han
from cstrain.exam.rules.blueprint import read_blueprint
from cstrain.kit.content import number_text, sections

COUNTED_PARTS = {DECISIONS.slug: "decisions", BANK.slug: "questions", LADDER.slug: "levels"}


def figures(entry: Entry, shelf: Shelf) -> tuple[tuple[str, str], ...]:
    """Names of figures (words.FIGURES) with their values."""
    document = entry.document
    if entry.kind is LESSON:
        return (("characters", str(han(document.text))), ("sections", str(len(sections(document.text)))))
    if entry.kind is MODULES:
        held = shelf.modules[entry.key]
        return (("modules", str(len(held.modules))), ("steps", str(len(held.steps))))
    if entry.kind is COURSE and entry.key in shelf.courses:
        course = shelf.courses[entry.key]
        return (("days", str(course.days)), ("steps", str(len(course.steps))))
    if entry.kind is EXAM and (blueprint := read_blueprint(document, {})[0]) is not None:
        return (("questions", str(blueprint.count)), ("points", number_text(blueprint.full)))
    if entry.kind is GATE:
        return (("conditions", str(sum(len(run) for run in document.head.runs))),)
    if entry.kind is SCENARIO:
        endings = sum(part.title.startswith("结局·") for part in document.parts)
        return (("endings", str(endings)),)
    if entry.kind.slug in COUNTED_PARTS:
        return ((COUNTED_PARTS[entry.kind.slug], str(len(document.parts))),)
    return ()
