"""The table under the list of facts: fact → questions that ask it → lessons that teach those questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cstrain.content.rules.shelf import Shelf

TITLE = "## 附：事实、题目、课文对照"
HEAD = f"""{TITLE}

由 `make docs` 从题库写成，测试会比对；上面的条文由人来写。「课文」是这些题目注明的课文。

| 事实 | 题目 | 课文 |
|---|---|---|
"""


def with_table(text: str, shelf: Shelf) -> str:
    """The list of facts with its table written anew."""
    return text.partition(TITLE)[0].rstrip() + "\n\n" + fact_table(shelf)


def fact_table(shelf: Shelf) -> str:
    """A line per fact; one without a question says so by an empty cell."""
    questions: dict[str, list[str]] = defaultdict(list)
    lessons: dict[str, set[str]] = defaultdict(set)
    for fact, number, taught in _asked(shelf):
        questions[fact].append(number)
        lessons[fact].update(taught)
    rows = (
        f"| {fact} | {'、'.join(questions[fact])} | {'、'.join(sorted(lessons[fact]))} |\n"
        for fact in sorted(shelf.around.facts or ())
    )
    return HEAD + "".join(rows)


def _asked(shelf: Shelf) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(fact, number of the question or part, lessons that it names), in the order of the banks."""
    for asked in shelf.live.values():
        for one in (asked.question, *asked.question.parts):
            for fact in one.covers:
                yield fact, one.id, one.lessons
