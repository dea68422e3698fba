"""A text somebody wrote, read and checked, not yet a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cstrain.bank.queries.reading import head_text
from cstrain.bank.rules import (
    Known,
    Question,
    Rule,
    alike,
    bearing_of,
    check_question,
    examine,
    examine_rule,
    incoming_of,
    pictures_of,
)
from cstrain.kit.content import Part, Problem, canonical_text, inherited, read, version_of
from cstrain.kit.content.versions import Version


@dataclass(frozen=True)
class Draft:
    """A readable text with what it inherits, its hash, its number in the file and everything doubtful in it."""

    part: Part
    text: str
    inherited: dict[str, str]
    pictures: dict[str, str]
    hash: str
    bearing: str
    declared: Version
    doubts: tuple[Problem, ...] = ()
    question: Question | None = None
    rule: Rule | None = None


@dataclass(frozen=True)
class Written:
    """What came of reading a typed text: a draft, or the problems that keep it from being one. Lines count in the text."""

    problems: tuple[Problem, ...]
    draft: Draft | None = None
    question: Question | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)


def draft_of_question(
    part: Part, pictures: Mapping[str, str], doubts: Sequence[Problem] = (), question: Question | None = None
) -> Draft:
    """The draft of a part that has no errors; ``question`` when it has been read from the part before."""
    question = question or examine(part)[0]
    assert question is not None, part.id
    bearing = bearing_of(question)
    return Draft(
        part,
        canonical_text(part),
        inherited(part),
        pictures_of(part, pictures),
        incoming_of(part, bearing, pictures).hash,
        bearing,
        version_of(part),
        tuple(doubts),
        question,
    )


def draft_of_rule(part: Part) -> Draft:
    """The draft of a rule without errors."""
    rule, _ = examine_rule(part)
    digest = incoming_of(part, rule.bearing, {}).hash
    return Draft(
        part, canonical_text(part), inherited(part), {}, digest, rule.bearing, version_of(part), (), None, rule
    )


def written_question(text: str, question_id: str, defaults: Mapping[str, str], known: Known) -> Written:
    """Read what somebody typed as one question. ``question_id``: the number it must bear."""
    typed = _typed("题库", text, question_id, defaults)
    question = None
    if typed.part is not None:
        typed.problems += check_question(typed.part, known, question_id.partition("-")[0])
        question, _ = examine(typed.part)
        typed.problems += _likenesses(question, typed.part, known)
    problems = typed.counted()
    if typed.part is None or question is None or any(not problem.warning for problem in problems):
        return Written(problems, question=question)
    return Written(problems, draft_of_question(typed.part, known.pictures, problems), question)


def _likenesses(question: Question | None, part: Part, known: Known) -> list[Problem]:
    stems = {question.id: question.stem} if question is not None else {}
    return [
        Problem(part.line, f"{name} 和 {other} 的题干几乎一样：留一道，或改一个角度问", warning=True)
        for name, other in alike(stems, known.stems)
    ]


def written_rule(text: str, rule_id: str, defaults: Mapping[str, str]) -> Written:
    """Read what somebody typed as one rule."""
    typed = _typed("规则", text, rule_id, defaults)
    if typed.part is not None:
        typed.problems += examine_rule(typed.part)[1].all
    problems = typed.counted()
    if typed.part is None or any(not problem.warning for problem in problems):
        return Written(problems)
    return Written(problems, draft_of_rule(typed.part))


@dataclass
class _Typed:
    """A typed text behind a head of ours: ``above`` lines of it do not count."""

    above: int
    problems: list[Problem]
    part: Part | None = None

    def counted(self) -> tuple[Problem, ...]:
        """The problems with the line numbers of the typed text."""
        return tuple(sorted({replace(each, line=max(1, each.line - self.above)) for each in self.problems}))


def _typed(kind: str, text: str, part_id: str, defaults: Mapping[str, str]) -> _Typed:
    head = f"{head_text(kind, defaults)}\n"
    document = read(head + text)
    typed = _Typed(head.count("\n"), list(document.problems))
    first = typed.above + 1
    if any(item.line > typed.above and item.written for item in document.head.items) or not document.parts:
        typed.problems = [document.problem(first, f"第一行要是标题：写成「## {part_id} ……」")]
    elif document.parts[0].id != part_id:
        typed.problems.append(document.problem(first, f"编号不能改：第一行写「## {part_id} ……」"))
    elif len(document.parts) > 1:
        typed.problems.append(
            document.problem(document.parts[1].line, "这里一次只写一条：把后面的「##」移走，另外新建")
        )
    else:
        typed.part = document.parts[0]
    return typed
