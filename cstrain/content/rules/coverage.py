"""Lints on what a library leaves out or repeats: facts, lessons, decisions, reviews, stems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cstrain.bank.rules import alike
from cstrain.content.rules.kinds import BANK, COURSE, DECISIONS, LESSON, REGISTERS
from cstrain.content.rules.library import Entry
from cstrain.content.rules.shelf import Shelf, is_withdrawn
from cstrain.curriculum.rules import Course
from cstrain.curriculum.rules import Kind as StepKind
from cstrain.kit.content import Malformed, Part, Problem, day, references_of

FACTS = "docs/facts.md"
OF_THE_SYSTEM = "系统"  # 【用在】系统: no text names the decision, the programme asks for it


def lessons_of(course: Course) -> frozenset[str]:
    """Lessons that a course teaches."""
    taught = (StepKind.LESSON, StepKind.ACKNOWLEDGE)
    return frozenset(target for step in course.steps if step.spec.kind in taught for target in step.spec.targets)


def lint_coverage(shelf: Shelf) -> Iterator[Problem]:
    """All of it, as warnings."""
    yield from _facts(shelf)
    yield from _lessons(shelf)
    yield from _decisions(shelf)
    yield from _reviews(shelf)
    yield from _stems(shelf)


def _facts(shelf: Shelf) -> Iterator[Problem]:
    if shelf.around.facts is None or not shelf.library.of(BANK):
        return
    covered = frozenset(fact for asked in shelf.live.values() for fact in asked.all_covers)
    bare = sorted(shelf.around.facts - covered)
    if bare:
        said = f"有 {len(bare)} 条事实还没有题：{'、'.join(bare)}。给题目写上【覆盖】，或补题"
        yield Problem(1, said, FACTS, warning=True)


def _lessons(shelf: Shelf) -> Iterator[Problem]:
    if len(shelf.courses) < len(shelf.keys(COURSE)):
        return  # a course that cannot be laid out may be the one that reaches it
    reached = frozenset(key for course in shelf.courses.values() for key in lessons_of(course))
    for entry in shelf.library.of(LESSON):
        if entry.key not in reached and shelf.courses and not is_withdrawn(entry.document.head):
            yield entry.document.problem(1, f"没有课程用到课文 {entry.key}：排进一个模块，或停用", warning=True)


def _decisions(shelf: Shelf) -> Iterator[Problem]:
    named = {
        reference.name
        for entry in shelf.library.entries
        for part in entry.document.head.walk()
        for reference in references_of(part)
    }
    for entry in shelf.library.of(DECISIONS):
        for part in entry.document.parts:
            if part.id not in named and OF_THE_SYSTEM not in part.own("用在"):
                said = f"没有一处用到决定「{part.id}」：写进用它的地方，或去掉；程序自己要问的，【用在】里写上{OF_THE_SYSTEM}"
                yield entry.document.problem(part.line, said, warning=True)


def _reviews(shelf: Shelf) -> Iterator[Problem]:
    """Overdue reviews; the registers' own check speaks of theirs."""
    today = shelf.around.today
    for entry in shelf.library.entries:
        if entry.kind in REGISTERS or today is None:
            continue
        for part in entry.document.head.walk():
            due = _due(part)
            if due is not None and due < today:
                line = (part.attribute("复核") or part).line
                yield entry.document.problem(line, f"过了复核日期 {due}：核对后改成下一次的日期", warning=True)


def _due(part: Part) -> date | None:
    try:
        return day(part.own("复核")) if part.has("复核") else None
    except Malformed:
        return None  # the grammar has complained at the line


def _stems(shelf: Shelf) -> Iterator[Problem]:
    """Stems that are nearly the same in two banks; within one bank its room says so."""
    entries: dict[str, Entry] = {number: asked.entry for number, asked in shelf.live.items()}
    stems = {number: asked.question.stem for number, asked in shelf.live.items()}
    for number, other in alike(stems, {}):
        if entries[number].key != entries[other].key:
            line = shelf.live[number].question.line
            said = f"{number} 和 {other} 的题干几乎一样：留一道，或改一个角度问"
            yield entries[number].document.problem(line, said, warning=True)
