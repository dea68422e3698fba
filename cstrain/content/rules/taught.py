"""Does the lesson that a question names teach what the question rests on? Compared by the rules both of them cite."""

from __future__ import annotations

from collections.abc import Iterator

from cstrain.bank.rules.register import OWN_PLATFORM
from cstrain.content.rules.kinds import LESSON
from cstrain.content.rules.shelf import Shelf
from cstrain.kit.content import Problem
from cstrain.kit.content.refs import all_of


def lint_taught(shelf: Shelf) -> Iterator[Problem]:
    """Questions whose lessons do not cite a rule that they cite, as warnings."""
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


def rules_of_lessons(shelf: Shelf) -> dict[str, frozenset[str]]:
    """Rules that each lesson cites, without their versions."""
    return {
        entry.key: frozenset(name.partition("@")[0] for name in all_of(entry.document.head.own("规则")))
        for entry in shelf.library.of(LESSON)
    }


def _is_acknowledged(rule: str, shelf: Shelf) -> bool:
    """A clause of the charter is ticked by everybody, whether a lesson speaks of it or not."""
    return rule not in shelf.rules or shelf.rules[rule].platform == OWN_PLATFORM
