"""From items to judged texts: every item is composed, read by the one reader of content, and checked like any question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cstrain.bank.rules.checks import checked
from cstrain.bank.rules.exchange.house import TITLE_OF, text_of
from cstrain.bank.rules.exchange.item import ID, LETTERS, OPTION, STEM, Item, Told
from cstrain.bank.rules.known import Known
from cstrain.bank.rules.question import Question
from cstrain.kit.content import Part, Problem, read
from cstrain.kit.content.keys import KNOWN
from cstrain.kit.content.lines import key_at_start

LONGEST = 20_000  # characters of one question, as in the editor
CHUNK = 100_000  # bytes read at once


@dataclass(slots=True)
class Judged:
    """An item with its text: ``part`` when it can be read, ``doubts`` that stop nothing."""

    item: Item
    text: str = ""
    part: Part | None = None
    doubts: list[Problem] = field(default_factory=list)
    question: Question | None = None
    made: dict[str, Any] | None = None  # what a version row would hold, once it is in order
    said: list[str] = field(default_factory=list)  # its doubts in words


def judge(items: Sequence[Item], head: Mapping[str, str], known: Mapping[str, Known]) -> Iterator[Judged]:
    """Compose and check items of one bank; ``head``: what the bank hands down, ``known`` by bank key."""
    waiting = [_composed(item, head) for item in items]
    for chunk in _chunks(waiting):
        _read(chunk, head)
        for one in chunk:
            if one.part is not None and not one.item.wrong:
                _check(one, known)
            yield one


def _composed(item: Item, head: Mapping[str, str]) -> Judged:
    if any(one.wrong for one in (item, *item.parts)):
        return Judged(item)
    text = text_of(item.cells, head, [part.cells for part in item.parts])
    if len(text) > LONGEST:
        item.refuse(STEM, f"这道题有 {len(text)} 个字，最多 {LONGEST} 个：拆成几道")
        return Judged(item)
    return Judged(item, text)


def _chunks(waiting: Iterable[Judged]) -> Iterator[list[Judged]]:
    chunk: list[Judged] = []
    size = 0
    for one in waiting:
        if size > CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(one)
        size += 3 * len(one.text)
    yield chunk


def _read(chunk: Sequence[Judged], head: Mapping[str, str]) -> None:
    """Read the texts of a chunk as one file; one that upsets the others is read by itself."""
    texts = [one for one in chunk if one.text]
    if not texts:
        return
    top = "# 题库 XX 题\n" + "".join(f"【{key}】{value}\n" for key, value in head.items())
    document = read("\n".join([top, *(one.text for one in texts)]))
    if len(document.parts) != len(texts) or len(document.problems) > 400:
        if len(texts) > 1:
            for one in texts:
                _read([one], head)
        else:
            texts[0].item.refuse(STEM, "题干里有一行读成了别的标题：去掉行首的「#」")
        return
    for one, part in zip(texts, document.parts, strict=True):
        one.part = part
    _spread(texts, document.problems)


def _spread(texts: Sequence[Judged], problems: Sequence[Problem]) -> None:
    """Each problem to the question in whose lines it stands."""
    place = 0
    for problem in problems:
        while place + 1 < len(texts) and problem.line >= _line(texts[place + 1]):
            place += 1
        one = texts[place]
        if problem.warning:
            one.doubts.append(problem)
        else:
            one.item.wrong.append(Told(_title(one, problem.line), problem.text))


def _line(one: Judged) -> int:
    return one.part.line if one.part is not None else 0


def _check(one: Judged, known: Mapping[str, Known]) -> None:
    assert one.part is not None
    bank = one.item[ID].partition("-")[0]
    one.question, problems = checked(one.part, known[bank], bank)
    for problem in problems:
        if problem.warning:
            one.doubts.append(problem)
        else:
            one.item.wrong.append(Told(_title(one, problem.line), problem.text))


def _title(one: Judged, line: int) -> str:
    """The column that a line of the text came from."""
    lines = one.text.split("\n")
    place = min(max(line - _line(one), 0), len(lines) - 1)
    for above in range(place, 0, -1):
        if key := key_at_start(lines[above]):
            return TITLE_OF.get(key, STEM) if key in KNOWN else STEM
        if lines[above][:2] == "- ":
            before = sum(text[:2] == "- " for text in lines[:above])
            return OPTION + LETTERS[min(before, len(LETTERS) - 1)]
        if above != place and not lines[above]:
            break
    return STEM
