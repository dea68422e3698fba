"""Checks of modules and courses against everything they name (formats 5.2, 5.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cstrain.bank.rules.findings import Findings
from cstrain.bank.rules.register import check_head
from cstrain.curriculum.rules.known import Known
from cstrain.curriculum.rules.plan import read_course
from cstrain.curriculum.rules.steps import Kind, StepSpec, read_modules
from cstrain.kit.content import Document, Problem, is_id, nearest


def check_modules(document: Document, known: Known) -> list[Problem]:
    """Everything wrong or doubtful in a modules file, sorted by line."""
    found = Findings(document.file)
    found.problems += document.problems
    check_head(document, found)
    modules, problems = read_modules(document)
    found.problems += problems
    for step in modules.steps.values():
        _check_target(step, known, found)
        if step.kind is Kind.PRACTICE and known.banks is not None:
            _check_supply(step, known.banks, found)
        _check_former(step, known, found)
    return list(found.all)


def _check_target(step: StepSpec, known: Known, found: Findings) -> None:
    named = {
        Kind.LESSON: ("课文", known.lessons),
        Kind.ROLEPLAY: ("场景", known.scenarios),
        Kind.EXAM: ("考试", known.exams),
        Kind.ACKNOWLEDGE: ("章程或课文", _both(known.charters, known.lessons)),
    }
    what, held = named.get(step.kind, ("", None))
    for target in step.targets if held is not None else ():
        if target not in (held or ()):
            by_number = step.kind in (Kind.LESSON, Kind.ROLEPLAY)  # L05 is no slip of L04
            offer = "" if by_number else nearest(target, sorted(held or ()))
            hint = f"，是不是想写 {offer}" if offer else ""
            found.wrong(step.line, f"{step.id} 要的{what} {target} 没有{hint}：核对编号")


def _both(one: Collection[str] | None, other: Collection[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else frozenset(one) | frozenset(other)


def _check_supply(step: StepSpec, banks: Mapping[str, int], found: Findings) -> None:
    for key in step.targets:
        if key not in banks:
            found.wrong(step.line, f"{step.id} 要的题库 {key} 没有：核对题库编号")
            return
    held = sum(banks[key] for key in step.targets)
    if held < step.count:
        listed = "、".join(step.targets)
        found.wrong(
            step.line, f"{step.id} 要 {step.count} 题，题库 {listed} 只有 {held} 题，还差 {step.count - held} 题"
        )


def _check_former(step: StepSpec, known: Known, found: Findings) -> None:
    """A step's id stands in signatures: it never comes to mean another step."""
    meant = known.former.get(step.id)
    if meant is not None and meant != meaning(step):
        was = " ".join(word for word in meant if word)
        found.wrong(step.line, f"环节号 {step.id} 以前是「{was}」，已经有人签过：换一个没用过的号")


def meaning(step: StepSpec) -> tuple[str, str]:
    """What a step's id means for good: (kind, first target)."""
    return step.kind.value, step.targets[0] if step.targets else ""


def check_course(document: Document, known: Known) -> list[Problem]:
    """Everything wrong or doubtful in a course, sorted by line."""
    found = Findings(document.file)
    found.problems += document.problems
    check_head(document, found)
    if not is_id("slug", document.id):
        found.wrong(document.head.line, f"课程编号「{document.id}」不对：写成小写字母、数字和「-」，例如 presale-10d")
    gate = document.head.own("准入")
    if known.gates is not None and gate and gate not in known.gates:
        line = (document.head.attribute("准入") or document.head).line
        found.wrong(line, f"没有准入「{gate}」：核对编号")
    if known.modules is not None:
        found.problems += read_course(document, known.modules.get(document.head.own("模块")))[1]
    return list(found.all)
