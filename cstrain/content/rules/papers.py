"""Lints on what is asked: can each paper be drawn, is what it and a gate ask taught, do keys hide in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import sqrt

from cstrain.bank.rules import Kind as QuestionKind
from cstrain.bank.rules import Option, Question
from cstrain.certification.rules.asked import names_asked
from cstrain.certification.rules.gate import Need, read_gate
from cstrain.content.rules.coverage import lessons_of
from cstrain.content.rules.kinds import BANK, EXAM, GATE
from cstrain.content.rules.library import Entry
from cstrain.content.rules.shelf import Asked, Shelf
from cstrain.curriculum.rules import Course
from cstrain.curriculum.rules import Kind as StepKind
from cstrain.exam.rules.blueprint import Draw, Supply, read_blueprint
from cstrain.kit.content import Problem
from cstrain.kit.content.keys import unknown

FEWEST_KEYS = 20  # below this a bank's keys say nothing about their places
# Chi-square above which places are uneven, at one in a hundred, by number of options.
UNEVEN = {2: 6.63, 3: 9.21, 4: 11.34, 5: 13.28, 6: 15.09}
TOO_OFTEN = 2.33  # standard deviations above what chance gives, at one in a hundred


def lint_papers(shelf: Shelf) -> Iterator[Problem]:
    """Shortages and untaught items are errors, thin draws and uneven keys warnings."""
    for entry in shelf.library.of(EXAM):
        blueprint, _problems = read_blueprint(entry.document, {})
        if blueprint is not None:
            for _section, draw in blueprint.draws:
                yield from _drawn(entry, draw, shelf)
    for entry in shelf.library.of(GATE):
        yield from _sets(entry, shelf)
    for entry in shelf.library.of(BANK):
        single = _of_kind(entry, shelf, QuestionKind.SINGLE)
        yield from _places(entry, [question.options for question in single])
        yield from _longest(entry, [question.options for question in single])
        yield from _truths(entry, [question.truth for question in _of_kind(entry, shelf, QuestionKind.JUDGEMENT)])


def _of_kind(entry: Entry, shelf: Shelf, kind: QuestionKind) -> list[Question]:
    """Questions of a bank and parts of its cases that are of this kind."""
    asked = [one.question for one in shelf.live.values() if one.entry is entry]
    return [one for question in asked for one in (question, *question.parts) if one.kind is kind]


def _drawn(entry: Entry, draw: Draw, shelf: Shelf) -> Iterator[Problem]:
    if draw.point not in shelf.points:
        yield entry.document.problem(draw.line, unknown("知识点", draw.point, sorted(shelf.points)))
        return
    pool = candidates(draw, shelf)
    supply = Supply(draw, len(pool))
    if supply.short:
        said = f"要 {draw.count} 题，题库里「{draw.words}」只有 {supply.found} 题，还差 {supply.short} 题"
        yield entry.document.problem(draw.line, said)
    elif supply.is_thin:
        said = f"「{draw.words}」要 {draw.count} 题，只有 {supply.found} 题可抽，两份卷会很像：补到 {2 * draw.count} 题以上"
        yield entry.document.problem(draw.line, said, warning=True)
    yield from _untaught(entry, draw, pool, shelf)


def candidates(draw: Draw, shelf: Shelf) -> list[Asked]:
    """Questions that a draw may take: in use, and citing rules as they read now."""
    return [
        asked
        for asked in shelf.live.values()
        if draw.point in asked.question.points
        and draw.kind in (None, asked.question.kind.value)
        and draw.difficulty in (None, asked.question.difficulty)
        and not _is_stale(asked, shelf)
    ]


def _is_stale(asked: Asked, shelf: Shelf) -> bool:
    held = shelf.rule_facts
    return any(cited.id in held and held[cited.id].major != cited.major for cited in asked.question.all_citations)


def _untaught(entry: Entry, draw: Draw, pool: list[Asked], shelf: Shelf) -> Iterator[Problem]:
    """Every item an exam may draw names lessons, and each course that leads to the exam has taught all of them."""
    for asked in pool:
        if not asked.all_lessons:
            said = f"{asked.question.id} 没写【课文】，考试 {entry.key} 会抽到它：写上讲到它的那一篇"
            yield asked.entry.document.problem(asked.question.line, said)
    for key, course in shelf.courses.items():
        if not any(step.spec.kind is StepKind.EXAM and entry.key in step.spec.targets for step in course.steps):
            continue
        taught = lessons_of(course) | taught_before(course, shelf)
        bare = [asked.question.id for asked in pool if not asked.all_lessons <= taught]
        if bare:
            said = f"「{draw.words}」会抽到 {_some(bare)}，讲到它们的课文不在课程 {key} 里：换一个抽法，或把课文排进去"
            yield entry.document.problem(draw.line, said)


def taught_before(course: Course, shelf: Shelf) -> frozenset[str]:
    """What everybody has learnt for the certificate that the course's gate asks for: lessons of all courses that lead to it."""
    document = next((entry.document for entry in shelf.library.of(GATE) if entry.key == course.gate), None)
    asked = read_gate(document, {})[0].of(Need.CERTIFICATE) if document else []
    return frozenset[str]().union(
        *(_common(names_asked(target), shelf) for condition in asked for target in condition.targets)
    )


