"""Does the lesson that a question names teach what the question rests on?

Compared by the rules both of them cite, and by the answers that are words or figures: they stand in the lesson.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cstrain.bank.rules import Kind, Question
from cstrain.bank.rules.register import OWN_PLATFORM
from cstrain.content.rules.kinds import LESSON
from cstrain.content.rules.shelf import Shelf
from cstrain.kit.content import Problem
from cstrain.kit.content.fold import fold_answer
from cstrain.kit.content.refs import all_of

_WORKED_OUT = re.compile(r"[=×÷−]|[加减]|相差|推算")  # the explanation works the figure out; no lesson holds it
_MARKS = re.compile(r"[*＊]")


def lint_taught(shelf: Shelf) -> Iterator[Problem]:
    """Questions whose lessons do not cite a rule that they cite, or do not say what they ask for, as warnings."""
    yield from _rules(shelf)
    yield from _answers(shelf)


def _rules(shelf: Shelf) -> Iterator[Problem]:
    told = rules_of_lessons(shelf)
    anywhere = frozenset[str]().union(*told.values())
    for asked in shelf.live.values():
        for one in (asked.question, *asked.question.parts):
            lessons = [name for name in one.lessons if name in told]
            missing = [
                cited.id
                for cited in one.citations
                if not any(cited.id in told[name] for name in lessons)
                and not (cited.id not in anywhere and _is_acknowledged(cited.id, shelf))
            ]
            if lessons and missing:
                said = (
                    f"{one.id} 引用 {'、'.join(missing)}，课文 {'、'.join(lessons)} 没有讲到：【课文】补上讲它的那一篇"
                )
                yield asked.entry.document.problem(one.line, said, warning=True)


def _answers(shelf: Shelf) -> Iterator[Problem]:
    told = {entry.key: fold_answer(_MARKS.sub("", entry.document.text)) for entry in shelf.library.of(LESSON)}
    for asked in shelf.live.values():
        for one in (asked.question, *asked.question.parts):
            lessons = [name for name in one.lessons if name in told]
            for wordings in closed_answers(one) if lessons else ():
                if not any(fold_answer(wording) in told[name] for wording in wordings for name in lessons):
                    said = (
                        f"{one.id} 的答案「{wordings[0]}」课文 {'、'.join(lessons)} 里没有：课文里补一句，或换【课文】"
                    )
                    yield asked.entry.document.problem(one.line, said, warning=True)


def closed_answers(question: Question) -> list[tuple[str, ...]]:
    """For each answer that must be given word for word, the wordings that are taken; those worked out are left out."""
    if question.kind is Kind.BLANKS:
        found = [blank.wordings for blank in question.blanks]
    elif question.kind is Kind.NUMBER and question.number is not None:
        found = [(question.number_text.removeprefix("介于").strip(),)]
    else:
        return []
    worked_out = _WORKED_OUT.search(question.explanation) is not None
    return [one for one in found if not (worked_out and any(letter.isdigit() for letter in one[0]))]


def rules_of_lessons(shelf: Shelf) -> dict[str, frozenset[str]]:
    """Rules that each lesson cites, without their versions."""
    return {
        entry.key: frozenset(name.partition("@")[0] for name in all_of(entry.document.head.own("规则")))
        for entry in shelf.library.of(LESSON)
    }


def _is_acknowledged(rule: str, shelf: Shelf) -> bool:
    """A clause of the charter is ticked by everybody, whether a lesson speaks of it or not."""
    return rule not in shelf.rules or shelf.rules[rule].platform == OWN_PLATFORM
