"""Two versions of a part side by side: does the change need a version number, what changed, what is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

from .model import Document, Part, Problem
from .versions import former_names, version_of
from .write import part_hash


class Change(Enum):
    """What an edit is. Only the last two keep a file from being imported."""

    NONE = "none"
    EDITORIAL = "editorial"
    MINOR = "minor"
    MAJOR = "major"
    NEEDS_NUMBER = "needs_number"
    WENT_BACK = "went_back"


@dataclass(frozen=True, slots=True)
class Bearing:
    """What in a part bears its answer: attributes, attributes of list lines, the title's rest, the list itself."""

    keys: frozenset[str] = frozenset()
    line_keys: frozenset[str] = frozenset()
    rest: bool = False
    lines: bool = False


# Kind, option texts and marks, 答案, order, pairs, 尺度, points of 评分, 计分, 空位, 一票否决 (formats section 3).
QUESTION = Bearing(
    keys=frozenset({"答案", "尺度", "评分", "计分", "空位", "一票否决"}),
    line_keys=frozenset({"分", "一票否决"}),
    rest=True,
    lines=True,
)


class Difference(NamedTuple):
    """One line of a comparison: " " the same, "~" changed, "-" gone, "+" new."""

    mark: str
    old: str
    new: str


def changes(old: Part, new: Part, bearing: Bearing) -> Change:
    """What kind of edit leads from `old` to `new`; what they inherit counts as theirs."""
    if part_hash(old) == part_hash(new):
        return Change.NONE
    before, after = version_of(old).number, version_of(new).number
    if after < before:
        return Change.WENT_BACK
    if after > before:
        return Change.MAJOR if after[0] > before[0] else Change.MINOR
    return Change.EDITORIAL if borne(old, bearing) == borne(new, bearing) else Change.NEEDS_NUMBER


def borne(part: Part, bearing: Bearing) -> tuple[object, ...]:
    """The answer-bearing content of a part and the parts below it, as a value to compare."""
    values = tuple((key, part.values(key) or (part.value(key),)) for key in sorted(bearing.keys))
    lines = tuple(
        (line.label, line.mark, line.body, tuple((key, line.value(key)) for key in sorted(bearing.line_keys)))
        for line in (part.lines if bearing.lines else ())
    )
    below = tuple((one.id, borne(one, bearing)) for one in part.parts)
    return (part.rest if bearing.rest else "", values, lines, below)


def refusal(change: Change, old: Part, new: Part, what: str = "答案") -> str:
    """The words against a change that cannot be imported, "" for one that can. `what` names what changed."""
    held = version_of(old)
    if change is Change.WENT_BACK:
        return f"{new.id} 的【版本】从 {held} 退回了 {version_of(new)}：版本号只加不减"
    if change is not Change.NEEDS_NUMBER:
        return ""
    return (
        f"{new.id} 的{what}变了，【版本】却没加一：改对错写「{held.major + 1} 原因」，"
        f"只改错字写「{held.major}.{held.minor + 1} 原因」"
    )


def difference(old_text: str, new_text: str) -> list[Difference]:
    """Two texts line by line, for display; changed lines stand side by side."""
    old, new = old_text.splitlines(), new_text.splitlines()
    out: list[Difference] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = old[start:end], new[new_start:new_end]
        both = min(len(gone), len(come))
        mark = " " if tag == "equal" else "~"
        out += [Difference(mark, left, right) for left, right in zip(gone, come, strict=False)]
        out += [Difference("-", left, "") for left in gone[both:]]
        out += [Difference("+", "", right) for right in come[both:]]
    return out


def part_ids(document: Document) -> tuple[str, ...]:
    """The ids (or titles) of all parts, top down: what the next load of the same file is compared with."""
    return tuple(part.id for part in document.walk())


def vanished(old_ids: Iterable[str], document: Document) -> tuple[str, ...]:
    """Those of the old ids that the document no longer has, neither as a part nor as 【曾用名】."""
    held = set(part_ids(document)).union(*(former_names(part) for part in document.walk()))
    return tuple(an_id for an_id in old_ids if an_id not in held)


def vanished_problems(old_ids: Iterable[str], document: Document) -> tuple[Problem, ...]:
    """One error for each vanished id, at the part that used to stand above it (else at the title)."""
    order = list(old_ids)
    lines = {part.id: part.line for part in document.walk()}
    problems = []
    for an_id in vanished(order, document):
        above = next((one for one in reversed(order[: order.index(an_id)]) if one in lines), "")
        line = lines.get(above, document.head.line or 1)
        text = f"文件里少了 {an_id}：不用了请写【状态】停用 原因，不要删；改了名请写【曾用名】{an_id}"
        problems.append(document.problem(line, text))
    return tuple(problems)
