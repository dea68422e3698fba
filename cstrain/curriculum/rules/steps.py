"""Modules as values (formats 5.2): the smallest groups of steps that a plan moves as one, shared by a post's courses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from cstrain.kit.content import (
    Document,
    ListLine,
    Malformed,
    Part,
    Problem,
    all_of,
    duration,
    is_id,
    nearest,
    version_of,
)


class Kind(StrEnum):
    """Kinds of step, as trainers write them."""

    LESSON = "课文"
    ACKNOWLEDGE = "确认"
    PRACTICE = "练习"
    OFFLINE = "线下"
    CLASS = "集训"
    SHADOW = "跟岗"
    ROLEPLAY = "演练"
    EXAM = "考试"
    CLOSING = "签字"


ATTENDED = frozenset({Kind.OFFLINE, Kind.CLASS, Kind.SHADOW})  # done when a mentor or trainer confirms
SIGNERS = {"学员": "trainee", "带教人": "mentor", "培训师": "trainer"}
PRACTICE = re.compile(r"(?P<banks>[A-Z]{2,6}(?:、[A-Z]{2,6})*) (?P<count>[1-9][0-9]{0,2}) 题")
TARGETED = (Kind.LESSON, Kind.ACKNOWLEDGE, Kind.ROLEPLAY, Kind.EXAM)
TRAINING_DAY = Fraction(8 * 3600)  # seconds that 【时长】1 天 stands for on the sheet


@dataclass(frozen=True)
class StepSpec:
    """A step as its module writes it. ``targets``: lesson, charter, banks, scenario or exam keys; ``count``: items.

    ``written`` is the whole line, ``module_major`` the declared version of its module.
    """

    id: str
    kind: Kind
    content: str
    signers: tuple[str, ...]
    after: tuple[str, ...]
    duration: str
    targets: tuple[str, ...] = ()
    count: int = 0
    written: str = ""
    module_major: int = 1
    line: int = 0

    @property
    def minutes(self) -> int:
        """Planned length in minutes, a day counted as eight hours; 0 when none is written."""
        return minutes_of(self.duration)


@dataclass(frozen=True)
class ModuleFile:
    """All modules of a post by name."""

    key: str
    modules: Mapping[str, tuple[StepSpec, ...]]

    @property
    def steps(self) -> dict[str, StepSpec]:
        return {step.id: step for steps in self.modules.values() for step in steps}


def minutes_of(written: str) -> int:
    """60 分钟 → 60, 1 天 → 480, "" → 0; Malformed for what is no length of time."""
    if not written:
        return 0
    length = duration(written)
    if length.measure == "天":
        return int(length.number * TRAINING_DAY / 60)
    if length.seconds is None:
        raise Malformed(f"「{written}」太长：环节的时长写成分钟、小时或天")
    return int(length.seconds / 60)


def read_modules(document: Document) -> tuple[ModuleFile, list[Problem]]:
    """The modules of a post, and what is wrong with the file beyond its grammar."""
    problems: list[Problem] = []
    modules: dict[str, tuple[StepSpec, ...]] = {}
    seen: set[str] = set()
    for part in document.parts:
        found = [_step(document, item, problems) for run in part.runs for item in run]
        steps = [replace(step, module_major=_major(part)) for step in found if step is not None]
        for step in steps:
            for earlier in step.after:
                if earlier not in seen:
                    problems.append(document.problem(step.line, f"【先完成】{earlier} 要写在 {step.id} 的前面"))
            seen.add(step.id)
        if not steps:
            problems.append(document.problem(part.line, f"模块「{part.title}」里没有环节：写上，或删掉这个模块"))
        modules[part.title] = tuple(steps)
    return ModuleFile(document.id, modules), problems


def _major(part: Part) -> int:
    try:
        return version_of(part).major
    except Malformed:
        return 1  # the grammar has complained at the line


def _step(document: Document, item: ListLine, problems: list[Problem]) -> StepSpec | None:
    words = item.body.split(" ", 2)
    if len(words) < 3 or not is_id("step", words[0]):
        problems.append(document.problem(item.line, "环节要写成「环节号 类型 内容」，例如 T1 课文 L04"))
        return None
    if words[1] not in list(Kind):
        offer = nearest(words[1], [kind.value for kind in Kind])
        hint = f"，是不是想写「{offer}」" if offer else ""
        problems.append(document.problem(item.line, f"不认识环节类型「{words[1]}」{hint}；可用：{'、'.join(Kind)}"))
        return None
    step = StepSpec(
        words[0],
        Kind(words[1]),
        words[2],
        _signers(document, item, Kind(words[1]), problems),
        all_of(item.value("先完成")),
        item.value("时长"),
        written=item.written,
        line=item.line,
    )
    _check_duration(document, item, problems)
    return _with_targets(document, step, problems)


def _signers(document: Document, item: ListLine, kind: Kind, problems: list[Problem]) -> tuple[str, ...]:
    """The trainee always signs; others are added. The closing signature is also the trainer's (ui section 7)."""
    named = all_of(item.value("签字"))
    for word in named:
        if word not in SIGNERS:
            problems.append(document.problem(item.line, f"【签字】不认识「{word}」；可用：{'、'.join(SIGNERS)}"))
    if named and "学员" not in named:
        problems.append(document.problem(item.line, "【签字】里要有学员：学员本人一定签"))
    closing = ["trainer"] if kind is Kind.CLOSING else []
    return tuple(dict.fromkeys(["trainee", *(SIGNERS[word] for word in named if word in SIGNERS), *closing]))


def _check_duration(document: Document, item: ListLine, problems: list[Problem]) -> None:
    try:
        minutes_of(item.value("时长"))
    except Malformed as wrong:
        problems.append(document.problem(item.line, str(wrong)))


def _with_targets(document: Document, step: StepSpec, problems: list[Problem]) -> StepSpec:
    if step.kind is Kind.PRACTICE:
        found = PRACTICE.fullmatch(step.content)
        if found is None:
            problems.append(document.problem(step.line, f"练习要写成「题库 N 题」，例如 TB 15 题：{step.content}"))
            return step
        return replace(step, targets=tuple(found["banks"].split("、")), count=int(found["count"]))
    if step.kind in TARGETED:
        return replace(step, targets=(step.content.split(" ")[0],))
    return step
