"""What a changed text does to the version row: nothing, a new minor or major version, a proposal, or a refusal.

Answer-bearing are kind, options and their marks, 答案, order, pairs, 尺度, points of 评分, 计分, 空位, 一票否决. A change of
those in a file without a number in 【版本】 is refused (formats section 3).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cstrain.bank.rules.known import Kept, Known
from cstrain.bank.rules.question import Question
from cstrain.kit.content import Document, Malformed, Part, Problem, inherited, part_hash
from cstrain.kit.content.changes import vanished_problems
from cstrain.kit.content.refs import images_of
from cstrain.kit.content.versions import version_of


def bearing_of(question: Question) -> str:
    """A fingerprint of everything answer-bearing; equal for two texts that differ in wording around it only."""
    return hashlib.sha256(json.dumps(_bearing(question), ensure_ascii=False).encode()).hexdigest()


def _bearing(question: Question) -> list[Any]:
    authority = question.authority
    return [
        question.kind.value,
        question.scoring.value,
        sorted([option.text, option.is_right, bool(option.fatal)] for option in question.options),
        question.truth,
        [sorted(blank.wordings) for blank in question.blanks],
        question.any_order,
        question.number_text,
        list(question.sequence),
        sorted([left, question.rights[right]] for left, right in zip(question.lefts, question.pairing, strict=True)),
        sorted(question.rights),
        [authority.verdict.value, authority.measure] if authority else [],
        [[criterion.text, str(criterion.points)] for criterion in question.criteria],
        bool(question.fatal),
        [[part.place, _bearing(part)] for part in question.parts],
    ]


class Outcome(Enum):
    """What loading a part does."""

    NEW = "new"
    SAME = "same"
    ADOPT = "adopt"  # the installation has this very text already: only remember that the file agrees
    PROPOSE = "propose"  # changed here since: shown side by side, nothing goes live by itself
    MAJOR = "major"
    MINOR = "minor"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A part as a file brings it."""

    id: str
    hash: str
    bearing: str
    number: tuple[int, int] = (1, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, the number the version row gets, and for a refusal the words."""

    outcome: Outcome
    number: tuple[int, int] = (1, 0)
    trouble: str = ""


def load_step(kept: Kept | None, incoming: Incoming) -> Step:
    """What loading ``incoming`` does to what is kept."""
    if kept is None:
        return Step(Outcome.NEW, incoming.number)
    here = (kept.major, kept.minor)
    if incoming.hash == kept.loaded_hash:
        return Step(Outcome.SAME, here)
    if incoming.hash == kept.hash:
        return Step(Outcome.ADOPT, here)
    if kept.made_here:
        return Step(Outcome.PROPOSE, here)
    if incoming.number < kept.number:
        return Step(
            Outcome.REFUSE,
            here,
            f"{incoming.id} 的【版本】从 {shown(kept.number)} 退到了 {shown(incoming.number)}：版本只往上加",
        )
    if incoming.bearing != kept.bearing and incoming.number == kept.number:
        return Step(Outcome.REFUSE, here, unnumbered(incoming.id, kept.number))
    if incoming.number[0] > kept.number[0]:
        return Step(Outcome.MAJOR, (max(kept.major + 1, incoming.number[0]), 0))
    return Step(Outcome.MINOR, (kept.major, kept.minor + 1))


def unnumbered(part_id: str, number: tuple[int, int]) -> str:
    """The words about an answer-bearing change without a number."""
    major, minor = number
    return (
        f"{part_id} 的答案变了，【版本】却没加一：改对错写「{major + 1} 原因」，只改错字写「{major}.{minor + 1} 原因」"
    )


def shown(number: tuple[int, int]) -> str:
    """2 or 2.1."""
    return f"{number[0]}.{number[1]}" if number[1] else str(number[0])


def incoming_of(part: Part, bearing: str, pictures: Mapping[str, str]) -> Incoming:
    """The part as the file brings it; the hashes of its pictures are inside its own hash."""
    own = pictures_of(part, pictures)
    try:
        number = version_of(part).number
    except Malformed:
        number = (1, 0)  # the grammar has complained at the line
    return Incoming(part.id, part_hash(part, inherited(part) | own), bearing, number)


def pictures_of(part: Part, pictures: Mapping[str, str]) -> dict[str, str]:
    """Those of ``pictures`` that the part shows."""
    shown_here = {image.path for one in part.walk() for image in images_of(one)}
    return {path: digest for path, digest in pictures.items() if path in shown_here}


def check_versions(document: Document, incoming: Iterable[Incoming], known: Known) -> Iterator[Problem]:
    """Refusals that a load of the file would meet: vanished ids, answers changed without a number."""
    held = [part_id for part_id, kept in known.kept.items() if kept.loaded_from == known.origin]
    yield from vanished_problems(held, document)
    for one in incoming:
        step = load_step(known.kept.get(one.id), one)
        if step.outcome is Outcome.REFUSE:
            part = document.part(one.id)
            written = part.attribute("版本") if part else None
            yield document.problem(written.line if written else part.line if part else 1, step.trouble)


def with_version(text: str, number: tuple[int, int], reason: str) -> str:
    """The part's text with its 【版本】 line set (a first version bears none)."""
    return _with_line(text, "版本", f"{shown(number)} {reason}")


def with_status(text: str, reason: str) -> str:
    """The part's text withdrawn for ``reason``, or in use again when ``reason`` is ""."""
    return _with_line(text, "状态", f"停用 {reason}" if reason else "")


def with_points(text: str, points: Iterable[str]) -> str:
    """The part's text under these knowledge points, wherever in it they stand."""
    own, mark, below = _divided(text)
    value = "、".join(points)
    if "【知识点】" not in own:
        return _with_line(text, "知识点", value)

    def put(found: re.Match[str]) -> str:
        return f"【知识点】{value}" + (" " if found[0].endswith(" ") else "")

    return re.sub(r"【知识点】[^【\n]*", put, own, count=1) + mark + below


def _with_line(text: str, key: str, value: str) -> str:
    """Replace the line of ``key`` in the part itself, or add it at its end, before its sub-questions."""
    own, mark, below = _divided(text)
    lines = [line for line in own.split("\n") if not line.startswith(f"【{key}】")]
    while lines and not lines[-1]:
        lines.pop()
    if value:
        if not any(line.startswith("【") for line in lines):
            lines.append("")
        lines.append(f"【{key}】{value}")
    whole = "\n".join(lines) + "\n"
    return f"{whole}\n{mark}{below}" if mark else whole


def _divided(text: str) -> tuple[str, str, str]:
    found = re.search(r"^### ", text, re.M)
    return (text, "", "") if found is None else (text[: found.start()], "### ", text[found.end() :])
