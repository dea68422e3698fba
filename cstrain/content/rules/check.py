"""The check of a library: each text by its own room with all the others known, then what only the whole shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain

from cstrain.bank.rules import check_bank, check_points, check_register
from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.register import check_head
from cstrain.certification.rules.checks import check_gate
from cstrain.content.rules.coverage import lint_coverage
from cstrain.content.rules.decisions import check_decisions
from cstrain.content.rules.library import Entry, Library
from cstrain.content.rules.names import lint_names
from cstrain.content.rules.papers import lint_papers
from cstrain.content.rules.references import lint_references
from cstrain.content.rules.shelf import Around, Shelf
from cstrain.content.rules.taught import lint_taught
from cstrain.curriculum.rules import check_course, check_lesson, check_modules
from cstrain.exam.rules.blueprint import read_blueprint
from cstrain.kit.content import Problem
from cstrain.levels.rules.ladder import check_ladder
from cstrain.roleplay.rules import check_phrases, check_rubric, check_scenario, check_scripts
from cstrain.roleplay.rules.reply import check_talks

LINTS = (lint_names, lint_references, lint_coverage, lint_papers, lint_taught)


@dataclass(frozen=True)
class Checked:
    """What a check found. ``problems`` are errors and warnings, by file and line."""

    problems: tuple[Problem, ...]
    counts: dict[str, object]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps a file from being loaded."""
        return tuple(problem for problem in self.problems if not problem.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.warning)

    def of(self, path: str) -> tuple[Problem, ...]:
        """The problems of one file."""
        return tuple(problem for problem in self.problems if problem.file == path)


def check_library(library: Library, around: Around) -> Checked:
    """Everything wrong or doubtful in a library."""
    shelf = Shelf(library, around)
    found = chain(
        library.strays,
        *(check_entry(entry, shelf) for entry in library.entries),
        *(lint(shelf) for lint in LINTS),
    )
    problems = sorted(set(found), key=lambda problem: (problem.file, problem.line, problem.text))
    return Checked(tuple(problems), shelf.counts())


def check_entry(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    """One text by its own room's check. A text that the grammar refuses is looked at no further."""
    if not entry.is_readable:
        return entry.document.problems
    return CHECKS[entry.kind.slug](entry, shelf)


def _decisions(entry: Entry, _shelf: Shelf) -> Iterable[Problem]:
    return check_decisions(entry.document)


def _register(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    held = shelf.around.kept.get(entry.key, {})
    return check_register(entry.document, replace(shelf.bank_known, kept=held))


def _points(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    return check_points(entry.document, {point for asked in shelf.live.values() for point in asked.question.points})


def _bank(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    held = shelf.around.kept.get(entry.key, {})
    known = replace(shelf.bank_known, kept=held, pictures=shelf.library.beside(entry))
    return check_bank(entry.document, known)


def _lesson(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    pictures = shelf.library.pictures_in(entry.folder)
    return check_lesson(entry.document, replace(shelf.curriculum_known, pictures=pictures))


def _modules(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    former = shelf.around.steps.get(entry.key, {})
    return check_modules(entry.document, replace(shelf.curriculum_known, former=former))


def _course(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    return check_course(entry.document, shelf.curriculum_known)


def _exam(entry: Entry, _shelf: Shelf) -> Iterable[Problem]:
    return _headed(entry, read_blueprint(entry.document, {})[1])


def _gate(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    return _headed(entry, check_gate(entry.document, shelf.curriculum_known, shelf.certificates))


def _ladder(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    return _headed(entry, check_ladder(entry.document, shelf.certificates))


def _phrases(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    return check_phrases(entry.document, shelf.play_known(but=entry.key))


def _scripts(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    return check_scripts(entry.document, shelf.play_known())


def _rubric(entry: Entry, _shelf: Shelf) -> Iterable[Problem]:
    return check_rubric(entry.document)


def _scenario(entry: Entry, shelf: Shelf) -> Iterable[Problem]:
    """The scene by itself; when it can be played, its examples are."""
    found = check_scenario(entry.document, shelf.play_known())
    replayed = shelf.around.replayed
    if any(not problem.warning for problem in found) or (replayed is not None and entry.key not in replayed):
        return found
    return (*found, *check_talks(entry.document, shelf.ground))


def _headed(entry: Entry, problems: Iterable[Problem] = ()) -> Iterable[Problem]:
    """What the room found, and what every head must bear."""
    found = Findings(entry.path)
    check_head(entry.document, found)
    return (*entry.document.problems, *found.all, *problems)


CHECKS: dict[str, Callable[[Entry, Shelf], Iterable[Problem]]] = {
    "decisions": _decisions,
    "rules": _register,
    "charter": _register,
    "points": _points,
    "bank": _bank,
    "phrases": _phrases,
    "scripts": _scripts,
    "rubric": _rubric,
    "lesson": _lesson,
    "scenario": _scenario,
    "exam": _exam,
    "gate": _gate,
    "ladder": _ladder,
    "modules": _modules,
    "course": _course,
}