def _common(certificates: tuple[str, ...], shelf: Shelf) -> frozenset[str]:
    """Lessons that every course teaches which leads to one of these certificates."""
    issuing = {entry.key for entry in shelf.library.of(GATE) if entry.document.head.own("证书") in certificates}
    taught = [lessons_of(one) for one in shelf.courses.values() if one.gate in issuing]
    return frozenset.intersection(*taught) if taught else frozenset()


def _sets(entry: Entry, shelf: Shelf) -> Iterator[Problem]:
    """Nobody can become fluent in what no lesson of the course has taught."""
    gate, _problems = read_gate(entry.document, {})
    banks = {key for condition in gate.conditions if condition.need is Need.FLUENT for key in condition.targets}
    asked = [one for one in shelf.live.values() if one.entry.key in banks and one.all_lessons]
    for key, course in shelf.courses.items():
        bare = [one.question.id for one in asked if not one.all_lessons & lessons_of(course)]
        if course.gate == entry.key and bare:
            said = f"流利要答 {_some(bare)}，讲到它们的课文不在课程 {key} 里：换题库，或把课文排进去"
            yield entry.document.problem(1, said, warning=True)


def _some(numbers: list[str]) -> str:
    return "、".join(numbers[:8]) + ("……" if len(numbers) > 8 else "")


def _places(entry: Entry, single: list[tuple[Option, ...]]) -> Iterator[Problem]:
    """Where the right option stands in single choice, counted by number of options (Pearson's chi-square)."""
    for many, most in UNEVEN.items():
        places = Counter(
            next((place for place, option in enumerate(options) if option.is_right), 0)
            for options in single
            if len(options) == many
        )
        total = places.total()
        expected = total / many
        if total >= FEWEST_KEYS and sum((places[at] - expected) ** 2 for at in range(many)) / expected > most:
            shown = "、".join(f"第 {at + 1} 个 {places[at]} 次" for at in range(many))
            said = f"{many} 个选项的单选，对的选项位置不匀：{shown}。把几道题的选项换换次序"
            yield entry.document.problem(1, said, warning=True)


def _longest(entry: Entry, single: list[tuple[Option, ...]]) -> Iterator[Problem]:
    """Whether the right option is the longest more often than one of so many would be by chance (normal approximation)."""
    longest = sum(
        all(len(option.text) > len(other.text) for other in options if other is not option)
        for options in single
        for option in options
        if option.is_right
    )
    chances = [1 / len(options) for options in single]
    spread = sqrt(sum(chance * (1 - chance) for chance in chances))
    if len(single) >= FEWEST_KEYS and longest > sum(chances) + TOO_OFTEN * spread:
        said = f"{len(single)} 道单选里有 {longest} 道是对的选项最长，挑最长的就能猜中：把几道错的选项写满"
        yield entry.document.problem(1, said, warning=True)


def _truths(entry: Entry, truths: list[bool | None]) -> Iterator[Problem]:
    """Whether 对 and 错 are about as frequent (Pearson's chi-square)."""
    total, true = len(truths), truths.count(True)
    if total >= FEWEST_KEYS and (2 * true - total) ** 2 / total > UNEVEN[2]:
        said = f"{total} 道判断里有 {true} 道是「对」，{total - true} 道是「错」：改几道的说法，让两边差不多"
        yield entry.document.problem(1, said, warning=True)
